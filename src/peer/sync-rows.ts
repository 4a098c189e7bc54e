/**
 * Lines of frontiers and ranges of requests as rows of bytes: many logs in few bytes, and nothing of the odd cases. Serves
 * docs/protocol.md, "Frontiers" and "Ranges". Translation only; integers are big-endian.
 */
import { bytesOfHex, hexOf } from '../base/ids.js'
import { LOG_NAME_BYTES } from '../history/log-names.js'
import type { SeqRange } from '../history/log-state.js'

/** name 4 ‖ next 4 ‖ digest 8 */
export const LINE_BYTES = 16
/** name 4 ‖ from 4 ‖ length less one 1 */
export const RANGE_BYTES = 9

export interface Line {
  /** Hex. */
  readonly name: string
  readonly next: number
  /** Hex of 8 bytes. */
  readonly digest: string
}

export interface NamedRange extends SeqRange {
  readonly name: string
}

export function packLines(lines: readonly Line[]): Uint8Array {
  const rows = new Uint8Array(lines.length * LINE_BYTES)
  const view = new DataView(rows.buffer)
  for (const [index, { name, next, digest }] of lines.entries()) {
    const at = index * LINE_BYTES
    rows.set(bytesOfHex(name), at)
    view.setUint32(at + 4, next)
    rows.set(bytesOfHex(digest), at + 8)
  }
  return rows
}

export function linesIn(rows: Uint8Array): Line[] {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.length)
  return cut(rows, LINE_BYTES).map((row, index) => ({
    name: nameIn(row),
    next: view.getUint32(index * LINE_BYTES + 4),
    digest: hexOf(row.subarray(8)),
  }))
}

export function packRanges(ranges: readonly NamedRange[]): Uint8Array {
  const rows = new Uint8Array(ranges.length * RANGE_BYTES)
  const view = new DataView(rows.buffer)
  for (const [index, { name, from, to }] of ranges.entries()) {
    const at = index * RANGE_BYTES
    rows.set(bytesOfHex(name), at)
    view.setUint32(at + 4, from)
    view.setUint8(at + 8, to - from)
  }
  return rows
}

export function rangesIn(rows: Uint8Array): NamedRange[] {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.length)
  return cut(rows, RANGE_BYTES).map((row, index) => {
    const from = view.getUint32(index * RANGE_BYTES + 4)
    return { name: nameIn(row), from, to: from + row[8]! }
  })
}

export function packNames(names: readonly string[]): Uint8Array {
  return bytesOfHex(names.join(''))
}

export function namesIn(rows: Uint8Array): string[] {
  return cut(rows, LOG_NAME_BYTES).map(nameIn)
}

function nameIn(row: Uint8Array): string {
  return hexOf(row.subarray(0, LOG_NAME_BYTES))
}

/** Whole rows; a frame with part of one was refused before. */
function cut(rows: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.floor(rows.length / length) }, (_, at) =>
    rows.subarray(at * length, (at + 1) * length),
  )
}
