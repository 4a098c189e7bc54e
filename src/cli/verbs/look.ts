/** members, status, ring: how things stand. An engine that has just started looks around for the others first. */
import type { Group, Member, Tocsin } from '../../index.js'
import { warnOfChanges } from '../alarms.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups } from '../group-choice.js'
import type { MemberLine, Removing, StatusLine } from '../lines.js'
import { lookAround } from '../look-around.js'
import type { Session } from '../session.js'
import { nameOf, ringLine } from './events.js'
import { groupLine } from './groups.js'

export async function members(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  await warnOfChanges(group, session)
  for (const member of group.members) await session.emit(listed(group, member))
}

function listed(group: Group, known: Member): MemberLine {
  const { member, name, role, state, self, lastSeen, verified, status, statusText, ignored, removal } = known
  const who = { group: group.id, member, name, role, state, self, lastSeen, verified, status, statusText, ignored }
  const banned = group.moderation.banned.includes(member)
  const by = removal === undefined ? {} : { removal, by: removal.by, byName: nameOf(group, removal.by) }
  return { v: 1, type: 'member', ...who, banned, ...by }
}

/** Of those that not all have applied yet. */
function removalsOf(group: Group): readonly Removing[] {
  return group.members.flatMap(({ member, name, removal }) =>
    removal === undefined || removal.applied === removal.members
      ? []
      : [{ member, name, ...removal, byName: nameOf(group, removal.by) }],
  )
}

/** Who runs twice, and how many logs were continued twice. */
function copiesOf({ clones, forks, members }: Group): Pick<StatusLine['groups'][number], 'clones' | 'forks'> {
  const isSelf = (about: string): boolean => members.some(({ member, self }) => self && member === about)
  return { clones: clones.map(({ member, name }) => ({ member, name, self: isSelf(member) })), forks: forks.length }
}

export async function ring(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  await session.emit({ ...ringLine(group), picture: group.ring.draw() })
}

export async function status(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  await lookAround(tocsin.groups(), invocation, session)
  const groups = joinedGroups(tocsin).map(group => {
    const { id, name, members, online, role, topic, waiting } = groupLine(group)
    const { have, missing, caughtUp, waiting: missingEntries } = group.sync
    const { epoch = 0, rekeyed, waiting: unread = 0 } = group.keys ?? {}
    const { encryption, notarised } = group
    const keys = { encryption, notarised, epoch, rekeyed, unread }
    const clock = group.clock.state === 'right' ? undefined : group.clock
    const now = {
      clock,
      closed: group.ring.closed,
      have,
      missing,
      caughtUp,
      missingEntries: missingEntries.map(lack => ({ ...lack, name: group.displayNameOf(lack.author) })),
      removals: removalsOf(group),
      ...copiesOf(group),
    }
    return { id, name, members, online, role, topic, waiting, ...keys, ...now }
  })
  const { peerId, name, addresses } = tocsin
  await session.emit({ v: 1, type: 'status', peerId, name, data: invocation.data, pid: process.pid, addresses, groups })
}
