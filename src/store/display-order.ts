/**
 * The one order every member shows (docs/protocol.md, "Display order"): (order, author, entry id), all ascending, of where an entry stands; that is
 * its own order but for what is ahead (ahead.ts). Both stores sort by this file, so that they cannot disagree; it must
 * never look at arrival or at clocks.
 */
import { authorOf } from '../history/log-key.js'
import type { StoredEntry } from './store.js'

/** What the display order is made of. */
export type DisplayKey = Pick<StoredEntry, 'order' | 'log' | 'entryId'>

/** The order that an entry stands at: its own at depth 0, or that of what it stands after. Depths rise from entry to entry. */
export interface Place {
  readonly order: bigint
  readonly depth: number
}

export type PlaceOf = (key: Pick<DisplayKey, 'entryId' | 'order'>) => Place

/** Negative when `left` is shown above (is older than) `right`. */
export function compareDisplay(left: DisplayKey, right: DisplayKey): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1
  return compareText(authorOf(left.log), authorOf(right.log)) || compareText(left.entryId, right.entryId)
}

/** The same, for entries that may not stand at their own order. */
export function comparePlaced(placeOf: PlaceOf): (left: DisplayKey, right: DisplayKey) => number {
  return (left, right) => {
    const [one, other] = [placeOf(left), placeOf(right)]
    if (one.order === other.order && one.depth !== other.depth) return one.depth - other.depth
    return compareDisplay({ ...left, order: one.order }, { ...right, order: other.order })
  }
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
