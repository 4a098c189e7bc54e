/**
 * A text that two members of a group can read, in an entry that all of them store and pass on, under a key that is gone once
 * it was used. Serves docs/protocol.md, "Private messages".
 *
 * The content key goes through a session of the two (private-sessions.ts). What that needs lies in a slot, sealed to the
 * recipient's link key: so the others learn who wrote when and about how much, and not to whom. A thief of that key learns
 * whom a message was for, and reads none. Pure; opening never throws and believes nothing.
 */
import { joinBytes, label } from '../base/bytes.js'
import { TocsinError } from '../base/errors.js'
import { MAX_PRIVATE_TEXT_BYTES } from '../base/limits.js'
import type { Random } from '../base/random.js'
import {
  type Correspondent,
  openRoute,
  type PrivateReader,
  type PrivateSelf,
  ROUTE_BYTES,
  routeTo,
} from './private-sessions.js'
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

export interface SealedPrivate {
  readonly plaintext: Uint8Array
  /** Opens it: for our own eyes, since we have no other key to what we said. */
  readonly contentKey: Uint8Array
  readonly correspondent: Correspondent
}

export type OpenedPrivate =
  | { readonly type: 'opened'; readonly contentKey: Uint8Array; readonly correspondent: Correspondent }
  /** It is for us, and none of our keys opens it: they were lost, used, or never such. */
  | { readonly type: 'unreadable' }

const KEY_BYTES = 32
const TAG_BYTES = 16
const ROUTE_END = KEY_BYTES + ROUTE_BYTES + TAG_BYTES
const ROUTE_LABEL = label('tocsin private route 2')
const TEXT_LABEL = label('tocsin private text 2')
/** Every key is used once. */
const NONCE = new Uint8Array(12)

/** The plaintext of the entry; undefined where a key of `to` is no key. Throws `bug` for a text over the limit. */
export function sealPrivately(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: PrivateSelf,
  to: PrivateReader,
  known: Correspondent,
  { kind, text }: Omit<PrivateText, 'to'>,
): SealedPrivate | undefined {
  if (text.length > MAX_PRIVATE_TEXT_BYTES) throw new TocsinError('bug', `a private text of ${text.length} bytes`)
  const ephemeral = random.bytes(KEY_BYTES)
  const ephemeralKey = suite.x25519PublicKey(ephemeral)
  const contentKey = random.bytes(KEY_BYTES)
  const isSelf = sameBytes(author.member, to.member)
  // a note to oneself has no channel: the content key that we keep is all there is
  const sent = isSelf
    ? { route: new Uint8Array(ROUTE_BYTES), correspondent: known }
    : routeTo(suite, random, group, author, to, known, contentKey, ephemeralKey)
  const key = routeKey(suite, suite.x25519(ephemeral, to.linkKey), group, author.member, to, ephemeralKey)
  ephemeral.fill(0)
  if (sent === undefined || key === undefined) return undefined
  const slot = suite.seal(key, NONCE, sent.route)
  const box = suite.seal(
    textKey(suite, TEXT_LABEL, contentKey, group, author.member, ephemeralKey),
    NONCE,
    padded(to.member, kind, text),
    slot,
  )
  for (const secret of [key, sent.route]) secret.fill(0)
  return { plaintext: joinBytes(ephemeralKey, slot, box), contentKey, correspondent: sent.correspondent }
}

/**
 * What an entry's plaintext is to us; undefined when it is for another, or no private message. Opens each message once.
 * `order`: of the entry.
 */
export function openPrivately(
  suite: Suite,
  random: Random,
  group: Uint8Array,
  author: Party,
  self: PrivateSelf,
  known: Correspondent,
  { plaintext, order }: { readonly plaintext: Uint8Array; readonly order: bigint },
): OpenedPrivate | undefined {
  const route = routeIn(suite, group, author.member, self, plaintext)
  if (route === undefined) return undefined
  const nonce = plaintext.subarray(0, KEY_BYTES)
  const opened = openRoute(suite, random, group, author, self, known, route, { nonce, order })
  if (opened === undefined) return { type: 'unreadable' }
  const said = readPrivately(suite, group, author.member, opened.contentKey, plaintext)
  if (said === undefined || !sameBytes(said.to, self.member)) return { type: 'unreadable' }
  return { type: 'opened', ...opened }
}

/** What it says, by the key that was kept. */
export function readPrivately(
  suite: Suite,
  group: Uint8Array,
  author: Uint8Array,
  contentKey: Uint8Array,
  plaintext: Uint8Array,
): PrivateText | undefined {
  if (!isPrivate(plaintext)) return undefined
  const key = textKey(suite, TEXT_LABEL, contentKey, group, author, plaintext.subarray(0, KEY_BYTES))
  const plain = suite.open(key, NONCE, plaintext.subarray(ROUTE_END), plaintext.subarray(KEY_BYTES, ROUTE_END))
  return plain && unpadded(plain)
}

/** Whether it is long enough for one: of our own we know no more, once its key is gone. */
export function isPrivate(plaintext: Uint8Array): boolean {
  return plaintext.length >= ROUTE_END + MIN_PADDED_BYTES + TAG_BYTES
}

/** Whether it is for us, whatever else we can make of it. */
export function isForUs(
  suite: Suite,
  group: Uint8Array,
  author: Uint8Array,
  self: Party & { readonly linkSecret: Uint8Array },
  plaintext: Uint8Array,
): boolean {
  return routeIn(suite, group, author, self, plaintext) !== undefined
}

function routeIn(
  suite: Suite,
  group: Uint8Array,
  author: Uint8Array,
  self: Party & { readonly linkSecret: Uint8Array },
  plaintext: Uint8Array,
): Uint8Array | undefined {
  if (!isPrivate(plaintext)) return undefined
  const ephemeralKey = plaintext.subarray(0, KEY_BYTES)
  const key = routeKey(suite, suite.x25519(self.linkSecret, ephemeralKey), group, author, self, ephemeralKey)
  const route = key && suite.open(key, NONCE, plaintext.subarray(KEY_BYTES, ROUTE_END))
  key?.fill(0)
  return route
}

/** Wipes `shared`. */
function routeKey(
  suite: Suite,
  shared: Uint8Array | undefined,
  group: Uint8Array,
  author: Uint8Array,
  reader: Party,
  ephemeralKey: Uint8Array,
): Uint8Array | undefined {
  return readerKeys(suite, ROUTE_LABEL, shared, group, author, reader, ephemeralKey, KEY_BYTES)
}
