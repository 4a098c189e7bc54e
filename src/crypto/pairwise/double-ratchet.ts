/**
 * The Double Ratchet (signal.org, revision 1): a key of its own for every message, and fresh Diffie-Hellman secrets with
 * each answer. Serves docs/protocol.md, "Double Ratchet".
 *
 * Pure: a session goes in and another comes out, so a message that does not open changes nothing. The key of a message
 * is made from the caller's associated data too: a session that was restored from an old backup comes to the same
 * message key again, and must never seal anything else with it.
 */
import { joinBytes, label } from '../../base/bytes.js'
import type { Random } from '../../base/random.js'
import { sameBytes } from '../same.js'
import type { Suite } from '../suite.js'
import { keptKeys, type SkippedKey, type SkippedKeys, skippedKey } from './skipped.js'

export interface Chain {
  readonly key: Uint8Array
  /** Number of its next message. */
  readonly n: number
}

export interface Session {
  /** H over both identities and the keys they agreed with: associated data of every message. */
  readonly binding: Uint8Array
  /** Slots are found by it. */
  readonly tagKey: Uint8Array
  readonly root: Uint8Array
  readonly ownSecret: Uint8Array
  readonly ownKey: Uint8Array
  readonly peerKey: Uint8Array | undefined
  readonly sending: Chain | undefined
  readonly receiving: Chain | undefined
  /** Messages sent in the sending chain before this one. */
  readonly previous: number
  readonly skipped: SkippedKeys
  /** Messages opened. */
  readonly steps: number
}

/** What X3DH leaves. */
export interface Agreed {
  readonly binding: Uint8Array
  readonly tagKey: Uint8Array
  readonly root: Uint8Array
}

export interface Decrypted {
  readonly session: Session
  readonly plaintext: Uint8Array
  /** In the newest chain of the sender, and no straggler. */
  readonly newest: boolean
}

const KEY_BYTES = 32
/** Ratchet key 32, length of the previous chain u32, number u32. */
export const HEADER_BYTES = KEY_BYTES + 8
/** A message is longer than its plaintext by this. */
export const MESSAGE_OVERHEAD = HEADER_BYTES + 16
/** Passed over in one chain at once, two HMACs each: what a liar costs. Honest senders begin anew long before (MAX_CHAIN). */
export const MAX_SKIP = 500

const MESSAGE_KEY = Uint8Array.of(1)
const NEXT_CHAIN = Uint8Array.of(2)
const RATCHET = label('tocsin ratchet 1')
const MESSAGE = label('tocsin message 1')

/** The initiator's session, which can send at once; undefined when the prekey is of small order. */
export function initiatorSession(
  suite: Suite,
  random: Random,
  agreed: Agreed,
  signedPrekey: Uint8Array,
): Session | undefined {
  const ownSecret = random.bytes(KEY_BYTES)
  const fresh = { ...agreed, ownSecret, ownKey: suite.x25519PublicKey(ownSecret), peerKey: signedPrekey }
  const stepped = rootStep(suite, agreed.root, ownSecret, signedPrekey)
  if (stepped === undefined) return undefined
  const { root, chain } = stepped
  return { ...fresh, root, sending: chain, receiving: undefined, previous: 0, skipped: [], steps: 0 }
}

/** The responder's session, whose first ratchet key is its signed prekey; can send once it has opened a message. */
export function responderSession(agreed: Agreed, prekeySecret: Uint8Array, signedPrekey: Uint8Array): Session {
  const own = { ownSecret: prekeySecret, ownKey: signedPrekey }
  const nothing = { peerKey: undefined, sending: undefined, receiving: undefined, previous: 0, skipped: [], steps: 0 }
  return { ...agreed, ...own, ...nothing }
}

/** header ‖ sealed; undefined when the session cannot send yet. `associated` must never come twice. */
export function encrypt(
  suite: Suite,
  session: Session,
  plaintext: Uint8Array,
  associated: Uint8Array,
): { readonly session: Session; readonly message: Uint8Array } | undefined {
  const { sending } = session
  if (sending === undefined) return undefined
  const header = new Uint8Array(HEADER_BYTES)
  header.set(session.ownKey)
  const view = new DataView(header.buffer)
  view.setUint32(KEY_BYTES, session.previous)
  view.setUint32(KEY_BYTES + 4, sending.n)
  const { key, nonce, digest } = messageKey(suite, session, messageKeyOf(suite, sending), header, associated)
  const message = joinBytes(header, suite.seal(key, nonce, plaintext, digest))
  return { session: { ...session, sending: nextChain(suite, sending) }, message }
}

/** Undefined when it is altered, used, too far ahead, or not of this session. */
export function decrypt(
  suite: Suite,
  random: Random,
  session: Session,
  message: Uint8Array,
  associated: Uint8Array,
): Decrypted | undefined {
  if (message.length < MESSAGE_OVERHEAD) return undefined
  const header = message.subarray(0, HEADER_BYTES)
  const ratchetKey = header.slice(0, KEY_BYTES)
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES)
  const [previous, n] = [view.getUint32(KEY_BYTES), view.getUint32(KEY_BYTES + 4)]
  const openWith = (chainKey: Uint8Array): Uint8Array | undefined => {
    const { key, nonce, digest } = messageKey(suite, session, chainKey, header, associated)
    return suite.open(key, nonce, message.subarray(HEADER_BYTES), digest)
  }
  const steps = session.steps + 1

  const skipped = skippedKey(session.skipped, ratchetKey, n)
  if (skipped !== undefined) {
    const plaintext = openWith(skipped.key)
    if (plaintext === undefined) return undefined
    const left = session.skipped.filter(other => other !== skipped)
    return { session: { ...session, skipped: keptKeys(left, [], steps), steps }, plaintext, newest: false }
  }

  const ahead = chainOf(suite, session, ratchetKey, previous)
  if (ahead === undefined) return undefined
  const reached = passOver(suite, ahead.chain, n, ratchetKey, steps)
  if (reached === undefined) return undefined
  const plaintext = openWith(messageKeyOf(suite, reached.chain))
  if (plaintext === undefined) return undefined
  // only now that the message is proven: half of a ratchet step is spared with everything forged
  const stepped = ahead.root === undefined ? session : answered(suite, random, session, ratchetKey, ahead.root)
  if (stepped === undefined) return undefined
  const receiving = nextChain(suite, reached.chain)
  const all = keptKeys(session.skipped, [...ahead.skipped, ...reached.skipped], steps)
  return { session: { ...stepped, receiving, skipped: all, steps }, plaintext, newest: true }
}

interface Ahead {
  readonly chain: Chain
  readonly skipped: SkippedKeys
  /** The root after the receiving half of a ratchet step; undefined when the chain is the one we have. */
  readonly root: Uint8Array | undefined
}

/** The chain of this ratchet key: ours, or a new one after what was left of ours. */
function chainOf(suite: Suite, session: Session, ratchetKey: Uint8Array, previous: number): Ahead | undefined {
  const { receiving, peerKey } = session
  if (receiving !== undefined && peerKey !== undefined && sameBytes(ratchetKey, peerKey)) {
    return { chain: receiving, skipped: [], root: undefined }
  }
  // an honest sender says no less than we have opened; a restored one may, and then nothing is left to pass over
  const left =
    receiving !== undefined && peerKey !== undefined
      ? passOver(suite, receiving, Math.max(previous, receiving.n), peerKey, session.steps + 1)
      : { skipped: [] }
  const stepped = left && rootStep(suite, session.root, session.ownSecret, ratchetKey)
  return stepped === undefined ? undefined : { ...stepped, skipped: left?.skipped ?? [] }
}

/** The sending half of a ratchet step: a new key of our own against the peer's new one. */
function answered(
  suite: Suite,
  random: Random,
  session: Session,
  peerKey: Uint8Array,
  root: Uint8Array,
): Session | undefined {
  const ownSecret = random.bytes(KEY_BYTES)
  const next = rootStep(suite, root, ownSecret, peerKey)
  if (next === undefined) return undefined
  const own = { ownSecret, ownKey: suite.x25519PublicKey(ownSecret), peerKey }
  return { ...session, ...own, root: next.root, sending: next.chain, previous: session.sending?.n ?? 0 }
}

/** KDF_RK. */
function rootStep(
  suite: Suite,
  root: Uint8Array,
  secret: Uint8Array,
  publicKey: Uint8Array,
): { readonly root: Uint8Array; readonly chain: Chain } | undefined {
  const shared = suite.x25519(secret, publicKey)
  if (shared === undefined) return undefined
  const keys = suite.hkdf(shared, root, RATCHET, 2 * KEY_BYTES)
  shared.fill(0)
  return { root: keys.slice(0, KEY_BYTES), chain: { key: keys.slice(KEY_BYTES), n: 0 } }
}

/** The chain at number `until` and the keys before it; undefined when that is behind us or too far. */
function passOver(
  suite: Suite,
  chain: Chain,
  until: number,
  ratchetKey: Uint8Array,
  at: number,
): { readonly chain: Chain; readonly skipped: SkippedKeys } | undefined {
  if (until < chain.n || until - chain.n > MAX_SKIP) return undefined
  const skipped: SkippedKey[] = []
  let reached = chain
  while (reached.n < until) {
    skipped.push({ ratchetKey, n: reached.n, key: messageKeyOf(suite, reached), at })
    reached = nextChain(suite, reached)
  }
  return { chain: reached, skipped }
}

/** KDF_CK, its two halves. */
function messageKeyOf(suite: Suite, chain: Chain): Uint8Array {
  return suite.hmac(chain.key, MESSAGE_KEY)
}

function nextChain(suite: Suite, chain: Chain): Chain {
  return { key: suite.hmac(chain.key, NEXT_CHAIN), n: chain.n + 1 }
}

/** What seals one message: made from all that it hangs on, so that another message has another key. */
function messageKey(
  suite: Suite,
  session: Session,
  chainKey: Uint8Array,
  header: Uint8Array,
  associated: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array; readonly digest: Uint8Array } {
  const digest = suite.sha256(MESSAGE, session.binding, header, associated)
  return { key: suite.hmac(chainKey, digest), nonce: digest.subarray(0, 12), digest }
}
