/**
 * A log's state as bytes for the store. The store may be an old backup or damaged, so that reading checks everything a
 * state promises and answers undefined; it must never throw.
 */
import { joinBytes } from '../base/bytes.js'
import { bytesOfHex, entryIdOf, hexOf } from '../base/ids.js'
import { type Base, type BaseProof, type Interval, isSeq, type LogState, MAX_INTERVALS } from './log-state.js'

const FORMAT = 1
const HAS_BASE = 1
const HAS_FORK = 2
const FORK_EXACT = 4
const HAS_PROOF = 8
const HASH_BYTES = 32
const SIGNATURE_BYTES = 64
const HEAD_BYTES = 3
/** The islands and the contiguous part. */
const MAX_COUNT = MAX_INTERVALS + 1

/**
 * format, flags, count ‖ base (seq, prev)? ‖ proof (u16 length, header, signature)? ‖ fork seq? ‖ intervals (from, to,
 * prev, end); integers big-endian u64.
 */
export function serialiseLog(state: LogState): Uint8Array {
  const { base, fork } = state
  const intervals = state.intervals.slice(0, MAX_COUNT)
  const flags =
    (base ? HAS_BASE : 0) | (fork ? HAS_FORK : 0) | (fork?.exact ? FORK_EXACT : 0) | (base?.proof ? HAS_PROOF : 0)
  const parts: Uint8Array[] = [Uint8Array.of(FORMAT, flags, intervals.length)]
  if (base) parts.push(u64(base.seq), bytesOfHex(base.prev))
  if (base?.proof) {
    const { header, signature } = base.proof
    parts.push(Uint8Array.of(header.length >> 8, header.length & 255), header, signature)
  }
  if (fork) parts.push(u64(fork.seq))
  for (const { from, to, prev, end } of intervals) parts.push(u64(from), u64(to), bytesOfHex(prev), bytesOfHex(end))
  return joinBytes(...parts)
}

/** The state, or undefined when the bytes are not one. */
export function parseLog(bytes: Uint8Array): LogState | undefined {
  const [format, flags, count] = bytes
  if (format !== FORMAT || flags === undefined || count === undefined) return undefined
  if (flags > 15 || count > MAX_COUNT) return undefined
  if ((flags & (HAS_FORK | FORK_EXACT)) === FORK_EXACT || (flags & (HAS_BASE | HAS_PROOF)) === HAS_PROOF)
    return undefined
  const reader = new Reader(bytes, HEAD_BYTES)
  const base = (flags & HAS_BASE) === 0 ? undefined : reader.base((flags & HAS_PROOF) !== 0)
  const forkSeq = (flags & HAS_FORK) === 0 ? undefined : reader.seq()
  const intervals: Interval[] = []
  let after = (base?.seq ?? 0) - 1
  for (let at = 0; at < count && reader.sound; at += 1) {
    const interval = reader.interval()
    if (interval.from > interval.to || interval.from <= after) return undefined
    intervals.push(interval)
    after = interval.to
  }
  if (!reader.sound || !reader.atEnd) return undefined
  return {
    base,
    intervals,
    fork: forkSeq === undefined ? undefined : { seq: forkSeq, exact: (flags & FORK_EXACT) !== 0 },
  }
}

/** Takes fields in turn; what is not there or out of bounds makes it unsound, and reads as zeros. */
class Reader {
  readonly #bytes: Uint8Array
  #at: number
  sound = true

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  base(proven: boolean): Base {
    const base = { seq: this.seq(), prev: hexOf(this.take(HASH_BYTES)) }
    return proven ? { ...base, proof: this.#proof() } : base
  }

  interval(): Interval {
    const from = this.seq()
    const to = this.seq()
    return { from, to, prev: hexOf(this.take(HASH_BYTES)), end: entryIdOf(this.take(HASH_BYTES)) }
  }

  seq(): number {
    const field = this.take(8)
    const seq = Number(new DataView(field.buffer, field.byteOffset).getBigUint64(0))
    if (isSeq(seq)) return seq
    this.sound = false
    return 0
  }

  take(length: number): Uint8Array {
    const field = this.#bytes.slice(this.#at, this.#at + length)
    this.#at += length
    if (field.length === length) return field
    this.sound = false
    return new Uint8Array(length)
  }

  #proof(): BaseProof {
    const [high, low] = this.take(2)
    const header = this.take((high ?? 0) * 256 + (low ?? 0))
    return { header, signature: this.take(SIGNATURE_BYTES) }
  }
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
