/**
 * When to compare rosters with somebody again: soon after a change, ever more seldom while nothing changes, and never
 * quite not. Serves docs/protocol.md, "Presence". What the arcs lost is found by it.
 */
import { jitter, type Random } from '../base/random.js'
import { MINUTE_MS, SECOND_MS } from '../base/time.js'

/** The arcs are done by then. */
const FIRST_MS = SECOND_MS
/** Two hashes a minute and member. */
const LAST_MS = MINUTE_MS
const JITTER = 0.2

export class CompareRounds {
  readonly #random: Random
  #at: number | undefined
  #everyMs = FIRST_MS

  constructor(random: Random) {
    this.#random = random
  }

  get deadline(): number | undefined {
    return this.#at
  }

  /** Something about a member is new here. */
  changed(now: number): void {
    this.#everyMs = FIRST_MS
    const soon = now + jitter(this.#random, FIRST_MS, JITTER)
    if (this.#at === undefined || this.#at > soon) this.#at = soon
  }

  /** True when it is time; the next time is twice as far. */
  due(now: number): boolean {
    if (this.#at === undefined || now < this.#at) return false
    this.#everyMs = Math.min(LAST_MS, 2 * this.#everyMs)
    this.#at = now + jitter(this.#random, this.#everyMs, JITTER)
    return true
  }
}
