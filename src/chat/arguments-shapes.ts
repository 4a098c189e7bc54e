/**
 * Shapes of the things that calls of the library are given: names, ids, policies, parts. A text that names a member or a
 * group of nobody's is no bad argument: it is answered with `unknown-member` or `unknown-group`.
 */
import { TocsinError } from '../base/errors.js'
import {
  bytesOfHex,
  type EntryId,
  entryIdOf,
  type GroupId,
  groupIdOf,
  type MemberId,
  memberIdOf,
  publicKeyOf,
} from '../base/ids.js'
import { MAX_MEMBERS } from '../base/limits.js'
import type { Random } from '../base/random.js'
import type { Scheduler } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import { type Encryption, type HistoryPolicy, isGivenName, NAME_RULE } from '../group/control.js'
import type { Network } from '../net/network.js'
import type { RateLimits } from '../peer/allowance.js'
import type { Identity } from '../peer/book.js'
import type { Store } from '../store/store.js'
import * as a from './arguments.js'
import type { Reach } from './surface.js'

/** The longest path that Linux takes. */
const MAX_PATH_BYTES = 4096

const ENTRY_ID = /^[0-9a-f]{64}$/u

export const name = a.textThat(isGivenName, `a name, ${NAME_RULE}`)

export const member: a.Shape<MemberId> = (given, what) => {
  const text = a.text()(given, what)
  const key = publicKeyOf(text)
  if (key === undefined) throw new TocsinError('unknown-member', `${what}: ${a.shown(text)} is no member's id`)
  return memberIdOf(key)
}

export const group: a.Shape<GroupId> = (given, what) => {
  const text = a.text()(given, what)
  if (ENTRY_ID.test(text)) return groupIdOf(bytesOfHex(text))
  throw new TocsinError('unknown-group', `${what}: ${a.shown(text)} is no group's id`)
}

export const message: a.Shape<EntryId> = (given, what) => {
  if (typeof given === 'string' && ENTRY_ID.test(given)) return entryIdOf(bytesOfHex(given))
  throw a.wrong(what, 'the id of a message, 64 hex digits', given)
}

/** Which there are is asked later: another version may have others. */
export const encryption: a.Shape<Encryption> = (given, what) => {
  if (typeof given === 'string' && !Object.hasOwn(ENCRYPTIONS, given)) {
    throw new TocsinError('unknown-encryption', `there is no way to encrypt a group called ${a.shown(given)}`)
  }
  return a.choice(ENCRYPTIONS)(given, what)
}
const ENCRYPTIONS = { 'per-peer': true, pairwise: true, 'sender-keys': true, mls: true } as const

export const history = a.choice<HistoryPolicy>({ none: true, 'from-join': true, all: true })

/** A text is read by durations.ts. */
export const duration: a.Shape<string | number> = (given, what) => {
  if (typeof given === 'string' || (typeof given === 'number' && Number.isFinite(given))) return given
  throw a.wrong(what, 'a text such as 24h or 7d, or milliseconds', given)
}

export const reach: a.Shape<Reach> = (given, what) => {
  if (given === 'neighbours' || given === 'all') return given
  if (typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= MAX_MEMBERS) return given
  throw a.wrong(what, `neighbours, all or a number of members from 0 to ${MAX_MEMBERS}`, given)
}

export const identity: a.Shape<Identity> = (given, what) => {
  const secret = a.bytes(32)
  const whole = a.options<Identity>({
    member,
    seed: secret,
    publicKey: secret,
    linkSecret: secret,
    linkKey: secret,
  })(given, what)
  if (memberIdOf(whole.publicKey) === whole.member) return whole
  throw new TocsinError('bad-argument', `${what}.member is the id of another key than ${what}.publicKey`)
}

export const limits = a.options<Partial<RateLimits>>({
  entriesPerSecond: a.optional(a.positive),
  burst: a.optional(a.positive),
  bytes: a.optional(a.positive),
})

/** All of type 0 | undefined. */
export const fingers: a.Shape<0> = (given, what) => {
  if (given === 0) return 0
  throw a.wrong(what, '0, or left out', given)
}

const folder = a.text({ maxBytes: MAX_PATH_BYTES })
export const data: a.Shape<string> = (given, what) => {
  const path = folder(given, what)
  if (path !== '' && !path.includes('\0')) return path
  throw a.wrong(what, 'the path of a folder', given)
}

export const network = a.part<Network>('a network', { start: true })
export const random = a.part<Random>('a generator', { bytes: true, next: true })
export const scheduler = a.part<Scheduler>('a scheduler', { now: true, after: true })
export const store = a.part<Store>('a store', {
  commit: true,
  groups: true,
  values: true,
  has: true,
  get: true,
  readLog: true,
  newest: true,
  search: true,
  since: true,
  arrivalOf: true,
  count: true,
  edges: true,
  shred: true,
  drop: true,
  close: true,
})
export const suite = a.part<Suite>('a suite', {
  sha256: true,
  hmac: true,
  hkdf: true,
  x25519PublicKey: true,
  x25519: true,
  ed25519PublicKey: true,
  sign: true,
  verify: true,
  seal: true,
  open: true,
})
