/**
 * Whether a change of belief is news to people: to them a member that was doubted for a moment was there all along.
 * Serves docs/protocol.md, "Liveness".
 */
import type { MemberId } from '../base/ids.js'
import type { LivenessState } from '../ring/liveness.js'

export class MemberNews {
  readonly #suspects = new Set<MemberId>()

  isNews(member: MemberId, state: LivenessState): boolean {
    const wasSuspect = this.#suspects.delete(member)
    if (state === 'suspect') this.#suspects.add(member)
    return state === 'offline' || (state === 'online' && !wasSuspect)
  }
}
