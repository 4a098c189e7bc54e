/**
 * What is shown first to a member that was away: the ends of the logs. Serves docs/protocol.md, "Returning". Frontiers
 * carry no times, so each log gives its share; never more than a screen or two, however much is missing.
 */
import type { LogKey } from '../base/ids.js'
import type { LogRange } from './frontier.js'

/** More than a screen. */
const NEWEST_ENTRIES = 50
/** So many come with the first answer, in whatever order. */
const FEW_ENTRIES = 256

export class Newest {
  #wanted: LogRange[] = []

  /** `missing`: what could be pulled of each log. */
  want(missing: Iterable<readonly LogRange[]>): void {
    const ends = new Map<LogKey, LogRange>()
    let entries = 0
    this.#wanted = []
    for (const ranges of missing) {
      for (const { from, to } of ranges) entries += to - from + 1
      const last = ranges.at(-1)
      if (last !== undefined && last.to >= (ends.get(last.log)?.to ?? 0)) ends.set(last.log, last)
    }
    if (entries <= FEW_ENTRIES) return
    const ranges = [...ends.values()]
    const share = Math.ceil(NEWEST_ENTRIES / Math.max(1, ranges.length))
    this.#wanted = ranges
      .filter(({ from, to }) => to - from >= share)
      .map(({ log, to }) => ({ log, from: to - share + 1, to }))
  }

  /** The first of them that fits; what is held is wanted no more. */
  next(isHeld: (range: LogRange) => boolean, fits: (range: LogRange) => boolean): LogRange | undefined {
    if (this.#wanted.length === 0) return undefined
    this.#wanted = this.#wanted.filter(range => !isHeld(range))
    return this.#wanted.find(fits)
  }
}
