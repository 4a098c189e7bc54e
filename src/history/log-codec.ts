/**
 * A log's state as bytes for the store. The store may be an old backup or damaged, so that reading checks everything a
 * state promises and answers undefined; it must never throw.
 */
import { bytesOfHex, entryIdOf, hexOf } from '../base/ids.js'
import { type Interval, type LogState, MAX_INTERVALS } from './log-state.js'

const FORMAT = 1
const HAS_BASE = 1
const HAS_FORK = 2
const FORK_EXACT = 4
const HASH_BYTES = 32
const HEAD_BYTES = 3
const BASE_BYTES = 8 + HASH_BYTES
const INTERVAL_BYTES = 16 + 2 * HASH_BYTES

/** format, flags, count ‖ base (seq, prev)? ‖ fork seq? ‖ intervals (from, to, prev, end); integers big-endian u64. */
export function serialiseLog(state: LogState): Uint8Array {
  const { base, fork, intervals } = state
  const size =
    HEAD_BYTES + (base ? BASE_BYTES : 0) + (fork ? 8 : 0) + Math.min(intervals.length, MAX_INTERVALS) * INTERVAL_BYTES
  const out = new Uint8Array(size)
  const view = new DataView(out.buffer)
  out[0] = FORMAT
  out[1] = (base ? HAS_BASE : 0) | (fork ? HAS_FORK : 0) | (fork?.exact ? FORK_EXACT : 0)
  out[2] = Math.min(intervals.length, MAX_INTERVALS)
  let offset = HEAD_BYTES
  if (base) {
    view.setBigUint64(offset, BigInt(base.seq))
    out.set(bytesOfHex(base.prev), offset + 8)
    offset += BASE_BYTES
  }
  if (fork) {
    view.setBigUint64(offset, BigInt(fork.seq))
    offset += 8
  }
  for (const interval of intervals.slice(0, MAX_INTERVALS)) {
    view.setBigUint64(offset, BigInt(interval.from))
    view.setBigUint64(offset + 8, BigInt(interval.to))
    out.set(bytesOfHex(interval.prev), offset + 16)
    out.set(bytesOfHex(interval.end), offset + 16 + HASH_BYTES)
    offset += INTERVAL_BYTES
  }
  return out
}

/** The state, or undefined when the bytes are not one. */
export function parseLog(bytes: Uint8Array): LogState | undefined {
  const [format, flags, count] = bytes
  if (format !== FORMAT || flags === undefined || count === undefined) return undefined
  if (flags > 7 || count > MAX_INTERVALS || (flags & (HAS_FORK | FORK_EXACT)) === FORK_EXACT) return undefined
  const hasBase = (flags & HAS_BASE) !== 0
  const hasFork = (flags & HAS_FORK) !== 0
  const size = HEAD_BYTES + (hasBase ? BASE_BYTES : 0) + (hasFork ? 8 : 0) + count * INTERVAL_BYTES
  if (bytes.length !== size) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hashAt = (offset: number) => bytes.subarray(offset, offset + HASH_BYTES)
  const seqAt = (offset: number) => {
    const seq = Number(view.getBigUint64(offset))
    return Number.isSafeInteger(seq) ? seq : undefined
  }
  let offset = HEAD_BYTES
  const baseSeq = hasBase ? seqAt(offset) : undefined
  const basePrev = hasBase ? hexOf(hashAt(offset + 8)) : ''
  if (hasBase) offset += BASE_BYTES
  const forkSeq = hasFork ? seqAt(offset) : undefined
  if (hasFork) offset += 8
  if ((hasBase && baseSeq === undefined) || (hasFork && forkSeq === undefined)) return undefined
  const intervals: Interval[] = []
  let after = (baseSeq ?? 0) - 1
  for (; offset < size; offset += INTERVAL_BYTES) {
    const from = seqAt(offset)
    const to = seqAt(offset + 8)
    if (from === undefined || to === undefined || from > to || from <= after) return undefined
    intervals.push({
      from,
      to,
      prev: hexOf(hashAt(offset + 16)),
      end: entryIdOf(hashAt(offset + 16 + HASH_BYTES)),
    })
    after = to
  }
  return {
    base: baseSeq === undefined ? undefined : { seq: baseSeq, prev: basePrev },
    intervals,
    fork: forkSeq === undefined ? undefined : { seq: forkSeq, exact: (flags & FORK_EXACT) !== 0 },
  }
}
