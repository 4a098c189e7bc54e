/**
 * What one author may write: so many entries and bytes at once, and so many a second. Serves docs/protocol.md, "Rates".
 * One rule for the author itself and for whoever passes it on.
 */
import { TokenBucket } from '../base/token-bucket.js'

/** The rate at which one author's messages are spread. */
export interface RateLimits {
  /** Infinity: nothing is limited. */
  readonly entriesPerSecond: number
  /** Entries at once. */
  readonly burst: number
  /** Bytes at once; they come back in the time in which the entries do. */
  readonly bytes: number
}

export interface Cost {
  readonly entries: number
  readonly bytes: number
}

/** A person types one in a second, a program that tells what it does ten. */
const ENTRIES_PER_SECOND = 20
/** A page that is pasted, line by line. */
const BURST_ENTRIES = 100
/** The largest message, or a burst of usual ones. */
const BURST_BYTES = 1024 * 1024

/** Whoever lets sixty in at once, or names and settles all there is, and not a flood: each costs every member a fold. */
const CONTROL_PER_SECOND = 5

export const DEFAULT_LIMITS: RateLimits = {
  entriesPerSecond: ENTRIES_PER_SECOND,
  burst: BURST_ENTRIES,
  bytes: BURST_BYTES,
}

export const UNLIMITED: RateLimits = {
  entriesPerSecond: Number.POSITIVE_INFINITY,
  burst: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
}

/** For what changes the group, of which there is less, and which must not wait behind what is said. */
export function controlLimits({ entriesPerSecond, burst, bytes }: RateLimits): RateLimits {
  return { entriesPerSecond: isUnlimited({ entriesPerSecond }) ? entriesPerSecond : CONTROL_PER_SECOND, burst, bytes }
}

export function isUnlimited({ entriesPerSecond }: Pick<RateLimits, 'entriesPerSecond'>): boolean {
  return entriesPerSecond === Number.POSITIVE_INFINITY
}

export class Allowance {
  readonly #entries: TokenBucket
  readonly #bytes: TokenBucket

  constructor(limits: RateLimits, now: number) {
    const { entriesPerSecond, burst, bytes } = limits
    const most = isUnlimited(limits) ? entriesPerSecond : undefined
    this.#entries = new TokenBucket(most ?? burst, entriesPerSecond, now)
    this.#bytes = new TokenBucket(most ?? bytes, most ?? (bytes * entriesPerSecond) / burst, now)
  }

  isFull(now: number): boolean {
    return this.#entries.isFull(now) && this.#bytes.isFull(now)
  }

  readyAt({ entries, bytes }: Cost, now: number): number {
    return Math.max(this.#entries.readyAt(entries, now), this.#bytes.readyAt(bytes, now))
  }

  take({ entries, bytes }: Cost, now: number): void {
    this.#entries.take(entries, now)
    this.#bytes.take(bytes, now)
  }

  /** Takes what is there of it. */
  drain({ entries, bytes }: Cost, now: number): void {
    this.#entries.drain(entries, now)
    this.#bytes.drain(bytes, now)
  }
}
