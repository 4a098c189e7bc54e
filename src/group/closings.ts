/**
 * Where a member's word ends: what it wrote above a cut is void until it is back. Serves docs/protocol.md, "Cuts". Says
 * the same on every member that holds the same membership, whatever came first.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { entryIdOf } from '../base/ids.js'
import { isZero } from '../crypto/entry.js'
import type { CutLine } from './control.js'

/**
 * The last entry of a log that stands; unnamed where a key of the author's making signs it: an identity's signature on its id
 * would vouch for what that key leaves deniable.
 */
export interface CutPoint {
  readonly seq: number
  readonly entryId: EntryId | undefined
}

/** By log number in hex, as a log's key ends with; of a log that is not in it nothing stands. */
export type Cut = ReadonlyMap<string, CutPoint>

export interface Closing {
  readonly kind: 'left' | 'removed' | 'banned' | 'silenced'
  /** The entry that closed. */
  readonly entryId: EntryId
  readonly by: MemberId
  readonly order: bigint
  readonly cut: Cut
  /** Order of what opened it again; undefined while it is closed. */
  readonly until: bigint | undefined
}

/** What is asked about an entry, whichever kind it is. */
export interface Placing {
  /** Log number in hex. */
  readonly log: string
  readonly seq: number
  readonly order: bigint
}

export function cutOf(lines: readonly CutLine[]): Cut {
  return new Map(
    lines.map(({ log, seq, entry }) => [
      log.toString(16),
      { seq, entryId: isZero(entry) ? undefined : entryIdOf(entry) },
    ]),
  )
}

/** Whether an entry lies above what the cut lets stand. */
export function isAbove(cut: Cut, { log, seq }: Placing): boolean {
  return seq > (cut.get(log)?.seq ?? -1)
}

/** Whether a closing makes this entry of its member void. */
export function isClosedBy(closing: Closing, entry: Placing): boolean {
  return isAbove(closing.cut, entry) && (closing.until === undefined || entry.order < closing.until)
}
