/**
 * Where entries stand whose order is ahead of the time at which they came: right after what their authors had seen. Serves
 * docs/protocol.md, "Display order". An entry is ahead if its order is above what the clock allows, or if another entry
 * names it and has a lower order. Places follow from the entries and one limit alone; they must never depend on arrival.
 */
import { type EntryId, entryIdOf, type LogKey } from '../base/ids.js'
import { decodeHeader } from '../crypto/entry.js'
import type { DisplayKey, Place } from './display-order.js'

/** An entry by its columns. */
export type PlacedKey = DisplayKey & { readonly seq: number }

/** `follower`: the order of an entry that names `id`, lower than the own order of `id`. */
export interface Overtaken {
  readonly log: LogKey
  readonly seq: number
  readonly follower: bigint
}

/** What a store can say of one group. */
export interface AheadRows {
  /** Entries of all logs with a higher order, ascending by order. */
  above(order: bigint): PlacedKey[]
  overtaken(limit: number): Overtaken[]
  /** Entries of a log from `seq` up, ascending. */
  inLog(log: LogKey, seq: number, limit: number): PlacedKey[]
  find(id: EntryId): PlacedKey | undefined
  header(id: EntryId): Uint8Array | undefined
}

/** So many headers are looked at: an author that writes two a second fills this in two hours. The others follow their logs. */
const MAX_HEADERS = 16_384
/** A hostile member can claim of eight entries at a time that it saw them early; each claim costs a few reads. */
const MAX_EARLY_CLAIMS = 4096
/** So many entries of one log one claim can move. */
const MAX_RUN = 4096
const NOTHING: ReadonlySet<EntryId> = new Set()
const BEGINNING: Place = { order: 0n, depth: 0 }

export class Ahead {
  readonly #rows: AheadRows
  /** What the headers name: these never change, and reading them is what costs. */
  #named = new Map<EntryId, readonly EntryId[]>()
  #places = new Map<EntryId, Place>()
  #moved: readonly PlacedKey[] = []
  /** Named by what was moved, and not held yet. */
  #missing = new Set<EntryId>()
  #above: readonly PlacedKey[] = []
  #limit: bigint | undefined

  constructor(rows: AheadRows) {
    this.#rows = rows
  }

  /** An entry was stored; `overtakes`: it names one with a higher order, or was named by one with a lower. */
  stored({ entryId, order }: Pick<DisplayKey, 'entryId' | 'order'>, overtakes: boolean): void {
    if (this.#limit === undefined) return
    if (overtakes || order > this.#limit || this.#missing.has(entryId)) this.#limit = undefined
  }

  /** Entries were forgotten. */
  forget(): void {
    this.#named = new Map()
    this.#limit = undefined
  }

  /** Where an entry stands; only valid after `look`. */
  placeOf({ entryId, order }: Pick<DisplayKey, 'entryId' | 'order'>): Place {
    return this.#places.get(entryId) ?? { order, depth: 0 }
  }

  isMoved(entryId: EntryId): boolean {
    return this.#places.has(entryId)
  }

  /** Everything that does not stand where its order says, if nothing is to stand above `limit`. In no order. */
  look(limit: bigint): readonly PlacedKey[] {
    const next = this.#above[0]?.order
    const isKnown = this.#limit !== undefined && limit >= this.#limit && (next === undefined || next > limit)
    if (!isKnown) this.#rebuild(limit)
    return this.#moved
  }

  /** Entries that are not shown where their order says, and are shown at `upTo` or before. */
  gone(upTo: bigint, counted: bigint | undefined): ReadonlySet<EntryId> {
    if (counted === undefined) return NOTHING
    const gone = this.look(counted).filter(key => this.placeOf(key).order <= upTo)
    return gone.length === 0 ? NOTHING : new Set(gone.map(({ entryId }) => entryId))
  }

  #rebuild(limit: bigint): void {
    this.#limit = limit
    this.#places = new Map()
    this.#missing = new Set()
    this.#above = this.#rows.above(limit)
    const moved = new Map(this.#above.map(key => [key.entryId, key]))
    const chained = this.#chained()
    for (const key of this.#overtaken(limit)) moved.set(key.entryId, key)
    for (const id of moved.keys()) this.#place(id, moved, chained)
    this.#moved = [...moved.values()]
    for (const id of this.#named.keys()) if (!moved.has(id)) this.#named.delete(id)
  }

  /** Beyond the first so many: each is taken to have seen the one before it in its log, and nothing else. */
  #chained(): Map<EntryId, readonly EntryId[]> {
    const chained = new Map<EntryId, readonly EntryId[]>()
    const last = new Map<LogKey, EntryId>()
    for (const [index, { entryId, log }] of this.#above.entries()) {
      const before = last.get(log)
      if (index >= MAX_HEADERS) chained.set(entryId, before === undefined ? [] : [before])
      last.set(log, entryId)
    }
    return chained
  }

  /**
   * Entries that another, of a lower order, says it had seen. That is believed only if it comes after what the entry itself had
   * seen; so a liar moves an honest entry no further than to what that had seen, and no later one of the same log with it
   * once this names anybody else's. From the lowest order up, so that what was moved counts where it stands.
   */
  #overtaken(limit: bigint): PlacedKey[] {
    const runs = this.#rows.overtaken(MAX_EARLY_CLAIMS).map(claim => new Run(this.#rows, claim, limit))
    const bases = new Map<EntryId, bigint>()
    const moved: PlacedKey[] = []
    const open = runs.filter(({ next }) => next !== undefined).sort(byNext)
    for (let run = open.shift(); run !== undefined; run = open.shift()) {
      const key = run.next
      if (key === undefined) continue
      const base = this.#baseOf(key, bases)
      if (run.follower < base) continue
      if (!bases.has(key.entryId)) moved.push(key)
      bases.set(key.entryId, base)
      run.step()
      if (run.next !== undefined) insert(open, run)
    }
    return moved
  }

  /** The highest order among what it had seen, but for what stands after it anyway. */
  #baseOf({ entryId, order }: PlacedKey, bases: ReadonlyMap<EntryId, bigint>): bigint {
    let base = 0n
    for (const id of this.#namedBy(entryId)) {
      const seen = bases.get(id) ?? this.#rows.find(id)?.order ?? 0n
      if (seen < order && seen > base) base = seen
    }
    return base
  }

  /** Without recursion: a log can have any number of them, each after the other. */
  #place(id: EntryId, moved: ReadonlyMap<EntryId, PlacedKey>, chained: ReadonlyMap<EntryId, readonly EntryId[]>): void {
    const path = [id]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const named = chained.get(top) ?? this.#namedBy(top)
      const waiting = this.#places.has(top) ? [] : named.filter(seen => moved.has(seen) && !this.#places.has(seen))
      if (waiting.length > 0) {
        path.push(...waiting)
        continue
      }
      path.pop()
      if (!this.#places.has(top)) this.#places.set(top, after(named.map(seen => this.#seenPlace(seen))))
    }
  }

  #seenPlace(id: EntryId): Place {
    const moved = this.#places.get(id)
    if (moved !== undefined) return moved
    const key = this.#rows.find(id)
    if (key === undefined) this.#missing.add(id)
    return key === undefined ? BEGINNING : { order: key.order, depth: 0 }
  }

  #namedBy(id: EntryId): readonly EntryId[] {
    const known = this.#named.get(id)
    if (known !== undefined) return known
    const named = namedIn(this.#rows.header(id))
    this.#named.set(id, named)
    return named
  }
}

/** What an author says that it had seen: its own entry before, and others. */
export function namedIn(header: Uint8Array | undefined): EntryId[] {
  const fields = header && decodeHeader(header)
  if (fields === undefined) return []
  return [...(fields.seq === 0 ? [] : [fields.prev]), ...fields.parents].map(entryIdOf)
}

/** One claim, and the entry of the log that it is asked about next. */
class Run {
  readonly follower: bigint
  readonly #rows: AheadRows
  readonly #claim: Overtaken
  readonly #limit: bigint
  #waiting: PlacedKey[] = []
  #left = MAX_RUN
  next: PlacedKey | undefined

  constructor(rows: AheadRows, claim: Overtaken, limit: bigint) {
    this.#rows = rows
    this.#claim = claim
    this.#limit = limit
    this.follower = claim.follower
    this.#take(this.#first())
  }

  step(): void {
    this.#left -= 1
    if (this.#left > 0) this.#take((this.next?.seq ?? 0) + 1)
    else this.next = undefined
  }

  #take(seq: number): void {
    if (this.#waiting.length === 0) this.#waiting = this.#rows.inLog(this.#claim.log, seq, 16)
    const next = this.#waiting.shift()
    const isMeant = next !== undefined && next.seq <= this.#claim.seq && next.order <= this.#limit
    this.next = isMeant ? next : undefined
  }

  /** The first seq with a higher order than the claim's: orders rise within a log. */
  #first(): number {
    let [low, high] = [0, this.#claim.seq]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const [entry] = this.#rows.inLog(this.#claim.log, middle, 1)
      if (entry === undefined || entry.order > this.follower || entry.seq > this.#claim.seq) high = middle
      else low = Math.max(middle, entry.seq) + 1
    }
    return low
  }
}

function byNext(left: Run, right: Run): number {
  const [one, other] = [left.next?.order ?? 0n, right.next?.order ?? 0n]
  if (one === other) return 0
  return one < other ? -1 : 1
}

function insert(open: Run[], run: Run): void {
  const at = open.findIndex(other => byNext(other, run) > 0)
  open.splice(at < 0 ? open.length : at, 0, run)
}

function after(seen: readonly Place[]): Place {
  let last = BEGINNING
  for (const place of seen) {
    if (place.order > last.order || (place.order === last.order && place.depth > last.depth)) last = place
  }
  return { order: last.order, depth: last.depth + 1 }
}
