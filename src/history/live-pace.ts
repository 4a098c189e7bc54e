/**
 * How fast a member that is up to date pulls one log: in its order, a share at a time, and with a rest after each full
 * one. Serves docs/protocol.md, "Rates". Whatever an author writes costs others no more than this; who comes back from
 * having been away does not go by it.
 */
import type { LogKey } from '../base/ids.js'
import { earliest } from '../base/machine.js'

/** At once, of all logs: four bursts are 5 ms of work and a commit, for which what others say waits at most. */
export const SHARE_ENTRIES = 32
/** From a full share's request to the next, where nothing is late: 500 entries a second, of each log. */
export const SHARE_MS = 64
/** Over a line on which an answer takes longer, so many shares at once: nobody notices 20 ms where a word takes 200. */
const MAX_SHARES = 4
/** On a slow line what others say waits behind them as well: half a second of a megabit. */
export const SHARE_BYTES = 64 * 1024
/** An answer that takes longer tells nothing of the line. */
const REMEMBERED_MS = 1_000

export class LivePace {
  readonly #resting = new Map<LogKey, number>()
  readonly #askedAt = new Map<LogKey, number>()
  #lateMs = 0

  get deadline(): number | undefined {
    return earliest(...this.#resting.values())
  }

  /** Entries of this log that may be asked for now: its rate, for the time since it was asked for last. */
  shareOf(log: LogKey, now: number): number {
    const shares = Math.floor((now - (this.#askedAt.get(log) ?? now)) / this.#restMs)
    return SHARE_ENTRIES * Math.max(1, Math.min(MAX_SHARES, shares))
  }

  /** A full share is asked for: the next comes a moment later. */
  asked(log: LogKey, now: number): void {
    this.#askedAt.set(log, now)
    this.rest(log, now)
  }

  /** There is more of it than an answer takes. */
  rest(log: LogKey, now: number): void {
    this.#resting.set(log, now + this.#restMs)
  }

  mayAsk(log: LogKey): boolean {
    return !this.#resting.has(log)
  }

  /** Ends what has rested. Who is late has no time for it: what is asked for from now on rests for as much longer. */
  wake(now: number, lateMs: number): void {
    this.#lateMs = lateMs
    for (const [log, until] of this.#resting) if (until <= now) this.#resting.delete(log)
    for (const [log, at] of this.#askedAt) if (at + REMEMBERED_MS + this.#restMs <= now) this.#askedAt.delete(log)
  }

  get #restMs(): number {
    return SHARE_MS + this.#lateMs
  }
}
