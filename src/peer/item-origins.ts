/**
 * Whose item it is that is spread through here, and how far it came, so that its receipt finds its way. Serves
 * docs/protocol.md, "Receipts". Bounded; what is first known of an item stands.
 */
import type { MemberId } from '../base/ids.js'

export interface Origin {
  readonly author: MemberId
  readonly hops: number
  /** Whether we hold what the item is about; a probe may ask for what we lack. */
  readonly held: boolean
}

/** As many as the broadcast remembers. */
const MAX_ORIGINS = 8192

export class ItemOrigins {
  readonly #origins = new Map<string, Origin>()

  get(item: string): Origin | undefined {
    return this.#origins.get(item)
  }

  learn(item: string, origin: Origin): void {
    if (this.#origins.has(item)) return
    this.#origins.set(item, origin)
    const oldest = this.#origins.keys().next().value
    if (this.#origins.size > MAX_ORIGINS && oldest !== undefined) this.#origins.delete(oldest)
  }
}
