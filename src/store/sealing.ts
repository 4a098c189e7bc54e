/**
 * How a thing is sealed at rest (DESIGN §6): ChaCha20-Poly1305 under a key of its own, HKDF(key above, salt, what it is
 * ‖ its full name). The random 32-byte salt is drawn per write, so a value written again, or written by a commit that
 * failed, never meets the same key and nonce; therefore the nonce is fixed. Never a key used with a shortened name.
 */
import type { Random } from '../base/random.js'
import type { Suite } from '../crypto/suite.js'

/** What a sealed thing is; a thing of one kind never opens as another. */
export type SealedKind = 'master' | 'check' | 'group' | 'log' | 'segment' | 'chunk' | 'block' | 'value' | 'place'

const SALT_BYTES = 32
const NONCE = new Uint8Array(12)
const VERSION = 1
const encoder = new TextEncoder()

export class Sealing {
  readonly #suite: Suite
  readonly #random: Random

  constructor(suite: Suite, random: Random) {
    this.#suite = suite
    this.#random = random
  }

  /** A fresh 32-byte key. */
  freshKey(): Uint8Array {
    return this.#random.bytes(32)
  }

  /** salt ‖ ciphertext ‖ tag. */
  seal(key: Uint8Array, kind: SealedKind, name: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const salt = this.#random.bytes(SALT_BYTES)
    const ciphertext = this.#suite.seal(this.#keyFor(key, kind, name, salt), NONCE, plaintext)
    const sealed = new Uint8Array(SALT_BYTES + ciphertext.length)
    sealed.set(salt)
    sealed.set(ciphertext, SALT_BYTES)
    return sealed
  }

  /** The plaintext, or undefined when it was altered, moved to another name, or sealed under another key. */
  open(key: Uint8Array, kind: SealedKind, name: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < SALT_BYTES + 16) return undefined
    const own = this.#keyFor(key, kind, name, sealed.subarray(0, SALT_BYTES))
    return this.#suite.open(own, NONCE, sealed.subarray(SALT_BYTES))
  }

  /** A name the disk may see: equal names give equal tags, and a tag says nothing about its name. */
  tagOf(key: Uint8Array, name: string): Uint8Array {
    return this.#suite.hmac(key, encoder.encode('tocsin name'), encoder.encode(name))
  }

  #keyFor(key: Uint8Array, kind: SealedKind, name: Uint8Array, salt: Uint8Array): Uint8Array {
    // kinds hold no zero byte, so kind ‖ 0 ‖ name ‖ version has one reading
    const label = encoder.encode(`tocsin store ${kind}\0`)
    const info = new Uint8Array(label.length + name.length + 1)
    info.set(label)
    info.set(name, label.length)
    info[info.length - 1] = VERSION
    return this.#suite.hkdf(key, salt, info, 32)
  }
}

/** The name of a numbered thing (group, log, segment, block), 8 bytes. */
export function numberName(number: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))
  return bytes
}
