/**
 * The bytes of one entry before they are sealed, and of a block of them. The sort columns stand inside as well, so that
 * a row moved or renumbered on disk is noticed. Decoding never throws: undefined says that the bytes are not ours.
 *
 * Row: entry id (32) ‖ order (8) ‖ seq (8) ‖ local log number (8) ‖ header, body, signature, each length (4) ‖ bytes.
 * Block: rows, each length (4) ‖ bytes.
 */
import { bytesOfHex, hexOf } from '../base/ids.js'
import type { StoredEntry } from './store.js'

/** What the file shows of an entry: what it is found and sorted by. */
export interface Columns {
  readonly entryId: Uint8Array
  readonly order: Uint8Array
  readonly seq: number
  readonly logNumber: number
}

const FIXED_BYTES = 32 + 8 + 8 + 8

export function columnsOf(entry: StoredEntry, logNumber: number): Columns {
  return { entryId: bytesOfHex(entry.entryId), order: orderBytes(entry.order), seq: entry.seq, logNumber }
}

export function encodeRow(columns: Columns, entry: StoredEntry): Uint8Array {
  return joined([fixedOf(columns), ...[entry.header, entry.body, entry.signature].flatMap(prefixed)])
}

/** Header, body and signature, when the row is the one that the columns promise. */
export function decodeRow(
  columns: Columns,
  row: Uint8Array,
): Pick<StoredEntry, 'header' | 'body' | 'signature'> | undefined {
  if (row.length < FIXED_BYTES || hexOf(row.subarray(0, FIXED_BYTES)) !== hexOf(fixedOf(columns))) return undefined
  const [header, body, signature, ...rest] = partsOf(row.subarray(FIXED_BYTES)) ?? []
  if (header === undefined || body === undefined || signature === undefined || rest.length > 0) return undefined
  return { header: header.slice(), body: body.slice(), signature: signature.slice() }
}

export function encodeBlock(rows: readonly Uint8Array[]): Uint8Array {
  return joined(rows.flatMap(prefixed))
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
  new DataView(bytes.buffer).setBigUint64(0, order)
  return bytes
}

export function orderOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0)
}

/** A name and its value, as one plaintext. */
export function encodePair(name: string, value: Uint8Array): Uint8Array {
  return joined([...prefixed(new TextEncoder().encode(name)), ...prefixed(value)])
}

export function decodePair(bytes: Uint8Array): readonly [name: string, value: Uint8Array] | undefined {
  const [name, value, ...rest] = partsOf(bytes) ?? []
  if (name === undefined || value === undefined || rest.length > 0) return undefined
  return [new TextDecoder().decode(name), value.slice()]
}

function fixedOf(columns: Columns): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(columns.entryId.subarray(0, 32))
  bytes.set(columns.order.subarray(0, 8), 32)
  view.setBigUint64(40, BigInt(columns.seq))
  view.setBigUint64(48, BigInt(columns.logNumber))
  return bytes
}

function prefixed(part: Uint8Array): readonly Uint8Array[] {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, part.length)
  return [length, part]
}

function partsOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
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

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
