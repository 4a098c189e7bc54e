/** Members as an embedder sees them: the signed list, and what this member believes and has kept about each. */
import { type MemberId, shortIdOf } from '../base/ids.js'
import { closingOf, type Member as Known } from '../group/membership.js'
import type { GroupPeer } from '../peer/group.js'
import { memberCalls } from './arguments-of-calls.js'
import { isoTime } from './iso-time.js'
import { namesIn } from './names.js'
import type { Member } from './surface.js'

/** `shortId` of a member. Throws TocsinError `bad-argument`, or `unknown-member` for what is no member's id. */
export function shortIdOfMember(member: MemberId): string {
  return shortIdOf(memberCalls.shortIdOf({ member }).member)
}

/** Everyone who ever was a member, by name. */
export function membersOf(peer: GroupPeer, self: MemberId): readonly Member[] {
  const names = namesIn(peer.membership)
  const members = [...(peer.membership?.members.values() ?? [])].map((known): Member => {
    const { member, name, role, present } = known
    const seen = peer.presences.lastSeen(member)
    const said = peer.presences.of(member)
    return {
      member,
      shortId: shortIdOf(member),
      name,
      displayName: names.of(member),
      looksLike: names.alike(member),
      formerNames: known.formerNames ?? [],
      role,
      state: present ? (peer.isOnline(member) ? 'online' : 'offline') : goneOf(known),
      self: member === self,
      lastSeen: seen === undefined ? undefined : isoTime(seen),
      verified: peer.trust.of(member).verified,
      status: said?.status,
      statusText: said?.statusText ?? '',
      ignored: peer.reading.ignored.has(member),
      removal: peer.removals.of(known),
    }
  })
  return members.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
}

function goneOf(member: Known): 'left' | 'removed' {
  return closingOf(member)?.kind === 'left' ? 'left' : 'removed'
}
