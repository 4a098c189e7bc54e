/**
 * A text that two members of a group can read, its author and one other, in an entry that all of them store and pass on.
 *
 * Serves docs/protocol.md, "Private messages". A content key of its own is sealed to the link key of either, in two
 * slots whose order is drawn, and opened by trial: so the others learn who wrote when and about how much, and not to
 * whom. Everything hangs on group and author, whose signature the entry has; a copy in another's entry opens for nobody.
 * The link keys are static: who gets one reads what was ever sealed to it. Opening never throws and believes nothing.
 */
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { TocsinError } from '../base/errors.js'
import { MAX_PRIVATE_TEXT_BYTES } from '../base/limits.js'
import type { Random } from '../base/random.js'
import {
  MIN_PADDED_BYTES,
  type Party,
  type PrivateText,
  padded,
  readerKeys,
  textKey,
  unpadded,
} from './private-text.js'
import { sameBytes } from './same.js'
import type { Suite } from './suite.js'

const KEY_BYTES = 32
const TAG_BYTES = 16
const SLOT_BYTES = KEY_BYTES + TAG_BYTES
const SLOTS_END = KEY_BYTES + 2 * SLOT_BYTES
const SLOT_LABEL = fromString('tocsin private slot 1')
const TEXT_LABEL = fromString('tocsin private text 1')
/** Every key is used once. */
const NONCE = new Uint8Array(12)

/** The plaintext of the entry; undefined when the link key of `to` is no key. Throws `bug` for a text over the limit. */
export function sealPrivate(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: Party,
  to: Party,
  { kind, text }: Omit<PrivateText, 'to'>,
): Uint8Array | undefined {
  if (text.length > MAX_PRIVATE_TEXT_BYTES) throw new TocsinError('bug', `a private text of ${text.length} bytes`)
  const ephemeral = random.bytes(KEY_BYTES)
  const contentKey = random.bytes(KEY_BYTES)
  const swap = (random.bytes(1)[0]! & 1) === 1
  const ephemeralKey = suite.x25519PublicKey(ephemeral)
  const slots: Uint8Array[] = []
  for (const [at, reader] of (swap ? [to, author] : [author, to]).entries()) {
    const keys = slotKeys(suite, suite.x25519(ephemeral, reader.linkKey), group, author.member, reader, ephemeralKey)
    if (keys === undefined) return undefined
    slots.push(suite.seal(partOf(keys, at, KEY_BYTES), NONCE, contentKey))
    keys.fill(0)
  }
  const key = textKey(suite, TEXT_LABEL, contentKey, group, author.member, ephemeralKey)
  const box = suite.seal(key, NONCE, padded(to.member, kind, text), concat(slots))
  for (const secret of [ephemeral, contentKey, key]) secret.fill(0)
  return concat([ephemeralKey, ...slots, box])
}

/** What an entry's plaintext says to us; undefined when it is not for us, or no private message. */
export function openPrivate(
  suite: Suite,
  group: Uint8Array,
  author: Uint8Array,
  self: Party & { readonly linkSecret: Uint8Array },
  sealed: Uint8Array,
): PrivateText | undefined {
  if (sealed.length < SLOTS_END + MIN_PADDED_BYTES + TAG_BYTES) return undefined
  const ephemeralKey = sealed.subarray(0, KEY_BYTES)
  const slots = sealed.subarray(KEY_BYTES, SLOTS_END)
  const keys = slotKeys(suite, suite.x25519(self.linkSecret, ephemeralKey), group, author, self, ephemeralKey)
  if (keys === undefined) return undefined
  for (const at of [0, 1]) {
    const contentKey = suite.open(partOf(keys, at, KEY_BYTES), NONCE, partOf(slots, at, SLOT_BYTES))
    if (contentKey === undefined) continue
    const box = textKey(suite, TEXT_LABEL, contentKey, group, author, ephemeralKey)
    const plain = suite.open(box, NONCE, sealed.subarray(SLOTS_END), slots)
    const said = plain === undefined ? undefined : unpadded(plain)
    // who is neither was given a key to what is addressed to another
    if (said !== undefined && [author, said.to].some(member => sameBytes(member, self.member))) return said
  }
  return undefined
}

function partOf(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return bytes.subarray(at * length, (at + 1) * length)
}

/** One for each slot: where both slots are one member's, they are not equal. Wipes `shared`. */
function slotKeys(
  suite: Suite,
  shared: Uint8Array | undefined,
  group: Uint8Array,
  author: Uint8Array,
  reader: Party,
  ephemeralKey: Uint8Array,
): Uint8Array | undefined {
  return readerKeys(suite, SLOT_LABEL, shared, group, author, reader, ephemeralKey, 2 * KEY_BYTES)
}
