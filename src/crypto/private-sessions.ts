/**
 * Sessions for private messages: those that we have with one other member, apart from the channels of the group's scheme.
 * Serves docs/protocol.md, "Private messages". Whatever else is said, and however long one of them is away, they lose no key
 * by it.
 *
 * One begins with X3DH against the prekey that the other published, and goes on as a Double Ratchet. What it takes to begin
 * goes with each message until the other answers: so messages may come in any order, and a newcomer can be told something
 * at once. Pure; opening never throws and believes nothing.
 */
import { joinBytes, label } from '../base/bytes.js'
import type { Random } from '../base/random.js'
import {
  decrypt,
  encrypt,
  HEADER_BYTES,
  initiatorSession,
  MESSAGE_OVERHEAD,
  responderSession,
  type Session,
} from './pairwise/double-ratchet.js'
import { MAX_CHAIN } from './pairwise/slots.js'
import { agreeAsInitiator, agreeAsResponder } from './pairwise/x3dh.js'
import type { Party } from './private-text.js'
import { sameBytes } from './same.js'
import type { Suite } from './suite.js'

/** A session, and how it was begun. */
export interface PrivateSession {
  readonly session: Session
  /** Whether we began it. */
  readonly isOurs: boolean
  readonly ephemeral: Uint8Array
  /** Names the prekey of whoever did not begin it. */
  readonly prekeyId: Uint8Array
}

/** What we keep to talk to one member in private. */
export interface Correspondent {
  /** Latest used first. */
  readonly sessions: readonly PrivateSession[]
  /** The order of the last that we heard of it in private, or up to which we have begun anew because it lost its sessions. */
  readonly heard: bigint
  /** We came back from an old backup: nothing is sent with these sessions any more, since we may have used their keys. */
  readonly isStale: boolean
}

export interface PrivateSelf extends Party {
  readonly linkSecret: Uint8Array
  /** By its public key, newest first. */
  readonly prekeys: readonly { readonly key: Uint8Array; readonly secret: Uint8Array }[]
}

/** Whom it is for. */
export interface PrivateReader extends Party {
  /** It published it last. */
  readonly prekey: Uint8Array
  /** Order of the entry with which it said last that what was begun before is lost. */
  readonly beginsAt: bigint
}

/** Sessions for one member. Who never answers is told so many times MAX_CHAIN messages that all open, in any order. */
export const MAX_PRIVATE_SESSIONS = 8
export const NOBODY: Correspondent = { sessions: [], heard: 0n, isStale: false }

const KEY_BYTES = 32
const ID_BYTES = 4
/** Flag u8 ‖ ephemeral key ‖ prekey's id ‖ message with a key in it. */
export const ROUTE_BYTES = 1 + KEY_BYTES + ID_BYTES + MESSAGE_OVERHEAD + KEY_BYTES
const MESSAGE_LABEL = label('tocsin private message 2')

/** `nonce`: 32 bytes that never come again. Undefined where a key of `to` is no key. */
export function routeTo(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: PrivateSelf,
  to: PrivateReader,
  known: Correspondent,
  contentKey: Uint8Array,
  nonce: Uint8Array,
): { readonly route: Uint8Array; readonly correspondent: Correspondent } | undefined {
  const [latest] = known.sessions
  const isLost = known.isStale || to.beginsAt > known.heard
  const goesOn = !isLost && (latest?.session.sending?.n ?? MAX_CHAIN) < MAX_CHAIN
  const used = goesOn ? latest : begun(suite, random, group, author, to)
  const sent = used && encrypt(suite, used.session, contentKey, joinBytes(MESSAGE_LABEL, nonce))
  if (used === undefined || sent === undefined) return undefined
  const isUnanswered = used.isOurs && used.session.receiving === undefined
  const start = isUnanswered ? [used.ephemeral, used.prekeyId] : [new Uint8Array(KEY_BYTES + ID_BYTES)]
  const sessions = inFront(known, { ...used, session: sent.session })
  const heard = to.beginsAt > known.heard ? to.beginsAt : known.heard
  return {
    route: joinBytes(Uint8Array.of(isUnanswered ? 1 : 0), ...start, sent.message),
    correspondent: { sessions, heard, isStale: false },
  }
}

function begun(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: PrivateSelf,
  to: PrivateReader,
): PrivateSession | undefined {
  const secret = random.bytes(KEY_BYTES)
  const ephemeral = suite.x25519PublicKey(secret)
  const terms = termsOf(group, author, to, ephemeral, to.prekey)
  const agreed = agreeAsInitiator(suite, terms, author.linkSecret, secret)
  secret.fill(0)
  const session = agreed && initiatorSession(suite, random, agreed, to.prekey)
  return session && { session, isOurs: true, ephemeral, prekeyId: to.prekey.slice(0, ID_BYTES) }
}

/** The content key, once; undefined where no key of ours opens it. */
export function openRoute(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: Party,
  self: PrivateSelf,
  known: Correspondent,
  route: Uint8Array,
  { nonce, order }: { readonly nonce: Uint8Array; readonly order: bigint },
): { readonly contentKey: Uint8Array; readonly correspondent: Correspondent } | undefined {
  const message = route.subarray(1 + KEY_BYTES + ID_BYTES)
  const associated = joinBytes(MESSAGE_LABEL, nonce)
  // no honest member sends more in a chain: so nobody makes us look far
  if (passedOver(message) > MAX_CHAIN) return undefined
  for (const session of candidates(suite, group, author, self, known, route)) {
    const opened = decrypt(suite, random, session.session, message, associated)
    if (opened === undefined || opened.plaintext.length !== KEY_BYTES) continue
    const used = { ...session, session: opened.session }
    const others = known.sessions.filter(other => other !== session)
    const isNews = opened.newest || !known.sessions.includes(session)
    const sessions = isNews ? inFront({ ...known, sessions: others }, used) : inPlace(known, session, used)
    const heard = order > known.heard ? order : known.heard
    return { contentKey: opened.plaintext, correspondent: { ...known, sessions, heard } }
  }
  return undefined
}

/** The sessions that a message may be of: the one that it names by how that began, or those in which we have spoken. */
function candidates(
  suite: Suite,
  group: Uint8Array,
  author: Party,
  self: PrivateSelf,
  known: Correspondent,
  route: Uint8Array,
): readonly PrivateSession[] {
  // without a beginning: the other has heard us in it
  if (route[0] !== 1) return known.sessions
  const ephemeral = route.slice(1, 1 + KEY_BYTES)
  const prekeyId = route.slice(1 + KEY_BYTES, 1 + KEY_BYTES + ID_BYTES)
  const same = known.sessions.filter(session => !session.isOurs && sameBytes(session.ephemeral, ephemeral))
  if (same.length > 0) return same
  return self.prekeys
    .filter(({ key }) => sameBytes(key.subarray(0, ID_BYTES), prekeyId))
    .flatMap(({ key, secret }) => {
      const terms = termsOf(group, author, self, ephemeral, key)
      const agreed = agreeAsResponder(suite, terms, self.linkSecret, secret, undefined)
      return agreed === undefined
        ? []
        : [{ session: responderSession(agreed, secret, key), isOurs: false, ephemeral, prekeyId }]
    })
}

function inFront({ sessions }: Correspondent, latest: PrivateSession): readonly PrivateSession[] {
  const others = sessions.filter(({ ephemeral }) => !sameBytes(ephemeral, latest.ephemeral))
  return [latest, ...others].slice(0, MAX_PRIVATE_SESSIONS)
}

function inPlace({ sessions }: Correspondent, before: PrivateSession, after: PrivateSession) {
  return sessions.map(session => (session === before ? after : session))
}

/** How many messages of its chain, or of the one before, a message says that it comes after. */
function passedOver(message: Uint8Array): number {
  const view = new DataView(message.buffer, message.byteOffset, HEADER_BYTES)
  return Math.max(view.getUint32(KEY_BYTES), view.getUint32(KEY_BYTES + 4))
}

function termsOf(group: Uint8Array, from: Party, to: Party, ephemeral: Uint8Array, signed: Uint8Array) {
  const initiator = { identityKey: from.member, linkKey: from.linkKey }
  const responder = { identityKey: to.member, linkKey: to.linkKey }
  return { group, initiator, responder, ephemeral, signed, oneTime: undefined }
}
