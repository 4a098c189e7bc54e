/**
 * One member's view of the circle: who of the member list is usable, and the walk past those who are not.
 *
 * Marking is O(1) and costs a byte a member. Knows nothing of links or of self. Must never change the order.
 */
import type { MemberId } from '../base/ids.js'
import type { MemberList, RingMember } from './member-list.js'
import { between, type Position } from './position.js'

/** +1 is clockwise. */
export type Step = 1 | -1

export class Circle {
  readonly list: MemberList
  readonly #usable: Uint8Array
  #usableCount: number

  /** `usable`: the mark each member of the list begins with. */
  constructor(list: MemberList, usable: (member: MemberId) => boolean) {
    this.list = list
    this.#usable = Uint8Array.from(list.ids, member => (usable(member) ? 1 : 0))
    this.#usableCount = this.#usable.reduce((count, mark) => count + mark, 0)
  }

  get usableCount(): number {
    return this.#usableCount
  }

  isUsable(member: MemberId): boolean {
    const index = this.list.indexOf(member)
    return index !== undefined && this.#usable[index] === 1
  }

  /** Marks a member; false when that changed nothing. */
  mark(member: MemberId, usable: boolean): boolean {
    const index = this.list.indexOf(member)
    const value = usable ? 1 : 0
    if (index === undefined || this.#usable[index] === value) return false
    this.#usable[index] = value
    this.#usableCount += usable ? 1 : -1
    return true
  }

  /** Usable members on the clockwise arc [from, to), in order; from = to is the whole circle. */
  inside(from: Position, to: Position): RingMember[] {
    const found: RingMember[] = []
    const { members } = this.list
    const start = this.list.firstAtOrAfter(from)
    for (let seen = 0; seen < members.length; seen += 1) {
      const index = (start + seen) % members.length
      const entry = members[index]
      if (entry === undefined || !between(entry.position, from, to)) break
      if (this.#usable[index] === 1) found.push(entry)
    }
    return found
  }

  /** Up to `count` usable members from `start` on in direction `step`, ending before the member at `stop`. */
  walk(start: number, step: Step, stop: number, count: number): RingMember[] {
    const found: RingMember[] = []
    const { members } = this.list
    const size = members.length
    let index = (start + size) % size
    for (let seen = 0; seen < size && index !== stop && found.length < count; seen += 1) {
      const entry = members[index]
      if (entry !== undefined && this.#usable[index] === 1) found.push(entry)
      index = (index + step + size) % size
    }
    return found
  }
}
