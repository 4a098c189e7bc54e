/**
 * How fast a member that is up to date pulls one log: in its order, a share at a time, and with a rest after each full
 * one. Serves docs/protocol.md, "Rates". Whatever an author writes costs others no more than this; who comes back from
 * having been away does not go by it.
 */
import type { LogKey } from '../base/ids.js'
import { earliest } from '../base/machine.js'

/** Of one log at once: sixteen bursts, so that what others say waits for a few ms of work at most. */
export const SHARE_ENTRIES = 128
/** From a full share's request to the next: a thousand entries a second, of each log. */
const SHARE_MS = 125

export class LivePace {
  readonly #resting = new Map<LogKey, number>()

  get deadline(): number | undefined {
    return earliest(...this.#resting.values())
  }

  /** A full share was asked for, or given: the rest comes a moment later. */
  rest(log: LogKey, now: number): void {
    this.#resting.set(log, now + SHARE_MS)
  }

  mayAsk(log: LogKey): boolean {
    return !this.#resting.has(log)
  }

  /** Ends what has rested. */
  wake(now: number): void {
    for (const [log, until] of this.#resting) if (until <= now) this.#resting.delete(log)
  }
}
