/**
 * How late this process is: what was due at one time ran at another. Serves docs/architecture.md, "The loop". A machine
 * that is busy hears everyone late; it must not take its own lateness for the silence of others.
 */

/** More is a machine that slept, and then waiting as long again would help nobody. */
const MAX_LATE_MS = 5_000
/** Lateness is believed for about this long after it was seen: load comes in bursts. */
const HALVING_MS = 1_000

export class Lateness {
  #lateMs = 0
  #notedAt = 0

  /** Something due at `dueAt` runs `now`. */
  note(dueAt: number, now: number): void {
    const late = Math.min(MAX_LATE_MS, Math.max(0, now - dueAt))
    if (late < this.of(now)) return
    this.#lateMs = late
    this.#notedAt = now
  }

  /** In whole ms; halves each second in which nothing is as late. */
  of(now: number): number {
    if (this.#lateMs === 0) return 0
    return Math.floor(this.#lateMs * 0.5 ** (Math.max(0, now - this.#notedAt) / HALVING_MS))
  }
}
