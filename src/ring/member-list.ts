/**
 * The members of a group in clockwise order: what every neighbour rule is looked up in (docs/protocol.md, "The ring").
 *
 * Sorted once, never changed, and so shared by all that look at the same list: ten thousand views of ten thousand
 * members are one list. Knows nothing of who is online.
 */
import type { MemberId } from '../base/ids.js'
import type { Position } from './position.js'

export interface RingMember {
  readonly member: MemberId
  readonly position: Position
}

/** Who belongs to a group: the ids, and whether one is among them in O(1). */
export interface MemberSet {
  readonly ids: readonly MemberId[]
  has(member: MemberId): boolean
}

export class MemberList implements MemberSet {
  /** Clockwise from position 0. */
  readonly members: readonly RingMember[]
  readonly ids: readonly MemberId[]
  readonly #indexes = new Map<MemberId, number>()

  constructor(members: readonly RingMember[]) {
    const unique = new Map(members.map(entry => [entry.member, entry]))
    this.members = [...unique.values()].sort(compare)
    this.ids = this.members.map(entry => entry.member)
    this.ids.forEach((member, index) => void this.#indexes.set(member, index))
  }

  has(member: MemberId): boolean {
    return this.#indexes.has(member)
  }

  indexOf(member: MemberId): number | undefined {
    return this.#indexes.get(member)
  }

  /** Where a member stands; undefined for strangers. */
  positionOf(member: MemberId): Position | undefined {
    const index = this.#indexes.get(member)
    return index === undefined ? undefined : this.members[index]?.position
  }

  /** Index of the first member at or after `position`; the number of members when there is none before the wrap. */
  firstAtOrAfter(position: Position): number {
    return this.#search(candidate => candidate >= position)
  }

  /** Index of the last member at or before `position`; −1 when there is none before the wrap. */
  lastAtOrBefore(position: Position): number {
    return this.#search(candidate => candidate > position) - 1
  }

  /** The first index whose position meets a condition that, once met, stays met. */
  #search(met: (position: Position) => boolean): number {
    let low = 0
    let high = this.members.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.members[middle]
      if (entry !== undefined && met(entry.position)) high = middle
      else low = middle + 1
    }
    return low
  }
}

function compare(left: RingMember, right: RingMember): number {
  if (left.position !== right.position) return left.position < right.position ? -1 : 1
  return left.member < right.member ? -1 : 1
}
