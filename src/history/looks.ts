/**
 * What the last entry is like of content logs whose keys nobody introduced to us: whether it would be for us, as far as its
 * holder says. Serves docs/protocol.md, "Sync". It is looked at and not taken, so that a member knows what it lacks: a log
 * that ends below our floor is not missing here, and any other is.
 */
import type { LogKey } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'
import { MAX_FRONTIER_LOGS } from './frontier.js'

interface Look {
  /** As the log was claimed. */
  readonly next: number
  /** Entries that are above our floor, of those that were given. */
  readonly entries: number
}

/** An introduction that is on its way comes first: a last entry that came before the others would be shown before them. */
const LOOK_AFTER_MS = 3 * SECOND_MS

export class Looks {
  readonly #looks = new Map<LogKey, Look>()
  readonly #since = new Map<LogKey, number>()

  /** Whether the log has been without a key for long enough to be looked at. */
  mayLook(log: LogKey, now: number): boolean {
    const since = this.#since.get(log) ?? now
    if (this.#since.size < MAX_FRONTIER_LOGS) this.#since.set(log, since)
    return since + LOOK_AFTER_MS <= now
  }

  /** Whether it was looked at when it was claimed to go as far. */
  has(log: LogKey, next: number): boolean {
    return (this.#looks.get(log)?.next ?? 0) >= next
  }

  note(log: LogKey, next: number, entries: number): void {
    // one for each log that can be told of: what is beyond is looked at anew each time
    if (this.#looks.size < MAX_FRONTIER_LOGS || this.#looks.has(log)) this.#looks.set(log, { next, entries })
  }

  /** Entries that are known to be for us; 0 where the log was not looked at, or ends below our floor. */
  entriesOf(log: LogKey): number {
    return this.#looks.get(log)?.entries ?? 0
  }
}
