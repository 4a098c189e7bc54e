/**
 * The membership entries that a member shows before it asks for something on a join channel: its own, and those that its
 * membership rests on. Serves docs/protocol.md, "Showing". The far side may have heard of none of them: a leave that was
 * written while nobody was online, or the join of a member that it does not know.
 */
import { bytesOfHex, type EntryId, type GroupId, type MemberId } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { standingOf } from '../group/reaches.js'
import { bytesOf } from './burst-rows.js'
import { encodeJoin } from './hand-over.js'
import { closingEntry } from './proofs.js'
import type { Roll } from './roll.js'

/** Bursts in one `Shown`: each costs the far side a signature check of 0.2 ms. */
export const MAX_SHOWN_BURSTS = 64
/** Bytes of a `Shown`; 64 joins are 40 kB. */
export const MAX_SHOWN_BYTES = 64 * 1024
/** Of our own those that come before our standing: a leave, a new name, what was said last. */
const LATEST_OWN = 16
/** Beside the bursts: the group, and the lengths of the fields. */
const MARGIN_BYTES = 4 * 1024

/** The record to send first to the member that is asked; empty where there is nothing to show. */
export function shownRecord(group: GroupId, roll: Roll, self: MemberId, asked: MemberId): Uint8Array {
  const bursts = entriesToShow(roll, self, asked).map(({ entries, signature }) => ({
    entries: entries.map(({ header, body }) => ({ header, body })),
    signature,
  }))
  return bursts.length === 0 ? new Uint8Array() : encodeJoin({ shown: { group: bytesOfHex(group), bursts } })
}

/**
 * In an order in which each author is a member before its own entries come. A member that is out is shown by which entry, and
 * nothing that was written since. Any other is shown our latest entries, and those that our membership rests on: where not all
 * fit, the nearest to us, since everybody knows the first members.
 */
export function entriesToShow(roll: Roll, self: MemberId, asked: MemberId): readonly CheckedBurst[] {
  const { membership } = roll
  if (membership === undefined) return []
  const authorOf = (entryId: EntryId): MemberId | undefined => roll.entry(entryId)?.author
  const closing = closingEntry(roll, asked)
  const standing = standingOf(closing?.author ?? self, membership.members, membership.invites, authorOf)
  const latestFirst = roll.bursts.toReversed()
  const having = (test: (entryId: EntryId) => boolean) =>
    latestFirst.filter(({ entries }) => entries.some(({ entryId }) => test(entryId)))
  const first = having(entryId => entryId === closing?.entryId)
  const own = closing === undefined ? having(entryId => authorOf(entryId) === self) : []
  const resting = having(entryId => standing.has(entryId))
  const shown = new Set<CheckedBurst>()
  let room = MAX_SHOWN_BYTES - MARGIN_BYTES
  for (const burst of [...first, ...own.slice(0, LATEST_OWN), ...resting, ...own.slice(LATEST_OWN)]) {
    const size = bytesOf(burst)
    if (shown.size === MAX_SHOWN_BURSTS || shown.has(burst) || size > room) continue
    shown.add(burst)
    room -= size
  }
  return roll.bursts.filter(burst => shown.has(burst))
}
