/** What the store in memory says of entries that may stand elsewhere than their order says (ahead.ts). */
import type { EntryId, LogKey } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import { type AheadRows, namedIn, type Overtaken, type PlacedKey } from './ahead.js'
import { compareText } from './display-order.js'
import type { StoredEntry } from './store.js'

export class MemoryAheadRows implements AheadRows {
  readonly #entries: ReadonlyMap<EntryId, StoredEntry>
  readonly #logs: ReadonlyMap<LogKey, readonly StoredEntry[]>
  /** The orders of those that name an entry with a higher order, or one that is not held. */
  readonly #overtaken = new Map<EntryId, bigint[]>()
  #highest = 0n

  constructor(held: {
    readonly entries: ReadonlyMap<EntryId, StoredEntry>
    readonly logs: ReadonlyMap<LogKey, readonly StoredEntry[]>
  }) {
    this.#entries = held.entries
    this.#logs = held.logs
  }

  /** The entry was stored; whether it names one with a higher order, or was named by one with a lower. */
  note({ entryId, log, seq, order, header }: StoredEntry): boolean {
    if (order > this.#highest) this.#highest = order
    if (!isContentLog(log)) return false
    const lower = this.#overtaken.get(entryId)?.filter(follower => follower < order) ?? []
    if (lower.length > 0) this.#overtaken.set(entryId, lower)
    else this.#overtaken.delete(entryId)
    let overtakes = lower.length > 0
    for (const id of namedIn(header).slice(seq === 0 ? 0 : 1)) {
      const held = this.#entries.get(id)
      if (held !== undefined && held.order <= order) continue
      this.#overtaken.set(id, [...(this.#overtaken.get(id) ?? []), order])
      overtakes ||= held !== undefined
    }
    return overtakes
  }

  /** What named something, up to this order, is gone. */
  forget(upTo: bigint): void {
    for (const [id, followers] of this.#overtaken) {
      const left = followers.filter(follower => follower > upTo)
      if (left.length > 0) this.#overtaken.set(id, left)
      else this.#overtaken.delete(id)
    }
  }

  above(order: bigint): PlacedKey[] {
    if (this.#highest <= order) return []
    const above = [...this.#entries.values()].filter(entry => entry.order > order)
    return above.sort((one, other) => byOrder(one, other) || compareText(one.entryId, other.entryId))
  }

  overtaken(limit: number): Overtaken[] {
    const held = [...this.#overtaken].flatMap(([id, followers]) => {
      const entry = this.#entries.get(id)
      if (entry === undefined) return []
      return followers.filter(order => order < entry.order).map(follower => ({ entry, follower }))
    })
    held.sort((one, other) => {
      if (one.follower !== other.follower) return one.follower < other.follower ? -1 : 1
      return compareText(one.entry.entryId, other.entry.entryId)
    })
    return held.slice(0, limit).map(({ entry: { log, seq }, follower }) => ({ log, seq, follower }))
  }

  inLog(log: LogKey, seq: number, limit: number): PlacedKey[] {
    const entries = this.#logs.get(log) ?? []
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((entries[middle]?.seq ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return entries.slice(low, low + limit)
  }

  find(id: EntryId): PlacedKey | undefined {
    return this.#entries.get(id)
  }

  header(id: EntryId): Uint8Array | undefined {
    return this.#entries.get(id)?.header
  }
}

function byOrder(one: StoredEntry, other: StoredEntry): number {
  if (one.order === other.order) return 0
  return one.order < other.order ? -1 : 1
}
