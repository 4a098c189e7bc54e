/**
 * What a person verified of the members of a group, and what became of it. Serves docs/protocol.md, "Safety numbers".
 * Local: no other member hears of it, and nothing that others sent may set or clear a mark.
 */
import { bytesEqual, joinBytes, label } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import { textOf } from '../base/utf8.js'
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

export class Marks {
  readonly #marks = new Map<MemberId, Mark>()
  /** Whose name looks like this. */
  #looks: ReadonlyMap<string, MemberId> = new Map()

  all(): readonly Mark[] {
    return [...this.#marks.values()]
  }

  put(mark: Mark): void {
    this.#marks.set(mark.member, mark)
    this.#lookAnew()
  }

  remove(member: MemberId): void {
    this.#marks.delete(member)
    this.#lookAnew()
  }

  /** `keys` is the hash of the member's keys as they are now; it is asked for only where there is a mark. */
  standingOf({ member, name }: Named, keys: () => Uint8Array): Standing {
    const own = this.#marks.get(member)
    if (own !== undefined) {
      return bytesEqual(own.keys, keys()) ? { verified: 'yes', was: undefined } : { verified: 'changed', was: member }
    }
    const was = this.#looks.size === 0 ? undefined : this.#looks.get(looksOf(name))
    return { verified: was === undefined ? 'no' : 'changed', was }
  }

  #lookAnew(): void {
    this.#looks = new Map(
      this.all().flatMap(({ member, names }) => names.map(name => [looksOf(name), member] as const)),
    )
  }
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
    names.push(textOf(value.subarray(at + 1, at + 1 + value[at]!)))
  }
  return { member, keys: value.slice(1, 1 + KEYS_BYTES), names }
}
