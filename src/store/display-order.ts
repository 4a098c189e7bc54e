/**
 * The one order every member shows (DESIGN §5): (order, author, entry id), all ascending. Both stores sort by this
 * file, so that they cannot disagree; it must never look at arrival or at clocks.
 */
import { authorOf } from '../history/log-key.js'
import type { StoredEntry } from './store.js'

/** What the display order is made of. */
export type DisplayKey = Pick<StoredEntry, 'order' | 'log' | 'entryId'>

/** Negative when `left` is shown above (is older than) `right`. */
export function compareDisplay(left: DisplayKey, right: DisplayKey): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1
  return compareText(authorOf(left.log), authorOf(right.log)) || compareText(left.entryId, right.entryId)
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
