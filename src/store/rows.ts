/**
 * Entries, found by their columns and kept in blocks: here the two meet. A row that does not say what its columns
 * promise is damage; it must never be shown.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { entryIdOf, type LogKey } from '../base/ids.js'
import type { Blocks, BlockTop } from './blocks.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { columnsOf, decodeRow, encodeRow, orderBytes, type Row } from './row.js'
import type { Segment, Segments } from './segments.js'
import type { Batch, StoredEntry } from './store.js'

/** What `opened` needs, and the arrival; in one place for every query. */
export const ROW_COLUMNS = 'arrival, logNumber, seq, block, slot'

/** No log has this number. */
const NO_LOG = -1

export class Rows {
  readonly #file: string
  readonly #catalog: Catalog
  readonly #segments: Segments
  readonly #blocks: Blocks
  readonly #held: StatementSync
  readonly #dropLog: StatementSync
  readonly #insert: StatementSync

  constructor(database: DatabaseSync, file: string, catalog: Catalog, segments: Segments, blocks: Blocks) {
    this.#file = file
    this.#catalog = catalog
    this.#segments = segments
    this.#blocks = blocks
    this.#dropLog = database.prepare('DELETE FROM entries WHERE logNumber = ?')
    this.#held = database.prepare('SELECT 1 FROM entries WHERE groupNumber = ? AND entryId = ?')
    this.#insert = database.prepare(
      'INSERT INTO entries (groupNumber, entryId, logNumber, seq, "order", block, slot) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
  }

  has(group: HeldGroup, entryId: Uint8Array): boolean {
    return this.#held.get(group.number, entryId) !== undefined
  }

  /** Writes the entries that are not held yet, and gives these; and drops the logs that are over. */
  write(group: HeldGroup, { entries, dropped = [] }: Pick<Batch, 'entries' | 'dropped'>): StoredEntry[] {
    const fresh: StoredEntry[] = []
    const used = new Set<Segment>()
    for (const entry of entries) {
      const columns = columnsOf(entry, this.#catalog.enterLog(group, entry.log))
      if (this.has(group, columns.entryId)) continue
      const segment = this.#segments.current(group, entry.order)
      const { block, slot } = this.#blocks.append(segment, encodeRow(columns, entry))
      const { entryId, logNumber, seq } = columns
      this.#insert.run(group.number, entryId, logNumber, seq, orderBytes(entry.order), block, slot)
      used.add(segment)
      fresh.push(entry)
    }
    for (const segment of used) {
      this.#blocks.flush(segment)
      this.#segments.keepCount(segment)
    }
    this.#dropLogs(group, dropped)
    return fresh
  }

  /** Nothing finds their entries any more; the sealed rows lie in blocks with others, and go with their segment. */
  #dropLogs(group: HeldGroup, logs: readonly LogKey[]): void {
    for (const log of logs) this.#dropLog.run(group.logs.get(log) ?? NO_LOG)
  }

  /** The entry of a database row with `ROW_COLUMNS`. */
  opened(found: Record<string, SQLOutputValue>): StoredEntry {
    const rows = this.#blocks.rowsOf(numberOf(this.#file, found.block))
    const row = this.#decoded(rows?.[numberOf(this.#file, found.slot)]?.slice())
    // the row is sealed under its place, so it is genuine; what is checked is that the columns led to the right one
    if (row.seq !== found.seq || row.logNumber !== found.logNumber) throw storeDamaged(this.#file)
    return this.#entry(row)
  }

  /** The blocks of a group that may hold an order of at most `last`, the highest first. */
  blocks(group: HeldGroup, last: bigint): BlockTop[] {
    return this.#blocks.newestFirst(group.number, last)
  }

  /** Those entries of a block that the filter lets through; none once its group was dropped. */
  inBlock(block: number, filter: (row: Row) => boolean): StoredEntry[] {
    const found: StoredEntry[] = []
    for (const row of this.#blocks.rowsOf(block) ?? []) {
      if (filter(this.#decoded(row))) found.push(this.#entry(this.#decoded(row.slice())))
    }
    return found
  }

  #decoded(row: Uint8Array | undefined): Row {
    const decoded = row && decodeRow(row)
    if (decoded === undefined) throw storeDamaged(this.#file)
    return decoded
  }

  /** Of a row that is the caller's own: one copy a row, since a copy of each part costs a third of a read. */
  #entry({ entryId, order, seq, logNumber, ...parts }: Row): StoredEntry {
    const log = this.#catalog.log(logNumber)
    return { entryId: entryIdOf(entryId), log, seq, order, ...parts }
  }
}
