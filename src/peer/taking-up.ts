/**
 * A group taken up from what an admitter handed over. Serves docs/protocol.md, "Joining". The log has to hold what the
 * ticket pins, and us; what it says otherwise is as good as what any member says, since each entry is signed.
 */
import { bytesEqual, label } from '../base/bytes.js'
import { TocsinError } from '../base/errors.js'
import { bytesOfHex, type GroupId, hexOf, type MemberId } from '../base/ids.js'
import type { Burst } from '../crypto/burst.js'
import type { Suite } from '../crypto/suite.js'
import type { Ticket } from '../group/ticket.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'
import type { HandOver } from './hand-over.js'
import type { OwnPrekeys } from './own-prekeys.js'
import { lackOf } from './unsupported.js'

/** Where a peer keeps its groups. */
export interface Groups {
  readonly find: (group: GroupId) => GroupPeer | undefined
  readonly open: (group: GroupId, now: number) => GroupPeer
  readonly forget: (group: GroupId) => void
}

/** `wrong`: this admitter did not let us in, whatever it says. */
export interface TakenUp {
  readonly wrong: TocsinError | undefined
  readonly effects: readonly PeerEffect[]
}

export function takeUp(
  { suite, self, groups }: { readonly suite: Suite; readonly self: MemberId; readonly groups: Groups },
  { ticket, prekeys }: { readonly ticket: Ticket; readonly prekeys: OwnPrekeys },
  { bursts, presences }: HandOver,
  now: number,
): TakenUp {
  if (!pins(ticket, bursts, suite)) {
    return { wrong: new TocsinError('invite-unknown', 'the admitting member showed an older view'), effects: [] }
  }
  // a group that was left is taken up again with what it holds
  const before = groups.find(ticket.group)
  const wasPresent = before?.present === true
  const group = before ?? groups.open(ticket.group, now)
  const effects = group.takeUp(bursts, prekeys, now)
  const amiss = amissIn(group, ticket, self, suite)
  if (amiss !== undefined) {
    if (before === undefined) groups.forget(ticket.group)
    return { wrong: amiss, effects: before === undefined ? [] : effects }
  }
  for (const presence of presences) group.presences.took(presence, now)
  const begun = wasPresent
    ? group.meet(
        ticket.contacts.map(({ member }) => member),
        now,
      )
    : group.start(now)
  return { wrong: undefined, effects: [...effects, ...begun] }
}

/** Whether a log that was handed over holds the invite the ticket names: else it is an older view of the group. */
export function pins(ticket: Ticket, bursts: readonly Burst[], suite: Suite): boolean {
  const wanted = bytesOfHex(ticket.inviteEntry)
  const isWanted = ({ header }: { readonly header: Uint8Array }) =>
    bytesEqual(suite.sha256(label('entry'), header), wanted)
  return bursts.some(({ entries }) => entries.some(isWanted))
}

/** What the log, reduced by ourselves, does not bear out; undefined when it has us in, by the ticket's invite. */
function amissIn(group: GroupPeer, ticket: Ticket, self: MemberId, suite: Suite): TocsinError | undefined {
  const lack = lackOf(group)
  if (lack !== undefined) return lack
  const { membership } = group
  const amiss = (what: string) => new TocsinError('bad-signature', `the member list ${what}`)
  if (membership?.members.get(self)?.present !== true) return amiss('does not name us')
  // the pinned entry is really in the log, and is the invite that the ticket redeems
  const invite = hexOf(suite.ed25519PublicKey(ticket.inviteSeed))
  if (membership.invites.get(invite)?.entryId !== ticket.inviteEntry) return amiss('shows another invite')
  return undefined
}
