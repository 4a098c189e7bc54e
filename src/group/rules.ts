/**
 * The rules: what a membership entry needs to have its effect, by name. Serves docs/protocol.md, "Roles" and
 * "Membership". The same rules refuse at the sender, before it writes, and at every receiver, in the fold. They never look
 * at a clock: only what entries say counts.
 */
import { hexOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { Admitted } from './admissions.js'
import type { Admission, ControlBody, SettingName } from './control.js'
import { type Invite, isAllowedTo, type Knock, type Member, type Membership, outranks, rankOf } from './membership.js'
import { type Settings, withSetting } from './settings.js'

export type Refusal =
  /** Its author is not in the group. */
  | 'not-present'
  /** The author's role does not allow it. */
  | 'role'
  /** Whom it is about ranks as high or higher. */
  | 'outranked'
  /** There is no such member, invite, ban or knock. */
  | 'unknown'
  /** It is so already. */
  | 'again'
  | 'unsigned'
  | 'revoked'
  | 'expired'
  /** The member that it names was removed after the invite was made. */
  | 'outdated'
  | 'used-up'
  | 'banned'
  | 'full'
  /** Its author has as many invites open as it may. */
  | 'too-many'
  /** A moderator has to let it in. */
  | 'unapproved'
  /** A moderator turned it away. */
  | 'declined'

/** Bearers that wait for a moderator at once. */
export const MAX_KNOCKS = 256
/** Open invites of one member: a ticket for each of a large club. Everybody keeps each of them for ever. */
export const MAX_OPEN_INVITES = 256
const NO_INVITE = new Uint8Array(0)
/** By members apart an invite may be used so many times as often as it says. */
const MAX_OVERUSE = 2

/** Why `author` may not write this now, or undefined when it may. `time`: of the entry; `admitted`: of a join or knock. */
export function refusalOf(
  state: Membership,
  author: Member,
  body: ControlBody,
  time: number,
  admitted: (admission: Admission) => Admitted,
): Refusal | undefined {
  if (!author.present) return 'not-present'
  switch (body.type) {
    case 'create':
      return 'again'
    case 'leave':
    case 'rename':
    case 'keys':
    case 'prekey':
      return undefined
    case 'invite':
      if (!isAllowedTo(state.settings.invites, author.role)) return 'role'
      if (state.invites.has(hexOf(body.invite))) return 'again'
      return openInvites(state, author.member, time).length >= MAX_OPEN_INVITES ? 'too-many' : undefined
    case 'revoke':
      return mayRevoke(author, state.invites.get(hexOf(body.invite)))
    case 'join':
      return mayAdmit(state, author, body, time, admitted)
    case 'knock':
      return mayKnock(state, body, time, admitted)
    case 'decline':
      return moderates(author) ?? (state.waiting.has(memberIdOf(body.member)) ? undefined : 'unknown')
    case 'remove':
      return mayRemove(author, state.members.get(memberIdOf(body.member)))
    case 'ban':
      return mayBan(state, author, memberIdOf(body.member))
    case 'unban':
      return moderates(author) ?? (state.banned.has(memberIdOf(body.member)) ? undefined : 'unknown')
    case 'role':
      return maySetRole(author, state.members.get(memberIdOf(body.member)), body)
    case 'handover':
      return mayHandOver(author, state.members.get(memberIdOf(body.member)))
    case 'topic':
      return isAllowedTo(state.settings.topicLock ? 'moderators' : 'all', author.role) ? undefined : 'role'
    case 'setting':
      return maySet(state.settings, author, body.name, body.value)
  }
}

/** Invites of the member that still let somebody in. */
export function openInvites({ invites, openBy }: Membership, member: MemberId, time: number): string[] {
  const isOpen = (invite: Invite | undefined) =>
    invite !== undefined && invite.used < invite.uses && isUsable(invite, time) === undefined
  return [...(openBy.get(member) ?? [])].filter(key => isOpen(invites.get(key)))
}

function moderates(author: Member): Refusal | undefined {
  return isAllowedTo('moderators', author.role) ? undefined : 'role'
}

/** Whoever made an invite may take it back, and so may a moderator. */
function mayRevoke(author: Member, invite: Invite | undefined): Refusal | undefined {
  if (invite === undefined) return 'unknown'
  if (invite.revokedBy !== undefined) return 'again'
  return invite.by === author.member ? undefined : moderates(author)
}

function mayAdmit(
  state: Membership,
  author: Member,
  body: ControlBody & { type: 'join' },
  time: number,
  admitted: (admission: Admission) => Admitted,
): Refusal | undefined {
  const invite = state.invites.get(hexOf(body.invite))
  const refused = isUsable(invite, time)
  if (refused !== undefined || invite === undefined) return refused ?? 'unknown'
  if (invite.approve && moderates(author) !== undefined) return 'unapproved'
  if (isOutdated(state, invite, memberIdOf(body.member))) return 'outdated'
  return mayEnter(state, body, admitted)
}

/** A ticket that was there when somebody was removed does not let that one in again. */
export function isOutdated(state: Membership, invite: Invite, member: MemberId): boolean {
  return invite.madeAt < (state.removedAt.get(member) ?? 0)
}

/** Anybody who is asked may write down that somebody waits. */
function mayKnock(
  state: Membership,
  body: ControlBody & { type: 'knock' },
  time: number,
  admitted: (admission: Admission) => Admitted,
): Refusal | undefined {
  const invite = state.invites.get(hexOf(body.invite))
  const refused = isUsable(invite, time)
  if (refused !== undefined) return refused
  if (invite?.approve !== true) return 'unknown'
  if (isOutdated(state, invite, memberIdOf(body.member))) return 'outdated'
  if (state.declined.has(onceOf(memberIdOf(body.member), body.invite))) return 'declined'
  // with another invite it waits anew: the one it came with first may have expired
  if (hexOf(state.waiting.get(memberIdOf(body.member))?.admission.invite ?? NO_INVITE) === invite.invite) return 'again'
  return waitingAt(state, time) >= MAX_KNOCKS ? 'full' : mayEnter(state, body, admitted)
}

/** Whoever came with an invite that has expired since takes nobody's place. */
function waitingAt(state: Membership, time: number): number {
  const isOpen = ({ admission }: Knock) => isUsable(state.invites.get(hexOf(admission.invite)), time) === undefined
  return state.waiting.size < MAX_KNOCKS ? state.waiting.size : [...state.waiting.values()].filter(isOpen).length
}

function isUsable(invite: Invite | undefined, time: number): Refusal | undefined {
  if (invite === undefined) return 'unknown'
  if (invite.revokedBy !== undefined) return 'revoked'
  if (time > invite.expiresMs) return 'expired'
  return invite.used >= MAX_OVERUSE * invite.uses ? 'used-up' : undefined
}

function mayEnter(
  state: Membership,
  body: Admission,
  admitted: (admission: Admission) => Admitted,
): Refusal | undefined {
  const { member, signed } = admitted(body)
  if (!signed) return 'unsigned'
  if (state.members.get(member)?.present === true) return 'again' // of two admissions the first stands
  // what a member once signed to get in does not bring it back after it left: whoever kept it could
  if (state.admitted.has(onceOf(member, body.nonce))) return 'again'
  if (state.banned.has(member)) return 'banned'
  return state.presentCount >= state.settings.limit ? 'full' : undefined
}

/** What is counted once of a member, by a nonce or an invite. */
export function onceOf(member: MemberId, bytes: Uint8Array): string {
  return `${member}/${hexOf(bytes)}`
}

function mayRemove(author: Member, target: Member | undefined): Refusal | undefined {
  if (target === undefined) return 'unknown'
  if (!target.present) return 'again'
  return moderates(author) ?? (outranks(author, target) ? undefined : 'outranked')
}

/** One that is not there any more can be banned all the same. */
function mayBan(state: Membership, author: Member, member: MemberId): Refusal | undefined {
  const target = state.members.get(member)
  if (target === undefined) return 'unknown'
  if (state.banned.has(member)) return 'again'
  return moderates(author) ?? (outranks(author, target) ? undefined : 'outranked')
}

/** Roles are given to whom one outranks, and below one's own; a moderator may step down. */
function maySetRole(
  author: Member,
  target: Member | undefined,
  { role }: ControlBody & { type: 'role' },
): Refusal | undefined {
  if (target === undefined || !target.present) return 'unknown'
  if (target.role === role) return 'again'
  if (target.member === author.member) return author.role === 'moderator' ? undefined : 'role'
  if (moderates(author) !== undefined || rankOf(role) >= rankOf(author.role)) return 'role'
  return outranks(author, target) ? undefined : 'outranked'
}

function mayHandOver(author: Member, target: Member | undefined): Refusal | undefined {
  if (author.role !== 'founder') return 'role'
  if (target === undefined || !target.present) return 'unknown'
  return target.member === author.member ? 'again' : undefined
}

/** A moderator sets what moderators may do; what is the founder's before or after is for the founder. */
function maySet(settings: Settings, author: Member, name: SettingName, value: string): Refusal | undefined {
  const after = withSetting(settings, name, value)
  if (after === undefined) return 'unknown'
  const isFounders = ({ speak, invites }: Settings) =>
    (name === 'speak' && speak === 'founder') || (name === 'invites' && invites === 'founder')
  if (isFounders(settings) || isFounders(after)) return author.role === 'founder' ? undefined : 'role'
  return moderates(author)
}
