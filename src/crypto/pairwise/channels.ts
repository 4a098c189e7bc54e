/**
 * Channels: the secret channels of one member with each other member of a group. Serves docs/protocol.md, "Channels".
 * What `pairwise` seals its content keys with, `sender-keys` its chains and seeds, and signing keys are given out by.
 * Pure like a GroupCipher, and of the same shape. Never reads a clock, never throws on what others sent.
 *
 * A channel begins with X3DH and goes on as a Double Ratchet. Whoever joined later initiates it; a member without a
 * channel yet has to get by other means (sync) what is sealed meanwhile.
 */
import { bytesEqual } from '../../base/bytes.js'
import type { MemberId } from '../../base/ids.js'
import { type CipherContext, type CipherMember, type KeyMessage, type Step, still } from '../schemes/group-cipher.js'
import { restoredPeers } from './at-rest.js'
import { Changes, type Channels, channelsOf } from './changes.js'
import { BEGIN_WAIT_MS, GATHER_MS, hearInitiations, initiateDue } from './initiating.js'
import { ChannelKind, decodeInitiations, decodePrekeys, encodePrekeys, type SignedPrekeys } from './key-messages.js'
import { decodeOwn, encodeOwn, OWN_NAME } from './own-at-rest.js'
import { newPeer } from './peer.js'
import { firstPrekeys, type OwnPrekeys, published, tended } from './prekeys.js'
import { prekeysAreSigned, signPrekeys } from './x3dh.js'

export type { Channels } from './changes.js'
export { type Note, type OpenedNote, openFrom, type SealedNotes, SLOT_OVERHEAD, sealTo } from './slots.js'

/** A payload that belongs to channels begins with a byte below this; schemes number theirs from here on. */
export const FIRST_SCHEME_KIND = 16

/** Publishes the own prekeys. `members` are those who were there before; self may be among them. */
export function startChannels(context: CipherContext, members: readonly CipherMember[], now: number): Step<Channels> {
  const own = firstPrekeys(context.suite, context.random, now)
  const changes = new Changes(channelsOf(own, new Map()))
  for (const member of members) {
    if (member.member !== context.self.member) changes.set(member.member, newPeer(member, now))
  }
  changes.publish(publication(context, own))
  const step = changes.step()
  return { ...step, saved: [[OWN_NAME, encodeOwn(own)], ...step.saved] }
}

/** From all saved values; those of others are left aside. Undefined when ours are damaged. */
export function restoreChannels(saved: ReadonlyMap<string, Uint8Array>): Channels | undefined {
  const stored = saved.get(OWN_NAME)
  const own = stored && decodeOwn(stored)
  const peers = restoredPeers(saved)
  return own === undefined || peers === undefined ? undefined : channelsOf(own, peers)
}

/** The member list changed: who is not in it any more has no channel from here on. */
export function setMembers(context: CipherContext, state: Channels, members: readonly CipherMember[]): Step<Channels> {
  const changes = new Changes(state)
  const present = new Set<MemberId>()
  for (const member of members) {
    if (member.member === context.self.member) continue
    present.add(member.member)
    const known = state.peers.get(member.member)
    // who came after us begins: see `hearPrekeys`. With another link key it has come anew
    if (known === undefined || !bytesEqual(known.linkKey, member.linkKey)) {
      changes.set(member.member, newPeer(member, undefined))
    }
  }
  for (const member of state.peers.keys()) if (!present.has(member)) changes.drop(member)
  return changes.step()
}

/** Whether a payload is for `hearChannels`. */
export function isChannelMessage(payload: Uint8Array): boolean {
  const [kind] = payload
  return kind !== undefined && kind < FIRST_SCHEME_KIND
}

/** Another member's prekeys or initiations. Compare `hasChannel` before and after to see whether its author has become reachable. */
export function hearChannels(
  context: CipherContext,
  state: Channels,
  message: KeyMessage,
  now: number,
): Step<Channels> {
  const { from, payload } = message
  if (!state.peers.has(from) || !isChannelMessage(payload)) return still(state)
  const changes = new Changes(state)
  const prekeys = payload[0] === ChannelKind.prekeys ? decodePrekeys(payload) : undefined
  const initiations = payload[0] === ChannelKind.initiations ? decodeInitiations(payload) : undefined
  if (prekeys !== undefined) hearPrekeys(context, changes, from, prekeys, now)
  else if (initiations !== undefined) hearInitiations(context, changes, from, initiations, now)
  else changes.blame(from, 'a key message of no known layout')
  return changes.step()
}

/** They take the place of those we knew. */
function hearPrekeys(
  context: CipherContext,
  changes: Changes,
  from: MemberId,
  heard: SignedPrekeys,
  now: number,
): void {
  const peer = changes.peers.get(from)
  if (peer === undefined) return
  if (!prekeysAreSigned(context.suite, peer.identityKey, context.group, heard, heard.signature)) {
    changes.blame(from, 'prekeys with a wrong signature')
    return
  }
  const { signed, oneTime } = heard
  if (peer.sessions.length > 0) {
    changes.set(from, { ...peer, prekeys: { signed, oneTime: [] } })
    return
  }
  // without a time it came after us, and begins with us itself
  const waitMs = context.self.member < from ? BEGIN_WAIT_MS : 2 * BEGIN_WAIT_MS
  const initiateMs = peer.initiateMs === undefined ? now + waitMs : Math.max(peer.initiateMs, now + GATHER_MS)
  changes.set(from, { ...peer, prekeys: { signed, oneTime }, initiateMs })
}

export function hasChannel(state: Channels, member: MemberId): boolean {
  return (state.peers.get(member)?.sessions.length ?? 0) > 0
}

/** When `wakeChannels` wants to be called, ms. */
export function channelsDeadline(state: Channels): number | undefined {
  return state.wakeMs
}

/** Renews prekeys, forgets old ones, and makes the channels that are due, in one key message for all. */
export function wakeChannels(context: CipherContext, state: Channels, now: number): Step<Channels> {
  if (now < state.wakeMs) return still(state)
  const changes = new Changes(state)
  const { own, publish } = tended(context.suite, context.random, state.own, now)
  changes.setOwn(own)
  if (publish) changes.publish(publication(context, own))
  initiateDue(context, changes, now)
  return changes.step()
}

function publication({ suite, group, self }: CipherContext, own: OwnPrekeys): Uint8Array {
  const prekeys = published(own)
  return encodePrekeys({ ...prekeys, signature: signPrekeys(suite, self.seed, group, prekeys) })
}
