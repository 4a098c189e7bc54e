/**
 * The fast suite, over node:crypto, for the host to inject where a hop's cost counts. The same bytes and the same
 * verdicts as the portable suite, which the tests prove; it must never draw its own randomness or make its own keys.
 *
 * Keys are imported as JWK: several times faster than DER, which OpenSSL parses by trying every decoder. Symmetric keys
 * go in as key objects, made anew each time: handed over as bytes they cost 8 to 10 µs more a call, for finding out
 * what they are.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hash,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { hexOf } from './base/ids.js'
import { isAcceptableSignature, keyAdmission, MAX_ADMITTED_KEYS } from './crypto/admit-key.js'
import { requireHkdfBounds, requireNonce, requireSecret } from './crypto/preconditions.js'
import { RecentCache } from './crypto/recent-cache.js'
import type { Suite } from './crypto/suite.js'

type Curve = 'X25519' | 'Ed25519'

const CIPHER = 'chacha20-poly1305'
const TAG_BYTES = 16
const SEALING = { authTagLength: TAG_BYTES } as const
const SHA_BLOCK_BYTES = 64
/** What is hashed in one go is put together here; more than this is fed part by part. */
const scratch = new Uint8Array(8192)
/** One seed per identity of this process, with room for a simulation of a thousand members. */
const MAX_SIGNING_KEYS = 1024

export function nodeSuite(): Suite {
  const admitKey = keyAdmission()
  const verifyingKeys = new RecentCache<KeyObject>(MAX_ADMITTED_KEYS)
  const signingKeys = new RecentCache<KeyObject>(MAX_SIGNING_KEYS)

  /** Importing a seed multiplies by the base point, so it is worth keeping; named by hash, as a name is no secret. */
  function signingKey(seed: Uint8Array): KeyObject {
    requireSecret(seed)
    return remembered(signingKeys, sha256(seed), () => privateKey('Ed25519', seed))
  }

  /** Only of a key that was admitted; undefined for any other. */
  function verifyingKeyOf(key: Uint8Array): KeyObject | undefined {
    const name = hexOf(key)
    const known = verifyingKeys.get(name)
    if (known !== undefined || admitKey(key) === undefined) return known
    const made = publicKey('Ed25519', key)
    verifyingKeys.set(name, made)
    return made
  }

  return {
    name: 'node',

    sha256,
    hmac,
    hkdf(secret, salt, info, length) {
      requireHkdfBounds(info, length)
      return new Uint8Array(hkdfSync('sha256', secretKey(secret), salt, info, length))
    },

    x25519PublicKey: secret => publicBytes(agreementKey(secret)),
    x25519: sharedSecret,

    ed25519PublicKey: seed => publicBytes(signingKey(seed)),
    sign: (seed, message) => plain(sign(null, message, signingKey(seed))),
    verify(key, message, signature) {
      if (!isAcceptableSignature(signature)) return false
      const verifyingKey = verifyingKeyOf(key)
      return verifyingKey !== undefined && verify(null, message, verifyingKey, signature)
    },

    seal,
    open,
  }
}

function remembered(cache: RecentCache<KeyObject>, nameBytes: Uint8Array, make: () => KeyObject): KeyObject {
  const name = hexOf(nameBytes)
  const known = cache.get(name)
  if (known !== undefined) return known
  const made = make()
  cache.set(name, made)
  return made
}

/** X25519 secrets are not kept: most are ephemerals, and a cache would outlive the deletion that secrecy rests on. */
function agreementKey(secret: Uint8Array): KeyObject {
  requireSecret(secret)
  return privateKey('X25519', secret)
}

function sharedSecret(secret: Uint8Array, peerKey: Uint8Array): Uint8Array | undefined {
  const own = agreementKey(secret)
  if (peerKey.length !== 32) return undefined
  const peer = publicKey('X25519', peerKey)
  try {
    return plain(diffieHellman({ privateKey: own, publicKey: peer }))
  } catch {
    // OpenSSL refuses the all-zero output and nothing else here
    return undefined
  }
}

function seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associated?: Uint8Array): Uint8Array {
  requireSecret(key)
  requireNonce(nonce)
  const cipher = createCipheriv(CIPHER, secretKey(key), nonce, SEALING)
  if (associated !== undefined) cipher.setAAD(associated, { plaintextLength: plaintext.length })
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES)
  sealed.set(cipher.update(plaintext))
  cipher.final()
  sealed.set(cipher.getAuthTag(), plaintext.length)
  return sealed
}

function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associated?: Uint8Array): Uint8Array | undefined {
  requireSecret(key)
  const length = sealed.length - TAG_BYTES
  if (nonce.length !== 12 || length < 0) return undefined
  const decipher = createDecipheriv(CIPHER, secretKey(key), nonce, SEALING)
  if (associated !== undefined) decipher.setAAD(associated, { plaintextLength: length })
  decipher.setAuthTag(sealed.subarray(length))
  const plaintext = decipher.update(sealed.subarray(0, length))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plain(plaintext)
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return plain(hash('sha256', only, 'buffer'))
  const length = joined(parts, 0)
  if (length === undefined) return plain(updated(createHash('sha256'), parts).digest())
  return plain(hash('sha256', scratch.subarray(0, length), 'buffer'))
}

/** RFC 2104 over the one-shot hash: an Hmac object costs more than both hashes of a key's bytes together, and garbage besides. */
function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = key.length > SHA_BLOCK_BYTES ? undefined : joined(parts, SHA_BLOCK_BYTES)
  if (length === undefined) return plain(updated(createHmac('sha256', secretKey(key)), parts).digest())
  scratch.fill(0x36, key.length, SHA_BLOCK_BYTES)
  for (let at = 0; at < key.length; at += 1) scratch[at] = key[at]! ^ 0x36
  const inner = hash('sha256', scratch.subarray(0, length), 'buffer')
  for (let at = 0; at < SHA_BLOCK_BYTES; at += 1) scratch[at]! ^= 0x36 ^ 0x5c
  scratch.set(inner, SHA_BLOCK_BYTES)
  const mac = plain(hash('sha256', scratch.subarray(0, SHA_BLOCK_BYTES + inner.length), 'buffer'))
  // what was a secret is not left to lie here
  scratch.fill(0, 0, Math.max(length, SHA_BLOCK_BYTES + inner.length))
  inner.fill(0)
  return mac
}

/** The parts side by side in the scratch, from `from` on, and where they end; undefined where they have no room. */
function joined(parts: readonly Uint8Array[], from: number): number | undefined {
  let end = from
  for (const part of parts) {
    if (end + part.length > scratch.length) return undefined
    scratch.set(part, end)
    end += part.length
  }
  return end
}

function updated<Hash extends { update(part: Uint8Array): unknown }>(hash: Hash, parts: readonly Uint8Array[]): Hash {
  for (const part of parts) hash.update(part)
  return hash
}

/** No key object is of no bytes; an HMAC key may be. */
function secretKey(bytes: Uint8Array): KeyObject | Uint8Array {
  return bytes.length === 0 ? bytes : createSecretKey(bytes)
}

function publicKey(crv: Curve, bytes: Uint8Array): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv, x: base64url(bytes) } })
}

/** A private JWK has to carry `x` as well; node:crypto derives the public half from `d` and reads only `d`. */
function privateKey(crv: Curve, secret: Uint8Array): KeyObject {
  return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv, x: '', d: base64url(secret) } })
}

function publicBytes(key: KeyObject): Uint8Array {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return plain(Buffer.from(x ?? '', 'base64url'))
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** A Buffer is not quite a Uint8Array: its `slice` shares memory. What has memory of its own is not copied, as small ones share one pool. */
function plain(buffer: Buffer): Uint8Array {
  if (buffer.buffer.byteLength === buffer.length) return new Uint8Array(buffer.buffer)
  return new Uint8Array(buffer)
}
