/**
 * A peer as small named values: only what a step changed is written. Serves docs/protocol.md, "Channels". Four values, by
 * how often they change: who it is, its sessions, their sending chains, and the keys that were passed over. A message to
 * many changes the sending chain of each, 37 bytes. What is read is ours or damaged, and never throws.
 */
import { joinBytes } from '../../base/bytes.js'
import { type MemberId, publicKeyOf } from '../../base/ids.js'
import type { SavedValue } from '../schemes/group-cipher.js'
import type { Chain, Session } from './double-ratchet.js'
import { FieldReader, flag, time, u8, u16, u32 } from './fields.js'
import { MAX_PUBLISHED } from './key-messages.js'
import { MAX_SESSIONS, type Peer } from './peer.js'
import { MAX_SKIPPED_KEYS, type SkippedKeys } from './skipped.js'

const PEER = 'channels/peer/'
const SESSIONS = 'channels/sessions/'
const SENDING = 'channels/sending/'
const SKIPPED = 'channels/skipped/'
const KEY_BYTES = 32

/** What has another value now that the peer `was` has become `is`. */
export function savedPeer(member: MemberId, was: Peer | undefined, is: Peer | undefined): SavedValue[] {
  if (is === undefined) {
    return was === undefined ? [] : [PEER, SESSIONS, SENDING, SKIPPED].map(name => [name + member, undefined])
  }
  const differs = (part: (peer: Peer) => unknown) => was === undefined || part(was) !== part(is)
  const known = was?.sessions ?? []
  const inSessions = (part: (session: Session) => unknown) =>
    known.length !== is.sessions.length || is.sessions.some((session, at) => part(session) !== part(known[at]!))

  const saved: SavedValue[] = []
  if (
    [(peer: Peer) => peer.prekeys, (peer: Peer) => peer.initiateMs, (peer: Peer) => peer.mendedMs].some(differs) ||
    differs(peer => peer.linkKey)
  ) {
    saved.push([PEER + member, encodeFacts(is)])
  }
  if (inSessions(session => session.binding) || inSessions(session => session.steps)) {
    saved.push([SESSIONS + member, joinBytes(u8(is.sessions.length), ...is.sessions.map(encodeSession))])
  }
  if (inSessions(session => session.sending)) {
    saved.push([SENDING + member, joinBytes(...is.sessions.map(session => encodeChain(session.sending)))])
  }
  if (inSessions(session => session.skipped)) {
    saved.push([SKIPPED + member, joinBytes(...is.sessions.map(session => encodeSkipped(session.skipped)))])
  }
  return saved
}

/** All peers, or undefined when a value is damaged or one of its companions is missing. */
export function restoredPeers(saved: ReadonlyMap<string, Uint8Array>): ReadonlyMap<MemberId, Peer> | undefined {
  const peers = new Map<MemberId, Peer>()
  for (const [name, value] of saved) {
    if (!name.startsWith(PEER)) continue
    const member = name.slice(PEER.length) as MemberId
    const peer = restoredPeer(member, value, saved)
    if (peer === undefined) return undefined
    peers.set(member, peer)
  }
  return peers
}

function restoredPeer(member: MemberId, facts: Uint8Array, saved: ReadonlyMap<string, Uint8Array>): Peer | undefined {
  const identityKey = publicKeyOf(member)
  const reader = new FieldReader(facts)
  const linkKey = reader.take(KEY_BYTES)
  const [initiateMs, mendedMs] = [reader.time(), reader.time()]
  const prekeys = reader.flag()
    ? {
        signed: reader.take(KEY_BYTES),
        oneTime: reader.list(reader.count(MAX_PUBLISHED), () => reader.take(KEY_BYTES)),
      }
    : undefined
  const sessions = restoredSessions(member, saved)
  if (!reader.done || identityKey === undefined || sessions === undefined) return undefined
  return { identityKey, linkKey, prekeys, sessions, initiateMs, mendedMs }
}

function restoredSessions(member: MemberId, saved: ReadonlyMap<string, Uint8Array>): readonly Session[] | undefined {
  const [sessions, sending, skipped] = [SESSIONS, SENDING, SKIPPED].map(name => saved.get(name + member))
  if (sessions === undefined || sending === undefined || skipped === undefined) {
    return sessions === sending && sending === skipped ? [] : undefined
  }
  const readers = { session: new FieldReader(sessions), chain: new FieldReader(sending), key: new FieldReader(skipped) }
  const restored = readers.session.list(readers.session.count(MAX_SESSIONS), () => ({
    ...readSession(readers.session),
    sending: readChain(readers.chain),
    skipped: readSkipped(readers.key),
  }))
  return readers.session.done && readers.chain.done && readers.key.done ? restored : undefined
}

/** link key ‖ initiate at ‖ mended at ‖ flag ‖ [signed prekey ‖ count ‖ one-time prekeys]. */
function encodeFacts({ linkKey, initiateMs, mendedMs, prekeys }: Peer): Uint8Array {
  const known = prekeys === undefined ? [] : [prekeys.signed, u8(prekeys.oneTime.length), ...prekeys.oneTime]
  return joinBytes(linkKey, time(initiateMs), time(mendedMs), flag(prekeys !== undefined), ...known)
}

/** A session whole, in one value. */
export function encodeWhole(session: Session): Uint8Array {
  return joinBytes(encodeSession(session), encodeChain(session.sending), encodeSkipped(session.skipped))
}

export function readWhole(reader: FieldReader): Session {
  return { ...readSession(reader), sending: readChain(reader), skipped: readSkipped(reader) }
}

/** binding ‖ tag key ‖ root ‖ own secret ‖ own key ‖ previous ‖ steps ‖ flag ‖ [peer's key] ‖ receiving chain. */
function encodeSession(session: Session): Uint8Array {
  const { binding, tagKey, root, ownSecret, ownKey, previous, steps, peerKey, receiving } = session
  const peer = peerKey === undefined ? [] : [peerKey]
  const numbers = [u32(previous), u32(steps), flag(peerKey !== undefined)]
  return joinBytes(binding, tagKey, root, ownSecret, ownKey, ...numbers, ...peer, encodeChain(receiving))
}

function readSession(reader: FieldReader): Omit<Session, 'sending' | 'skipped'> {
  return {
    binding: reader.take(KEY_BYTES),
    tagKey: reader.take(KEY_BYTES),
    root: reader.take(KEY_BYTES),
    ownSecret: reader.take(KEY_BYTES),
    ownKey: reader.take(KEY_BYTES),
    previous: reader.u32(),
    steps: reader.u32(),
    peerKey: reader.flag() ? reader.take(KEY_BYTES) : undefined,
    receiving: readChain(reader),
  }
}

/** flag ‖ [key ‖ n]. */
function encodeChain(chain: Chain | undefined): Uint8Array {
  return chain === undefined ? flag(false) : joinBytes(flag(true), chain.key, u32(chain.n))
}

function readChain(reader: FieldReader): Chain | undefined {
  return reader.flag() ? { key: reader.take(KEY_BYTES), n: reader.u32() } : undefined
}

/** count u16 ‖ (ratchet key ‖ n ‖ key ‖ at) … */
function encodeSkipped(keys: SkippedKeys): Uint8Array {
  return joinBytes(
    u16(keys.length),
    ...keys.flatMap(({ ratchetKey, n, key, at }) => [ratchetKey, u32(n), key, u32(at)]),
  )
}

function readSkipped(reader: FieldReader): SkippedKeys {
  return reader.list(reader.wideCount(MAX_SKIPPED_KEYS), () => ({
    ratchetKey: reader.take(KEY_BYTES),
    n: reader.u32(),
    key: reader.take(KEY_BYTES),
    at: reader.u32(),
  }))
}
