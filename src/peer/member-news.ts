/**
 * Whether a change of belief is news to people: to them a member that was doubted for a moment was there all along.
 * Serves docs/protocol.md, "Liveness".
 */
import type { MemberId } from '../base/ids.js'
import type { Membership } from '../group/membership.js'
import type { LivenessState } from '../ring/liveness.js'
import type { GroupContext } from './context.js'
import type { GroupEvent } from './events.js'

export class MemberNews {
  readonly #suspects = new Set<MemberId>()

  isNews(member: MemberId, state: LivenessState): boolean {
    const wasSuspect = this.#suspects.delete(member)
    if (state === 'suspect') this.#suspects.add(member)
    return state === 'offline' || (state === 'online' && !wasSuspect)
  }
}

type MemberEvent = GroupEvent & { type: 'member' }

/** Tells the embedder what is new of a member, by the name and role that it has. */
export function tellOf(
  { emit }: Pick<GroupContext, 'emit'>,
  membership: Membership | undefined,
  member: MemberId,
  change: Omit<MemberEvent, 'type' | 'member' | 'name' | 'role'>,
): void {
  const known = membership?.members.get(member)
  if (known !== undefined) emit({ type: 'member', member, name: known.name, role: known.role, ...change })
}
