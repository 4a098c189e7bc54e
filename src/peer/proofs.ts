/**
 * Why somebody is not a member any more, in the words of those who decided it: the entry that closed, or the log up to it.
 * Serves docs/protocol.md, "Being out". Tells who was a member nothing that was written after it went, and a stranger
 * nothing at all.
 */
import { hexOf, type MemberId, memberIdOf } from '../base/ids.js'
import { MINUTE_MS } from '../base/time.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { type ControlEntry, closingOf } from '../group/membership.js'
import type { Roll } from './roll.js'

/** By which entry this identity is out; undefined for one that is in, and for one that never was. */
export function closingEntry(roll: Roll, member: MemberId): ControlEntry | undefined {
  const known = roll.membership?.members.get(member)
  if (known === undefined) return vainJoin(roll, member)
  const closing = closingOf(known)
  return closing === undefined ? undefined : roll.entry(closing.entryId)
}

/** The entry itself, or with `whole` the log up to it: whoever decided may be unknown to whom it is about. */
export function proofOf(roll: Roll, member: MemberId, whole: boolean): readonly CheckedBurst[] | undefined {
  const closing = closingEntry(roll, member)
  if (closing === undefined) return undefined
  // why a join came too late nobody can tell from the join
  const known = roll.membership?.members.has(member) === true
  if (whole || !known) return roll.bursts.filter(({ entries }) => entries.at(-1)!.fields.order <= closing.order)
  return roll.bursts.filter(({ entries }) => entries.some(({ entryId }) => entryId === closing.entryId))
}

/**
 * Members apart let in more than an invite allows, or one that was taken back: who came too late was told that it is in,
 * and the others found it is not.
 */
function vainJoin(roll: Roll, member: MemberId): ControlEntry | undefined {
  let latest: ControlEntry | undefined
  for (const { entries } of roll.bursts) {
    for (const { entryId } of entries) {
      const entry = roll.entry(entryId)
      if (entry?.body.type !== 'join' || memberIdOf(entry.body.member) !== member) continue
      if (roll.isSigned(entry.body) && (latest === undefined || entry.order > latest.order)) latest = entry
    }
  }
  return latest
}

/** A whole log may be megabytes, and one try convinces whoever is honest. */
const WHOLE_AGAIN_MS = MINUTE_MS
/** Those who were given it lately. */
const MAX_REMEMBERED = 256

/** Who was given a whole log, and when. */
export class WholeLogs {
  readonly #given = new Map<string, number>()

  /** Whether this one may have it now; it counts as given. */
  mayGive(group: Uint8Array, member: MemberId, now: number): boolean {
    for (const [key, at] of this.#given) if (at + WHOLE_AGAIN_MS <= now) this.#given.delete(key)
    const key = `${member}/${hexOf(group)}`
    if (this.#given.has(key) || this.#given.size >= MAX_REMEMBERED) return false
    this.#given.set(key, now)
    return true
  }
}
