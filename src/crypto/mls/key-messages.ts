/**
 * What members of an `mls` group publish: the first epoch, and commits. Serves docs/protocol.md, "MLS". Whatever comes
 * from others may be damaged: then there is no message. Only the frame is read here; what is in it is RFC 9420's.
 */
import { joinBytes, label } from '../../base/bytes.js'
import { bytesOfHex, hexOf, type MemberId } from '../../base/ids.js'
import { FIRST_SCHEME_KIND } from '../pairwise/channels.js'
import { u8, u16, u32 } from '../pairwise/fields.js'
import type { Suite } from '../suite.js'

/** An epoch by name: 32 hex digits. Two commits upon one epoch make two, of the same number. */
export type EpochName = string

export interface EpochMessage {
  /** Undefined: the first epoch. */
  readonly parent: EpochName | undefined
  readonly number: number
  /** A member removes others. */
  readonly removes: boolean
  /** Its GroupInfo has the tree. */
  readonly withTree: boolean
  readonly commit: Uint8Array
  readonly groupInfo: Uint8Array
}

/** Makes collisions as hard as forging a tag. */
export const EPOCH_NAME_BYTES = 16
/** First byte of a key message; those of channels and of other schemes are others. */
const EPOCH_KIND = FIRST_SCHEME_KIND + 32
const REMOVES = 1
const WITH_TREE = 2
const HAS_PARENT = 4
/** Kind, flags, parent, number, length of the commit. */
const HEAD_BYTES = 1 + 1 + EPOCH_NAME_BYTES + 4 + 4
const NO_PARENT = new Uint8Array(EPOCH_NAME_BYTES)

/** kind u8 = 48 ‖ flags u8 ‖ parent (16) ‖ number u32 ‖ length u32 ‖ commit ‖ GroupInfo. */
export function encodeEpochMessage(message: EpochMessage): Uint8Array {
  const { parent, number, removes, withTree, commit, groupInfo } = message
  const flags = (removes ? REMOVES : 0) + (withTree ? WITH_TREE : 0) + (parent === undefined ? 0 : HAS_PARENT)
  const parentBytes = parent === undefined ? NO_PARENT : bytesOfHex(parent)
  return joinBytes(u8(EPOCH_KIND), u8(flags), parentBytes, u32(number), u32(commit.length), commit, groupInfo)
}

export function decodeEpochMessage(payload: Uint8Array): EpochMessage | undefined {
  if (payload.length < HEAD_BYTES || payload[0] !== EPOCH_KIND) return undefined
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const flags = view.getUint8(1)
  const number = view.getUint32(2 + EPOCH_NAME_BYTES)
  const end = HEAD_BYTES + view.getUint32(HEAD_BYTES - 4)
  if (flags > REMOVES + WITH_TREE + HAS_PARENT || end > payload.length) return undefined
  const parentBytes = payload.subarray(2, 2 + EPOCH_NAME_BYTES)
  const hasParent = (flags & HAS_PARENT) !== 0
  const message: EpochMessage = {
    parent: hasParent ? hexOf(parentBytes) : undefined,
    number,
    removes: (flags & REMOVES) !== 0,
    withTree: (flags & WITH_TREE) !== 0,
    commit: payload.slice(HEAD_BYTES, end),
    groupInfo: payload.slice(end),
  }
  if (hasParent) return number > 0 && message.commit.length > 0 ? message : undefined
  const isFirst = number === 0 && message.withTree && !message.removes && message.commit.length === 0
  return isFirst && parentBytes.every(byte => byte === 0) ? message : undefined
}

const NAMING = label('tocsin mls epoch')

export function epochNameOf(suite: Suite, from: MemberId, payload: Uint8Array): EpochName {
  const author = label(from)
  return hexOf(suite.sha256(NAMING, u16(author.length), author, payload).subarray(0, EPOCH_NAME_BYTES))
}

const ORDER = label('tocsin mls order')

/** Of commits upon one epoch, the lower one wins where nothing else decides. */
export function orderOf(suite: Suite, parent: EpochName | undefined, from: MemberId): string {
  return hexOf(suite.sha256(ORDER, parent === undefined ? NO_PARENT : bytesOfHex(parent), label(from)))
}
