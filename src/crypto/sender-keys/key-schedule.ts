/**
 * Which secret is made from which, in sender keys. Serves docs/protocol.md, "Sender keys". Hashes only: nothing here knows
 * who is told what, and nothing is kept.
 */
import { joinBytes, label } from '../../base/bytes.js'
import { hexOf } from '../../base/ids.js'
import type { Suite } from '../suite.js'
import { KEY_BYTES, NAME_BYTES } from './messages.js'

/** A chain of message keys, at its next message. */
export interface Chain {
  /** 8 bytes in hex, which every body under it names. */
  readonly name: string
  readonly key: Uint8Array
  readonly next: number
}

/** Where a step leads. */
export interface Advanced {
  readonly ratchet: Uint8Array
  readonly chain: Chain
}

/** Which of a step's two tables a slot is in. */
export const Table = { seeds: 1, joints: 2 } as const

const COMMIT = label('tocsin seed 1')
const MEMBER_SECRET = label('tocsin member secret 1')
const JOINT = label('tocsin joint 1')
const STEP = label('tocsin step 1')
const HEAD = label('tocsin head 1')
const PAD = label('tocsin pad 1')
const TAG = label('tocsin key tag 1')
const BODY = label('tocsin body 1')
const MESSAGE_KEY = Uint8Array.of(1)
const NEXT_CHAIN = Uint8Array.of(2)
const NO_SALT = new Uint8Array(0)

/** Stands in the step beside the slots, so that nobody gives one seed to some and another to others. */
export function seedCommit(suite: Suite, seed: Uint8Array): Uint8Array {
  return suite.sha256(COMMIT, seed)
}

/** A seed's name is the beginning of what it commits to. */
export function seedNameOf(commit: Uint8Array): string {
  return hexOf(commit.subarray(0, NAME_BYTES))
}

/** What one member's ratchet takes in of a seed; who knows it knows no other member's. */
export function memberSecret(suite: Suite, seed: Uint8Array, author: Uint8Array, member: Uint8Array): Uint8Array {
  return suite.hmac(seed, MEMBER_SECRET, author, member)
}

/** The ratchet and all it takes in; whoever is told it follows from this step on, and learns nothing of earlier ones. */
export function jointOf(suite: Suite, ratchet: Uint8Array, secrets: readonly Uint8Array[]): Uint8Array {
  return suite.hmac(ratchet, JOINT, ...secrets)
}

/** The next ratchet, and the chain that begins. They hang on all that the step says. */
export function advanced(
  suite: Suite,
  joint: Uint8Array,
  group: Uint8Array,
  author: Uint8Array,
  transcript: Uint8Array,
): Advanced {
  const info = joinBytes(STEP, group, author, suite.sha256(transcript))
  const keys = suite.hkdf(joint, NO_SALT, info, 2 * KEY_BYTES + NAME_BYTES)
  const name = hexOf(keys.subarray(2 * KEY_BYTES))
  return {
    ratchet: keys.slice(0, KEY_BYTES),
    chain: { name, key: keys.slice(KEY_BYTES, 2 * KEY_BYTES), next: 0 },
  }
}

/** What the slots of one table hang on. The step's own fresh key is in it, so it never comes twice. */
export function tableContext(suite: Suite, head: Uint8Array, table: number): Uint8Array {
  return joinBytes(Uint8Array.of(table), suite.sha256(HEAD, head))
}

/**
 * `secret` XOR a pad that only the two keys give, which goes into the channel's slot: so a thief of the sender's channels
 * does not read the next seed, nor a thief of the receiver's once that has published another key. Its own inverse.
 * Undefined when the key is of small order.
 */
export function padded(
  suite: Suite,
  ownSecret: Uint8Array,
  otherKey: Uint8Array,
  context: Uint8Array,
  secret: Uint8Array,
): Uint8Array | undefined {
  const shared = suite.x25519(ownSecret, otherKey)
  if (shared === undefined) return undefined
  const pad = suite.hmac(shared, PAD, context)
  shared.fill(0)
  return pad.map((byte, index) => byte ^ secret[index]!)
}

/** What names a member's key in a step, 8 bytes in hex: the member is in it, so that nobody passes another's key off as its own. */
export function keyTag(suite: Suite, member: Uint8Array, key: Uint8Array): string {
  return hexOf(suite.sha256(TAG, member, key).subarray(0, NAME_BYTES))
}

export function messageKey(suite: Suite, chain: Chain): Uint8Array {
  return suite.hmac(chain.key, MESSAGE_KEY)
}

export function nextOf(suite: Suite, chain: Chain): Chain {
  return { name: chain.name, key: suite.hmac(chain.key, NEXT_CHAIN), next: chain.next + 1 }
}

/** The entry is in it: a restored backup comes to the same message key again, and never to the same key. */
export function bodyKey(suite: Suite, messageKey: Uint8Array, entryId: Uint8Array): Uint8Array {
  return suite.hmac(messageKey, BODY, entryId)
}
