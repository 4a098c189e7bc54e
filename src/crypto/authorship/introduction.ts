/**
 * How a member tells each other one that a signing key is its own, so that the other knows and can prove it to nobody.
 * Serves docs/protocol.md, "Signing keys". For each reader there is a tag under a secret that X3DH gives the two: the
 * reader could have made the same tag for any key. Never rests on two long-lived keys alone: a thief of the reader's
 * identity, without its prekey, introduces nobody to it.
 */
import { joinBytes, label } from '../../base/bytes.js'
import type { Random } from '../../base/random.js'
import { agreeAsInitiator, agreeAsResponder, type Party } from '../pairwise/x3dh.js'
import { sameBytes } from '../same.js'
import type { Suite } from '../suite.js'

/** What is introduced: the key that signs one log of one author. */
export interface Introduced {
  readonly group: Uint8Array
  readonly author: Party
  /** Number of the log in which the introduction stands. */
  readonly log: bigint
  /** Ed25519 key that signs it. */
  readonly signer: Uint8Array
}

export interface Introduction {
  /** X25519 key, fresh for each introduction. */
  readonly ephemeral: Uint8Array
  /** SLOT_BYTES for each reader, in no order that means anything. */
  readonly slots: Uint8Array
}

/** Whom it is for: a member's keys, and the prekey that it published. */
export interface Reader {
  readonly party: Party
  readonly prekey: Uint8Array
}

/** A reader's side: its secrets. */
export interface ReaderSecrets {
  readonly party: Party
  readonly linkSecret: Uint8Array
  /** By its public key, newest first. */
  readonly prekeys: readonly { readonly key: Uint8Array; readonly secret: Uint8Array }[]
}

const HINT_BYTES = 4
const TAG_BYTES = 16
export const SLOT_BYTES = HINT_BYTES + TAG_BYTES
/** Slots that begin like a prekey of ours: by chance one in four thousand millions does. */
const MAX_TRIES = 2
const TAG = label('tocsin introduction 1')

/** Readers whose prekey is no key get no slot. */
export function introduce(
  suite: Suite,
  random: Random,
  introduced: Introduced,
  linkSecret: Uint8Array,
  readers: readonly Reader[],
): Introduction {
  const ephemeralSecret = random.bytes(32)
  const ephemeral = suite.x25519PublicKey(ephemeralSecret)
  const slots: Uint8Array[] = []
  for (const { party, prekey } of readers) {
    const terms = termsOf(introduced, party, ephemeral, prekey)
    const agreed = agreeAsInitiator(suite, terms, linkSecret, ephemeralSecret)
    if (agreed !== undefined) slots.push(joinBytes(hintOf(prekey), tagOf(suite, agreed.root, introduced)))
  }
  ephemeralSecret.fill(0)
  return { ephemeral, slots: joinBytes(...slots) }
}

/** Whether one of the slots is for this reader, from this author, for this key. */
export function isIntroduced(
  suite: Suite,
  introduced: Introduced,
  { ephemeral, slots }: Introduction,
  reader: ReaderSecrets,
): boolean {
  for (const { key, secret } of reader.prekeys) {
    const hint = hintOf(key)
    let tries = 0
    for (let at = 0; at + SLOT_BYTES <= slots.length && tries < MAX_TRIES; at += SLOT_BYTES) {
      if (!sameBytes(slots.subarray(at, at + HINT_BYTES), hint)) continue
      tries += 1
      const terms = termsOf(introduced, reader.party, ephemeral, key)
      const agreed = agreeAsResponder(suite, terms, reader.linkSecret, secret, undefined)
      const tag = agreed && tagOf(suite, agreed.root, introduced)
      if (tag !== undefined && sameBytes(tag, slots.subarray(at + HINT_BYTES, at + SLOT_BYTES))) return true
    }
  }
  return false
}

/**
 * What a reader can make by itself: an introduction to it, in the name of another, of any key. That it can is why one
 * proves nothing to a third. For tests, and for whoever wants to see it.
 */
export function simulateIntroduction(
  suite: Suite,
  random: Random,
  introduced: Introduced,
  { party, linkSecret, prekeys }: ReaderSecrets,
): Introduction {
  const [prekey] = prekeys
  const ephemeral = suite.x25519PublicKey(random.bytes(32))
  if (prekey === undefined) return { ephemeral, slots: new Uint8Array(0) }
  const terms = termsOf(introduced, party, ephemeral, prekey.key)
  const agreed = agreeAsResponder(suite, terms, linkSecret, prekey.secret, undefined)
  const tag = agreed && tagOf(suite, agreed.root, introduced)
  return { ephemeral, slots: tag === undefined ? new Uint8Array(0) : joinBytes(hintOf(prekey.key), tag) }
}

function termsOf({ group, author }: Introduced, reader: Party, ephemeral: Uint8Array, prekey: Uint8Array) {
  return { group, initiator: author, responder: reader, ephemeral, signed: prekey, oneTime: undefined }
}

function hintOf(prekey: Uint8Array): Uint8Array {
  return prekey.subarray(0, HINT_BYTES)
}

function tagOf(suite: Suite, root: Uint8Array, { log, signer }: Introduced): Uint8Array {
  const number = new Uint8Array(8)
  new DataView(number.buffer).setBigUint64(0, log)
  return suite.hmac(root, TAG, number, signer).slice(0, TAG_BYTES)
}
