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

/** What is introduced: the key that signs one log of one author, and what the author says beside it. */
export interface Introduced {
  readonly group: Uint8Array
  readonly author: Party
  /** Number of the log in which the introduction stands. */
  readonly log: bigint
  /** Ed25519 key that signs it. */
  readonly signer: Uint8Array
  /** Whatever else is told in the same breath, as bytes: a slot is for this and no other. */
  readonly told: Uint8Array
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

/** What an author tells its own introductions by, after a restart and from an old backup: 32 random bytes, told to nobody. */
export interface OwnMark {
  readonly secret: Uint8Array
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
const TAG = label('tocsin introduction 1')
const MARK = label('tocsin own introduction 1')

/** Readers whose prekey is no key get no slot. */
export function introduce(
  suite: Suite,
  random: Random,
  introduced: Introduced,
  linkSecret: Uint8Array,
  readers: readonly Reader[],
  mark?: OwnMark,
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
  if (mark !== undefined) slots.push(markSlot(suite, introduced, ephemeral, mark))
  return { ephemeral, slots: joinBytes(...slots) }
}

/** Whether one of the slots is for this reader, from this author, for this key. */
export function isIntroduced(
  suite: Suite,
  introduced: Introduced,
  { ephemeral, slots }: Introduction,
  reader: ReaderSecrets,
): boolean {
  return reader.prekeys.some((prekey, at) => {
    const hint = hintOf(prekey.key)
    const meant = slotsIn(slots).filter(slot => sameBytes(slot.subarray(0, HINT_BYTES), hint))
    if (meant.length === 0) return false
    const own = ownSlot(suite, introduced, ephemeral, reader, at)
    return own !== undefined && meant.some(slot => sameBytes(slot, own))
  })
}

/**
 * The slot for a reader, as it makes it itself, by the prekey in this place: to compare it with what came. It can do so for
 * any key and any ephemeral key, with any others who do the same; this is why an introduction proves nothing to a third.
 */
export function ownSlot(
  suite: Suite,
  introduced: Introduced,
  ephemeral: Uint8Array,
  { party, linkSecret, prekeys }: ReaderSecrets,
  at = 0,
): Uint8Array | undefined {
  const prekey = prekeys[at]
  if (prekey === undefined) return undefined
  const terms = termsOf(introduced, party, ephemeral, prekey.key)
  const agreed = agreeAsResponder(suite, terms, linkSecret, prekey.secret, undefined)
  return agreed && joinBytes(hintOf(prekey.key), tagOf(suite, agreed.root, introduced))
}

/**
 * Whether we made it ourselves. X3DH with oneself rests on the link key alone: whoever stole that would introduce keys to us
 * in our own name.
 */
export function isOwn(suite: Suite, introduced: Introduced, introduction: Introduction, mark: OwnMark): boolean {
  const own = markSlot(suite, introduced, introduction.ephemeral, mark)
  return slotsIn(introduction.slots).some(slot => sameBytes(slot, own))
}

function markSlot(suite: Suite, introduced: Introduced, ephemeral: Uint8Array, { secret }: OwnMark): Uint8Array {
  const { group, log, signer, told } = introduced
  return suite.hmac(secret, MARK, group, numberBytes(log), signer, ephemeral, told).slice(0, SLOT_BYTES)
}

function slotsIn(slots: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(slots.length / SLOT_BYTES) }, (_, at) =>
    slots.subarray(at * SLOT_BYTES, (at + 1) * SLOT_BYTES),
  )
}

function termsOf({ group, author }: Introduced, reader: Party, ephemeral: Uint8Array, prekey: Uint8Array) {
  return { group, initiator: author, responder: reader, ephemeral, signed: prekey, oneTime: undefined }
}

function hintOf(prekey: Uint8Array): Uint8Array {
  return prekey.subarray(0, HINT_BYTES)
}

function tagOf(suite: Suite, root: Uint8Array, { log, signer, told }: Introduced): Uint8Array {
  return suite.hmac(root, TAG, numberBytes(log), signer, told).slice(0, TAG_BYTES)
}

function numberBytes(log: bigint): Uint8Array {
  const number = new Uint8Array(8)
  new DataView(number.buffer).setBigUint64(0, log)
  return number
}
