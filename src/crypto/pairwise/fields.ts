/**
 * Fixed fields of values at rest, written and read in turn; integers big-endian. What is read may be damaged: that makes
 * the reader unsound, and reads as zeros. It never throws.
 */

/** Milliseconds since the epoch; all ones for none. */
const NO_TIME = 2n ** 64n - 1n

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value)
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255)
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

export function flag(value: boolean): Uint8Array {
  return Uint8Array.of(value ? 1 : 0)
}

export function time(value: number | undefined): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value === undefined ? NO_TIME : BigInt(Math.ceil(value)))
  return bytes
}

export class FieldReader {
  readonly #bytes: Uint8Array
  #at = 0
  #sound = true

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Everything was there and within its bounds, and nothing is left. */
  get done(): boolean {
    return this.#sound && this.#at === this.#bytes.length
  }

  take(length: number): Uint8Array {
    const field = this.#bytes.slice(this.#at, this.#at + length)
    this.#at += length
    if (field.length === length) return field
    this.#sound = false
    return new Uint8Array(length)
  }

  u8(): number {
    return this.#number(1)
  }

  u16(): number {
    return this.#number(2)
  }

  u32(): number {
    return this.#number(4)
  }

  flag(): boolean {
    return this.count(1) === 1
  }

  time(): number | undefined {
    const field = this.take(8)
    const value = new DataView(field.buffer, field.byteOffset).getBigUint64(0)
    if (value === NO_TIME) return undefined
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.#sound = false
    return Number(value)
  }

  /** A u8 of at most `limit`. */
  count(limit: number): number {
    return this.#bounded(this.#number(1), limit)
  }

  /** A u16 of at most `limit`. */
  wideCount(limit: number): number {
    return this.#bounded(this.#number(2), limit)
  }

  /** What `read` gives, so many times. */
  list<Item>(count: number, read: () => Item): Item[] {
    return Array.from({ length: count }, read)
  }

  #number(width: number): number {
    return this.take(width).reduce((value, byte) => value * 256 + byte, 0)
  }

  #bounded(value: number, limit: number): number {
    if (value <= limit) return value
    this.#sound = false
    return 0
  }
}
