/**
 * Rows in blocks of about 64 KiB under one seal (docs/architecture.md, "Coming back from disk"): row by row, opening a
 * million rows costs a search 4 s. Until a block is full, each commit adds its rows to it as one loose chunk, so that a
 * commit costs one seal however many entries it has. A block never spans two segments, so that shredding one takes
 * nothing else along; and a row's place never changes, so that sealing a block writes nothing but the block.
 */
import type { DatabaseSync } from 'node:sqlite'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { decodeBlock, decodeRow, encodeBlock, orderBytes, orderOf } from './row.js'
import { numberName, type Sealing } from './sealing.js'
import { SEGMENT_ENTRIES, type Segment, type Segments } from './segments.js'

/** Where a row lies, for good. */
export interface Place {
  readonly block: number
  readonly slot: number
}

/** A block and the highest order of its rows. */
export interface BlockTop {
  readonly block: number
  readonly newest: bigint
}

/** The block that new rows of a segment go to. */
interface Filling {
  readonly block: number
  readonly rows: Uint8Array[]
  /** How many of these rows lie in loose chunks already. */
  chunked: number
  bytes: number
}

/** Sealing has a price per piece; above this a single read would open too much. */
const BLOCK_BYTES = 64 * 1024
/** Opened blocks kept: about 1 MiB, a screen of history and the logs being served. */
const OPENED_BLOCKS = 16
/** Of a block that is still being filled: above every order. */
const UNKNOWN_NEWEST = 1n << 64n

export class Blocks {
  readonly #file: string
  readonly #sealing: Sealing
  readonly #segments: Segments
  /** By segment. */
  readonly #filling = new Map<number, Filling>()
  /** By block, least recently used first. */
  readonly #opened = new Map<number, readonly Uint8Array[]>()
  readonly #statements: ReturnType<typeof prepare>

  constructor(database: DatabaseSync, file: string, sealing: Sealing, segments: Segments) {
    this.#file = file
    this.#sealing = sealing
    this.#segments = segments
    this.#statements = prepare(database)
  }

  /** Drops what is held in memory. */
  forget(): void {
    this.#filling.clear()
    this.#opened.clear()
  }

  /** Adds a row to the segment's newest block; it is written by `flush` at the latest. */
  append(segment: Segment, row: Uint8Array): Place {
    const filling = this.#filling.get(segment.number) ?? this.#resume(segment) ?? this.#begin(segment)
    const place = { block: filling.block, slot: filling.rows.length }
    filling.rows.push(row)
    filling.bytes += row.length
    segment.entries += 1
    // a full segment keeps no loose rows: only the newest one is ever searched for them
    if (filling.bytes >= BLOCK_BYTES || segment.entries === SEGMENT_ENTRIES) this.#close(segment, filling)
    return place
  }

  /** Writes the rows that no block has taken yet, as one chunk. */
  flush(segment: Segment): void {
    const filling = this.#filling.get(segment.number)
    if (filling === undefined || filling.chunked === filling.rows.length) return
    const { block, chunked, rows } = filling
    const plaintext = encodeBlock(rows.slice(chunked))
    const sealed = this.#sealing.seal(segment.key, 'chunk', chunkName(block, chunked), plaintext)
    this.#statements.insertChunk.run(block, chunked, sealed)
    filling.chunked = rows.length
    this.#keep(block, rows)
  }

  /** Undefined when there is no such block: its group was dropped. */
  rowsOf(block: number): readonly Uint8Array[] | undefined {
    const rows = this.#opened.get(block) ?? this.#read(block)
    if (rows !== undefined) this.#keep(block, rows)
    return rows
  }

  /** The blocks of a group that may hold an order of at most `last`, the highest first. */
  newestFirst(groupNumber: number, last: bigint): BlockTop[] {
    return this.#statements.newestFirst.all(groupNumber, orderBytes(last)).map(row => {
      const newest = row.newest === null ? UNKNOWN_NEWEST : orderOf(bytesOf(this.#file, row.newest))
      if (newest === undefined) throw storeDamaged(this.#file)
      return { block: numberOf(this.#file, row.number), newest }
    })
  }

  #resume(segment: Segment): Filling | undefined {
    const block = this.#statements.unsealed.get(segment.number)?.number
    if (typeof block !== 'number') return undefined
    const rows = [...this.#chunks(segment.key, block)]
    const filling = { block, rows, chunked: rows.length, bytes: rows.reduce((sum, row) => sum + row.length, 0) }
    this.#filling.set(segment.number, filling)
    return filling
  }

  #begin(segment: Segment): Filling {
    const block = Number(this.#statements.insertBlock.run(segment.number).lastInsertRowid)
    const filling = { block, rows: [], chunked: 0, bytes: 0 }
    this.#filling.set(segment.number, filling)
    return filling
  }

  #close(segment: Segment, { block, rows, chunked }: Filling): void {
    const orders = rows.map(row => decodeRow(row)?.order ?? 0n).sort(compareOrders)
    const sealed = this.#sealing.seal(segment.key, 'block', numberName(block), encodeBlock(rows))
    this.#statements.sealBlock.run(orderBytes(orders.at(0) ?? 0n), orderBytes(orders.at(-1) ?? 0n), sealed, block)
    if (chunked > 0) this.#statements.deleteChunks.run(block)
    this.#filling.delete(segment.number)
    this.#keep(block, rows)
  }

  #read(block: number): readonly Uint8Array[] | undefined {
    const row = this.#statements.block.get(block)
    if (row === undefined) return undefined
    const key = this.#segments.keyOf(numberOf(this.#file, row.segment))
    if (row.sealed === null) return this.#chunks(key, block)
    return this.#open(key, 'block', numberName(block), bytesOf(this.#file, row.sealed))
  }

  #chunks(key: Uint8Array, block: number): readonly Uint8Array[] {
    const rows: Uint8Array[] = []
    for (const chunk of this.#statements.chunks.all(block)) {
      const slot = numberOf(this.#file, chunk.slot)
      // each begins where the one before ended, so that a missing one is noticed
      if (slot !== rows.length) throw storeDamaged(this.#file)
      rows.push(...this.#open(key, 'chunk', chunkName(block, slot), bytesOf(this.#file, chunk.sealed)))
    }
    return rows
  }

  #open(key: Uint8Array, kind: 'block' | 'chunk', name: Uint8Array, sealed: Uint8Array): readonly Uint8Array[] {
    const plaintext = this.#sealing.open(key, kind, name, sealed)
    const rows = plaintext && decodeBlock(plaintext)
    if (rows === undefined) throw storeDamaged(this.#file)
    return rows
  }

  #keep(block: number, rows: readonly Uint8Array[]): void {
    this.#opened.delete(block)
    this.#opened.set(block, rows)
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= OPENED_BLOCKS) break
      this.#opened.delete(oldest)
    }
  }
}

function prepare(database: DatabaseSync) {
  return {
    insertBlock: database.prepare('INSERT INTO blocks (segment) VALUES (?)'),
    sealBlock: database.prepare('UPDATE blocks SET oldest = ?, newest = ?, sealed = ? WHERE number = ?'),
    unsealed: database.prepare('SELECT number FROM blocks WHERE segment = ? AND sealed IS NULL'),
    block: database.prepare('SELECT segment, sealed FROM blocks WHERE number = ?'),
    newestFirst: database.prepare(
      `SELECT blocks.number, newest FROM segments JOIN blocks ON segment = segments.number
        WHERE groupNumber = ? AND (oldest IS NULL OR oldest <= ?) ORDER BY newest IS NULL DESC, newest DESC`,
    ),
    insertChunk: database.prepare('INSERT INTO chunks (block, slot, sealed) VALUES (?, ?, ?)'),
    chunks: database.prepare('SELECT slot, sealed FROM chunks WHERE block = ? ORDER BY slot'),
    deleteChunks: database.prepare('DELETE FROM chunks WHERE block = ?'),
  }
}

function chunkName(block: number, slot: number): Uint8Array {
  const name = new Uint8Array(16)
  name.set(numberName(block))
  name.set(numberName(slot), 8)
  return name
}

function compareOrders(left: bigint, right: bigint): number {
  return left < right ? -1 : Number(left > right)
}
