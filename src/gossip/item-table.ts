/**
 * The items a member spreads or has spread: under way, or finished and remembered for a while. Serves docs/protocol.md,
 * "Broadcast". Bounded in both; must never forget an item under way before the caller has taken its arcs back.
 */
import type { Item } from './item.js'

/** Finished items remembered, so that a late second copy is not spread again. */
const MAX_FINISHED = 4096
/** Items under way at once; the oldest is left to repair beyond it. */
const MAX_ACTIVE = 4096

export class ItemTable {
  readonly #active = new Map<string, Item>()
  readonly #finished = new Map<string, Item>()

  find(name: string): Item | undefined {
    return this.#active.get(name) ?? this.#finished.get(name)
  }

  active(name: string): Item | undefined {
    return this.#active.get(name)
  }

  /** A copy: what is done while it is gone through stays out of it. */
  allActive(): Item[] {
    return [...this.#active.values()]
  }

  /** Puts an item under way; the oldest, when there is one too many: it is to be given up. */
  activate(item: Item): Item | undefined {
    this.#finished.delete(item.name)
    this.#active.set(item.name, item)
    return this.#active.size > MAX_ACTIVE ? this.#active.values().next().value : undefined
  }

  finish(item: Item): void {
    this.#active.delete(item.name)
    this.#finished.set(item.name, item)
    if (this.#finished.size <= MAX_FINISHED) return
    const oldest = this.#finished.keys().next().value
    if (oldest !== undefined) this.#finished.delete(oldest)
  }
}
