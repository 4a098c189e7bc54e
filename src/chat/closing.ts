/** Why this peer is not in a group any more, and what it is told when it tries to say something all the same. */
import { TocsinError } from '../base/errors.js'
import type { MemberId } from '../base/ids.js'
import { closingOf } from '../group/membership.js'
import type { GroupPeer } from '../peer/group.js'
import { lackOf } from '../peer/unsupported.js'
import { isoTime } from './iso-time.js'
import type { ClosingInfo } from './join-surface.js'

/** Undefined while it is in, and where its joining came to nothing. */
export function closingInfo(group: GroupPeer, self: MemberId): ClosingInfo | undefined {
  const members = group.membership?.members
  const member = members?.get(self)
  const closing = member === undefined ? undefined : closingOf(member)
  if (closing === undefined || closing.kind === 'silenced') return undefined
  const { kind: state, by, entryId } = closing
  const time = isoTime(group.book.roll.entry(entryId)?.time ?? 0)
  return { state, by, name: members?.get(by)?.name ?? '', time }
}

/** Throws TocsinError for who can say nothing here. */
export function assertIn(group: GroupPeer, self: MemberId): void {
  const lack = lackOf(group)
  if (lack !== undefined) throw lack
  if (!group.present) throw outError(closingInfo(group, self))
}

function outError(closing: ClosingInfo | undefined): TocsinError {
  switch (closing?.state) {
    case 'removed':
      return new TocsinError('removed', 'a moderator removed you from this group; a new ticket lets you in again')
    case 'banned':
      return new TocsinError('banned', 'you are banned from this group; a moderator can lift that')
    case 'left':
      return new TocsinError('not-a-member', 'you left this group; a new ticket lets you in again')
    default:
      return new TocsinError('not-a-member', 'the ticket you came with was used up or taken back; ask for a new one')
  }
}
