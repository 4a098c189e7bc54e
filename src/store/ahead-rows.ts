/**
 * What the file says of entries that may stand elsewhere than their order says (ahead.ts), and the table of those that were
 * named early. In the clear it shows ids and orders, as the other columns do.
 */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { bytesOfHex, type EntryId, entryIdOf, type LogKey } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import { type AheadRows, namedIn, type Overtaken, type PlacedKey } from './ahead.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { orderBytes, orderOf } from './row.js'
import { ROW_COLUMNS, type Rows } from './rows.js'
import type { StoredEntry } from './store.js'

type Found = Record<string, SQLOutputValue>

export class SqliteAheadRows implements AheadRows {
  readonly #file: string
  readonly #group: HeldGroup
  readonly #catalog: Catalog
  readonly #rows: Rows
  readonly #statements: ReturnType<typeof prepareReads>

  constructor(database: DatabaseSync, file: string, group: HeldGroup, catalog: Catalog, rows: Rows) {
    this.#file = file
    this.#group = group
    this.#catalog = catalog
    this.#rows = rows
    this.#statements = prepareReads(database)
  }

  above(order: bigint): PlacedKey[] {
    return this.#statements.above.all(this.#group.number, orderBytes(order)).map(row => this.#key(row))
  }

  overtaken(limit: number): Overtaken[] {
    return this.#statements.overtaken.all(this.#group.number, limit).map(row => {
      const log = this.#catalog.log(numberOf(this.#file, row.logNumber))
      return { log, seq: numberOf(this.#file, row.seq), follower: orderIn(this.#file, row.follower) }
    })
  }

  inLog(log: LogKey, seq: number, limit: number): PlacedKey[] {
    const logNumber = this.#group.logs.get(log)
    if (logNumber === undefined) return []
    return this.#statements.inLog.all(logNumber, seq, limit).map(row => this.#key(row))
  }

  find(id: EntryId): PlacedKey | undefined {
    const row = this.#statements.find.get(this.#group.number, bytesOfHex(id))
    return row === undefined ? undefined : this.#key(row)
  }

  header(id: EntryId): Uint8Array | undefined {
    const row = this.#statements.opened.get(this.#group.number, bytesOfHex(id))
    return row === undefined ? undefined : this.#rows.opened(row).header
  }

  #key(row: Found): PlacedKey {
    return {
      entryId: entryIdOf(bytesOf(this.#file, row.entryId)),
      log: this.#catalog.log(numberOf(this.#file, row.logNumber)),
      seq: numberOf(this.#file, row.seq),
      order: orderIn(this.#file, row.order),
    }
  }
}

/** Keeps who was named early, as entries are written. */
export class OvertakenTable {
  readonly #file: string
  readonly #statements: ReturnType<typeof prepareWrites>

  constructor(database: DatabaseSync, file: string) {
    this.#file = file
    this.#statements = prepareWrites(database)
  }

  /** Whether the entry, which is stored now, has a lower order than one it names, or was named by one with a lower order. */
  note(group: HeldGroup, entry: StoredEntry): boolean {
    if (!isContentLog(entry.log)) return false
    const own = bytesOfHex(entry.entryId)
    const follower = orderBytes(entry.order)
    this.#statements.prune.run(group.number, own, follower)
    let overtakes = this.#statements.isNamed.get(group.number, own) !== undefined
    for (const id of entry.header.length > 0 ? othersIn(entry) : []) {
      const held = this.#statements.orderOf.get(group.number, bytesOfHex(id))
      if (held !== undefined && orderIn(this.#file, held.order) <= entry.order) continue
      this.#statements.insert.run(group.number, bytesOfHex(id), follower)
      overtakes ||= held !== undefined
    }
    return overtakes
  }
}

/** An own entry before is in its log, where orders rise. */
function othersIn({ seq, header }: StoredEntry): EntryId[] {
  return namedIn(header).slice(seq === 0 ? 0 : 1)
}

function orderIn(file: string, value: SQLOutputValue | undefined): bigint {
  const order = orderOf(bytesOf(file, value))
  if (order === undefined) throw storeDamaged(file)
  return order
}

function prepareReads(database: DatabaseSync) {
  const columns = 'entryId, logNumber, seq, "order"'
  return {
    above: database.prepare(
      `SELECT ${columns} FROM entries WHERE groupNumber = ? AND "order" > ? ORDER BY "order", entryId`,
    ),
    overtaken: database.prepare(
      `SELECT logNumber, seq, follower FROM overtaken NATURAL JOIN entries
        WHERE groupNumber = ? AND "order" > follower ORDER BY follower, entryId LIMIT ?`,
    ),
    inLog: database.prepare(
      `SELECT ${columns} FROM entries WHERE logNumber = ? AND seq >= ? ORDER BY seq, entryId LIMIT ?`,
    ),
    find: database.prepare(`SELECT ${columns} FROM entries WHERE groupNumber = ? AND entryId = ?`),
    opened: database.prepare(`SELECT ${ROW_COLUMNS} FROM entries WHERE groupNumber = ? AND entryId = ?`),
  }
}

function prepareWrites(database: DatabaseSync) {
  return {
    prune: database.prepare('DELETE FROM overtaken WHERE groupNumber = ? AND entryId = ? AND follower >= ?'),
    isNamed: database.prepare('SELECT 1 FROM overtaken WHERE groupNumber = ? AND entryId = ? LIMIT 1'),
    orderOf: database.prepare('SELECT "order" FROM entries WHERE groupNumber = ? AND entryId = ?'),
    insert: database.prepare('INSERT OR IGNORE INTO overtaken (groupNumber, entryId, follower) VALUES (?, ?, ?)'),
  }
}
