/**
 * What both layouts of private messages share: the padded text inside, and the keys that hang on group, author and reader.
 * Serves docs/protocol.md, "Private messages".
 */
import { joinBytes } from '../base/bytes.js'
import { MAX_PRIVATE_TEXT_BYTES } from '../base/limits.js'
import { padme } from './padding.js'
import type { Suite } from './suite.js'

/** A member as the member list names it. */
export interface Party {
  /** Ed25519 identity key. */
  readonly member: Uint8Array
  /** Static X25519 key. */
  readonly linkKey: Uint8Array
}

export interface PrivateText {
  /** Identity key of the one it is for. */
  readonly to: Uint8Array
  /** As an entry's kind: what the text is. */
  readonly kind: number
  readonly text: Uint8Array
}

const KEY_BYTES = 32
/** to ‖ kind u8 ‖ length u32. */
const HEAD_BYTES = KEY_BYTES + 1 + 4
/** Yes and no, and whatever else is a line or two, are of one length. */
export const MIN_PADDED_BYTES = 256

/** What `reader` shares with the ephemeral key alone, `bytes` long. Undefined without `shared`, which it wipes. */
export function readerKeys(
  suite: Suite,
  label: Uint8Array,
  shared: Uint8Array | undefined,
  group: Uint8Array,
  author: Uint8Array,
  reader: Party,
  ephemeralKey: Uint8Array,
  bytes: number,
): Uint8Array | undefined {
  if (shared === undefined) return undefined
  const info = joinBytes(label, author, reader.member, reader.linkKey, ephemeralKey)
  const keys = suite.hkdf(shared, group, info, bytes)
  shared.fill(0)
  return keys
}

export function textKey(
  suite: Suite,
  label: Uint8Array,
  contentKey: Uint8Array,
  group: Uint8Array,
  author: Uint8Array,
  ephemeralKey: Uint8Array,
): Uint8Array {
  return suite.hkdf(contentKey, group, joinBytes(label, author, ephemeralKey), KEY_BYTES)
}

/** The recipient and the text, in few lengths. */
export function padded(to: Uint8Array, kind: number, text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(lengthFor(text.length))
  bytes.set(to)
  bytes[KEY_BYTES] = kind
  new DataView(bytes.buffer).setUint32(KEY_BYTES + 1, text.length)
  bytes.set(text, HEAD_BYTES)
  return bytes
}

/** One text has one encoding: what hides in the padding, or in its length, would be kept and passed on for ever. */
export function unpadded(bytes: Uint8Array): PrivateText | undefined {
  if (bytes.length < MIN_PADDED_BYTES) return undefined
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(KEY_BYTES + 1)
  if (length > MAX_PRIVATE_TEXT_BYTES || lengthFor(length) !== bytes.length) return undefined
  const end = HEAD_BYTES + length
  if (bytes.subarray(end).some(byte => byte !== 0)) return undefined
  return { to: bytes.slice(0, KEY_BYTES), kind: bytes[KEY_BYTES]!, text: bytes.slice(HEAD_BYTES, end) }
}

function lengthFor(textLength: number): number {
  return Math.max(MIN_PADDED_BYTES, padme(HEAD_BYTES + textLength))
}
