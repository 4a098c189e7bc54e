/**
 * Look-alikes of the primitives for the simulator: the same shapes and the same verdicts on honest and altered input,
 * at the price of a hash. Two thirds of a simulated run is real cryptography otherwise. It protects nothing: anyone can
 * forge with it, so no story with a forger may use it. The real suites have tests of their own.
 */
import { hash } from 'node:crypto'
import type { Suite } from '#src/crypto/suite.js'
import type { Encryption } from '#src/group/control.js'
import { nodeSuite } from '#src/node-suite.js'

const TAG_BYTES = 16

export const cheapSuite: Suite = {
  name: 'node',
  sha256: (...parts) => digest(parts),
  hmac: (key, ...parts) => digest([label('mac'), key, ...parts]),
  hkdf: (secret, salt, info, length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) =>
      digest([label('kdf'), Uint8Array.of(at), secret, salt, info]),
    )
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
  },
  x25519PublicKey: secret => digest([label('agree'), secret]),
  x25519: (secret, publicKey) => {
    const both = [cheapSuite.x25519PublicKey(secret), publicKey].sort(Buffer.compare)
    return digest([label('shared'), ...both])
  },
  ed25519PublicKey: seed => digest([label('sign'), seed]),
  sign: (seed, message) => signature(cheapSuite.ed25519PublicKey(seed), message),
  verify: (publicKey, message, signed) => Buffer.compare(signature(publicKey, message), signed) === 0,
  seal: (key, nonce, plaintext, associated) => {
    const sealed = new Uint8Array(plaintext.length + TAG_BYTES)
    sealed.set(masked(key, plaintext))
    sealed.set(tag(key, nonce, plaintext, associated), plaintext.length)
    return sealed
  },
  open: (key, nonce, sealed, associated) => {
    if (sealed.length < TAG_BYTES) return undefined
    const plaintext = masked(key, sealed.subarray(0, -TAG_BYTES))
    const wanted = tag(key, nonce, plaintext, associated)
    return Buffer.compare(wanted, sealed.subarray(-TAG_BYTES)) === 0 ? plaintext : undefined
  },
}

/**
 * The cheap suite for a group under this scheme. The library of MLS has primitives of its own and looks at each leaf's
 * signature: with look-alike identity keys nobody comes in, and sync alone would bring every word.
 */
export function cheapSuiteFor(encryption: Encryption): Suite {
  if (encryption !== 'mls') return cheapSuite
  const { ed25519PublicKey, sign, verify } = nodeSuite()
  return { ...cheapSuite, ed25519PublicKey, sign, verify }
}

function signature(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const signed = new Uint8Array(64)
  signed.set(digest([label('signature'), publicKey, message]))
  return signed
}

function tag(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return digest([label('tag'), key, nonce, associated, plaintext]).subarray(0, TAG_BYTES)
}

/** Not clear, and no more than that: what is found in the clear on the road was not sealed. */
function masked(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => byte ^ key[index & 15]!)
}

function label(text: string): Uint8Array {
  return Buffer.from(`${text}:`)
}

function digest(parts: readonly Uint8Array[]): Uint8Array {
  const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
  const bytes = hash('sha256', whole, 'buffer')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
