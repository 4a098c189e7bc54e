/**
 * A body sealed once for all: which chain and place, and the padded plaintext under that place's key. Serves
 * docs/protocol.md, "Sender keys". The entry's id is associated data, nonce and part of the key, so a body opens under
 * one entry alone.
 */
import { joinBytes } from '../../base/bytes.js'
import { bytesOfHex, hexOf } from '../../base/ids.js'
import { paddedBody, unpadded } from '../padding.js'
import type { Suite } from '../suite.js'
import { bodyKey } from './key-schedule.js'
import { MAX_CHAIN_MESSAGES, NAME_BYTES } from './messages.js'

const PLAIN = 1
/** A seed that the chain has not taken in is mixed into this message's key. */
const MIXED = 2
/** version u8 ‖ chain's name ‖ place u16 ‖ [seed's name]. */
const HEAD_BYTES = 1 + NAME_BYTES + 2
const NONCE_BYTES = 12

export interface BodyPlace {
  readonly chainName: string
  readonly place: number
  /** Whose secret is mixed in. */
  readonly seedName: string | undefined
}

export function sealBody(
  suite: Suite,
  messageKey: Uint8Array,
  { chainName, place, seedName }: BodyPlace,
  entryId: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  const version = Uint8Array.of(seedName === undefined ? PLAIN : MIXED)
  const seed = seedName === undefined ? [] : [bytesOfHex(seedName)]
  const head = joinBytes(version, bytesOfHex(chainName), Uint8Array.of(place >> 8, place & 255), ...seed)
  const key = bodyKey(suite, messageKey, entryId)
  const sealed = suite.seal(key, entryId.subarray(0, NONCE_BYTES), paddedBody(body), joinBytes(entryId, head))
  key.fill(0)
  return joinBytes(head, sealed)
}

/** Where its key is; undefined when it is no such body. */
export function placeOf(sealed: Uint8Array): BodyPlace | undefined {
  const length = headLength(sealed)
  if (length === undefined || sealed.length < length) return undefined
  const place = sealed[HEAD_BYTES - 2]! * 256 + sealed[HEAD_BYTES - 1]!
  if (place >= MAX_CHAIN_MESSAGES) return undefined
  const seedName = length === HEAD_BYTES ? undefined : hexOf(sealed.subarray(HEAD_BYTES, length))
  return { chainName: hexOf(sealed.subarray(1, 1 + NAME_BYTES)), place, seedName }
}

/** Undefined when anything was altered. */
export function openBody(
  suite: Suite,
  messageKey: Uint8Array,
  entryId: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const length = headLength(sealed) ?? 0
  const associated = joinBytes(entryId, sealed.subarray(0, length))
  const key = bodyKey(suite, messageKey, entryId)
  const plain = suite.open(key, entryId.subarray(0, NONCE_BYTES), sealed.subarray(length), associated)
  key.fill(0)
  return plain === undefined ? undefined : unpadded(plain)
}

function headLength([version]: Uint8Array): number | undefined {
  if (version === PLAIN) return HEAD_BYTES
  return version === MIXED ? HEAD_BYTES + NAME_BYTES : undefined
}
