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

const VERSION = 1
/** version u8 ‖ chain's name ‖ place u16. */
const HEAD_BYTES = 1 + NAME_BYTES + 2
const NONCE_BYTES = 12

export interface BodyPlace {
  readonly chainName: string
  readonly place: number
}

export function sealBody(
  suite: Suite,
  messageKey: Uint8Array,
  { chainName, place }: BodyPlace,
  entryId: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  const head = joinBytes(Uint8Array.of(VERSION), bytesOfHex(chainName), Uint8Array.of(place >> 8, place & 255))
  const key = bodyKey(suite, messageKey, entryId)
  const sealed = suite.seal(key, entryId.subarray(0, NONCE_BYTES), paddedBody(body), joinBytes(entryId, head))
  key.fill(0)
  return joinBytes(head, sealed)
}

/** Where its key is; undefined when it is no such body. */
export function placeOf(sealed: Uint8Array): BodyPlace | undefined {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION) return undefined
  const place = sealed[HEAD_BYTES - 2]! * 256 + sealed[HEAD_BYTES - 1]!
  if (place >= MAX_CHAIN_MESSAGES) return undefined
  return { chainName: hexOf(sealed.subarray(1, 1 + NAME_BYTES)), place }
}

/** Undefined when anything was altered. */
export function openBody(
  suite: Suite,
  messageKey: Uint8Array,
  entryId: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const head = sealed.subarray(0, HEAD_BYTES)
  const key = bodyKey(suite, messageKey, entryId)
  const plain = suite.open(key, entryId.subarray(0, NONCE_BYTES), sealed.subarray(HEAD_BYTES), joinBytes(entryId, head))
  key.fill(0)
  return plain === undefined ? undefined : unpadded(plain)
}
