/**
 * Records on a stream: a 32-bit big-endian length, then that many bytes.
 *
 * Serves docs/protocol.md, "Records". Cuts a stream back into records, however it was chopped on the way. Holds at most
 * one unfinished record besides what was last pushed, and of a peer not yet confirmed nothing larger than a handshake
 * message; a length beyond the limit breaks the stream for good.
 */
import { MAX_HANDSHAKE_BYTES, MAX_RECORD_BYTES } from '../base/limits.js'

const LENGTH_BYTES = 4

/** A record as it goes onto the stream. */
export function frameRecord(record: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + record.length)
  new DataView(bytes.buffer).setUint32(0, record.length)
  bytes.set(record, LENGTH_BYTES)
  return bytes
}

/** Push what came, which must not change afterwards, and call `next` until it gives undefined; then ask `broken`. */
export class RecordSplitter {
  #buffer: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  #limit: number
  #broken = false

  /** `limit`: of a record before the peer is confirmed, in bytes. */
  constructor(limit = MAX_HANDSHAKE_BYTES) {
    this.#limit = limit
  }

  /** True once a length was zero or over the limit: close the stream. */
  get broken(): boolean {
    return this.#broken
  }

  /** The peer has proven to be a member: full-size records from here on, even in bytes already pushed. */
  confirmed(): void {
    this.#limit = MAX_RECORD_BYTES
  }

  push(bytes: Uint8Array): void {
    if (this.#broken) return
    if (this.#start === this.#end) {
      // what comes whole is cut where it lies; a Buffer's `slice` would share its memory, so a view that is none
      this.#buffer = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
      this.#start = 0
      this.#end = bytes.length
      return
    }
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** The next whole record, a view of what was pushed; undefined when there is none yet. */
  next(): Uint8Array | undefined {
    const held = this.#end - this.#start
    if (this.#broken || held < LENGTH_BYTES) return undefined
    const length = new DataView(this.#buffer.buffer).getUint32(this.#buffer.byteOffset + this.#start)
    if (length === 0 || length > this.#limit) {
      this.#broken = true
      this.#release()
      return undefined
    }
    if (held < LENGTH_BYTES + length) return undefined
    const from = this.#start + LENGTH_BYTES
    const record = this.#buffer.subarray(from, from + length)
    this.#start = from + length
    if (this.#start === this.#end) this.#release()
    return record
  }

  /** Doubles, so that a peer that sends byte by byte costs us no more than one that does not. */
  #reserve(length: number): void {
    const held = this.#end - this.#start
    if (this.#end + length <= this.#buffer.length) return
    const roomy = Math.max(held + length, Math.min(2 * held, MAX_RECORD_BYTES + LENGTH_BYTES))
    const grown = new Uint8Array(roomy)
    grown.set(this.#buffer.subarray(this.#start, this.#end))
    this.#buffer = grown
    this.#start = 0
    this.#end = held
  }

  #release(): void {
    this.#buffer = new Uint8Array(0)
    this.#start = 0
    this.#end = 0
  }
}
