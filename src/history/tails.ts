/**
 * Logs that are over are fetched from their ends: each burst is known by what is held after it, and whoever signs for such a
 * log says nothing by it. Serves docs/protocol.md, "Signing keys". Never asks for what leads nowhere yet.
 */
import type { LogKey } from '../base/ids.js'
import type { LogRange } from './frontier.js'
import type { LogIndex } from './log-index.js'

/** Entries asked for at once: a quarter of an answer of usual ones. */
const TAIL_ENTRIES = 64
/** An answer that was cut lacks its end, and says nothing: fewer are asked for then. */
const SHRINK = 8

export class Tails {
  readonly #index: LogIndex
  readonly #entries = new Map<LogKey, number>()

  constructor(index: LogIndex) {
    this.#index = index
  }

  /** Whether the log is fetched so. */
  isOver(log: LogKey): boolean {
    return this.#index.limitOf(log) !== undefined
  }

  /** What is to be asked for of these ranges of one log. */
  next(ranges: readonly LogRange[]): LogRange | undefined {
    const range = ranges.findLast(({ log, to }) => this.#leads(log, to))
    if (range === undefined) return undefined
    const entries = this.#entries.get(range.log) ?? TAIL_ENTRIES
    return { ...range, from: Math.max(range.from, range.to - entries + 1) }
  }

  /** So many entries of the range at most: its end where the log is over, else its beginning. */
  part(range: LogRange, entries: number): LogRange {
    return this.isOver(range.log)
      ? { ...range, from: Math.max(range.from, range.to - entries + 1) }
      : { ...range, to: Math.min(range.to, range.from + entries - 1) }
  }

  /** What came of it; false when nothing did, and fewer cannot be asked for. `wasCut`: the answer was full. */
  judge(log: LogKey, changed: boolean, wasCut: boolean): boolean {
    const entries = this.#entries.get(log) ?? TAIL_ENTRIES
    if (changed) this.#entries.set(log, Math.min(TAIL_ENTRIES, entries * 2))
    else if (wasCut && entries > 1) this.#entries.set(log, Math.max(1, Math.floor(entries / SHRINK)))
    else return false
    return true
  }

  #leads(log: LogKey, to: number): boolean {
    if (to === this.#index.limitOf(log)?.seq) return true
    return this.#index.state(log).intervals.some(({ from }) => from === to + 1)
  }
}
