/**
 * HPKE (RFC 9180) in base mode, with X25519 and HKDF-SHA256, over a `Suite`: what MLS seals path secrets with. Serves
 * docs/protocol.md, "MLS". Ephemeral keys come from the caller's random bytes, never from the system.
 */
import { joinBytes, label } from '../base/bytes.js'
import type { Suite } from '../crypto/suite.js'
import { type Aead, expand, extract, u16 } from './primitives.js'

export interface HpkeSealed {
  /** The ephemeral public key, 32 bytes. */
  readonly enc: Uint8Array
  readonly ciphertext: Uint8Array
}

export interface KeyPair {
  readonly secret: Uint8Array
  readonly publicKey: Uint8Array
}

interface Context {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly exporter: Uint8Array
}

const NOTHING = new Uint8Array()
const VERSION = label('HPKE-v1')
const KEM_ID = 0x0020
const KDF_ID = 0x0001
const KEM = joinBytes(label('KEM'), u16(KEM_ID))
const MODE_BASE = Uint8Array.of(0)
const SECRET_BYTES = 32
const NONCE_BYTES = 12

export class Hpke {
  readonly #suite: Suite
  readonly #aead: Aead
  readonly #id: Uint8Array

  constructor(suite: Suite, aead: Aead) {
    this.#suite = suite
    this.#aead = aead
    this.#id = joinBytes(label('HPKE'), u16(KEM_ID), u16(KDF_ID), u16(aead.id))
  }

  /** DeriveKeyPair of §7.1.3. */
  deriveKeyPair(material: Uint8Array): KeyPair {
    const root = this.#extract(KEM, NOTHING, 'dkp_prk', material)
    const secret = this.#expand(KEM, root, 'sk', NOTHING, SECRET_BYTES)
    return { secret, publicKey: this.#suite.x25519PublicKey(secret) }
  }

  /** `ephemeral`: fresh random bytes that the sender's key is derived from. Undefined: no such public key. */
  seal(
    publicKey: Uint8Array,
    info: Uint8Array,
    associated: Uint8Array,
    plaintext: Uint8Array,
    ephemeral: Uint8Array,
  ): HpkeSealed | undefined {
    const sender = this.#sender(publicKey, info, ephemeral)
    if (sender === undefined) return undefined
    const { enc, context } = sender
    return { enc, ciphertext: this.#aead.seal(context.key, context.nonce, plaintext, associated) }
  }

  open(
    secret: Uint8Array,
    enc: Uint8Array,
    info: Uint8Array,
    associated: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | undefined {
    const context = this.#receiver(secret, enc, info)
    return context && this.#aead.open(context.key, context.nonce, sealed, associated)
  }

  /** A secret that only the holder of the key can make again from `enc`. */
  exportTo(
    publicKey: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
    ephemeral: Uint8Array,
  ): { readonly enc: Uint8Array; readonly secret: Uint8Array } | undefined {
    const sender = this.#sender(publicKey, info, ephemeral)
    return sender && { enc: sender.enc, secret: this.#exported(sender.context, exporterContext, length) }
  }

  exportFrom(
    secret: Uint8Array,
    enc: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
  ): Uint8Array | undefined {
    const context = this.#receiver(secret, enc, info)
    return context && this.#exported(context, exporterContext, length)
  }

  #sender(publicKey: Uint8Array, info: Uint8Array, ephemeral: Uint8Array) {
    const own = this.deriveKeyPair(ephemeral)
    const shared = this.#suite.x25519(own.secret, publicKey)
    if (shared === undefined) return undefined
    return { enc: own.publicKey, context: this.#schedule(this.#kemSecret(shared, own.publicKey, publicKey), info) }
  }

  #receiver(secret: Uint8Array, enc: Uint8Array, info: Uint8Array): Context | undefined {
    const shared = this.#suite.x25519(secret, enc)
    if (shared === undefined) return undefined
    return this.#schedule(this.#kemSecret(shared, enc, this.#suite.x25519PublicKey(secret)), info)
  }

  #kemSecret(shared: Uint8Array, enc: Uint8Array, publicKey: Uint8Array): Uint8Array {
    const root = this.#extract(KEM, NOTHING, 'eae_prk', shared)
    return this.#expand(KEM, root, 'shared_secret', joinBytes(enc, publicKey), SECRET_BYTES)
  }

  /** §5.1 in base mode: no pre-shared key. */
  #schedule(kemSecret: Uint8Array, info: Uint8Array): Context {
    const noPsk = this.#extract(this.#id, NOTHING, 'psk_id_hash', NOTHING)
    const context = joinBytes(MODE_BASE, noPsk, this.#extract(this.#id, NOTHING, 'info_hash', info))
    const secret = this.#extract(this.#id, kemSecret, 'secret', NOTHING)
    return {
      key: this.#expand(this.#id, secret, 'key', context, this.#aead.keyBytes),
      nonce: this.#expand(this.#id, secret, 'base_nonce', context, NONCE_BYTES),
      exporter: this.#expand(this.#id, secret, 'exp', context, SECRET_BYTES),
    }
  }

  #exported(context: Context, exporterContext: Uint8Array, length: number): Uint8Array {
    return this.#expand(this.#id, context.exporter, 'sec', exporterContext, length)
  }

  #extract(id: Uint8Array, salt: Uint8Array, name: string, material: Uint8Array): Uint8Array {
    return extract(this.#suite, salt, joinBytes(VERSION, id, label(name), material))
  }

  #expand(id: Uint8Array, secret: Uint8Array, name: string, info: Uint8Array, length: number): Uint8Array {
    return expand(this.#suite, secret, joinBytes(u16(length), VERSION, id, label(name), info), length)
  }
}
