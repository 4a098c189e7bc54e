/**
 * A token bucket: how much may happen now, given that so much may happen in a second and so much at once. Serves
 * docs/protocol.md, "Rates". It only counts; what comes of what is over the rate is for whoever asks. It must never let
 * time that runs backwards give or take anything.
 */
export class TokenBucket {
  readonly #burst: number
  readonly #perMs: number
  #level: number
  #at: number

  /** Full at first. An infinite `burst` limits nothing. */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst
    this.#perMs = perSecond / 1000
    this.#level = burst
    this.#at = now
  }

  isFull(now: number): boolean {
    return this.#levelAt(now) >= this.#burst
  }

  /** When so much may happen. What is more than the bucket holds happens once it is full, or it never could. */
  readyAt(cost: number, now: number): number {
    const lacking = Math.min(cost, this.#burst) - this.#levelAt(now)
    return lacking > ROUNDING ? Math.max(now, this.#at) + Math.max(1, Math.ceil(lacking / this.#perMs)) : now
  }

  /** It happens. What was not there is owed. */
  take(cost: number, now: number): void {
    this.#level = this.#levelAt(now) - cost
    this.#at = Math.max(this.#at, now)
  }

  /** Takes what is there of it, and owes nothing. */
  drain(cost: number, now: number): void {
    const level = this.#levelAt(now)
    this.take(Math.min(cost, Math.max(0, level)), now)
  }

  #levelAt(now: number): number {
    if (this.#burst === Number.POSITIVE_INFINITY) return this.#burst
    const grown = this.#level + Math.max(0, now - this.#at) * this.#perMs
    return Math.min(this.#burst, grown)
  }
}

/** Sums of fractions miss a whole token by less. */
const ROUNDING = 1e-6
