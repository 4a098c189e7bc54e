/**
 * The portable suite, over noble: it runs wherever JavaScript does and is the oracle the tests hold the others to.
 * It must never accept what another suite refuses: every check a library leaves open is made explicit here.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { type AdmitKey, isAcceptableSignature, keyAdmission } from './admit-key.js'
import { requireHkdfBounds, requireNonce, requireSecret } from './preconditions.js'
import type { Suite } from './suite.js'

const NOTHING = new Uint8Array()
const TAG_BYTES = 16

export function nobleSuite(): Suite {
  const admitKey = keyAdmission()
  return {
    name: 'noble',

    sha256: (...parts) => updated(sha256.create(), parts).digest(),
    hmac: (key, ...parts) => updated(hmac.create(sha256, key), parts).digest(),
    hkdf(secret, salt, info, length) {
      requireHkdfBounds(info, length)
      return hkdf(sha256, secret, salt, info, length)
    },

    x25519PublicKey(secret) {
      requireSecret(secret)
      return x25519.getPublicKey(secret)
    },
    x25519: sharedSecret,

    ed25519PublicKey(seed) {
      requireSecret(seed)
      return ed25519.getPublicKey(seed)
    },
    sign(seed, message) {
      requireSecret(seed)
      return ed25519.sign(message, seed)
    },
    verify: (publicKey, message, signature) => verify(admitKey, publicKey, message, signature),

    seal(key, nonce, plaintext, associated = NOTHING) {
      requireSecret(key)
      requireNonce(nonce)
      return chacha20poly1305(key, nonce, associated).encrypt(plaintext)
    },
    open,
  }
}

function updated<Hash extends { update(part: Uint8Array): unknown }>(hash: Hash, parts: readonly Uint8Array[]): Hash {
  for (const part of parts) hash.update(part)
  return hash
}

function sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  requireSecret(secret)
  if (publicKey.length !== 32) return undefined
  try {
    return x25519.getSharedSecret(secret, publicKey)
  } catch {
    // with both lengths right, a point of small order is all that noble refuses
    return undefined
  }
}

/**
 * RFC 8032 §5.1.7 without the cofactor: R' = S·B − k·A, compared as bytes. noble's own verify multiplies by the
 * cofactor and so takes an R with a small-order part, which node:crypto refuses.
 */
function verify(admitKey: AdmitKey, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isAcceptableSignature(signature)) return false
  const key = admitKey(publicKey)
  if (key === undefined) return false
  const commitment = signature.subarray(0, 32)
  const scalar = bytesToNumberLE(signature.subarray(32))
  const digest = updated(sha512.create(), [commitment, publicKey, message]).digest()
  const challenge = ed25519.Point.Fn.create(bytesToNumberLE(digest))
  // everything here is public, so the faster multiplication with its data-dependent time gives nothing away
  const base = ed25519.Point.BASE.multiplyUnsafe(scalar)
  const expected = base.subtract(key.multiplyUnsafe(challenge)).toBytes()
  return expected.every((byte, index) => byte === commitment[index])
}

function open(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array = NOTHING,
): Uint8Array | undefined {
  requireSecret(key)
  if (nonce.length !== 12 || sealed.length < TAG_BYTES) return undefined
  try {
    return chacha20poly1305(key, nonce, associated).decrypt(sealed)
  } catch {
    return undefined
  }
}
