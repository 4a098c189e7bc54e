/**
 * Where a member sits on the circle: XOR of two hashes, closed into a ring of 2^64 (docs/protocol.md, "The ring").
 *
 * 64 bits are enough at any group size: an attacker needs about N tries to sit next to a victim whatever the width.
 * What stops the grinding is the nonce, which the admitter draws and the member does not. Equal positions are broken
 * by member id, so the order is total. Must never depend on anything but the signed member list.
 */
import type { Suite } from '../crypto/suite.js'

/** 0 ≤ position < 2^64, clockwise is up. */
export type Position = bigint

export const RING_BITS = 64

const RING_LABEL = new TextEncoder().encode('ring')

/**
 * The position of the member with this 32-byte Ed25519 key, admitted with this 32-byte nonce, in the group with this
 * 32-byte id. Hashed with the group, so that two groups with the same members share no links.
 */
export function positionOf(
  suite: Pick<Suite, 'sha256'>,
  groupId: Uint8Array,
  memberKey: Uint8Array,
  nonce: Uint8Array,
): Position {
  return firstWord(suite.sha256(RING_LABEL, groupId, memberKey, nonce)) ^ firstWord(groupId)
}

/** `position` moved clockwise by `offset` (negative: counter-clockwise), around the circle. */
export function moved(position: Position, offset: bigint): Position {
  return BigInt.asUintN(RING_BITS, position + offset)
}

/** How far clockwise from `from` to `to`; 0 when they are the same. */
export function clockwise(from: Position, to: Position): bigint {
  return BigInt.asUintN(RING_BITS, to - from)
}

/** Is `position` on the clockwise arc [from, to)? from = to is the whole circle, not the empty arc. */
export function between(position: Position, from: Position, to: Position): boolean {
  return from === to || clockwise(from, position) < clockwise(from, to)
}

function firstWord(bytes: Uint8Array): bigint {
  let word = 0n
  for (let index = 0; index < RING_BITS / 8; index += 1) word = (word << 8n) | BigInt(bytes[index] ?? 0)
  return word
}
