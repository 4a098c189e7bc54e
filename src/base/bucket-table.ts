/**
 * Buckets by name, one for each author or host that was not at rest lately. Serves docs/protocol.md, "Rates". Bounded:
 * once all are in use, those who come share one, and so must never be able to take another's.
 */
/** A look through all of them costs more than what is counted; a moment later it may be worth it. */
const LOOK_MS = 1000

export class BucketTable<Bucket extends { isFull(now: number): boolean }> {
  readonly #max: number
  readonly #make: (now: number) => Bucket
  readonly #own = new Map<string, Bucket>()
  #shared: Bucket | undefined
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(max: number, make: (now: number) => Bucket) {
    this.#max = max
    this.#make = make
  }

  get size(): number {
    return this.#own.size
  }

  /** The bucket of this name; the shared one where there is no room for its own. */
  of(name: string, now: number): Bucket {
    const known = this.#own.get(name)
    if (known !== undefined) return known
    if (this.#own.size >= this.#max && now >= this.#lookedAt + LOOK_MS) this.forgetFull(now)
    if (this.#own.size >= this.#max) return this.shared(now)
    const bucket = this.#make(now)
    this.#own.set(name, bucket)
    return bucket
  }

  /** For those who are to have no bucket of their own. */
  shared(now: number): Bucket {
    this.#shared ??= this.#make(now)
    return this.#shared
  }

  /** A bucket that is full is as good as a new one. */
  forgetFull(now: number): void {
    this.#lookedAt = now
    for (const [name, bucket] of this.#own) if (bucket.isFull(now)) this.#own.delete(name)
  }
}
