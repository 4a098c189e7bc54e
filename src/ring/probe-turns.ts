/**
 * Whose turn it is to be probed of those who are offline, and when: round robin over the members, so that nobody is ever
 * forgotten. Must never skip an eligible member for longer than one round.
 */
import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { OFFLINE_PROBE_MS } from './liveness-events.js'

export class ProbeTurns {
  readonly #random: Pick<Random, 'next'>
  #members: readonly MemberId[] = []
  #next = 0
  #dueAt: number | undefined

  constructor(random: Pick<Random, 'next'>) {
    this.#random = random
  }

  /** When the next one is due. */
  get deadline(): number | undefined {
    return this.#dueAt
  }

  setMembers(members: readonly MemberId[]): void {
    this.#members = members
    // Everybody starts elsewhere, or all would probe the same member in the same order.
    this.#next = Math.floor(this.#random.next() * members.length)
  }

  /** One is due in a while, as long as anybody is offline. */
  plan(isAnyOffline: boolean, now: number): void {
    if (!isAnyOffline) this.#dueAt = undefined
    else this.#dueAt ??= now + OFFLINE_PROBE_MS
  }

  /** Whether one is due; `plan` plans the next. */
  isDue(now: number): boolean {
    if (this.#dueAt === undefined || now < this.#dueAt) return false
    this.#dueAt = undefined
    return true
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
