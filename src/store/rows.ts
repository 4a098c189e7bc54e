/**
 * Entries as sealed rows, each durable at once, and later as blocks of about 64 KiB: row by row, opening a million
 * rows costs a search 4 s. A block never spans two segments, so that shredding one takes nothing else along.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { entryIdOf } from '../base/ids.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { type Columns, columnsOf, decodeBlock, decodeRow, encodeBlock, encodeRow, orderOf } from './row.js'
import { numberName, type Sealing } from './sealing.js'
import { SEGMENT_ENTRIES, type Segment, type Segments } from './segments.js'
import type { ArrivedEntry, StoredEntry } from './store.js'

type Row = Record<string, SQLOutputValue>

/** The columns `opened` needs, in one place for every query. */
export const ROW_COLUMNS = 'arrival, entryId, logNumber, seq, "order", segment, block, slot, row'

/** Sealing has a price per piece; above this a single read would open too much. */
const BLOCK_BYTES = 64 * 1024
/** Opened blocks kept: about 1 MiB, a screen of history and the logs being served. */
const OPENED_BLOCKS = 16

export class Rows {
  readonly #file: string
  readonly #sealing: Sealing
  readonly #catalog: Catalog
  readonly #segments: Segments
  /** Least recently used first. */
  readonly #opened = new Map<number, readonly Uint8Array[]>()
  readonly #held: StatementSync
  readonly #insert: StatementSync
  readonly #loose: StatementSync
  readonly #insertBlock: StatementSync
  readonly #sealBlock: StatementSync
  readonly #intoBlock: StatementSync
  readonly #block: StatementSync

  constructor(database: DatabaseSync, file: string, sealing: Sealing, catalog: Catalog, segments: Segments) {
    this.#file = file
    this.#sealing = sealing
    this.#catalog = catalog
    this.#segments = segments
    this.#held = database.prepare('SELECT 1 FROM entries WHERE groupNumber = ? AND entryId = ?')
    this.#insert = database.prepare(
      'INSERT INTO entries (groupNumber, entryId, logNumber, seq, "order", segment, row) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#loose = database.prepare(
      `SELECT ${ROW_COLUMNS} FROM entries WHERE segment = ? AND row IS NOT NULL ORDER BY arrival`,
    )
    this.#insertBlock = database.prepare("INSERT INTO blocks (segment, sealed) VALUES (?, x'')")
    this.#sealBlock = database.prepare('UPDATE blocks SET sealed = ? WHERE number = ?')
    this.#intoBlock = database.prepare('UPDATE entries SET block = ?, slot = ?, row = NULL WHERE arrival = ?')
    this.#block = database.prepare('SELECT segment, sealed FROM blocks WHERE number = ?')
  }

  /** Drops what is held in memory. */
  forget(): void {
    this.#opened.clear()
  }

  has(group: HeldGroup, entryId: Uint8Array): boolean {
    return this.#held.get(group.number, entryId) !== undefined
  }

  /** Writes entries that are not held yet, and a block whenever there is enough for one. */
  write(group: HeldGroup, entries: readonly StoredEntry[]): void {
    const used = new Set<Segment>()
    for (const entry of entries) {
      const columns = columnsOf(entry, this.#catalog.enterLog(group, entry.log))
      if (this.has(group, columns.entryId)) continue
      const segment = this.#segments.current(group)
      this.#writeOne(group, segment, columns, entry)
      used.add(segment)
      // a full segment keeps no loose rows: only the newest one is ever searched for them
      if (segment.looseBytes >= BLOCK_BYTES || segment.entries === SEGMENT_ENTRIES) this.#compact(segment)
    }
    for (const segment of used) this.#segments.keepCount(segment)
  }

  /** The entry of a row with `ROW_COLUMNS`. */
  opened(row: Row): ArrivedEntry {
    const columns = this.#columns(row)
    const parts = decodeRow(columns, this.#plaintext(row, columns))
    if (parts === undefined) throw storeDamaged(this.#file)
    return {
      entryId: entryIdOf(columns.entryId),
      log: this.#catalog.log(columns.logNumber),
      seq: columns.seq,
      order: orderOf(columns.order),
      ...parts,
      arrival: numberOf(this.#file, row.arrival),
    }
  }

  #writeOne(group: HeldGroup, segment: Segment, columns: Columns, entry: StoredEntry): void {
    const { entryId, logNumber, seq, order } = columns
    const sealed = this.#sealing.seal(segment.key, 'entry', entryId, encodeRow(columns, entry))
    this.#insert.run(group.number, entryId, logNumber, seq, order, segment.number, sealed)
    segment.entries += 1
    segment.looseBytes += sealed.length
  }

  #compact(segment: Segment): void {
    const loose = this.#loose.all(segment.number)
    const block = Number(this.#insertBlock.run(segment.number).lastInsertRowid)
    const rows = loose.map(row => this.#plaintext(row, this.#columns(row)))
    const sealed = this.#sealing.seal(segment.key, 'block', numberName(block), encodeBlock(rows))
    this.#sealBlock.run(sealed, block)
    for (const [slot, row] of loose.entries()) this.#intoBlock.run(block, slot, numberOf(this.#file, row.arrival))
    segment.looseBytes = 0
  }

  #columns(row: Row): Columns {
    const order = bytesOf(this.#file, row.order)
    if (order.length !== 8) throw storeDamaged(this.#file)
    return {
      entryId: bytesOf(this.#file, row.entryId),
      order,
      seq: numberOf(this.#file, row.seq),
      logNumber: numberOf(this.#file, row.logNumber),
    }
  }

  #plaintext(row: Row, columns: Columns): Uint8Array {
    if (typeof row.block === 'number') {
      const plaintext = this.#openBlock(row.block)[numberOf(this.#file, row.slot)]
      if (plaintext === undefined) throw storeDamaged(this.#file)
      return plaintext
    }
    const key = this.#segments.keyOf(numberOf(this.#file, row.segment))
    const plaintext = this.#sealing.open(key, 'entry', columns.entryId, bytesOf(this.#file, row.row))
    if (plaintext === undefined) throw storeDamaged(this.#file)
    return plaintext
  }

  #openBlock(number: number): readonly Uint8Array[] {
    const rows = this.#opened.get(number) ?? this.#readBlock(number)
    this.#opened.delete(number)
    this.#opened.set(number, rows)
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= OPENED_BLOCKS) break
      this.#opened.delete(oldest)
    }
    return rows
  }

  #readBlock(number: number): readonly Uint8Array[] {
    const block = this.#block.get(number)
    const key = this.#segments.keyOf(numberOf(this.#file, block?.segment))
    const plaintext = this.#sealing.open(key, 'block', numberName(number), bytesOf(this.#file, block?.sealed))
    const rows = plaintext && decodeBlock(plaintext)
    if (rows === undefined) throw storeDamaged(this.#file)
    return rows
  }
}
