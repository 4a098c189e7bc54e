/**
 * The members in clockwise order, and who of them is usable: what every neighbour rule is looked up in.
 *
 * Sorted once per member list; finding is a binary search, marking is O(1). Knows nothing of links or of self. Must
 * never change its order for a reason other than a new member list.
 */
import type { MemberId } from '../base/ids.js'
import type { Position } from './position.js'

export interface RingMember {
  readonly member: MemberId
  readonly position: Position
}

/** +1 is clockwise. */
export type Step = 1 | -1

export class Circle {
  /** Clockwise from position 0. */
  readonly members: readonly RingMember[]
  readonly #indexes = new Map<MemberId, number>()
  readonly #usable: Uint8Array
  #usableCount = 0

  constructor(members: readonly RingMember[], isUsable: (member: MemberId) => boolean) {
    const unique = new Map(members.map(entry => [entry.member, entry]))
    this.members = [...unique.values()].sort(compare)
    this.#usable = new Uint8Array(this.members.length)
    this.members.forEach((entry, index) => {
      this.#indexes.set(entry.member, index)
      this.#usable[index] = isUsable(entry.member) ? 1 : 0
      this.#usableCount += this.#usable[index]
    })
  }

  get usableCount(): number {
    return this.#usableCount
  }

  indexOf(member: MemberId): number | undefined {
    return this.#indexes.get(member)
  }

  isUsable(member: MemberId): boolean {
    const index = this.#indexes.get(member)
    return index !== undefined && this.#usable[index] === 1
  }

  /** Marks a member; false when that changed nothing. */
  mark(member: MemberId, usable: boolean): boolean {
    const index = this.#indexes.get(member)
    const value = usable ? 1 : 0
    if (index === undefined || this.#usable[index] === value) return false
    this.#usable[index] = value
    this.#usableCount += usable ? 1 : -1
    return true
  }

  /** Up to `count` usable members from `start` on in direction `step`, ending before the member at `stop`. */
  walk(start: number, step: Step, stop: number, count: number): RingMember[] {
    const found: RingMember[] = []
    const size = this.members.length
    let index = (start + size) % size
    for (let seen = 0; seen < size && index !== stop && found.length < count; seen += 1) {
      const entry = this.members[index]
      if (entry !== undefined && this.#usable[index] === 1) found.push(entry)
      index = (index + step + size) % size
    }
    return found
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
