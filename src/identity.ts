/**
 * Who a data folder is: identity key, link key and name, kept as one sealed file of mode 0600.
 *
 * Host side: reads and writes the disk. It refuses to make a second identity where there is one, because the first
 * would be lost with every group it is in.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinBytes, label } from './base/bytes.js'
import { TocsinError } from './base/errors.js'
import { memberIdOf } from './base/ids.js'
import type { Random } from './base/random.js'
import type { Suite } from './crypto/suite.js'
import type { Identity } from './peer/book.js'

const FILE = 'identity'
const SEED_BYTES = 32
const LABEL = label('tocsin identity 1')

/** A new identity, in memory only. */
export function newIdentity(suite: Suite, random: Random): Identity {
  return identityOf(suite, random.bytes(SEED_BYTES), random.bytes(SEED_BYTES))
}

export function hasIdentity(folder: string): boolean {
  return existsSync(join(folder, FILE))
}

/** Writes the identity, sealed under the folder's master key. Throws `identity-exists` where there is one. */
export function saveIdentity(
  suite: Suite,
  random: Random,
  folder: string,
  masterKey: Uint8Array,
  identity: Identity,
  name: string,
): void {
  const path = join(folder, FILE)
  if (existsSync(path)) {
    throw new TocsinError('identity-exists', `${folder} already has an identity; choose another folder with --data`)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const salt = random.bytes(32)
  const clear = joinBytes(identity.seed, identity.linkSecret, label(name))
  const sealed = suite.seal(suite.hkdf(masterKey, salt, LABEL, 32), new Uint8Array(12), clear, LABEL)
  writeFileSync(`${path}.new`, joinBytes(salt, sealed), { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

/** The folder's identity and name. Throws `no-identity` without one, `wrong-passphrase` when it does not open. */
export function loadIdentity(
  suite: Suite,
  folder: string,
  masterKey: Uint8Array,
): { readonly identity: Identity; readonly name: string } {
  const path = join(folder, FILE)
  if (!existsSync(path)) throw new TocsinError('no-identity', `${folder} has no identity yet; run: tocsin init`)
  const bytes = readFileSync(path)
  const key = suite.hkdf(masterKey, Uint8Array.from(bytes.subarray(0, 32)), LABEL, 32)
  const clear = suite.open(key, new Uint8Array(12), Uint8Array.from(bytes.subarray(32)), LABEL)
  if (clear === undefined || clear.length < 2 * SEED_BYTES) {
    throw new TocsinError('wrong-passphrase', `the identity in ${folder} does not open with this key or passphrase`)
  }
  const identity = identityOf(suite, clear.slice(0, SEED_BYTES), clear.slice(SEED_BYTES, 2 * SEED_BYTES))
  return { identity, name: new TextDecoder().decode(clear.subarray(2 * SEED_BYTES)) }
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
