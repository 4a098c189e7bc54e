/**
 * What a screen shows of the file: content entries newest first, and those that have some words. Display order needs the
 * author, who is sealed, so ties of `order` are settled here and not by SQLite. It reads only.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { bytesOfHex, type EntryId, entryIdOf } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { compareDisplay, type DisplayKey } from './display-order.js'
import { storeDamaged } from './failure.js'
import { orderBytes, orderOf, type Row } from './row.js'
import type { Rows } from './rows.js'
import { Finds, textMatcher } from './search.js'
import type { DisplayCursor, ReadText, StoredEntry } from './store.js'

/** After every order of 64 bits. */
const LAST_ORDER = 1n << 64n

export class DisplayPages {
  readonly #file: string
  readonly #catalog: Catalog
  readonly #rows: Rows
  readonly #byOrder: StatementSync
  readonly #logOf: StatementSync

  constructor(database: DatabaseSync, file: string, catalog: Catalog, rows: Rows) {
    this.#file = file
    this.#catalog = catalog
    this.#rows = rows
    this.#byOrder = database.prepare(
      'SELECT "order", logNumber, entryId FROM entries WHERE groupNumber = ? AND "order" <= ? ORDER BY "order" DESC',
    )
    this.#logOf = database.prepare('SELECT logNumber FROM entries WHERE groupNumber = ? AND entryId = ?')
  }

  /** Ids only, so that a page costs as many opened rows as it shows. */
  newest(group: HeldGroup, before: DisplayCursor | undefined, limit: number): EntryId[] {
    const found: DisplayKey[] = []
    let tied: DisplayKey[] = []
    const isBefore = this.#isBefore(group, before)
    const settle = () => {
      found.push(...tied.filter(isBefore).sort((left, right) => compareDisplay(right, left)))
      tied = []
    }
    for (const row of this.#byOrder.iterate(group.number, orderBytes(before?.order ?? LAST_ORDER))) {
      const key = this.#displayKey(row)
      if (!isContentLog(key.log)) continue
      if (tied[0] !== undefined && tied[0].order !== key.order) settle()
      if (found.length >= limit) break
      tied.push(key)
    }
    settle()
    return found.slice(0, Math.max(0, limit)).map(({ entryId }) => entryId)
  }

  /** One block a step, those with the newest rows first, so that it stops as soon as `limit` finds are certain. */
  *search(
    group: HeldGroup,
    words: readonly string[],
    before: DisplayCursor | undefined,
    limit: number,
    read: ReadText,
    exact: boolean,
  ): Generator<readonly StoredEntry[]> {
    const matches = textMatcher(words, exact)
    const isFound = ({ logNumber, seq, order, header, body }: Row) => {
      const log = this.#catalog.log(logNumber)
      return isContentLog(log) && matches(read({ log, seq, order, header, body }))
    }
    const isBefore = this.#isBefore(group, before)
    const finds = new Finds(limit)
    const blocks = this.#rows.blocks(group, before?.order ?? LAST_ORDER)
    for (const [index, { block }] of blocks.entries()) {
      if (finds.done) return
      yield finds.take(this.#rows.inBlock(block, isFound).filter(isBefore), blocks[index + 1]?.newest)
    }
  }

  /** A cursor that is not held is placed by its order alone. */
  #isBefore(group: HeldGroup, before: DisplayCursor | undefined): (key: DisplayKey) => boolean {
    if (before === undefined) return () => true
    const held = this.#logOf.get(group.number, bytesOfHex(before.entryId))
    if (held === undefined) return key => key.order < before.order
    const cursor: DisplayKey = { ...before, log: this.#catalog.log(numberOf(this.#file, held.logNumber)) }
    return key => compareDisplay(key, cursor) < 0
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
