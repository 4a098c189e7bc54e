/**
 * Whom a ticket names as its contacts: the inviter, and members that are online besides it, so that the bearer gets in
 * while the inviter is away. Serves docs/protocol.md, "Tickets".
 */
import type { Ticket } from '../group/ticket.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'

export interface InviteOptions {
  readonly uses: number
  /** Ms since the epoch. */
  readonly expiresMs: number
  /** Whoever bears it waits until a moderator lets it in. */
  readonly approve?: boolean
}

export interface Invited {
  readonly ticket: Ticket
  readonly effects: PeerEffect[]
}

type Contact = Ticket['contacts'][number]

/** Enough that one of them answers when most are off. */
const TICKET_CONTACTS = 8

/** The ticket of an invite whose entry is written. */
export function ticketOf(
  group: GroupPeer,
  self: Contact,
  invite: Pick<Ticket, 'inviteSeed' | 'inviteEntry' | 'expiresMs'>,
): Ticket {
  const name = group.membership?.settings.name ?? ''
  return { group: group.group, name, ...invite, contacts: contactsOf(group, self) }
}

/** We, and some that are online besides us. */
export function contactsOf(group: GroupPeer, self: Contact): Contact[] {
  const others = [...(group.membership?.members.values() ?? [])]
    .filter(({ member, present }) => present && member !== self.member && group.isOnline(member))
    .slice(0, TICKET_CONTACTS - 1)
  return [self, ...others.map(({ member }) => ({ member, addresses: group.presences.of(member)?.addresses ?? [] }))]
}
