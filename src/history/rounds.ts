/**
 * When roots are told: each second while there is traffic, seldom in a quiet group. Serves docs/protocol.md, "Sync".
 * Says when and never to whom; hearing of an entry must cost it next to nothing.
 */
import { jitter, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { ROUND_MS } from './sync-messages.js'

/** A quiet group costs a root per link in half a minute. */
const IDLE_ROUND_MS = 30 * SECOND_MS
const QUIET_AFTER_MS = 30 * SECOND_MS
const ROUND_JITTER = 0.2

export class Rounds {
  readonly #random: Random
  #next: number | undefined
  #lengthMs = ROUND_MS
  #lastTraffic = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** When the next one is due; undefined where there is nobody to tell. */
  get deadline(): number | undefined {
    return this.#next
  }

  get lengthMs(): number {
    return this.#lengthMs
  }

  start(now: number): void {
    this.#next ??= now + jitter(this.#random, this.#lengthMs, ROUND_JITTER)
  }

  stop(): void {
    this.#next = undefined
  }

  /** Whether one is due; if so the next is planned. */
  due(now: number): boolean {
    if (this.#next === undefined || this.#next > now) return false
    const quiet = now - this.#lastTraffic >= QUIET_AFTER_MS
    this.#lengthMs = quiet ? Math.min(IDLE_ROUND_MS, this.#lengthMs * 2) : ROUND_MS
    this.#next = now + jitter(this.#random, this.#lengthMs, ROUND_JITTER)
    return true
  }

  /** An entry was heard: rounds are quick for a while. */
  heard(now: number): void {
    this.#lastTraffic = now
    this.#lengthMs = ROUND_MS
    if (this.#next !== undefined && this.#next > now + (1 + ROUND_JITTER) * ROUND_MS) {
      this.#next = now + jitter(this.#random, ROUND_MS, ROUND_JITTER)
    }
  }
}
