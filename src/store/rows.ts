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
import { type Filling, SEGMENT_ENTRIES, type Segment, type Segments } from './segments.js'
import type { ArrivedEntry, StoredEntry } from './store.js'

type Row = Record<string, SQLOutputValue>

/** The columns `opened` needs, in one place for every query. */
export const ROW_COLUMNS = 'arrival, entryId, logNumber, seq, "order", block, slot'

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
  readonly #insertLoose: StatementSync
  readonly #looseOne: StatementSync
  readonly #deleteLoose: StatementSync
  readonly #block: StatementSync

  constructor(database: DatabaseSync, file: string, sealing: Sealing, catalog: Catalog, segments: Segments) {
    this.#file = file
    this.#sealing = sealing
    this.#catalog = catalog
    this.#segments = segments
    this.#held = database.prepare('SELECT 1 FROM entries WHERE groupNumber = ? AND entryId = ?')
    this.#insert = database.prepare(
      'INSERT INTO entries (groupNumber, entryId, logNumber, seq, "order", block, slot) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#loose = database.prepare('SELECT entryId, sealed FROM loose WHERE block = ? ORDER BY slot')
    this.#insertBlock = database.prepare('INSERT INTO blocks (segment) VALUES (?)')
    this.#sealBlock = database.prepare('UPDATE blocks SET sealed = ? WHERE number = ?')
    this.#insertLoose = database.prepare('INSERT INTO loose (block, slot, entryId, sealed) VALUES (?, ?, ?, ?)')
    this.#looseOne = database.prepare('SELECT entryId, sealed FROM loose WHERE block = ? AND slot = ?')
    this.#deleteLoose = database.prepare('DELETE FROM loose WHERE block = ?')
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
      const filling = segment.filling
      if (filling && (filling.bytes >= BLOCK_BYTES || segment.entries === SEGMENT_ENTRIES))
        this.#compact(segment, filling)
    }
    for (const segment of used) this.#segments.keepCount(segment)
  }

  /** The entry of a row with `ROW_COLUMNS`. */
  opened(row: Row): ArrivedEntry {
    const columns = this.#columns(row)
    const parts = decodeRow(columns, this.#plaintext(row))
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
    segment.filling ??= { block: Number(this.#insertBlock.run(segment.number).lastInsertRowid), rows: 0, bytes: 0 }
    const { block, rows } = segment.filling
    this.#insert.run(group.number, entryId, logNumber, seq, order, block, rows)
    this.#insertLoose.run(block, rows, entryId, sealed)
    segment.entries += 1
    segment.filling.rows += 1
    segment.filling.bytes += sealed.length
  }

  #compact(segment: Segment, { block }: Filling): void {
    const loose = this.#loose.all(block)
    const rows = loose.map(row => this.#openLoose(segment.key, row))
    const sealed = this.#sealing.seal(segment.key, 'block', numberName(block), encodeBlock(rows))
    this.#sealBlock.run(sealed, block)
    this.#deleteLoose.run(block)
    segment.filling = undefined
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

  #plaintext(row: Row): Uint8Array {
    const [block, slot] = [numberOf(this.#file, row.block), numberOf(this.#file, row.slot)]
    const loose = this.#opened.has(block) ? undefined : this.#looseOne.get(block, slot)
    if (loose !== undefined) {
      const segment = numberOf(this.#file, this.#block.get(block)?.segment)
      return this.#openLoose(this.#segments.keyOf(segment), loose)
    }
    const plaintext = this.#openBlock(block)[slot]
    if (plaintext === undefined) throw storeDamaged(this.#file)
    return plaintext
  }

  #openLoose(key: Uint8Array, row: Row): Uint8Array {
    const entryId = bytesOf(this.#file, row.entryId)
    const plaintext = this.#sealing.open(key, 'entry', entryId, bytesOf(this.#file, row.sealed))
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
