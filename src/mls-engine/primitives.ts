/**
 * What MLS needs beside a `Suite`: HKDF in its two halves (RFC 5869), AES-128-GCM, and bytes that a seed determines.
 * Serves docs/protocol.md, "MLS". Nothing here draws randomness of its own.
 */
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import { joinBytes, label } from '../base/bytes.js'
import type { Suite } from '../crypto/suite.js'

export interface Aead {
  /** Its number in HPKE's registry (RFC 9180 §7.3). */
  readonly id: number
  readonly keyBytes: number
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Uint8Array
  /** Undefined when anything was altered. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | undefined
}

export function chaCha20Poly1305(suite: Suite): Aead {
  return { id: 0x0003, keyBytes: 32, seal: suite.seal, open: suite.open }
}

const TAG_BYTES = 16

export const aes128Gcm: Aead = {
  id: 0x0001,
  keyBytes: 16,
  seal(key, nonce, plaintext, associated) {
    const cipher = createCipheriv('aes-128-gcm', createSecretKey(key), nonce)
    cipher.setAAD(associated)
    return joinBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  },
  open(key, nonce, sealed, associated) {
    const length = sealed.length - TAG_BYTES
    if (length < 0) return undefined
    const decipher = createDecipheriv('aes-128-gcm', createSecretKey(key), nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(associated)
    decipher.setAuthTag(sealed.subarray(length))
    const plaintext = decipher.update(sealed.subarray(0, length))
    try {
      decipher.final()
    } catch {
      return undefined
    }
    return new Uint8Array(plaintext)
  },
}

export function extract(suite: Suite, salt: Uint8Array, material: Uint8Array): Uint8Array {
  return suite.hmac(salt, material)
}

const HASH_BYTES = 32

export function expand(suite: Suite, secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  let block: Uint8Array = new Uint8Array()
  const blocks: Uint8Array[] = []
  for (let count = 1; blocks.length * HASH_BYTES < length; count += 1) {
    block = suite.hmac(secret, block, info, Uint8Array.of(count))
    blocks.push(block)
  }
  const [only] = blocks
  if (only !== undefined && blocks.length === 1) return only.slice(0, length)
  return joinBytes(...blocks).slice(0, length)
}

/** ExpandWithLabel of RFC 9420 §8, for names and contexts below 64 bytes: their lengths are then one byte each. */
export function expandWithLabel(
  suite: Suite,
  secret: Uint8Array,
  name: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const labelled = label(`MLS 1.0 ${name}`)
  const info = joinBytes(u16(length), Uint8Array.of(labelled.length), labelled, Uint8Array.of(context.length), context)
  return expand(suite, secret, info, length)
}

const STREAM = label('tocsin mls random')

/** As many bytes as are asked for, all from one seed of 32: an operation with the same seed gives the same bytes. */
export function seeded(suite: Suite, seed: Uint8Array): (length: number) => Uint8Array {
  let count = 0
  return length => {
    count += 1
    return expand(suite, seed, joinBytes(STREAM, u32(count)), length)
  }
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff)
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}
