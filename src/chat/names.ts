/** The names of a group as they are shown: made when somebody looks, and anew when the membership has changed. */
import type { Membership } from '../group/membership.js'
import { type NamedMember, ShownNames } from '../group/shown-names.js'

const NOBODY = new ShownNames([])
const made = new WeakMap<Membership, ShownNames>()

export function namesIn(membership: Membership | undefined): ShownNames {
  if (membership === undefined) return NOBODY
  const known = made.get(membership) ?? new ShownNames(everyone(membership))
  made.set(membership, known)
  return known
}

function* everyone({ members, waiting }: Membership): Iterable<NamedMember> {
  // one that waits and was a member before goes by the name under which it waits
  for (const one of members.values()) if (!waiting.has(one.member)) yield one
  for (const { member, admission } of waiting.values()) yield { member, name: admission.name }
}
