/**
 * What a person is shown where a name stands for a member. Names are other people's words and need not differ: one that
 * could be taken for another's, or for what stands around it, is shown with the short id of its bearer, and one that shows
 * nothing is an id. Serves docs/protocol.md, "Safety numbers". Local: no two members need to agree on it.
 */
import { type MemberId, shortIdOf } from '../base/ids.js'
import { safeLine } from '../base/safe-text.js'
import { isSeen, looksOf } from './look-alikes.js'
import type { Member } from './membership.js'

export type NamedMember = Pick<Member, 'member' | 'name' | 'formerNames'> & Partial<Pick<Member, 'present'>>

/** Digits of a peer id beside no name: the eight that all have, and the short id. */
const SHOWN_ID = 16
/** Names that a member or a group had before: enough that nobody slips into one, few enough for a list of all members. */
const MAX_FORMER = 8
/** Members told of as alike: a person looks at a few. */
const MAX_ALIKE = 16
/** What all peer ids look like at their beginning. */
const ID_LOOKS = looksOf('12D3KooW')
/** What stands around a name in a line: the mark of an action, of a clock or of an aside, and the end of the name. */
const LIKE_A_LINE = /^[*[]|[:\u02d0\u05c3\u2236\ua789]|\)$/u

export class ShownNames {
  readonly #members: ReadonlyMap<MemberId, NamedMember>
  /** Members by what their names and short ids look like; names of before only of those who are here. */
  readonly #byLooks = new Map<string, MemberId[]>()

  /** Everyone whose name is shown: members, those that were, and those that wait to be. */
  constructor(members: Iterable<NamedMember>) {
    this.#members = new Map(Array.from(members, one => [one.member, one]))
    for (const one of this.#members.values()) {
      const before = one.present === true ? (one.formerNames ?? []) : []
      const looks = [one.name, ...before, shortIdOf(one.member)].map(looksOf)
      for (const look of new Set(looks)) this.#bearersOf(look).push(one.member)
    }
  }

  /** Safe for a terminal, on one line. `name`: one that it bore, where that is what is told. */
  of(member: MemberId, name = this.#members.get(member)?.name ?? ''): string {
    if (!isSeen(name)) return member.slice(0, SHOWN_ID)
    const shown = safeLine(name).trim()
    return this.#isPlain(member, name) ? shown : `${shown} (${shortIdOf(member)})`
  }

  /** Some of the other members whose names look like that of this one, those who left included. */
  alike(member: MemberId): readonly MemberId[] {
    const looks = looksOf(this.#members.get(member)?.name ?? '')
    if (looks === '') return []
    return (this.#byLooks.get(looks) ?? []).filter(other => other !== member).slice(0, MAX_ALIKE)
  }

  #isPlain(member: MemberId, name: string): boolean {
    const looks = looksOf(name)
    if (looks.startsWith(ID_LOOKS) || LIKE_A_LINE.test(safeLine(name).normalize('NFKC').trim())) return false
    return !(this.#byLooks.get(looks) ?? []).some(other => other !== member)
  }

  #bearersOf(looks: string): MemberId[] {
    const bearers = this.#byLooks.get(looks) ?? []
    this.#byLooks.set(looks, bearers)
    return bearers
  }
}

/** What of a member is new with another name, or with the first one. */
export function renamed(
  known: Pick<Member, 'name' | 'formerNames'> | undefined,
  name: string,
): Pick<Member, 'name' | 'formerNames'> {
  return { name, formerNames: known && withFormer(known.formerNames ?? [], known.name, name) }
}

/** The names of before, with the one that is given up. */
export function withFormer(former: readonly string[], given: string, taken: string): readonly string[] {
  if (given === taken) return former
  return [...former.filter(name => name !== given && name !== taken), given].slice(-MAX_FORMER)
}
