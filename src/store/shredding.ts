/**
 * Forgetting what has expired (docs/protocol.md, "Disappearing messages" and "Storage"): entries, the blocks they lie in,
 * and the key that sealed them: what a disk keeps of overwritten pages then opens for nobody. A segment goes whole; what
 * of it is to stay is sealed anew under another key. It must never take a part of a burst, nor anything of a control log.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { bytesOfHex, type EntryId, entryIdOf } from '../base/ids.js'
import { isContentLog } from '../history/log-key.js'
import type { Blocks } from './blocks.js'
import type { Catalog, HeldGroup } from './catalog.js'
import { numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { decodeRow, orderBytes, type Row } from './row.js'
import { ROW_COLUMNS, type Rows } from './rows.js'
import type { Segment, Segments } from './segments.js'
import type { StoredEntry } from './store.js'

/** One segment's share of what is to be forgotten. */
export interface Share {
  readonly segment: number
  readonly upTo: bigint
  /** Those that go although their order is higher. */
  readonly gone: ReadonlySet<EntryId>
  /** The last seq of each log that goes, by the log's number. */
  readonly ends: ReadonlyMap<number, number>
}

export class Shredding {
  readonly #file: string
  readonly #catalog: Catalog
  readonly #segments: Segments
  readonly #blocks: Blocks
  readonly #rows: Rows
  readonly #statements: ReturnType<typeof prepare>

  constructor(
    database: DatabaseSync,
    parts: {
      readonly file: string
      readonly catalog: Catalog
      readonly segments: Segments
      readonly blocks: Blocks
      readonly rows: Rows
    },
  ) {
    this.#file = parts.file
    this.#catalog = parts.catalog
    this.#segments = parts.segments
    this.#blocks = parts.blocks
    this.#rows = parts.rows
    this.#statements = prepare(database)
  }

  /** Of each content log the last signed entry with an order of at most `upTo`, or after that one of those that are `gone`. */
  edges(group: HeldGroup, upTo: bigint, gone: ReadonlySet<EntryId>): StoredEntry[] {
    const edges = new Map(this.#edgesByOrder(group, upTo).map(edge => [this.#catalog.enterLog(group, edge.log), edge]))
    for (const log of this.#logsOf(group, gone)) {
      const from = edges.get(log)?.seq ?? -1
      for (const found of this.#statements.on.iterate(log, from, orderBytes(upTo))) {
        const entry = this.#rows.opened(found)
        if (!gone.has(entry.entryId)) break
        if (entry.signature.length > 0) edges.set(log, entry)
      }
    }
    return [...edges.values()]
  }

  #logsOf(group: HeldGroup, ids: ReadonlySet<EntryId>): Set<number> {
    const found = [...ids].map(id => this.#statements.where.get(group.number, bytesOfHex(id)))
    const logs = found.flatMap(row => (row === undefined ? [] : [numberOf(this.#file, row.logNumber)]))
    return new Set(logs.filter(log => isContentLog(this.#catalog.log(log))))
  }

  #edgesByOrder(group: HeldGroup, upTo: bigint): StoredEntry[] {
    const edges: StoredEntry[] = []
    for (const row of this.#statements.newest.all(group.number, orderBytes(upTo))) {
      const logNumber = numberOf(this.#file, row.logNumber)
      if (!isContentLog(this.#catalog.log(logNumber))) continue
      // the end of a burst may be above, and then the burst is; two sides of a fork may lie between each other
      for (const found of this.#statements.back.iterate(logNumber, numberOf(this.#file, row.seq), orderBytes(upTo))) {
        const entry = this.#rows.opened(found)
        if (entry.signature.length === 0) continue
        edges.push(entry)
        break
      }
    }
    return edges
  }

  /** What is to be forgotten next; undefined when nothing is left. It reads only. */
  next(group: HeldGroup, upTo: bigint, gone: ReadonlySet<EntryId>): Share | undefined {
    const edges = this.edges(group, upTo, gone)
    const ends = new Map(edges.map(({ log, seq }) => [this.#catalog.enterLog(group, log), seq]))
    for (const row of this.#expired(group, upTo, gone)) {
      const end = ends.get(numberOf(this.#file, row.logNumber))
      if (end === undefined || numberOf(this.#file, row.seq) > end) continue
      return { segment: numberOf(this.#file, row.segment), upTo, gone, ends }
    }
    return undefined
  }

  *#expired(group: HeldGroup, upTo: bigint, gone: ReadonlySet<EntryId>): Generator<Record<string, SQLOutputValue>> {
    yield* this.#statements.upTo.iterate(group.number, orderBytes(upTo))
    for (const id of gone) yield* this.#statements.where.iterate(group.number, bytesOfHex(id))
  }

  forget(group: HeldGroup, share: Share): void {
    const { segment } = share
    const kept = this.#take(group, share)
    this.#statements.forgetClaims.run(group.number, orderBytes(share.upTo))
    this.#segments.leave(group, segment)
    this.#keep(group, kept)
    for (const statement of this.#statements.forget) statement.run(segment)
    this.#segments.destroy(segment)
  }

  /** Forgets where the expired entries of a segment are, and gives the rows of the others. */
  #take(group: HeldGroup, { segment, upTo, gone, ends }: Share): Uint8Array[] {
    const kept: Uint8Array[] = []
    for (const { number } of this.#statements.blocks.all(segment)) {
      for (const bytes of this.#blocks.rowsOf(numberOf(this.#file, number)) ?? []) {
        const row = this.#decoded(bytes)
        const isDue = row.order <= upTo || gone.has(entryIdOf(row.entryId))
        const isExpired = isDue && row.seq <= (ends.get(row.logNumber) ?? -1)
        if (!isExpired) kept.push(bytes)
        else for (const statement of this.#statements.forgetEntry) statement.run(group.number, row.entryId)
      }
    }
    return kept
  }

  #keep(group: HeldGroup, rows: readonly Uint8Array[]): void {
    const used = new Set<Segment>()
    for (const bytes of rows) {
      const { entryId, order } = this.#decoded(bytes)
      const segment = this.#segments.current(group, order)
      const { block, slot } = this.#blocks.append(segment, bytes.slice())
      this.#statements.move.run(block, slot, group.number, entryId)
      used.add(segment)
    }
    for (const segment of used) {
      this.#blocks.flush(segment)
      this.#segments.keepCount(segment)
    }
  }

  #decoded(bytes: Uint8Array): Row {
    const row = decodeRow(bytes)
    if (row === undefined) throw storeDamaged(this.#file)
    return row
  }
}

function prepare(database: DatabaseSync) {
  const ofSegment = 'block IN (SELECT number FROM blocks WHERE segment = ?)'
  const forget: readonly StatementSync[] = [
    database.prepare(`DELETE FROM chunks WHERE ${ofSegment}`),
    database.prepare('DELETE FROM blocks WHERE segment = ?'),
    database.prepare('DELETE FROM segments WHERE number = ?'),
  ]
  return {
    newest: database.prepare(
      'SELECT logNumber, max(seq) AS seq FROM entries WHERE groupNumber = ? AND "order" <= ? GROUP BY logNumber',
    ),
    back: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM entries WHERE logNumber = ? AND seq <= ? AND "order" <= ? ORDER BY seq DESC`,
    ),
    upTo: database.prepare(
      `SELECT logNumber, seq, segment FROM entries JOIN blocks ON block = blocks.number
        WHERE groupNumber = ? AND "order" <= ?`,
    ),
    on: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM entries WHERE logNumber = ? AND seq > ? AND "order" > ? ORDER BY seq`,
    ),
    where: database.prepare(
      `SELECT logNumber, seq, segment FROM entries JOIN blocks ON block = blocks.number
        WHERE groupNumber = ? AND entryId = ?`,
    ),
    blocks: database.prepare('SELECT number FROM blocks WHERE segment = ? ORDER BY number'),
    forgetEntry: ['entries', 'overtaken'].map(table =>
      database.prepare(`DELETE FROM ${table} WHERE groupNumber = ? AND entryId = ?`),
    ),
    forgetClaims: database.prepare('DELETE FROM overtaken WHERE groupNumber = ? AND follower <= ?'),
    move: database.prepare('UPDATE entries SET block = ?, slot = ? WHERE groupNumber = ? AND entryId = ?'),
    forget,
  }
}
