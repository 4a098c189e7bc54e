/**
 * What stands in a log that is signed by a key of its author's making: the key's introduction to the members, and with it
 * which content logs are over. Serves docs/protocol.md, "Signing keys". Changes nothing of who is in, and never stands in a
 * log that an identity signs: that would prove what these keys leave deniable.
 */
import { bytesEqual, joinBytes } from '../base/bytes.js'
import { MAX_LOGS_PER_MEMBER, MAX_MEMBERS } from '../base/limits.js'
import { SLOT_BYTES, type Introduction as Slots } from '../crypto/authorship/introduction.js'
import { u32 } from '../crypto/pairwise/fields.js'
import { decoded } from '../wire/decoded.js'
import { Introduction as Wire } from '../wire/generated/control.js'

/** The header's `kind` of an introduction. */
export const INTRODUCTION = 50

/** A content log that is over, and from now on signed for by whoever likes. */
export interface RetiredLog {
  readonly log: bigint
  /** Of the Ed25519 key that signed it. */
  readonly seed: Uint8Array
  /** The last entry. */
  readonly seq: number
  readonly entry: Uint8Array
}

export interface Introduction extends Slots {
  /** All of the author's that are over, ascending: the logs that said so before are dropped. */
  readonly retired: readonly RetiredLog[]
}

/** Bit 1 of a log's number: a key of its author's making signs it. With bit 0 clear it introduces the key, else it is content. */
export function isKeySigned(log: bigint): boolean {
  return (log & 2n) === 2n
}

export function encodeIntroduction(body: Introduction): Uint8Array {
  return Wire.encode({ ...body, retired: body.retired.map(log => ({ ...log })) })
}

/** Undefined when it is malformed or out of bounds. */
export function decodeIntroduction(kind: number, plaintext: Uint8Array): Introduction | undefined {
  const body = kind === INTRODUCTION ? decoded(Wire, plaintext) : undefined
  if (body === undefined || body.ephemeral.length !== 32) return undefined
  const { length } = body.slots
  if (length % SLOT_BYTES !== 0 || length > SLOT_BYTES * (MAX_MEMBERS + 1)) return undefined
  if (!areRetired(body.retired) || !bytesEqual(encodeIntroduction(body), plaintext)) return undefined
  return body
}

/** What the slots of an introduction are for, beside its key. */
export function toldIn(retired: readonly RetiredLog[]): Uint8Array {
  return joinBytes(
    u32(retired.length),
    ...retired.map(({ log, seed, seq, entry }) =>
      joinBytes(u32(Number(log >> 32n)), u32(Number(log & 0xffff_ffffn)), seed, u32(seq), entry),
    ),
  )
}

/** Content logs that keys signed, each once and ascending. */
function areRetired(logs: readonly RetiredLog[]): boolean {
  let before = -1n
  for (const { log, seed, entry } of logs) {
    if (log <= before || (log & 3n) !== 3n || seed.length !== 32 || entry.length !== 32) return false
    before = log
  }
  return logs.length <= MAX_LOGS_PER_MEMBER
}
