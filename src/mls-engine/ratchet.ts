/**
 * One leaf's ratchet of message keys (RFC 9420 §9.1), as bytes that the caller keeps. Serves docs/protocol.md, "MLS".
 * Of a generation that was passed over, key and nonce are kept and never the secret that later ones come from: so what
 * was opened stays closed to whoever steals the rest (ts-mls keeps the secret).
 *
 *     ratchet = secret (32) ‖ generation u32 ‖ count u16 ‖ (generation u32 ‖ key ‖ nonce (12)) …
 */
import { joinBytes } from '../base/bytes.js'
import { MAX_AHEAD, MAX_OVERTAKEN } from '../crypto/mls/engine.js'
import type { Suite } from '../crypto/suite.js'
import { expandWithLabel, u16, u32 } from './primitives.js'

export interface MessageKey {
  readonly generation: number
  readonly key: Uint8Array
  readonly nonce: Uint8Array
}

export interface Taken {
  readonly messageKey: MessageKey
  /** What is left: this key cannot be made from it again. */
  readonly ratchet: Uint8Array
}

interface Ratchet {
  readonly secret: Uint8Array
  readonly generation: number
  readonly skipped: readonly MessageKey[]
}

const SECRET_BYTES = 32
const NONCE_BYTES = 12

export class Ratchets {
  readonly #suite: Suite
  readonly #keyBytes: number

  constructor(suite: Suite, keyBytes: number) {
    this.#suite = suite
    this.#keyBytes = keyBytes
  }

  start(secret: Uint8Array): Uint8Array {
    return this.#encode({ secret, generation: 0, skipped: [] })
  }

  /** The key for the next message. */
  next(bytes: Uint8Array): Taken {
    const ratchet = this.#decode(bytes)
    return { messageKey: this.#keyOf(ratchet), ratchet: this.#encode(this.#step(ratchet)) }
  }

  /** The key of a message that came; undefined when it was used, or is too far back or ahead. */
  take(bytes: Uint8Array, generation: number): Taken | undefined {
    const ratchet = this.#decode(bytes)
    if (generation >= ratchet.generation) return this.#ahead(ratchet, generation)
    const messageKey = ratchet.skipped.find(key => key.generation === generation)
    if (messageKey === undefined) return undefined
    const skipped = ratchet.skipped.filter(key => key !== messageKey)
    return { messageKey, ratchet: this.#encode({ ...ratchet, skipped }) }
  }

  #ahead(from: Ratchet, generation: number): Taken | undefined {
    if (generation - from.generation > MAX_AHEAD) return undefined
    const skipped = [...from.skipped]
    let ratchet = from
    while (ratchet.generation < generation) {
      if (generation - ratchet.generation <= MAX_OVERTAKEN) skipped.push(this.#keyOf(ratchet))
      ratchet = this.#step(ratchet)
    }
    const left = { ...this.#step(ratchet), skipped: skipped.slice(-MAX_OVERTAKEN) }
    return { messageKey: this.#keyOf(ratchet), ratchet: this.#encode(left) }
  }

  #step({ secret, generation, skipped }: Ratchet): Ratchet {
    return { secret: this.#derive(secret, 'secret', generation, SECRET_BYTES), generation: generation + 1, skipped }
  }

  #keyOf({ secret, generation }: Ratchet): MessageKey {
    return {
      generation,
      key: this.#derive(secret, 'key', generation, this.#keyBytes),
      nonce: this.#derive(secret, 'nonce', generation, NONCE_BYTES),
    }
  }

  /** DeriveTreeSecret of §9.1. */
  #derive(secret: Uint8Array, name: string, generation: number, length: number): Uint8Array {
    return expandWithLabel(this.#suite, secret, name, u32(generation), length)
  }

  #encode({ secret, generation, skipped }: Ratchet): Uint8Array {
    const kept = skipped.flatMap(entry => [u32(entry.generation), entry.key, entry.nonce])
    return joinBytes(secret, u32(generation), u16(skipped.length), ...kept)
  }

  #decode(bytes: Uint8Array): Ratchet {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const skipped: MessageKey[] = []
    let at = SECRET_BYTES + 6
    for (let left = view.getUint16(SECRET_BYTES + 4); left > 0; left -= 1) {
      const key = bytes.subarray(at + 4, at + 4 + this.#keyBytes)
      const end = at + 4 + this.#keyBytes + NONCE_BYTES
      skipped.push({ generation: view.getUint32(at), key, nonce: bytes.subarray(end - NONCE_BYTES, end) })
      at = end
    }
    return { secret: bytes.subarray(0, SECRET_BYTES), generation: view.getUint32(SECRET_BYTES), skipped }
  }
}
