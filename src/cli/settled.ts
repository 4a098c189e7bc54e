/**
 * Waiting until an engine that has just started knows where it stands: in the ring, with what the others have. Before
 * that nobody seems online, and a message would count as sent to nobody.
 */
import type { Group } from '../index.js'

/** How long a verb that only looks waits for others, in ms: a start on one network takes under one second. */
export const LOOK_AROUND_MS = 2000

/** Members besides this one that have not left. */
export function othersOf(group: Group) {
  return group.members.filter(({ self, state }) => !self && (state === 'online' || state === 'offline'))
}

export function someoneOnline(group: Group): boolean {
  return othersOf(group).some(({ state }) => state === 'online')
}

/** True when the ring is joined and the history here, or nobody else is a member; false when `signal` ended the wait. */
export function settled(group: Group, signal: AbortSignal): Promise<boolean> {
  return becomes(group, isSettled, signal)
}

/** True when another member is online, or nobody else is a member; false when `signal` ended the wait. */
export function someoneComes(group: Group, signal: AbortSignal): Promise<boolean> {
  return becomes(group, () => othersOf(group).length === 0 || someoneOnline(group), signal)
}

/** Looks again after everything that happens in the group. */
async function becomes(group: Group, holds: (group: Group) => boolean, signal: AbortSignal): Promise<boolean> {
  if (holds(group)) return true
  for await (const _event of group.events({ signal })) {
    if (holds(group)) return true
  }
  return holds(group)
}

function isSettled(group: Group): boolean {
  if (!group.joined || othersOf(group).length === 0) return true
  return someoneOnline(group) && group.ring.closed && group.sync.settled
}
