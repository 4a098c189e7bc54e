/**
 * Items being spread: their frames' content, so that every delegate gets the same bytes without asking the store.
 * Bounded by bytes; what fell out is served by sync.
 */
import { type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import type { Arc } from '../gossip/arc.js'
import type { Burst, Presence } from '../wire/generated/link.js'

export interface CachedItem {
  /** Id of a burst's last entry, or the hash of a presence record: 64 hex digits. */
  readonly name: string
  readonly size: number
  readonly content: { readonly burst: Burst } | { readonly presence: Presence }
  /** Which entry a burst ends with; undefined for what is no entry. */
  readonly last: { readonly log: LogKey; readonly seq: number } | undefined
  /** Whom it was offered to, and for which arc: who may pull it. */
  readonly offered: Map<MemberId, { readonly arc: Arc; readonly hops: number }>
}

/** Seven of the largest messages, or some four thousand usual ones: as many as the broadcast remembers. */
const MAX_BYTES = 8 * 1024 * 1024
/** What one takes in memory beside its bytes, measured: else a chatty group holds five times what the bound says. */
const ITEM_BYTES = 1536

export class ItemCache {
  readonly #items = new Map<string, CachedItem>()
  #bytes = 0

  get(name: string): CachedItem | undefined {
    return this.#items.get(name)
  }

  /** `wire`: as it travels. */
  addBurst(checked: CheckedBurst, wire: Burst): CachedItem {
    const { entries, signature } = wire
    const size = entries.reduce((sum, { header, body }) => sum + header.length + body.length, signature.length)
    const { entryId, fields } = checked.entries.at(-1)!
    const last = { log: logKeyOf(memberIdOf(fields.author), fields.log), seq: fields.seq }
    return this.#add(entryId, size, { burst: wire }, last)
  }

  addPresence(name: string, size: number, presence: Presence): CachedItem {
    return this.#add(name, size, { presence }, undefined)
  }

  #add(name: string, size: number, content: CachedItem['content'], last: CachedItem['last']): CachedItem {
    const known = this.#items.get(name)
    if (known !== undefined) return known
    const item: CachedItem = { name, size, content, last, offered: new Map() }
    this.#items.set(name, item)
    this.#bytes += size + ITEM_BYTES
    for (const [oldest, { size: freed }] of this.#items) {
      if (this.#bytes <= MAX_BYTES || oldest === name) break
      this.#items.delete(oldest)
      this.#bytes -= freed + ITEM_BYTES
    }
    return item
  }
}
