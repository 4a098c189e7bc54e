/**
 * Items being spread: their frames' content, so that every delegate gets the same bytes without asking the store.
 * Bounded by bytes; what fell out is served by sync.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import type { Arc } from '../gossip/arc.js'
import type { Burst } from '../wire/generated/link.js'

export interface CachedItem {
  /** Id of the burst's last entry. */
  readonly name: EntryId
  readonly size: number
  readonly content: { readonly burst: Burst }
  /** Whom it was offered to, and for which arc: who may pull it. */
  readonly offered: Map<MemberId, { readonly arc: Arc; readonly hops: number }>
}

/** Four of the largest messages, or thousands of usual ones. */
const MAX_BYTES = 4 * 1024 * 1024

export class ItemCache {
  readonly #items = new Map<string, CachedItem>()
  #bytes = 0

  get(name: string): CachedItem | undefined {
    return this.#items.get(name)
  }

  addBurst(checked: CheckedBurst): CachedItem {
    const name = checked.entries.at(-1)!.entryId
    const known = this.#items.get(name)
    if (known !== undefined) return known
    const entries = checked.entries.map(({ header, body }) => ({ header, body }))
    const size = entries.reduce((sum, { header, body }) => sum + header.length + body.length, checked.signature.length)
    const item = { name, size, content: { burst: { entries, signature: checked.signature } }, offered: new Map() }
    this.#items.set(name, item)
    this.#bytes += size
    for (const [oldest, { size: freed }] of this.#items) {
      if (this.#bytes <= MAX_BYTES || oldest === name) break
      this.#items.delete(oldest)
      this.#bytes -= freed
    }
    return item
  }
}
