/**
 * Who a data folder is: identity key, link key and name, kept as one sealed file of mode 0600.
 *
 * Host side: reads and writes the disk. It refuses to make a second identity where there is one, or where there was one,
 * because the first would be lost with every group it is in.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesEqual, joinBytes, label } from './base/bytes.js'
import { TocsinError } from './base/errors.js'
import { memberIdOf } from './base/ids.js'
import type { Random } from './base/random.js'
import { textOf } from './base/utf8.js'
import type { Suite } from './crypto/suite.js'
import { createWhole, IDENTITY_FILE, STORE_FILE, writeAside } from './data-folder.js'
import type { Identity } from './peer/book.js'

const SEED_BYTES = 32
const SALT_BYTES = 32
const HASH_BYTES = 32
const LABEL = label('tocsin identity 1')
/** Every file has a salt, and so a key, of its own. */
const NONCE = new Uint8Array(12)

/** A new identity, in memory only. */
export function newIdentity(suite: Suite, random: Random): Identity {
  return identityOf(suite, random.bytes(SEED_BYTES), random.bytes(SEED_BYTES))
}

export function hasIdentity(folder: string): boolean {
  return existsSync(join(folder, IDENTITY_FILE))
}

/**
 * Writes the identity, sealed under the folder's master key; durable on return. Throws TocsinError `identity-exists`
 * where there is one, `store-damaged` where there is history but no longer the identity it belongs to.
 */
export function saveIdentity(
  suite: Suite,
  random: Random,
  folder: string,
  masterKey: Uint8Array,
  identity: Identity,
  name: string,
): void {
  const path = join(folder, IDENTITY_FILE)
  if (existsSync(path)) throw identityExists(folder)
  // a folder has a store only after it had an identity
  if (existsSync(join(folder, STORE_FILE))) throw identityDamaged(path, 'is missing')
  const salt = random.bytes(SALT_BYTES)
  const clear = joinBytes(identity.seed, identity.linkSecret, label(name))
  const content = joinBytes(salt, suite.seal(suite.hkdf(masterKey, salt, LABEL, 32), NONCE, clear, LABEL))
  const whole = joinBytes(content, suite.sha256(content))
  if (!createWhole(path, aside => writeAside(aside, whole))) throw identityExists(folder)
}

/**
 * The folder's identity and name. Throws TocsinError `no-identity` without one, `store-damaged` when it is not whole,
 * `wrong-passphrase` when it is and does not open.
 */
export function loadIdentity(
  suite: Suite,
  folder: string,
  masterKey: Uint8Array,
): { readonly identity: Identity; readonly name: string } {
  const path = join(folder, IDENTITY_FILE)
  if (!existsSync(path)) throw new TocsinError('no-identity', `${folder} has no identity yet; run: tocsin init`)
  const bytes = Uint8Array.from(readFileSync(path))
  const content = bytes.slice(0, Math.max(0, bytes.length - HASH_BYTES))
  // a seal that does not open would blame the passphrase for a file that was cut
  if (!bytesEqual(suite.sha256(content), bytes.slice(content.length))) throw identityDamaged(path, 'is damaged')
  const key = suite.hkdf(masterKey, content.slice(0, SALT_BYTES), LABEL, 32)
  const clear = suite.open(key, NONCE, content.slice(SALT_BYTES), LABEL)
  if (clear === undefined || clear.length < 2 * SEED_BYTES) {
    throw new TocsinError('wrong-passphrase', `the identity in ${folder} does not open with this key or passphrase`)
  }
  const identity = identityOf(suite, clear.slice(0, SEED_BYTES), clear.slice(SEED_BYTES, 2 * SEED_BYTES))
  return { identity, name: textOf(clear.subarray(2 * SEED_BYTES)) }
}

function identityOf(suite: Suite, seed: Uint8Array, linkSecret: Uint8Array): Identity {
  const publicKey = suite.ed25519PublicKey(seed)
  return {
    member: memberIdOf(publicKey),
    seed,
    publicKey,
    linkSecret,
    linkKey: suite.x25519PublicKey(linkSecret),
  }
}

function identityExists(folder: string): TocsinError {
  return new TocsinError('identity-exists', `${folder} already has an identity; choose another folder with --data`)
}

function identityDamaged(path: string, how: string): TocsinError {
  return new TocsinError('store-damaged', `${path} ${how}: restore it from a backup, or start over in another folder`)
}
