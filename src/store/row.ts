/**
 * The bytes of one entry before they are sealed, and of a block of them. The sort columns stand inside as well, so that
 * a row moved or renumbered on disk is noticed. Decoding never throws: undefined says that the bytes are not ours.
 *
 * Row: entry id (32) ‖ order (8) ‖ seq (8) ‖ local log number (8) ‖ header, body, signature, each length (4) ‖ bytes; then
 * the content key in the same way, where there is one.
 * Block: rows, each length (4) ‖ bytes.
 */
import { bytesOfHex } from '../base/ids.js'
import { textOf } from '../base/utf8.js'
import type { StoredEntry } from './store.js'

/** What the file shows of an entry: what it is found and sorted by. */
export interface Columns {
  readonly entryId: Uint8Array
  readonly order: bigint
  readonly seq: number
  readonly logNumber: number
}

/** Entry id, header, body and signature are views into the row: what leaves the store needs a row of its own. */
export type Row = Columns & Pick<StoredEntry, 'header' | 'body' | 'signature' | 'contentKey'>

const FIXED_BYTES = 32 + 8 + 8 + 8
const encoder = new TextEncoder()

export function columnsOf(entry: StoredEntry, logNumber: number): Columns {
  return { entryId: bytesOfHex(entry.entryId), order: entry.order, seq: entry.seq, logNumber }
}

export function encodeRow({ entryId, order, seq, logNumber }: Columns, entry: StoredEntry): Uint8Array {
  const { header, body, signature, contentKey } = entry
  const parts = [header, body, signature, ...(contentKey === undefined ? [] : [contentKey])]
  const row = new Uint8Array(FIXED_BYTES + prefixedBytes(parts))
  const view = new DataView(row.buffer)
  row.set(entryId.subarray(0, 32))
  view.setBigUint64(32, order)
  view.setBigUint64(40, BigInt(seq))
  view.setBigUint64(48, BigInt(logNumber))
  putPrefixed(row, FIXED_BYTES, parts)
  return row
}

export function decodeRow(row: Uint8Array): Row | undefined {
  if (row.length < FIXED_BYTES) return undefined
  const [header, body, signature, contentKey, ...rest] = partsOf(row.subarray(FIXED_BYTES)) ?? []
  if (header === undefined || body === undefined || signature === undefined || rest.length > 0) return undefined
  const view = viewOf(row)
  return {
    entryId: row.subarray(0, 32),
    order: view.getBigUint64(32),
    seq: Number(view.getBigUint64(40)),
    logNumber: Number(view.getBigUint64(48)),
    header,
    body,
    signature,
    ...(contentKey === undefined ? {} : { contentKey }),
  }
}

export function encodeBlock(rows: readonly Uint8Array[]): Uint8Array {
  const block = new Uint8Array(prefixedBytes(rows))
  putPrefixed(block, 0, rows)
  return block
}

/** The rows of a block, or undefined. */
export function decodeBlock(block: Uint8Array): readonly Uint8Array[] | undefined {
  return partsOf(block)
}

/** Orders as SQLite sorts blobs: 8 bytes, big-endian; what lies outside 64 bits sorts before or after all of them. */
export function orderBytes(order: bigint): Uint8Array {
  if (order < 0n) return new Uint8Array(0)
  if (order >= 1n << 64n) return new Uint8Array(9).fill(0xff)
  const bytes = new Uint8Array(8)
  viewOf(bytes).setBigUint64(0, order)
  return bytes
}

/** Undefined for what `orderBytes` does not make of an order of 64 bits. */
export function orderOf(bytes: Uint8Array): bigint | undefined {
  return bytes.length === 8 ? viewOf(bytes).getBigUint64(0) : undefined
}

/** A name and its value, as one plaintext. */
export function encodePair(name: string, value: Uint8Array): Uint8Array {
  return encodeBlock([encoder.encode(name), value])
}

export function decodePair(bytes: Uint8Array): readonly [name: string, value: Uint8Array] | undefined {
  const [name, value, ...rest] = partsOf(bytes) ?? []
  if (name === undefined || value === undefined || rest.length > 0) return undefined
  return [textOf(name), value.slice()]
}

function prefixedBytes(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + 4 + part.length, 0)
}

function putPrefixed(target: Uint8Array, start: number, parts: readonly Uint8Array[]): void {
  const view = viewOf(target)
  let offset = start
  for (const part of parts) {
    view.setUint32(offset, part.length)
    target.set(part, offset + 4)
    offset += 4 + part.length
  }
}

function partsOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = viewOf(bytes)
  const parts: Uint8Array[] = []
  for (let offset = 0; offset < bytes.length; ) {
    if (offset + 4 > bytes.length) return undefined
    const end = offset + 4 + view.getUint32(offset)
    if (end > bytes.length) return undefined
    parts.push(bytes.subarray(offset + 4, end))
    offset = end
  }
  return parts
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
