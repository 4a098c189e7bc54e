/**
 * What channels publish, as bytes: a member's prekeys, and its initiations of channels with others. Serves
 * docs/protocol.md, "Prekeys" and "X3DH". Fixed layouts, for the control log keeps them for ever. Decoding believes
 * nothing: what is not exactly of the layout, and within its bounds, is undefined.
 */
import { joinBytes } from '../../base/bytes.js'
import { hexOf } from '../../base/ids.js'
import { MAX_KEY_MESSAGE } from '../schemes/group-cipher.js'
import { MESSAGE_OVERHEAD } from './double-ratchet.js'
import type { Prekeys } from './x3dh.js'

export const ChannelKind = { prekeys: 1, initiations: 2 } as const

/** The first bytes of a prekey name it among those of one member. */
export const PREKEY_ID_BYTES = 4
export const NO_PREKEY_ID = new Uint8Array(PREKEY_ID_BYTES)
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

export interface SignedPrekeys extends Prekeys {
  readonly signature: Uint8Array
}

export interface Initiation {
  readonly signedId: Uint8Array
  /** Zeros: none was known. */
  readonly oneTimeId: Uint8Array
  /** First message of the ratchet, empty: it proves that both sides agreed, and carries the key to answer to. */
  readonly message: Uint8Array
}

/** One ephemeral key for all, as each is mixed with keys of its recipient alone. */
export interface Initiations {
  readonly ephemeral: Uint8Array
  readonly slots: readonly Initiation[]
}

const INITIATION_BYTES = 2 * PREKEY_ID_BYTES + MESSAGE_OVERHEAD
const INITIATIONS_HEAD = 1 + KEY_BYTES
/** More than a group has members, and what fits in a key message. */
export const MAX_INITIATIONS = 4000
/** More than anyone publishes at once. */
export const MAX_PUBLISHED = 32

/** kind u8 = 1 ‖ signed prekey ‖ signature ‖ one-time prekeys. */
export function encodePrekeys({ signed, oneTime, signature }: SignedPrekeys): Uint8Array {
  return joinBytes(Uint8Array.of(ChannelKind.prekeys), signed, signature, ...oneTime)
}

export function decodePrekeys(payload: Uint8Array): SignedPrekeys | undefined {
  const head = 1 + KEY_BYTES + SIGNATURE_BYTES
  const count = (payload.length - head) / KEY_BYTES
  if (!Number.isInteger(count) || count < 0 || count > MAX_PUBLISHED) return undefined
  return {
    signed: payload.slice(1, 1 + KEY_BYTES),
    signature: payload.slice(1 + KEY_BYTES, head),
    oneTime: Array.from({ length: count }, (_, at) =>
      payload.slice(head + at * KEY_BYTES, head + (at + 1) * KEY_BYTES),
    ),
  }
}

/** kind u8 = 2 ‖ ephemeral key ‖ (signed prekey's id ‖ one-time prekey's id ‖ message of 56) … */
export function encodeInitiations({ ephemeral, slots }: Initiations): Uint8Array {
  const parts = slots.flatMap(({ signedId, oneTimeId, message }) => [signedId, oneTimeId, message])
  return joinBytes(Uint8Array.of(ChannelKind.initiations), ephemeral, ...parts)
}

export function decodeInitiations(payload: Uint8Array): Initiations | undefined {
  const count = (payload.length - INITIATIONS_HEAD) / INITIATION_BYTES
  if (!Number.isInteger(count) || count < 1 || payload.length > MAX_KEY_MESSAGE) return undefined
  const slots = Array.from({ length: count }, (_, index) => {
    const slot = payload.subarray(INITIATIONS_HEAD + index * INITIATION_BYTES)
    return {
      signedId: slot.subarray(0, PREKEY_ID_BYTES),
      oneTimeId: slot.subarray(PREKEY_ID_BYTES, 2 * PREKEY_ID_BYTES),
      message: slot.subarray(2 * PREKEY_ID_BYTES, INITIATION_BYTES),
    }
  })
  return { ephemeral: payload.slice(1, INITIATIONS_HEAD), slots }
}

export function prekeyIdOf(key: Uint8Array): Uint8Array {
  return key.subarray(0, PREKEY_ID_BYTES)
}

/** A prekey's id, or the prekey itself, as a map's key. */
export function prekeyName(key: Uint8Array): string {
  return hexOf(prekeyIdOf(key))
}

export function isZeroId(prekeyId: Uint8Array): boolean {
  return prekeyId.every(byte => byte === 0)
}
