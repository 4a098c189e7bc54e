/**
 * The most recently used values by name, up to a bound. It must never hold more than `limit` values, and never hold a
 * secret in its names: a name is a public key in hex, or a hash.
 */
export class RecentCache<Value> {
  readonly #values = new Map<string, Value>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#values.size
  }

  /** The value of `name`, which becomes the most recent; undefined when it was never set or has been pushed out. */
  get(name: string): Value | undefined {
    const value = this.#values.get(name)
    if (value === undefined) return undefined
    this.#values.delete(name)
    this.#values.set(name, value)
    return value
  }

  /** Keeps `value`; the least recently used one leaves when the cache is full. */
  set(name: string, value: Value): void {
    this.#values.delete(name)
    this.#values.set(name, value)
    if (this.#values.size <= this.#limit) return
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest)
      return
    }
  }
}
