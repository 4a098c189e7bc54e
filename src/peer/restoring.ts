/**
 * A group's book as the store had it. Serves docs/architecture.md, "Coming back from disk". The disk is ours and sealed:
 * what it holds was verified before it was stored and is not verified again.
 */
import type { LogKey } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import type { Suite } from '../crypto/suite.js'
import type { LogIndex } from '../history/log-index.js'
import type { SavedGroup } from '../history/stored.js'
import type { Book } from './book.js'
import { burstsIn, rebuilt } from './burst-rows.js'

const LOG = 'log/'

/** `value` takes the values of other parts; true when it did. */
export function restoreBook(
  suite: Suite,
  saved: SavedGroup,
  to: {
    readonly book: Book
    readonly index: LogIndex
    readonly value: (name: string, value: Uint8Array) => boolean
  },
): void {
  for (const [name, value] of saved.values) {
    if (to.value(name, value) || to.book.place.restore(name, value)) continue
    if (name.startsWith(LOG)) to.index.restore(name.slice(LOG.length) as LogKey, value)
  }
  const control = burstsIn(saved.control).map(({ rows }) => rebuilt(suite, rows))
  const heads = saved.heads.map(head => rebuilt(suite, [head]))
  const bursts = [...control, ...heads].filter(burst => burst !== undefined).sort(byOrder)
  to.book.restore(bursts)
}

function byOrder(left: CheckedBurst, right: CheckedBurst): number {
  return left.entries[0]!.fields.order < right.entries[0]!.fields.order ? -1 : 1
}
