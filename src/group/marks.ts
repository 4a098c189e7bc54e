/**
 * What a person verified of the members of a group, and what became of it. Serves docs/protocol.md, "Safety numbers".
 * Local: no other member hears of it, and nothing that others sent may set or clear a mark.
 */
import { bytesEqual, joinBytes, label } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import { looksOf } from './look-alikes.js'
import type { Member } from './membership.js'

export type Verified = 'no' | 'yes' | 'changed'

export interface Standing {
  readonly verified: Verified
  /** Whose keys were verified where these are `changed`: its own, or those of another member by that name. */
  readonly was: MemberId | undefined
}

/** A member that was verified. */
export interface Mark {
  readonly member: MemberId
  /** Hash of its keys as they were compared. */
  readonly keys: Uint8Array
  /** The first and the latest name that it bore alone: whoever else takes one is looked at. */
  readonly names: readonly string[]
}

type Named = Pick<Member, 'member' | 'name' | 'present'>

const VERSION = 1
const KEYS_BYTES = 32
const NOBODY: Standing = { verified: 'no', was: undefined }

/** `keys` is the hash of the member's keys as they stand now; only asked for where there is a mark. */
export function standingOf(
  { member, name }: Named,
  marks: ReadonlyMap<MemberId, Mark>,
  keys: () => Uint8Array,
): Standing {
  const own = marks.get(member)
  if (own !== undefined) {
    return bytesEqual(own.keys, keys()) ? { verified: 'yes', was: undefined } : { verified: 'changed', was: member }
  }
  const looks = looksOf(name)
  for (const mark of marks.values()) {
    if (mark.names.some(known => looksOf(known) === looks)) return { verified: 'changed', was: mark.member }
  }
  return NOBODY
}

/** The mark with the name that its member bears now, if nobody else who is present has one that looks like it. */
export function withName(mark: Mark, members: ReadonlyMap<MemberId, Named>): Mark {
  const name = members.get(mark.member)?.name ?? ''
  const looks = looksOf(name)
  if (looks === '' || mark.names.at(-1) === name) return mark
  for (const other of members.values()) {
    if (other.present && other.member !== mark.member && looksOf(other.name) === looks) return mark
  }
  return { ...mark, names: [...mark.names.slice(0, 1), name] }
}

export function encodeMark({ keys, names }: Mark): Uint8Array {
  const parts = names.map(label).map(bytes => joinBytes(Uint8Array.of(bytes.length), bytes))
  return joinBytes(Uint8Array.of(VERSION), keys, ...parts)
}

/** Undefined for what this version did not write. */
export function decodeMark(member: MemberId, value: Uint8Array): Mark | undefined {
  if (value[0] !== VERSION || value.length < 1 + KEYS_BYTES) return undefined
  const names: string[] = []
  for (let at = 1 + KEYS_BYTES; at < value.length; at += 1 + value[at]!) {
    names.push(new TextDecoder().decode(value.subarray(at + 1, at + 1 + value[at]!)))
  }
  return { member, keys: value.slice(1, 1 + KEYS_BYTES), names }
}
