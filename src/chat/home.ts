/**
 * Who a peer is and where it keeps what it has: a data folder, or memory. Host side. Never makes a second identity where
 * there is one.
 */
import { resolve } from 'node:path'
import { TocsinError } from '../base/errors.js'
import type { Random } from '../base/random.js'
import type { Suite } from '../crypto/suite.js'
import { checkFolder } from '../data-folder/trust.js'
import { isGivenName, NAME_RULE } from '../group/control.js'
import { hasIdentity, loadIdentity, newIdentity, saveIdentity } from '../identity.js'
import type { Identity } from '../peer/book.js'
import { openMasterKey } from '../store/key-file.js'
import { memoryStore } from '../store/memory.js'
import { openSqliteStore } from '../store/sqlite.js'
import type { Store } from '../store/store.js'

export interface HomeOptions {
  readonly name?: string | undefined
  readonly data?: string | undefined
  readonly passphrase?: string | undefined
  readonly identity?: Identity | undefined
  readonly store?: Store | undefined
}

export interface Home {
  readonly name: string
  readonly identity: Identity
  readonly store: Store
}

/**
 * Throws TocsinError `unsafe-folder`, `wrong-passphrase`, `folder-in-use`, `store-damaged`, `store-failed`, or `bad-argument`
 * for a name out of bounds.
 */
export function openHome(suite: Suite, random: Random, options: HomeOptions): Home {
  const { data, passphrase } = options
  if (data === undefined) return inMemory(suite, random, options)
  // for good, wherever the process goes
  const folder = resolve(data)
  checkFolder(folder)
  const masterKey = openMasterKey({ folder, passphrase, suite, random })
  if (!hasIdentity(folder)) {
    const fresh = options.identity ?? newIdentity(suite, random)
    saveIdentity(suite, random, folder, masterKey, fresh, checkedName(options.name))
  }
  const { identity, name } = loadIdentity(suite, folder, masterKey)
  return { identity, name, store: options.store ?? openSqliteStore({ folder, masterKey, suite, random }) }
}

function inMemory(suite: Suite, random: Random, options: HomeOptions): Home {
  return {
    name: checkedName(options.name),
    identity: options.identity ?? newIdentity(suite, random),
    store: options.store ?? memoryStore(),
  }
}

function checkedName(name = 'anonymous'): string {
  if (!isGivenName(name)) throw new TocsinError('bad-argument', `a name is ${NAME_RULE}`)
  return name
}
