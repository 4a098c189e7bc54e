/**
 * Who a data folder is: identity key, link key and name, kept as one sealed file of mode 0600.
 *
 * Host side: reads and writes the disk. It refuses to make a second identity where there is one, or where there was one,
 * because the first would be lost with every group it is in.
 */
import { join } from 'node:path'
import { bytesEqual, joinBytes, label } from './base/bytes.js'
import { TocsinError } from './base/errors.js'
import { memberIdOf } from './base/ids.js'
import type { Random } from './base/random.js'
import { textOf } from './base/utf8.js'
import type { Suite } from './crypto/suite.js'
import { unusable } from './data-folder/failure.js'
import { isThere, readOwn } from './data-folder/own-file.js'
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

/** Throws TocsinError `store-failed` where one may not look. */
export function hasIdentity(folder: string): boolean {
  return isThere(join(folder, IDENTITY_FILE))
}

/** Throws TocsinError `no-identity` without one, or `store-damaged` where there was one: `init` would refuse to make another. */
export function checkIdentity(folder: string): void {
  if (hasIdentity(folder)) return
  checkNew(folder)
  throw new TocsinError('no-identity', `${folder} has no identity yet; run: tocsin init`)
}

/** Throws TocsinError `identity-exists`, or `store-damaged` where there is history but no longer the identity of it. */
export function checkNew(folder: string): void {
  if (hasIdentity(folder)) throw identityExists(folder)
  // a folder has a store only after it had an identity
  if (isThere(join(folder, STORE_FILE))) throw identityDamaged(join(folder, IDENTITY_FILE), 'is missing')
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
  checkNew(folder)
  const path = join(folder, IDENTITY_FILE)
  const salt = random.bytes(SALT_BYTES)
  const clear = joinBytes(identity.seed, identity.linkSecret, label(name))
  const content = joinBytes(salt, suite.seal(suite.hkdf(masterKey, salt, LABEL, 32), NONCE, clear, LABEL))
  const whole = joinBytes(content, suite.sha256(content))
  let isFirst: boolean
  try {
    isFirst = createWhole(path, aside => writeAside(aside, whole))
  } catch (cause) {
    throw unusable(path, cause)
  }
  if (!isFirst) throw identityExists(folder)
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
  checkIdentity(folder)
  const path = join(folder, IDENTITY_FILE)
  const bytes = readOwn(path)
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
