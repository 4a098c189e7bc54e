/**
 * Who begins a channel with whom, and when. Serves docs/protocol.md, "Channels". Whoever joined later begins with all who
 * were there, in one key message; of two that joined apart from each other the smaller id does; and where neither has,
 * or a channel broke, each makes up for it after a while. Twice is harmless, never is not. Bounded in how often, so that
 * nobody can make us fill the control log.
 */
import { label } from '../../base/bytes.js'
import type { MemberId } from '../../base/ids.js'
import { pick } from '../../base/random.js'
import { MINUTE_MS, SECOND_MS } from '../../base/time.js'
import type { CipherContext, Step } from '../schemes/group-cipher.js'
import { Changes, type Channels } from './changes.js'
import { decrypt, encrypt, initiatorSession, responderSession } from './double-ratchet.js'
import {
  encodeInitiations,
  type Initiation,
  type Initiations,
  isZeroId,
  MAX_INITIATIONS,
  NO_PREKEY_ID,
  prekeyIdOf,
  prekeyName,
} from './key-messages.js'
import { dueMs, type Peer, withSession } from './peer.js'
import { oneTimePrekey, type SignedPrekey, signedPrekey, withUsed } from './prekeys.js'
import { agreeAsInitiator, agreeAsResponder, type Terms } from './x3dh.js'

/** Prekeys that are heard together are answered together. */
export const GATHER_MS = 250
/** For a newcomer to begin with us, from its prekeys on; twice that for the larger id of two. */
export const BEGIN_WAIT_MS = 5 * MINUTE_MS
/** For one that began with others and not with us, if we are the smaller id: it may only have begun with some first. */
export const SOON_MS = 10 * SECOND_MS
/** From what did not open to beginning anew, unless something opens after all or the other begins. */
export const MEND_AFTER_MS = 60 * SECOND_MS
/** Between two mendings of one channel, which a liar may provoke. */
export const MEND_EVERY_MS = 6 * 60 * MINUTE_MS
/** Slots of one sender that may be tried: two by chance have one name once in 2^32 times the members. */
export const MAX_TRIES = 2

const START = label('tocsin start 1')
const NOTHING = new Uint8Array(0)

/** Begins with all whose time has come, and those whose time comes in a moment. */
export function initiateDue(context: CipherContext, changes: Changes, now: number): void {
  const due = (peer: Peer, by: number): boolean => (dueMs(peer) ?? Number.POSITIVE_INFINITY) <= by
  if (![...changes.peers.values()].some(peer => due(peer, now))) return
  const members = [...changes.peers].filter(([, peer]) => due(peer, now + GATHER_MS)).map(([member]) => member)
  initiate(context, changes, members, now)
}

/** Begins with these, of whom we know prekeys, in one key message. */
export function initiate(context: CipherContext, changes: Changes, members: readonly MemberId[], now: number): void {
  const secret = context.random.bytes(32)
  const ephemeral = context.suite.x25519PublicKey(secret)
  const slots: Initiation[] = []
  for (const member of members.slice(0, MAX_INITIATIONS)) {
    const slot = initiateOne(context, changes, member, { secret, ephemeral }, now)
    if (slot !== undefined) slots.push(slot)
  }
  secret.fill(0)
  if (slots.length > 0) changes.publish(encodeInitiations({ ephemeral, slots }))
}

function initiateOne(
  context: CipherContext,
  changes: Changes,
  member: MemberId,
  own: { readonly secret: Uint8Array; readonly ephemeral: Uint8Array },
  now: number,
): Initiation | undefined {
  const { suite, random, group, self } = context
  const peer = changes.peers.get(member)
  if (peer?.prekeys === undefined) return undefined
  const { signed } = peer.prekeys
  // by chance, so that newcomers who do not know of each other seldom take the same
  const oneTime = pick(random, peer.prekeys.oneTime)
  const terms = { group, initiator: self, responder: peer, ephemeral: own.ephemeral, signed, oneTime }
  const agreed = agreeAsInitiator(suite, terms, self.linkSecret, own.secret)
  const session = agreed && initiatorSession(suite, random, agreed, signed)
  const first = session && encrypt(suite, session, NOTHING, START)
  if (first === undefined) {
    changes.set(member, { ...peer, prekeys: undefined, initiateMs: undefined })
    changes.blame(member, 'a prekey of small order')
    return undefined
  }
  const mends = peer.sessions.length > 0 && peer.initiateMs !== undefined
  changes.set(member, { ...withSession(peer, first.session), mendedMs: mends ? now : peer.mendedMs })
  const oneTimeId = oneTime === undefined ? NO_PREKEY_ID : prekeyIdOf(oneTime)
  return { signedId: prekeyIdOf(signed), oneTimeId, message: first.message }
}

/** Takes the channel that `from` begins with us, if it does, and notes which prekeys of others are used up. */
export function hearInitiations(
  context: CipherContext,
  changes: Changes,
  from: MemberId,
  initiations: Initiations,
  now: number,
): void {
  forgetTaken(changes, initiations)
  const ours = initiations.slots
    .map(slot => ({ slot, prekey: signedPrekey(changes.own, slot.signedId) }))
    .filter(({ prekey }) => prekey !== undefined)
    .slice(0, MAX_TRIES)
  const outcomes = ours.map(({ slot, prekey }) =>
    accept(context, changes, from, initiations.ephemeral, slot, prekey, now),
  )
  if (outcomes.includes('accepted')) return
  if (outcomes.includes('wrong')) changes.blame(from, 'an initiation that does not open')
  const peer = changes.peers.get(from)
  if (peer === undefined || peer.sessions.length > 0) return
  // with a key that is gone it took us for reached, and will not come again
  const patienceMs = outcomes.includes('gone') ? GATHER_MS : context.self.member < from ? SOON_MS : BEGIN_WAIT_MS
  changes.set(from, { ...peer, initiateMs: Math.min(peer.initiateMs ?? Number.POSITIVE_INFINITY, now + patienceMs) })
}

function accept(
  context: CipherContext,
  changes: Changes,
  from: MemberId,
  ephemeral: Uint8Array,
  slot: Initiation,
  prekey: SignedPrekey | undefined,
  now: number,
): 'accepted' | 'gone' | 'wrong' {
  const { suite, random, group, self } = context
  const peer = changes.peers.get(from)
  if (peer === undefined || prekey === undefined) return 'gone'
  const oneTime = isZeroId(slot.oneTimeId) ? undefined : oneTimePrekey(changes.own, slot.oneTimeId)
  if (oneTime === undefined && !isZeroId(slot.oneTimeId)) return 'gone'
  const keys = { ephemeral, signed: prekey.key, oneTime: oneTime?.key }
  const terms: Terms = { group, initiator: peer, responder: self, ...keys }
  const agreed = agreeAsResponder(suite, terms, self.linkSecret, prekey.secret, oneTime?.secret)
  if (agreed === undefined) return 'wrong'
  const session = responderSession(agreed, prekey.secret, prekey.key)
  const first = decrypt(suite, random, session, slot.message, START)
  if (first === undefined) return 'wrong'
  if (oneTime !== undefined) changes.setOwn(withUsed(changes.own, oneTime, now))
  changes.set(from, withSession(peer, first.session))
  return 'accepted'
}

/** Whom we have yet to begin with: what another newcomer took of theirs is not for us. */
function forgetTaken(changes: Changes, { slots }: Initiations): void {
  const owners = new Map<string, MemberId>()
  for (const [member, { prekeys }] of changes.peers) {
    if (prekeys !== undefined && prekeys.oneTime.length > 0) owners.set(prekeyName(prekeys.signed), member)
  }
  if (owners.size === 0) return
  for (const { signedId, oneTimeId } of slots) {
    const owner = owners.get(prekeyName(signedId))
    const peer = owner === undefined ? undefined : changes.peers.get(owner)
    if (owner === undefined || peer?.prekeys === undefined) continue
    const taken = prekeyName(oneTimeId)
    const oneTime = peer.prekeys.oneTime.filter(key => prekeyName(key) !== taken)
    if (oneTime.length === peer.prekeys.oneTime.length) continue
    changes.set(owner, { ...peer, prekeys: { ...peer.prekeys, oneTime } })
  }
}

/** Something of this member did not open. The channel is begun anew in a while; undefined when that is already so. */
export function doubted(state: Channels, member: MemberId, now: number): Step<Channels> | undefined {
  const peer = state.peers.get(member)
  if (peer?.prekeys === undefined || peer.initiateMs !== undefined) return undefined
  const changes = new Changes(state)
  const earliest = (peer.mendedMs ?? Number.NEGATIVE_INFINITY) + MEND_EVERY_MS
  changes.set(member, { ...peer, initiateMs: Math.max(now + MEND_AFTER_MS, earliest) })
  return changes.step()
}
