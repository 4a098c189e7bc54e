/**
 * What is due: before a message of ours is sealed, and with time. Serves docs/protocol.md, "Sender keys". Nothing is sealed
 * under a ratchet that someone who is no member may know; all else may wait for a message, as a member that says nothing
 * costs nothing.
 */
import { bytesOfHex, type MemberId } from '../../base/ids.js'
import { DAY_MS } from '../../base/time.js'
import { channelsDeadline, wakeChannels } from '../pairwise/channels.js'
import type { Draft } from './draft.js'
import { encodeAsk, MAX_CHAIN_MESSAGES, shortName } from './messages.js'
import { MAX_STEP_KEYS, mayKnow, newestSeeds, type Peer, type SenderKeys } from './state.js'
import { freshKey, isOwed, isReachable, takeStep } from './stepping.js'

/** A ratchet brings a seed with its first message after a week, or after so many: then whoever stole it is out. */
export const SEED_AFTER_MS = 7 * DAY_MS
export const SEED_AFTER_MESSAGES = MAX_CHAIN_MESSAGES
/** A seed that nobody's removal hangs on is taken in with the first message after a day: one step for all that came in it. */
export const TAKE_IN_MS = DAY_MS
/** By one who says nothing, within a week, and in its second half: all hear a seed at once, and need not answer at once. */
export const IDLE_TAKE_IN_MS = 7 * DAY_MS
/** So many seeds are taken in at once by everyone. */
export const MAX_WAITING_SEEDS = 64
/** Messages whose keys were passed over are taken for lost. */
export const PASSED_OVER_MS = DAY_MS
/** Who left is forgotten: removals that turn out void do so within the hours of a partition. */
export const FORGET_MS = 28 * DAY_MS

export type DueBeforeSeal = 'nothing' | 'step' | 'seed' | 'wait'

export function dueBeforeSeal(state: SenderKeys, now: number): DueBeforeSeal {
  const { own, sending, removals } = state
  const taken = state.seeds.size === 0 ? [] : [...newestSeeds(state).values()]
  const { outsiders, gone, isAnyoneOwed } = surveyed(state, now)
  // those who are out may put together what each was given: one seed has to be closed to all of them
  const isCovered = taken.some(seed => gone.every(member => !mayKnow(seed, member)))
  const uncovered = isCovered ? [] : outsiders
  if (uncovered.length > 0) return uncovered.some(member => isAwaited(removals, member, now)) ? 'wait' : 'seed'
  if (sending.sinceSeed >= SEED_AFTER_MESSAGES || now - own.seededMs >= SEED_AFTER_MS) return 'seed'
  const isDue =
    outsiders.length > 0 ||
    isAnyoneOwed ||
    sending.chain === undefined ||
    taken.some(seed => now - seed.heardMs >= TAKE_IN_MS)
  return isDue ? 'step' : 'nothing'
}

interface Survey {
  /** Who is no member, and of those who may know our ratchet. */
  readonly gone: readonly MemberId[]
  readonly outsiders: readonly MemberId[]
  /** Whether a member is to be told it. */
  readonly isAnyoneOwed: boolean
}

/** One pass: it is made for every message. */
function surveyed(state: SenderKeys, now: number): Survey {
  const gone: MemberId[] = []
  const outsiders: MemberId[] = []
  let isAnyoneOwed = false
  for (const [member, peer] of state.peers) {
    if (!peer.present) gone.push(member)
    if (!peer.present && peer.knows) outsiders.push(member)
    isAnyoneOwed ||= isOwed(peer, now) && isReachable(state, member, peer)
  }
  return { gone, outsiders, isAnyoneOwed }
}

/** A clock that was set back does not make anyone wait. */
function isAwaited(removals: SenderKeys['removals'], member: MemberId, now: number): boolean {
  const removal = removals.get(member)
  return removal?.retryMs !== undefined && removal.sinceMs <= now && now < removal.retryMs
}

/** When `wake` wants to be called. */
export function deadlineOf(state: SenderKeys): number | undefined {
  const times = [channelsDeadline(state.channels), idleTakeInAt(state)]
  for (const { dueMs, retryMs } of state.removals.values()) times.push(dueMs, retryMs)
  for (const peer of state.peers.values()) times.push(askTime(peer), passedOverTime(peer), forgetTime(peer))
  return times.reduce((earliest, time) => (earliest === undefined || (time ?? earliest) < earliest ? time : earliest))
}

export function wake(draft: Draft): void {
  const { context, now, state } = draft
  if ((channelsDeadline(state.channels) ?? Number.POSITIVE_INFINITY) <= now) {
    draft.absorb(wakeChannels(context, state.channels, now))
  }
  forgetWhoLeft(draft)
  dropPassedOver(draft)
  stepIfDue(draft)
  stopWaiting(draft)
  ask(draft)
}

function stepIfDue(draft: Draft): void {
  const { now, state } = draft
  if ([...state.removals.values()].some(({ dueMs }) => dueMs <= now)) takeStep(draft, true)
  else if (isPast(idleTakeInAt(state), now)) takeStep(draft, false)
}

/** From now on a message of ours brings the seed itself. */
function stopWaiting(draft: Draft): void {
  const { now, state } = draft
  const { removals } = state
  if (![...removals.values()].some(({ retryMs }) => isPast(retryMs, now))) return
  const waited = [...removals].map(
    ([member, removal]) =>
      [member, isPast(removal.retryMs, now) ? { ...removal, retryMs: undefined } : removal] as const,
  )
  draft.set({ removals: new Map(waited) })
}

function idleTakeInAt({ seeds, own }: SenderKeys): number | undefined {
  const [oldest] = seeds.values()
  if (oldest === undefined) return undefined
  if (seeds.size >= MAX_WAITING_SEEDS) return oldest.heardMs
  // our own keys spread us over the second half of the time
  const share = own.keys.at(-1)!.key[0]! / 256
  return oldest.heardMs + (IDLE_TAKE_IN_MS * (1 + share)) / 2
}

/** One question for all whose ratchets we have lost. */
function ask(draft: Draft): void {
  const { now } = draft
  const lost = [...draft.state.peers].filter(([, peer]) => isPast(askTime(peer), now)).map(([member]) => member)
  if (lost.length === 0) return
  const seeds = lost.flatMap(member => draft.peer(member)?.missed ?? [])
  for (const member of lost) draft.change(member, { askMs: undefined, askedMs: now, missed: [] })
  const key = freshKey(draft.context)
  const { own } = draft.state
  draft.set({ own: { ...own, keys: [...own.keys, key].slice(-MAX_STEP_KEYS) } })
  draft.publish(encodeAsk(key.key, lost.map(shortName), seeds.map(bytesOfHex)))
}

function dropPassedOver(draft: Draft): void {
  for (const [member, peer] of draft.state.peers) {
    if (!isPast(passedOverTime(peer), draft.now)) continue
    draft.change(member, { receiving: { ...peer.receiving, skipped: new Map(), skippedMs: undefined } })
  }
}

/** Where one of them may still know our ratchet, our next message brings a seed, whatever the clock says. */
function forgetWhoLeft(draft: Draft): void {
  const gone = [...draft.state.peers].filter(([, peer]) => isPast(forgetTime(peer), draft.now))
  if (gone.some(([, peer]) => peer.knows)) draft.set({ own: { ...draft.state.own, seededMs: 0 } })
  for (const [member] of gone) draft.dropPeer(member)
}

function askTime(peer: Peer): number | undefined {
  return peer.present ? peer.askMs : undefined
}

function passedOverTime({ receiving: { skippedMs } }: Peer): number | undefined {
  return skippedMs === undefined ? undefined : skippedMs + PASSED_OVER_MS
}

function forgetTime({ present, goneMs }: Peer): number | undefined {
  return present || goneMs === undefined ? undefined : goneMs + FORGET_MS
}

function isPast(time: number | undefined, now: number): boolean {
  return time !== undefined && time <= now
}
