/**
 * Hostile bytes from honest ones: cut, stretched, flipped, spliced, and taken apart along the fields of a protobuf, so
 * that a decoder is reached behind its first check. The same seed gives the same bytes.
 */
import type { SeededRandom } from '#src/base/random.js'

/** Lengths, counts and varint ends where decoders have gone wrong before. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff]
/** A varint of ten bytes, the longest that is one; as a length it is beyond every bound. */
const HUGE_VARINT = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
/** Oversized inputs stay below this, so that a run measures the decoder and not the allocator. */
const MAX_MUTANT_BYTES = 64 * 1024

export class Mutator {
  readonly #random: SeededRandom

  constructor(random: SeededRandom) {
    this.#random = random
  }

  below(end: number): number {
    return Math.floor(this.#random.next() * end)
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** One to three changes to one of the samples; now and then noise, and now and then nothing at all. */
  mutant(samples: readonly Uint8Array[]): Uint8Array {
    if (this.below(40) === 0) return this.#random.bytes(this.below(300))
    let bytes: Uint8Array = Uint8Array.from(this.oneOf(samples))
    for (let changes = this.below(4); changes > 0; changes -= 1) bytes = this.#changed(bytes, samples)
    return bytes.subarray(0, MAX_MUTANT_BYTES)
  }

  #changed(bytes: Uint8Array, samples: readonly Uint8Array[]): Uint8Array {
    const at = this.below(bytes.length + 1)
    switch (this.below(8)) {
      case 0:
        return bytes.slice(0, at)
      case 1:
        return joined(bytes, this.#random.bytes(1 + this.below(64)))
      case 2:
        return bytes.map((byte, index) => (index === at ? byte ^ (1 << this.below(8)) : byte))
      case 3:
        return bytes.map((byte, index) => (index === at ? this.oneOf(EDGES) : byte))
      case 4:
        return joined(bytes.subarray(0, at), this.oneOf(samples).subarray(at))
      case 5:
        return joined(bytes.subarray(0, at), Uint8Array.from(HUGE_VARINT), bytes.subarray(at))
      default:
        return this.#refielded(bytes, 0)
    }
  }

  /** Drops, repeats, renumbers, retypes, swaps or goes into one field; bytes that are no fields stay as they are. */
  #refielded(bytes: Uint8Array, depth: number): Uint8Array {
    const fields = fieldsOf(bytes)
    if (fields.length === 0) return bytes
    const at = this.below(fields.length)
    const field = fields[at]!
    const put = (...instead: readonly Uint8Array[]) =>
      joined(...fields.toSpliced(at, 1, { ...field, bytes: joined(...instead) }).map(one => one.bytes))
    const payload = field.bytes.subarray(field.payloadAt)
    switch (this.below(7)) {
      case 0:
        return put()
      case 1:
        return put(...Array.from({ length: 2 + this.below(field.bytes.length < 16 ? 6000 : 20) }, () => field.bytes))
      case 2:
        return put(Uint8Array.of(((1 + this.below(15)) << 3) | (field.bytes[0]! & 7)), field.bytes.subarray(1))
      case 3:
        return put(Uint8Array.of((field.bytes[0]! & 0xf8) | this.below(8)), field.bytes.subarray(1))
      case 4:
        return joined(...[...fields.slice(at), ...fields.slice(0, at)].map(one => one.bytes))
      default:
        break
    }
    if ((field.bytes[0]! & 7) !== LENGTH_DELIMITED)
      return put(field.bytes.subarray(0, field.payloadAt), this.#random.bytes(payload.length))
    const inner =
      depth < 6 && this.below(4) > 0 ? this.#refielded(payload, depth + 1) : this.#random.bytes(this.below(80))
    return put(field.bytes.subarray(0, 1), varint(inner.length), inner)
  }
}

interface Field {
  readonly bytes: Uint8Array
  readonly payloadAt: number
}

const LENGTH_DELIMITED = 2

/** The fields of a protobuf whose numbers are below 16; nothing when the bytes are not wholly such fields. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  for (let at = 0; at < bytes.length; ) {
    const [end, payloadAt] = fieldEnd(bytes, at)
    if (end === undefined || end > bytes.length) return []
    fields.push({ bytes: bytes.subarray(at, end), payloadAt: payloadAt - at })
    at = end
  }
  return fields
}

function fieldEnd(bytes: Uint8Array, at: number): [end: number | undefined, payloadAt: number] {
  switch (bytes[at]! & 7) {
    case 0:
      return [varintAt(bytes, at + 1).end, at + 1]
    case 1:
      return [at + 9, at + 1]
    case LENGTH_DELIMITED: {
      const { value, end } = varintAt(bytes, at + 1)
      return [end + value, end]
    }
    case 5:
      return [at + 5, at + 1]
    default:
      return [undefined, at]
  }
}

function varintAt(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  let end = at
  for (let scale = 1; end < bytes.length; scale *= 128) {
    const byte = bytes[end]!
    value += (byte & 0x7f) * scale
    end += 1
    if (byte < 0x80) break
  }
  return { value, end }
}

export function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest = Math.floor(rest / 128)
  }
  return Uint8Array.of(...bytes, rest)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * What a decoded value holds: bytes, characters and list elements. Each costs its sender at least a byte, so a value
 * that weighs more than its input was made to grow.
 */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + 1 + weightOf(item), 0)
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).reduce<number>((sum, item) => sum + weightOf(item), 0)
  }
  return 0
}
