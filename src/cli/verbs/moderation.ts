/**
 * kick, ban, unban, role, waiting, approve, decline: who is in, and who may what. Each says what is now so; that others
 * have applied a removal is seen in `members`.
 */
import { TocsinError } from '../../base/errors.js'
import type { Group, Member, Role, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { type MemberLine, note, type WaitingLine } from '../lines.js'
import { lookAround, noteUnheard } from '../look-around.js'
import { chosenMember } from '../member-choice.js'
import type { Session } from '../session.js'

const ROLES: readonly Role[] = ['moderator', 'member', 'observer', 'founder']

export async function kick(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const { group, member } = await chosen(tocsin, invocation, session)
  checkPresent(group, member, 'to keep it out: tocsin ban')
  checkOther(member, 'kick', 'to go: tocsin leave')
  await group.moderation.kick(member.member)
  await session.emit({ ...memberLine(group, member), ...byUs(group, tocsin) })
  await noteUnheard(group, session)
}

export async function ban(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const { group, member } = await chosen(tocsin, invocation, session)
  checkOther(member, 'ban', 'to go: tocsin leave')
  await group.moderation.ban(member.member)
  await session.emit({ ...memberLine(group, member), ...byUs(group, tocsin), banned: true })
  await noteUnheard(group, session)
}

export async function unban(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = await chosenToSpeak(tocsin, invocation, session)
  const member = chosenBanned(group, invocation.words[1] ?? '')
  await group.moderation.unban(member.member)
  await session.emit({ ...memberLine(group, member), banned: false })
  await noteUnheard(group, session)
}

/** `founder` hands the group over, which only the new founder can take back. */
export async function role(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [, , word = ''] = invocation.words
  const wanted = ROLES.find(known => known === word)
  if (wanted === undefined) throw new TocsinError('bad-argument', `a role is one of ${ROLES.join(', ')}, not "${word}"`)
  const { group, member } = await chosen(tocsin, invocation, session)
  checkPresent(group, member, 'a role is for who is in')
  if (wanted === 'founder') await group.moderation.handOver(member.member)
  else await group.moderation.setRole(member.member, wanted)
  await session.emit(memberLine(group, member))
  await noteUnheard(group, session)
}

export async function listWaiting(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = await chosenToSpeak(tocsin, invocation, session)
  const lines = waitingLines(group)
  for (const line of lines) await session.emit(line)
  if (lines.length === 0) await session.emit(note(`nobody waits to be let into ${group.name}`))
}

export async function approve(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = await chosenToSpeak(tocsin, invocation, session)
  const { member, name } = chosenWaiting(group, invocation.words[1] ?? '')
  await group.moderation.approve(member)
  const entered = group.members.find(one => one.member === member)
  const { role: given } = entered ?? { role: 'member' }
  await session.emit({ v: 1, type: 'member', group: group.id, member, name, role: given, state: 'joined' })
  await noteUnheard(group, session)
}

export async function decline(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = await chosenToSpeak(tocsin, invocation, session)
  const waiting = chosenWaiting(group, invocation.words[1] ?? '')
  await group.moderation.decline(waiting.member)
  await session.emit({ ...waiting, declined: true })
  await noteUnheard(group, session)
}

/** The group and the member that a verb names, once the others were found. */
export async function chosen(
  tocsin: Tocsin,
  invocation: Invocation,
  session: Session,
): Promise<{ readonly group: Group; readonly member: Member }> {
  const group = await chosenToSpeak(tocsin, invocation, session)
  return { group, member: chosenMember(group, invocation.words[1] ?? '') }
}

async function chosenToSpeak(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<Group> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  return group
}

/** The member as it is after what was done. */
export function memberLine(group: Group, { member }: Pick<Member, 'member'>): MemberLine {
  const { name, role: held, state, self } = group.members.find(one => one.member === member)!
  return { v: 1, type: 'member', group: group.id, member, name, role: held, state, self }
}

function chosenBanned(group: Group, word: string): Member {
  const { banned } = group.moderation
  try {
    return chosenMember(group, word, ({ member }) => banned.includes(member))
  } catch (cause) {
    if (!(cause instanceof TocsinError) || cause.code !== 'unknown-member') throw cause
    throw new TocsinError('unknown-member', `nobody like "${word}" is banned from ${group.name}; see: tocsin members`)
  }
}

function byUs(group: Group, { peerId }: Tocsin): Required<Pick<MemberLine, 'by' | 'byName'>> {
  return { by: peerId, byName: memberLine(group, { member: peerId }).name }
}

function checkPresent(group: Group, { displayName, state }: Member, next: string): void {
  if (state !== 'left' && state !== 'removed') return
  throw new TocsinError('bad-argument', `${displayName} is not in ${group.name} any more; ${next}`)
}

function checkOther({ displayName, self }: Member, what: string, next: string): void {
  if (self) throw new TocsinError('bad-argument', `${displayName} is you, and nobody can ${what} themselves; ${next}`)
}

function waitingLines(group: Group): readonly WaitingLine[] {
  const names = new Map(group.members.map(({ member, name }) => [member, name]))
  return group.moderation.waiting.map(one => {
    return { v: 1, type: 'waiting', group: group.id, ...one, byName: names.get(one.by) ?? '' }
  })
}

function chosenWaiting(group: Group, word: string): WaitingLine {
  const members = waitingLines(group).map(line => ({ ...line, state: 'waiting' }))
  const { state: _, ...line } = chosenMember({ name: group.name, members }, word, undefined, 'tocsin waiting')
  return line
}
