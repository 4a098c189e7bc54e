/**
 * What ts-mls computes with: suites 1 and 3 of RFC 9420 over node:crypto. Serves docs/protocol.md, "MLS". Signatures
 * are judged as everywhere else, by the rule of the `Suite`. Randomness is what the caller handed in, and nothing else:
 * a provider is made for one operation.
 */
import type { CiphersuiteImpl, CiphersuiteName, PrivateKey, PublicKey } from 'ts-mls'
import { sameBytes } from '../crypto/same.js'
import type { Suite } from '../crypto/suite.js'
import { Hpke, type KeyPair } from './hpke.js'
import { type Aead, aes128Gcm, chaCha20Poly1305, expand, extract } from './primitives.js'

export const SUITE_NAMES = {
  1: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
  3: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
} as const satisfies Record<number, CiphersuiteName>

export type SuiteNumber = keyof typeof SUITE_NAMES

/** Something a peer sent does not hold: not ours to answer for. */
export class Refused extends Error {}

const NOTHING = new Uint8Array()
const SECRET_BYTES = 32

/** ts-mls wants keys to be objects of the Web Crypto API; these carry the bytes themselves. */
class RawKey<Type extends 'public' | 'private'> {
  readonly algorithm = { name: 'X25519' }
  readonly extractable = true
  readonly usages = []
  readonly type: Type
  readonly bytes: Uint8Array

  constructor(type: Type, bytes: Uint8Array) {
    this.type = type
    this.bytes = bytes
  }
}

export function mlsProvider(
  suite: Suite,
  number: SuiteNumber,
  random: (length: number) => Uint8Array,
): CiphersuiteImpl {
  const aead = number === 1 ? aes128Gcm : chaCha20Poly1305(suite)
  return {
    name: SUITE_NAMES[number],
    hash: {
      digest: async data => suite.sha256(data),
      mac: async (key, data) => suite.hmac(key, data),
      verifyMac: async (key, mac, data) => sameBytes(suite.hmac(key, data), mac),
    },
    kdf: {
      size: SECRET_BYTES,
      extract: async (salt, material) => extract(suite, salt, material),
      expand: async (secret, info, length) => expand(suite, secret, info, length),
    },
    signature: {
      sign: async (seed, message) => suite.sign(seed, message),
      verify: async (key, message, signature) => suite.verify(key, message, signature),
      async keygen() {
        const signKey = random(SECRET_BYTES)
        return { signKey, publicKey: suite.ed25519PublicKey(signKey) }
      },
    },
    rng: { randomBytes: random },
    hpke: hpkeOf(suite, aead, random),
  }
}

function hpkeOf(suite: Suite, aead: Aead, random: (length: number) => Uint8Array): CiphersuiteImpl['hpke'] {
  const hpke = new Hpke(suite, aead)
  const pair = ({ secret, publicKey }: KeyPair) => ({
    privateKey: new RawKey('private', secret),
    publicKey: new RawKey('public', publicKey),
  })
  return {
    keyLength: aead.keyBytes,
    nonceLength: 12,

    async seal(key, plaintext, info, associated = NOTHING) {
      const { enc, ciphertext } = held(hpke.seal(bytesOf(key), info, associated, plaintext, random(SECRET_BYTES)))
      return { enc, ct: ciphertext }
    },
    open: async (key, enc, sealed, info, associated = NOTHING) =>
      held(hpke.open(bytesOf(key), enc, info, associated, sealed)),
    exportSecret: async (key, context, length, info) =>
      held(hpke.exportTo(bytesOf(key), info, context, length, random(SECRET_BYTES))),
    importSecret: async (key, context, enc, length, info) =>
      held(hpke.exportFrom(bytesOf(key), enc, info, context, length)),

    importPrivateKey: async bytes => new RawKey('private', keyBytes(bytes)),
    importPublicKey: async bytes => new RawKey('public', keyBytes(bytes)),
    exportPublicKey: async key => bytesOf(key),
    exportPrivateKey: async key => bytesOf(key),
    deriveKeyPair: async material => pair(hpke.deriveKeyPair(material)),
    generateKeyPair: async () => pair(hpke.deriveKeyPair(random(SECRET_BYTES))),

    encryptAead: async (key, nonce, associated = NOTHING, plaintext) => aead.seal(key, nonce, plaintext, associated),
    decryptAead: async (key, nonce, associated = NOTHING, sealed) => held(aead.open(key, nonce, sealed, associated)),
  }
}

function bytesOf(key: PublicKey | PrivateKey): Uint8Array {
  if (!(key instanceof RawKey)) throw new TypeError('a key that another provider made')
  return key.bytes
}

function keyBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== SECRET_BYTES) throw new Refused(`an X25519 key has 32 bytes, not ${bytes.length}`)
  return bytes
}

/** The primitives say undefined, ts-mls waits for an exception. */
function held<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Refused('it does not open')
  return value
}
