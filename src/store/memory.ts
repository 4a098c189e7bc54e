/**
 * A store that lives as long as the process: for the simulator, for tests, and as the oracle of the SQLite store.
 *
 * It keeps copies, as a disk would: what a caller does to its arrays afterwards never reaches what is stored.
 */
import type { EntryId, GroupId, LogKey } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import { Ahead } from './ahead.js'
import { compareDisplay, comparePlaced, compareText, type DisplayKey } from './display-order.js'
import { MemoryAheadRows } from './memory-ahead-rows.js'
import { plainText, textMatcher } from './search.js'
import type { ArrivedEntry, Batch, DisplayCursor, Place, ReadText, Store, StoredEntry } from './store.js'

/** Entries a step of a search looks at: about as many as a block of the file holds. */
const SEARCHED_AT_ONCE = 256

/** How many there were in this process: each is a place of its own. */
let places = 0

export function memoryStore(): Store {
  return new MemoryStore()
}

interface HeldGroup {
  readonly entries: Map<EntryId, ArrivedEntry>
  readonly logs: Map<LogKey, StoredEntry[]>
  /** In order of arrival. */
  readonly arrived: ArrivedEntry[]
  /** Content entries, ascending in display order. */
  readonly displayed: StoredEntry[]
  readonly values: Map<string, Uint8Array>
  readonly rows: MemoryAheadRows
  readonly ahead: Ahead
}

/** After every order of 64 bits. */
const LAST_ORDER = 1n << 64n

class MemoryStore implements Store {
  readonly instant = true
  readonly #groups = new Map<GroupId, HeldGroup>()
  readonly #place: string
  #stopped = false
  #arrivals = 0

  constructor() {
    places += 1
    this.#place = `memory ${places}`
  }

  get place(): Place {
    return { id: this.#place, stopped: this.#stopped }
  }

  commit(batches: readonly Batch[]): void {
    this.#stopped = false
    for (const batch of batches) {
      const held = this.#held(batch.group)
      for (const entry of batch.entries) this.#add(held, entry)
      for (const [name, value] of batch.values) {
        if (value === undefined) held.values.delete(name)
        else held.values.set(name, value.slice())
      }
      for (const log of batch.dropped ?? []) {
        for (const { entryId } of held.logs.get(log) ?? []) held.entries.delete(entryId)
        held.logs.delete(log)
        keepOnly(held.arrived, entry => entry.log !== log)
      }
    }
  }

  groups(): GroupId[] {
    return [...this.#groups.keys()].sort(compareText)
  }

  values(group: GroupId): Map<string, Uint8Array> {
    const values = [...(this.#groups.get(group)?.values ?? [])]
    return new Map(
      values.sort(([left], [right]) => compareText(left, right)).map(([name, value]) => [name, value.slice()]),
    )
  }

  has(group: GroupId, entryId: EntryId): boolean {
    return this.#groups.get(group)?.entries.has(entryId) ?? false
  }

  get(group: GroupId, entryId: EntryId): StoredEntry | undefined {
    const entry = this.#groups.get(group)?.entries.get(entryId)
    return entry === undefined ? undefined : copyOf(entry)
  }

  readLog(group: GroupId, log: LogKey, fromSeq: number, limit: number, maxBytes: number): StoredEntry[] {
    const entries = this.#groups.get(group)?.logs.get(log) ?? []
    const found: StoredEntry[] = []
    let bytes = 0
    for (let index = placeIn(entries, entry => entry.seq < fromSeq); index < entries.length; index += 1) {
      const entry = entries[index]
      if (entry === undefined || found.length >= limit) break
      bytes += entry.header.length + entry.body.length
      if (found.length > 0 && bytes > maxBytes) break
      found.push(copyOf(entry))
    }
    return found
  }

  newest(group: GroupId, before: DisplayCursor | undefined, limit: number, upTo = LAST_ORDER): StoredEntry[] {
    const held = this.#groups.get(group)
    if (held === undefined) return []
    const displayed = displayedIn(held, upTo)
    const end = before === undefined ? displayed.length : placeBefore(held, displayed, before)
    return displayed
      .slice(Math.max(0, end - Math.max(0, limit)), end)
      .reverse()
      .map(copyOf)
  }

  *search(
    group: GroupId,
    words: readonly string[],
    before: DisplayCursor | undefined,
    limit: number,
    read: ReadText = plainText,
    exact = false,
    upTo = LAST_ORDER,
  ): Generator<readonly StoredEntry[]> {
    const matches = textMatcher(words, exact)
    let [left, from] = [limit, before]
    while (left > 0) {
      const page = this.newest(group, from, SEARCHED_AT_ONCE, upTo)
      if (page.length === 0) return
      const found = page.filter(entry => matches(read(entry))).slice(0, left)
      yield found
      left -= found.length
      from = page.at(-1)
    }
  }

  since(group: GroupId, arrival: number, limit: number): ArrivedEntry[] {
    const arrived = this.#groups.get(group)?.arrived ?? []
    const start = placeIn(arrived, entry => entry.arrival <= arrival)
    return arrived.slice(start, start + Math.max(0, limit)).map(entry => ({ ...copyOf(entry), arrival: entry.arrival }))
  }

  arrivalOf(group: GroupId, entryId: EntryId): number | undefined {
    return this.#groups.get(group)?.entries.get(entryId)?.arrival
  }

  count(group: GroupId): number {
    return this.#groups.get(group)?.displayed.length ?? 0
  }

  edges(group: GroupId, upTo: bigint, counted?: bigint): StoredEntry[] {
    const held = this.#groups.get(group)
    const gone = held?.ahead.gone(upTo, counted) ?? new Set()
    const logs = [...(held?.logs ?? [])].filter(([log]) => isContentLog(log))
    return logs.flatMap(([, entries]) => {
      let edge = entries.findLast(({ order, signature }) => order <= upTo && signature.length > 0)
      for (const entry of entries) {
        if (entry.seq <= (edge?.seq ?? -1) || entry.order <= upTo) continue
        if (!gone.has(entry.entryId)) break
        if (entry.signature.length > 0) edge = entry
      }
      return edge === undefined ? [] : [copyOf(edge)]
    })
  }

  shred(group: GroupId, upTo: bigint, counted?: bigint): boolean {
    const held = this.#groups.get(group)
    if (held === undefined) return false
    const gone = held.ahead.gone(upTo, counted)
    const ends = new Map(this.edges(group, upTo, counted).map(({ log, seq }) => [log, seq]))
    const isKept = ({ entryId, log, seq, order }: StoredEntry): boolean =>
      (order > upTo && !gone.has(entryId)) || seq > (ends.get(log) ?? -1)
    for (const entry of [...held.entries.values()]) if (!isKept(entry)) held.entries.delete(entry.entryId)
    for (const list of [held.arrived, held.displayed, ...held.logs.values()]) keepOnly(list, isKept)
    held.rows.forget(upTo)
    held.ahead.forget()
    return false
  }

  drop(group: GroupId): void {
    this.#groups.delete(group)
  }

  close(stopped = false): void {
    this.#stopped = stopped
  }

  #held(group: GroupId): HeldGroup {
    const held = this.#groups.get(group)
    if (held !== undefined) return held
    const parts = { entries: new Map<EntryId, ArrivedEntry>(), logs: new Map<LogKey, StoredEntry[]>() }
    const rows = new MemoryAheadRows(parts)
    const fresh: HeldGroup = {
      ...parts,
      arrived: [],
      displayed: [],
      values: new Map(),
      rows,
      ahead: new Ahead(rows),
    }
    this.#groups.set(group, fresh)
    return fresh
  }

  #add(held: HeldGroup, entry: StoredEntry): void {
    if (held.entries.has(entry.entryId)) return
    this.#arrivals += 1
    const kept = { ...copyOf(entry), arrival: this.#arrivals }
    held.entries.set(kept.entryId, kept)
    held.arrived.push(kept)
    if (isContentLog(kept.log)) {
      const place = placeIn(held.displayed, other => compareDisplay(other, kept) < 0)
      held.displayed.splice(place, 0, kept)
    }
    const log = held.logs.get(kept.log) ?? []
    held.logs.set(kept.log, log)
    log.splice(
      placeIn(log, other => (other.seq - kept.seq || compareText(other.entryId, kept.entryId)) < 0),
      0,
      kept,
    )
    held.ahead.stored(kept, held.rows.note(kept))
  }
}

/** Everything where it stands. */
function displayedIn({ displayed, ahead }: HeldGroup, upTo: bigint): readonly StoredEntry[] {
  if (ahead.look(upTo).length === 0) return displayed
  return displayed.toSorted(comparePlaced(key => ahead.placeOf(key)))
}

function keepOnly<Item>(items: Item[], isKept: (item: Item) => boolean): void {
  items.splice(0, items.length, ...items.filter(isKept))
}

/** Where the entries before the cursor end; an unknown entry is placed by its order alone. */
function placeBefore({ entries, ahead }: HeldGroup, displayed: readonly StoredEntry[], before: DisplayCursor): number {
  const log = entries.get(before.entryId)?.log
  if (log === undefined) return placeIn(displayed, entry => ahead.placeOf(entry).order < before.order)
  const cursor: DisplayKey = { ...before, log }
  const compare = comparePlaced(key => ahead.placeOf(key))
  return placeIn(displayed, entry => compare(entry, cursor) < 0)
}

/** Index of the first item that is not `below`, in items sorted so that those below come first. */
function placeIn<Item>(items: readonly Item[], below: (item: Item) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && below(item)) low = middle + 1
    else high = middle
  }
  return low
}

function copyOf(entry: StoredEntry): StoredEntry {
  const { entryId, log, seq, order, header, body, signature, contentKey } = entry
  const copy = { entryId, log, seq, order, header: header.slice(), body: body.slice(), signature: signature.slice() }
  return contentKey === undefined ? copy : { ...copy, contentKey: contentKey.slice() }
}
