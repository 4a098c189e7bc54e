/**
 * The link handshake: two members of a group prove to each other who they are, in three messages, and get a ratchet.
 *
 * Serves docs/protocol.md, "Handshake". hello (version ‖ tag ‖ eA), reply (eB ‖ macB), confirm (macA). The root rests on
 * DH(ikA, eB), DH(eA, ikB) and DH(eA, eB), and never on the two static keys alone: with that, a thief of our static key
 * could pose as anybody to us. No record is believed before the peer's mac was. A machine is used once; failures are
 * values, and after one it holds no secret.
 */
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import type { Random } from '../base/random.js'
import { Ratchet } from './ratchet.js'
import { sameBytes } from './same.js'
import type { Suite } from './suite.js'

export const HANDSHAKE_VERSION = 1
const KEY_BYTES = 32
const MAC_BYTES = 32
const TAG_BYTES = 16
const HELLO_BYTES = 1 + TAG_BYTES + KEY_BYTES
const REPLY_BYTES = KEY_BYTES + MAC_BYTES
const TAG = fromString('tag')
const ROOT_LABEL = fromString('tocsin link root 1')
const KEYS_LABEL = fromString('tocsin link keys 1')
const NO_SALT = new Uint8Array(0)

/** Who is at the two ends, as this side sees it. Member keys are 32-byte Ed25519 identity keys. */
export interface Ends {
  readonly group: Uint8Array
  readonly ownMember: Uint8Array
  readonly ownStaticSecret: Uint8Array
  readonly peerMember: Uint8Array
  /** The peer's X25519 key from its join entry; undefined when the member list does not name it. */
  readonly peerStaticKey: Uint8Array | undefined
}

export type HandshakeFault =
  | 'bad-message'
  | 'wrong-version'
  | 'wrong-group'
  | 'unknown-member'
  | 'bad-key'
  | 'not-confirmed'
  | 'out-of-turn'

export type Failed = { readonly type: 'failed'; readonly fault: HandshakeFault }

export interface Hello {
  readonly version: number
  readonly tag: Uint8Array
  readonly ephemeralKey: Uint8Array
}

/** Names the group to the one who knows it, and only for this pair in this direction. */
export function groupTag(suite: Suite, group: Uint8Array, initiator: Uint8Array, responder: Uint8Array): Uint8Array {
  return suite.sha256(TAG, group, initiator, responder).slice(0, TAG_BYTES)
}

/** The first message, read to find which group it is for. */
export function decodeHello(bytes: Uint8Array): Hello | undefined {
  if (bytes.length !== HELLO_BYTES) return undefined
  return { version: bytes[0]!, tag: bytes.slice(1, 1 + TAG_BYTES), ephemeralKey: bytes.slice(1 + TAG_BYTES) }
}

/** The side that opened the stream. */
export class Initiator {
  /** The first message. */
  readonly hello: Uint8Array
  readonly #suite: Suite
  readonly #random: Random
  readonly #ends: Ends
  #ephemeral: Uint8Array | undefined

  constructor(suite: Suite, random: Random, ends: Ends) {
    this.#suite = suite
    this.#random = random
    this.#ends = ends
    this.#ephemeral = random.bytes(KEY_BYTES)
    this.hello = concat([
      Uint8Array.of(HANDSHAKE_VERSION),
      groupTag(suite, ends.group, ends.ownMember, ends.peerMember),
      suite.x25519PublicKey(this.#ephemeral),
    ])
  }

  /** Takes the reply; the peer is then proven. Send `confirm` before any record. */
  receive(
    reply: Uint8Array,
    now: number,
  ): { readonly type: 'confirmed'; readonly confirm: Uint8Array; readonly link: Ratchet } | Failed {
    const suite = this.#suite
    const ephemeral = this.#ephemeral
    this.#ephemeral = undefined
    if (ephemeral === undefined) return failed('out-of-turn')
    if (reply.length !== REPLY_BYTES) return failed('bad-message')
    const { group, ownMember, ownStaticSecret, peerMember, peerStaticKey } = this.#ends
    if (peerStaticKey === undefined) return failed('unknown-member')
    const peerKey = reply.slice(0, KEY_BYTES)
    const keys = deriveKeys(
      suite,
      [this.hello, peerKey, group, ownMember, peerMember],
      suite.x25519(ownStaticSecret, peerKey),
      suite.x25519(ephemeral, peerStaticKey),
      suite.x25519(ephemeral, peerKey),
    )
    if (keys === undefined) return failed('bad-key')
    const macB = reply.subarray(KEY_BYTES)
    if (!sameBytes(macB, suite.hmac(keys.confirmB, this.hello, peerKey))) return failed('not-confirmed')
    const confirm = suite.hmac(keys.confirmA, this.hello, reply)
    const start = { initiator: true, sending: keys.forward, receiving: keys.backward, ownSecret: ephemeral, peerKey }
    return { type: 'confirmed', confirm, link: new Ratchet(suite, this.#random, start, now) }
  }
}

interface Awaiting {
  readonly confirm: Uint8Array
  readonly keys: LinkKeys
  readonly ephemeral: Uint8Array
  readonly peerKey: Uint8Array
}

/** The side that was called. */
export class Responder {
  readonly #suite: Suite
  readonly #random: Random
  readonly #ends: Ends
  #awaiting: Awaiting | undefined
  #used = false

  constructor(suite: Suite, random: Random, ends: Ends) {
    this.#suite = suite
    this.#random = random
    this.#ends = ends
  }

  /** Takes the hello and gives the reply. Nothing is proven yet. */
  receiveHello(bytes: Uint8Array): { readonly type: 'reply'; readonly reply: Uint8Array } | Failed {
    if (this.#used) return failed('out-of-turn')
    this.#used = true
    const suite = this.#suite
    const { group, ownMember, ownStaticSecret, peerMember, peerStaticKey } = this.#ends
    const hello = decodeHello(bytes)
    if (hello === undefined) return failed('bad-message')
    if (hello.version !== HANDSHAKE_VERSION) return failed('wrong-version')
    if (!sameBytes(hello.tag, groupTag(suite, group, peerMember, ownMember))) return failed('wrong-group')
    if (peerStaticKey === undefined) return failed('unknown-member')
    const ephemeral = this.#random.bytes(KEY_BYTES)
    const ownKey = suite.x25519PublicKey(ephemeral)
    const keys = deriveKeys(
      suite,
      [bytes, ownKey, group, peerMember, ownMember],
      suite.x25519(ephemeral, peerStaticKey),
      suite.x25519(ownStaticSecret, hello.ephemeralKey),
      suite.x25519(ephemeral, hello.ephemeralKey),
    )
    if (keys === undefined) return failed('bad-key')
    const reply = concat([ownKey, suite.hmac(keys.confirmB, bytes, ownKey)])
    const confirm = suite.hmac(keys.confirmA, bytes, reply)
    this.#awaiting = { confirm, keys, ephemeral, peerKey: hello.ephemeralKey }
    return { type: 'reply', reply }
  }

  /** Takes the confirmation; the peer is then proven. */
  receiveConfirm(confirm: Uint8Array, now: number): { readonly type: 'confirmed'; readonly link: Ratchet } | Failed {
    const awaiting = this.#awaiting
    this.#awaiting = undefined
    if (awaiting === undefined) return failed('out-of-turn')
    if (!sameBytes(confirm, awaiting.confirm)) return failed('not-confirmed')
    const { keys, ephemeral, peerKey } = awaiting
    const start = { initiator: false, sending: keys.backward, receiving: keys.forward, ownSecret: ephemeral, peerKey }
    return { type: 'confirmed', link: new Ratchet(this.#suite, this.#random, start, now) }
  }
}

interface LinkKeys {
  readonly confirmA: Uint8Array
  readonly confirmB: Uint8Array
  /** Root ‖ chain, initiator to responder. */
  readonly forward: Uint8Array
  /** Root ‖ chain, responder to initiator. */
  readonly backward: Uint8Array
}

/** The order of the shared secrets is the initiator's view: its static key, the responder's, neither. */
function deriveKeys(
  suite: Suite,
  context: readonly Uint8Array[],
  initiatorStatic: Uint8Array | undefined,
  responderStatic: Uint8Array | undefined,
  ephemeral: Uint8Array | undefined,
): LinkKeys | undefined {
  if (initiatorStatic === undefined || responderStatic === undefined || ephemeral === undefined) return undefined
  const shared = concat([initiatorStatic, responderStatic, ephemeral])
  const root = suite.hkdf(shared, suite.sha256(...context), ROOT_LABEL, KEY_BYTES)
  const keys = suite.hkdf(root, NO_SALT, KEYS_LABEL, 6 * KEY_BYTES)
  for (const secret of [initiatorStatic, responderStatic, ephemeral, shared, root]) secret.fill(0)
  return {
    confirmA: keys.slice(0, 32),
    confirmB: keys.slice(32, 64),
    forward: keys.slice(64, 128),
    backward: keys.slice(128, 192),
  }
}

function failed(fault: HandshakeFault): Failed {
  return { type: 'failed', fault }
}
