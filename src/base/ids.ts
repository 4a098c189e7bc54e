/**
 * Names of things on the network: members, groups, entries, logs.
 *
 * A member is named by its libp2p peer id, which for Ed25519 is the key itself in base58; groups and entries by 64 hex
 * digits of SHA-256. Strings, because they are map keys everywhere; bytes only where they are hashed or sent.
 */
import { fromString } from 'uint8arrays/from-string'
import { toString as encode } from 'uint8arrays/to-string'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** libp2p peer id of an Ed25519 identity key (`12D3KooW…`). */
export type MemberId = Branded<'MemberId'>
/** Entry id of the genesis: 64 hex digits. */
export type GroupId = Branded<'GroupId'>
/** SHA-256("entry" ‖ header): 64 hex digits. */
export type EntryId = Branded<'EntryId'>
/** `author/log`: one append-only log of one installation of one member. */
export type LogKey = Branded<'LogKey'>

/** Identity multihash of the protobuf (type Ed25519, 32-byte key): what makes a key a libp2p peer id. */
const PEER_ID_PREFIX = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20)

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** What such a name looks like. The decoder mistakes some letters beyond ASCII, and its work grows with the square of the length. */
const NAME = /^[1-9A-HJ-NP-Za-km-z]{52}$/

/** The same few members are named with every frame, and base58 costs as much as a hash. */
const MAX_NAMED = 16_384
const names = new Map<string, MemberId>()
const keys = new Map<string, Uint8Array>()
/** Most often the same member is named again: the entries of a burst have one author. */
let lastNamed: { readonly key: Uint8Array; readonly name: MemberId } | undefined

/** The member that holds this 32-byte Ed25519 public key. */
export function memberIdOf(publicKey: Uint8Array): MemberId {
  if (lastNamed !== undefined && isSame(publicKey, lastNamed.key)) return lastNamed.name
  const name = namedIn(publicKey)
  lastNamed = { key: publicKey.slice(), name }
  return name
}

function namedIn(publicKey: Uint8Array): MemberId {
  const text = String.fromCharCode(...Array.from(publicKey))
  const known = names.get(text)
  if (known !== undefined) return known
  const bytes = new Uint8Array(PEER_ID_PREFIX.length + 32)
  bytes.set(PEER_ID_PREFIX)
  bytes.set(publicKey, PEER_ID_PREFIX.length)
  const name = encode(bytes, 'base58btc') as MemberId
  if (names.size >= MAX_NAMED) names.clear()
  names.set(text, name)
  return name
}

/** The 32-byte Ed25519 public key in a member's name; undefined when the name is not one of an Ed25519 key. Not to be changed. */
export function publicKeyOf(member: string): Uint8Array | undefined {
  const known = keys.get(member)
  if (known !== undefined) return known
  const key = decodedKey(member)
  if (key === undefined) return undefined
  if (keys.size >= MAX_NAMED) keys.clear()
  keys.set(member, key)
  return key
}

function decodedKey(member: string): Uint8Array | undefined {
  if (!NAME.test(member)) return undefined
  const bytes = fromString(member, 'base58btc')
  if (bytes.length !== PEER_ID_PREFIX.length + 32) return undefined
  if (!PEER_ID_PREFIX.every((byte, index) => bytes[index] === byte)) return undefined
  return bytes.slice(PEER_ID_PREFIX.length)
}

/**
 * Tells apart members that call themselves the same, for people to read: the eight characters after the eight that all
 * peer ids have. Somebody with machines for it can make a key that has another's; the safety number tells those apart.
 */
export function shortIdOf(member: MemberId): string {
  return member.slice(8, 16)
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

/** By table: names are made for every entry and every key that is looked up, and the library's way is five times as long. */
export function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

export function bytesOfHex(hex: string): Uint8Array {
  return fromString(hex, 'hex')
}

export function entryIdOf(hash: Uint8Array): EntryId {
  return hexOf(hash) as EntryId
}

export function groupIdOf(hash: Uint8Array): GroupId {
  return hexOf(hash) as GroupId
}

export function logKeyOf(author: MemberId, log: bigint): LogKey {
  return `${author}/${log.toString(16)}` as LogKey
}
