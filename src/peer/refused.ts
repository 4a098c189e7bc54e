/** What the rules refused, as the error that says whose fault it is and what to try. Serves docs/protocol.md, "Roles". */
import { type ErrorCode, TocsinError } from '../base/errors.js'
import type { ControlBody } from '../group/control.js'
import type { Refusal } from '../group/rules.js'

export function refusedError(refusal: Refusal, { type }: Pick<ControlBody, 'type'>): TocsinError {
  const [code, reason] = WORDS[refusal]
  return new TocsinError(code, `${SAID[type] ?? type} was refused: ${reason}`)
}

/** What people call an entry, where its name is another. */
const SAID: { readonly [type in ControlBody['type']]?: string } = {
  remove: 'kick',
  setting: 'what you set',
  role: 'the new role',
  topic: 'the topic',
  rename: 'the new name',
  join: 'letting it in',
  decline: 'turning it away',
}

const WORDS: Readonly<Record<Refusal, readonly [ErrorCode, string]>> = {
  'not-present': ['not-a-member', 'you are not a member of this group any more'],
  role: ['not-allowed', 'your role does not allow it; ask a moderator or the founder'],
  outranked: ['not-allowed', 'you do not outrank that member; ask the founder, or a moderator who joined before it'],
  unknown: ['unknown-member', 'there is nothing here by that name'],
  again: ['bad-argument', 'it is so already'],
  unsigned: ['bad-signature', 'a signature does not fit'],
  revoked: ['invite-revoked', 'the invite was taken back; ask for a new one'],
  outdated: ['invite-outdated', 'the member was removed after the invite was made; make a new one'],
  expired: ['invite-expired', 'the invite has expired; ask for a new one'],
  'used-up': ['invite-used-up', 'the invite is used up; ask for a new one'],
  banned: ['banned', 'this identity is banned from the group; a moderator can lift that'],
  'too-many': [
    'limit-exceeded',
    'you have as many open invites as a member may; revoke some, or give a ticket more uses',
  ],
  full: ['group-full', 'the group has as many members as it may; ask a moderator to raise the limit'],
  declined: ['declined', 'a moderator turned it away; ask for a new ticket'],
  unapproved: ['not-allowed', 'a moderator has to let it in'],
}
