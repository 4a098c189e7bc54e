/**
 * How late this process is: what was due at one time ran at another. Serves docs/architecture.md, "The loop". A machine
 * that is busy hears everyone late; it must not take its own lateness for the silence of others.
 */
import { MAX_TIMER_MS } from './time.js'

/** Turns of the loop between a question and its answer: ours, theirs, theirs, ours; a busy host is busy for all. */
const TURNS = 4
/** More is a machine that slept, and then waiting as long again would help nobody. */
const MAX_LATE_MS = 5_000
/** Lateness is believed for about this long after it was seen: load comes in bursts. */
const HALVING_MS = 1_000

export class Lateness {
  #lateMs = 0
  #notedAt = 0

  /** Something due at `dueAt` runs `now`. */
  note(dueAt: number, now: number): void {
    const late = Math.min(MAX_LATE_MS, TURNS * Math.max(0, now - dueAt))
    if (late < this.of(now)) return
    this.#lateMs = late
    this.#notedAt = now
  }

  /** How much later an answer may be than it would otherwise: whole ms, halved each second in which nothing is late. */
  of(now: number): number {
    if (this.#lateMs === 0) return 0
    return Math.floor(this.#lateMs * 0.5 ** (Math.max(0, now - this.#notedAt) / HALVING_MS))
  }

  /** When to wake for a deadline. A timer that is a month away is set again and again. */
  wakeAt(deadline: number, now: number): number {
    return Math.min(Math.max(now, deadline + this.of(now)), now + MAX_TIMER_MS)
  }
}
