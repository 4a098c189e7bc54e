/**
 * What a screen shows of the file: content entries newest first, and those that have some words. Display order needs the
 * author, who is sealed, so ties of `order` are settled here and not by SQLite. It reads only.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { bytesOfHex, type EntryId, entryIdOf } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import { Ahead } from './ahead.js'
import { OvertakenTable, SqliteAheadRows } from './ahead-rows.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { comparePlaced, type DisplayKey, type PlaceOf } from './display-order.js'
import { storeDamaged } from './failure.js'
import { orderBytes, orderOf, type Row } from './row.js'
import type { Rows } from './rows.js'
import { Finds, textMatcher } from './search.js'
import type { DisplayCursor, ReadText, StoredEntry } from './store.js'

/** After every order of 64 bits. */
const LAST_ORDER = 1n << 64n

export class DisplayPages {
  readonly #file: string
  readonly #database: DatabaseSync
  readonly #catalog: Catalog
  readonly #rows: Rows
  readonly #overtaken: OvertakenTable
  readonly #byOrder: StatementSync
  readonly #logOf: StatementSync
  readonly #ahead = new Map<number, Ahead>()

  constructor(database: DatabaseSync, file: string, catalog: Catalog, rows: Rows) {
    this.#database = database
    this.#file = file
    this.#catalog = catalog
    this.#rows = rows
    this.#overtaken = new OvertakenTable(database, file)
    this.#byOrder = database.prepare(
      'SELECT "order", logNumber, entryId FROM entries WHERE groupNumber = ? AND "order" <= ? ORDER BY "order" DESC',
    )
    this.#logOf = database.prepare('SELECT logNumber, "order" FROM entries WHERE groupNumber = ? AND entryId = ?')
  }

  /** An entry was stored that was not held before. */
  stored(group: HeldGroup, entry: StoredEntry): void {
    const overtakes = this.#overtaken.note(group, entry)
    this.#ahead.get(group.number)?.stored(entry, overtakes)
  }

  /** Something was forgotten, or a commit failed. */
  forget(): void {
    for (const ahead of this.#ahead.values()) ahead.forget()
  }

  /** Ids only, so that a page costs as many opened rows as it shows. */
  newest(group: HeldGroup, before: DisplayCursor | undefined, limit: number, upTo = LAST_ORDER): EntryId[] {
    const ahead = this.#aheadOf(group)
    const moved = ahead.look(upTo).filter(({ log }) => isContentLog(log))
    const { placeOf, compare } = placesIn(ahead)
    const isBefore = this.#isBefore(group, before, placeOf)
    const found: DisplayKey[] = []
    let tied: DisplayKey[] = []
    const settle = () => {
      found.push(...tied.filter(isBefore).sort((left, right) => compare(right, left)))
      tied = []
    }
    const last = this.#lastOf(group, before, placeOf) ?? LAST_ORDER
    for (const key of merged(this.#unmoved(group, last < upTo ? last : upTo, ahead), moved, placeOf, compare)) {
      if (tied[0] !== undefined && placeOf(tied[0]).order !== placeOf(key).order) settle()
      if (found.length >= limit) break
      tied.push(key)
    }
    settle()
    return found.slice(0, Math.max(0, limit)).map(({ entryId }) => entryId)
  }

  /** One block a step, those with the newest rows first, so that it stops as soon as `limit` finds are certain. */
  *search(
    group: HeldGroup,
    wanted: { readonly words: readonly string[]; readonly exact: boolean; readonly read: ReadText },
    before: DisplayCursor | undefined,
    limit: number,
    upTo = LAST_ORDER,
  ): Generator<readonly StoredEntry[]> {
    const ahead = this.#aheadOf(group)
    const isMoved = ahead.look(upTo).length > 0
    const { placeOf } = placesIn(ahead)
    const matches = textMatcher(wanted.words, wanted.exact)
    const isFound = ({ entryId, logNumber, ...parts }: Row) => {
      const log = this.#catalog.log(logNumber)
      return isContentLog(log) && matches(wanted.read({ log, ...parts }))
    }
    const isBefore = this.#isBefore(group, before, placeOf)
    const finds = new Finds(limit, placeOf)
    // what stands further down may lie in a block of higher orders alone
    const blocks = this.#rows.blocks(group, isMoved ? LAST_ORDER : (before?.order ?? LAST_ORDER))
    for (const [index, { block }] of blocks.entries()) {
      if (finds.done) return
      yield finds.take(this.#rows.inBlock(block, isFound).filter(isBefore), blocks[index + 1]?.newest)
    }
  }

  /** Entries that are shown at `upTo` or before, although their order is higher. */
  gone(group: HeldGroup, upTo: bigint, counted: bigint | undefined): ReadonlySet<EntryId> {
    return this.#aheadOf(group).gone(upTo, counted)
  }

  #aheadOf(group: HeldGroup): Ahead {
    const held = this.#ahead.get(group.number)
    if (held !== undefined) return held
    const ahead = new Ahead(new SqliteAheadRows(this.#database, this.#file, group, this.#catalog, this.#rows))
    this.#ahead.set(group.number, ahead)
    return ahead
  }

  *#unmoved(group: HeldGroup, last: bigint, ahead: Ahead): Generator<DisplayKey> {
    for (const row of this.#byOrder.iterate(group.number, orderBytes(last))) {
      const key = this.#displayKey(row)
      if (isContentLog(key.log) && !ahead.isMoved(key.entryId)) yield key
    }
  }

  /** The order that the cursor stands at. */
  #lastOf(group: HeldGroup, before: DisplayCursor | undefined, placeOf: PlaceOf): bigint | undefined {
    if (before === undefined) return undefined
    const held = this.#logOf.get(group.number, bytesOfHex(before.entryId))
    return held === undefined ? before.order : placeOf(before).order
  }

  /** A cursor that is not held is placed by its order alone. */
  #isBefore(group: HeldGroup, before: DisplayCursor | undefined, placeOf: PlaceOf): (key: DisplayKey) => boolean {
    if (before === undefined) return () => true
    const held = this.#logOf.get(group.number, bytesOfHex(before.entryId))
    if (held === undefined) return key => placeOf(key).order < before.order
    const cursor: DisplayKey = { ...before, log: this.#catalog.log(numberOf(this.#file, held.logNumber)) }
    const compare = comparePlaced(placeOf)
    return key => compare(key, cursor) < 0
  }

  #displayKey(row: Record<string, SQLOutputValue>): DisplayKey {
    const order = orderOf(bytesOf(this.#file, row.order))
    if (order === undefined) throw storeDamaged(this.#file)
    return {
      order,
      log: this.#catalog.log(numberOf(this.#file, row.logNumber)),
      entryId: entryIdOf(bytesOf(this.#file, row.entryId)),
    }
  }
}

function placesIn(ahead: Ahead): { placeOf: PlaceOf; compare: ReturnType<typeof comparePlaced> } {
  const placeOf: PlaceOf = key => ahead.placeOf(key)
  return { placeOf, compare: comparePlaced(placeOf) }
}

/** By falling order of where they stand; those of one order in no order. */
function* merged(
  unmoved: Iterable<DisplayKey>,
  moved: readonly DisplayKey[],
  placeOf: PlaceOf,
  compare: (left: DisplayKey, right: DisplayKey) => number,
): Generator<DisplayKey> {
  const waiting = moved.toSorted(compare)
  for (const key of unmoved) {
    for (let next = waiting.at(-1); next !== undefined && placeOf(next).order > key.order; next = waiting.at(-1)) {
      yield next
      waiting.pop()
    }
    yield key
  }
  yield* waiting.reverse()
}
