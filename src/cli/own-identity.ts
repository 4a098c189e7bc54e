/** init and whoami: the identity of a data folder, without starting an engine. */
import { userInfo } from 'node:os'
import { TocsinError } from '../base/errors.js'
import { isGivenName, NAME_RULE } from '../group/control.js'
import { systemRandom } from '../host.js'
import { checkNew, loadIdentity, newIdentity, saveIdentity } from '../identity.js'
import { nodeSuite } from '../node-suite.js'
import { openMasterKey } from '../store/key-file.js'
import type { Invocation } from './arguments.js'
import type { IdentityLine } from './lines.js'
import { passphraseOf } from './passphrase.js'

const suite = nodeSuite()

/** Throws TocsinError `identity-exists` the second time. */
export function makeIdentity({ data, name = loginName(), passphraseFile }: Invocation): IdentityLine {
  if (!isGivenName(name)) throw new TocsinError('bad-argument', `a name is ${NAME_RULE}: give --name`)
  checkNew(data)
  const masterKey = masterKeyOf(data, passphraseFile)
  const identity = newIdentity(suite, systemRandom)
  saveIdentity(suite, systemRandom, data, masterKey, identity, name)
  return { v: 1, type: 'identity', peerId: identity.member, name }
}

/** Throws TocsinError `wrong-passphrase` when the folder is sealed and does not open. */
export function readIdentity({ data, passphraseFile }: Invocation): IdentityLine {
  const masterKey = masterKeyOf(data, passphraseFile)
  const { identity, name } = loadIdentity(suite, data, masterKey)
  return { v: 1, type: 'identity', peerId: identity.member, name }
}

function masterKeyOf(folder: string, passphraseFile: string | undefined): Uint8Array {
  return openMasterKey({ folder, passphrase: passphraseOf(passphraseFile), suite, random: systemRandom })
}

function loginName(): string {
  try {
    return userInfo().username
  } catch {
    // a user id without an account, as containers have
    return 'anonymous'
  }
}
