/**
 * Key messages in an order in which each comes after all that its author had seen. Serves docs/protocol.md, "Key messages".
 * They come over the arcs, by sync and from an admitter in any order; each is given once, over all starts of the program.
 */
import type { EntryId, LogKey, MemberId } from '../base/ids.js'

export interface KeyEntry {
  readonly entryId: EntryId
  readonly author: MemberId
  readonly log: LogKey
  readonly seq: number
  /** Heads of other control logs that its author had seen. */
  readonly parents: readonly EntryId[]
  readonly payload: Uint8Array
}

export interface KeyOrderOptions {
  /** Seq after the contiguous part that is held of a log. */
  readonly next: (log: LogKey) => number
  readonly holds: (entryId: EntryId) => boolean
}

export class KeyOrder {
  readonly #options: KeyOrderOptions
  /** By log, ascending in seq; what the store lets a member have of control logs bounds it. */
  readonly #waiting = new Map<LogKey, KeyEntry[]>()
  /** Seq after the last one of each log that was given. */
  readonly #given = new Map<LogKey, number>()
  /** Not given yet, so that what hangs on them waits. */
  readonly #ids = new Set<EntryId>()

  constructor(options: KeyOrderOptions) {
    this.#options = options
  }

  /** What was given before this start. */
  restore(log: LogKey, given: number): void {
    this.#given.set(log, given)
    this.#drop(log)
  }

  add(entry: KeyEntry): void {
    const { log, seq, entryId } = entry
    if (seq < (this.#given.get(log) ?? 0) || this.#ids.has(entryId)) return
    const waiting = this.#waiting.get(log) ?? []
    this.#waiting.set(log, waiting)
    const at = waiting.findIndex(other => other.seq > seq)
    waiting.splice(at < 0 ? waiting.length : at, 0, entry)
    this.#ids.add(entryId)
  }

  /** The next one that is due; undefined while each that waits hangs on something that is not here. */
  take(): KeyEntry | undefined {
    for (const [log, waiting] of this.#waiting) {
      const first = waiting[0]
      if (first === undefined || !this.#isDue(first)) continue
      waiting.shift()
      if (waiting.length === 0) this.#waiting.delete(log)
      this.#ids.delete(first.entryId)
      this.#given.set(log, first.seq + 1)
      return first
    }
    return undefined
  }

  #isDue({ log, seq, parents }: KeyEntry): boolean {
    const { next, holds } = this.#options
    return next(log) > seq && parents.every(parent => holds(parent) && !this.#ids.has(parent))
  }

  #drop(log: LogKey): void {
    const given = this.#given.get(log) ?? 0
    const waiting = this.#waiting.get(log) ?? []
    for (const { entryId, seq } of waiting) if (seq < given) this.#ids.delete(entryId)
    this.#waiting.set(
      log,
      waiting.filter(({ seq }) => seq >= given),
    )
  }
}
