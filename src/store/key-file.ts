/**
 * Where the master key comes from: a random key in a file of mode 0600, or the same key sealed under a passphrase
 * (scrypt), so that the passphrase can change without sealing everything again; the seal's tag verifies it.
 * An existing store without its key file never gets a fresh key: that would hide that everything in it is lost.
 */
import { scryptSync } from 'node:crypto'
import { join } from 'node:path'
import { TocsinError } from '../base/errors.js'
import { bytesOfHex, hexOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { textOf } from '../base/utf8.js'
import type { Suite } from '../crypto/suite.js'
import { isThere, readOwn } from '../data-folder/own-file.js'
import { createWhole, IDENTITY_FILE, KEY_FILE, STORE_FILE, writeAside } from '../data-folder.js'
import { storeDamaged, storeFailure } from './failure.js'
import { Sealing } from './sealing.js'

export interface KeyFileOptions {
  readonly folder: string
  /** Undefined: the key lies in the file as it is, guarded by the file's mode alone. */
  readonly passphrase: string | undefined
  readonly suite: Suite
  readonly random: Random
  /** log2 of scrypt's cost for a new file; 17 takes 128 MiB and about 0.4 s. */
  readonly logCost?: number
}

type KeyFile =
  | { readonly type: 'plain'; readonly key: Uint8Array }
  | { readonly type: 'scrypt'; readonly logCost: number; readonly salt: Uint8Array; readonly sealed: Uint8Array }

const DEFAULT_LOG_COST = 17
/** Beyond this a forged file would have us allocate gigabytes. */
const MAX_LOG_COST = 20
const NO_NAME = new Uint8Array(0)

/** The 32-byte master key of a folder, made on first use. Throws TocsinError `wrong-passphrase`, `store-damaged`, `disk-full` or `store-failed`. */
export function openMasterKey(options: KeyFileOptions): Uint8Array {
  const file = join(options.folder, KEY_FILE)
  try {
    if (isThere(file)) return unlocked(file, parsed(file), options)
    if ([STORE_FILE, IDENTITY_FILE].some(sealed => isThere(join(options.folder, sealed)))) throw missing(file)
    return created(file, options)
  } catch (cause) {
    throw storeFailure(file, cause)
  }
}

function unlocked(file: string, kept: KeyFile, { passphrase, suite, random }: KeyFileOptions): Uint8Array {
  if (kept.type === 'plain') {
    if (passphrase === undefined) return kept.key
    throw new TocsinError('wrong-passphrase', `${file} has no passphrase: start without one`)
  }
  if (passphrase === undefined) throw new TocsinError('wrong-passphrase', `${file} needs its passphrase`)
  const wrapping = stretched(passphrase, kept.salt, kept.logCost)
  const key = new Sealing(suite, random).open(wrapping, 'master', NO_NAME, kept.sealed)
  if (key?.length !== 32) throw new TocsinError('wrong-passphrase', `the passphrase does not open ${file}: try again`)
  return key
}

function created(file: string, options: KeyFileOptions): Uint8Array {
  const sealing = new Sealing(options.suite, options.random)
  const key = sealing.freshKey()
  const content = `${JSON.stringify(contentOf(key, sealing, options))}\n`
  const first = createWhole(file, aside => writeAside(aside, new TextEncoder().encode(content)))
  return first ? key : unlocked(file, parsed(file), options)
}

function contentOf(
  key: Uint8Array,
  sealing: Sealing,
  { passphrase, random, logCost = DEFAULT_LOG_COST }: KeyFileOptions,
) {
  if (passphrase === undefined) return { type: 'plain', key: hexOf(key) }
  const salt = random.bytes(32)
  const sealed = sealing.seal(stretched(passphrase, salt, logCost), 'master', NO_NAME, key)
  return { type: 'scrypt', logCost, salt: hexOf(salt), sealed: hexOf(sealed) }
}

function parsed(file: string): KeyFile {
  let content: unknown
  try {
    content = JSON.parse(textOf(readOwn(file)))
  } catch (cause) {
    if (cause instanceof SyntaxError) throw storeDamaged(file, cause)
    throw cause
  }
  if (typeof content !== 'object' || content === null) throw storeDamaged(file)
  const fields = new Map<string, unknown>(Object.entries(content))
  if (fields.get('type') === 'plain') {
    return { type: 'plain', key: hexField(file, fields.get('key'), 32) }
  }
  const logCost = fields.get('logCost')
  if (fields.get('type') !== 'scrypt' || typeof logCost !== 'number') throw storeDamaged(file)
  if (!Number.isInteger(logCost) || logCost < 1 || logCost > MAX_LOG_COST) throw storeDamaged(file)
  const salt = hexField(file, fields.get('salt'), 32)
  // salt ‖ key ‖ tag
  return { type: 'scrypt', logCost, salt, sealed: hexField(file, fields.get('sealed'), 32 + 32 + 16) }
}

function hexField(file: string, value: unknown, length: number): Uint8Array {
  if (typeof value !== 'string' || value.length !== 2 * length || !/^[0-9a-f]*$/.test(value)) throw storeDamaged(file)
  return bytesOfHex(value)
}

function stretched(passphrase: string, salt: Uint8Array, logCost: number): Uint8Array {
  const cost = 2 ** logCost
  // one passphrase typed on two keyboards may differ in bytes; NFKC makes them one
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * 8 * cost })
}

function missing(file: string): TocsinError {
  return new TocsinError(
    'store-damaged',
    `${file} is missing, and what lies beside it cannot be read without: restore it from a backup`,
  )
}
