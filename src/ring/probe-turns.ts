/**
 * Whose turn it is to be probed: round robin over the members, so that nobody offline is ever forgotten.
 * Must never skip an eligible member for longer than one round.
 */
import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'

export class ProbeTurns {
  readonly #random: Pick<Random, 'next'>
  #members: readonly MemberId[] = []
  #next = 0

  constructor(random: Pick<Random, 'next'>) {
    this.#random = random
  }

  setMembers(members: readonly MemberId[]): void {
    this.#members = members
    // Everybody starts elsewhere, or all would probe the same member in the same order.
    this.#next = Math.floor(this.#random.next() * members.length)
  }

  /** The next members that are eligible, up to `count`, each at most once. */
  take(count: number, isEligible: (member: MemberId) => boolean): MemberId[] {
    const taken: MemberId[] = []
    for (let seen = 0; seen < this.#members.length && taken.length < count; seen += 1) {
      const member = this.#members[this.#next]
      this.#next = (this.#next + 1) % this.#members.length
      if (member !== undefined && isEligible(member)) taken.push(member)
    }
    return taken
  }
}
