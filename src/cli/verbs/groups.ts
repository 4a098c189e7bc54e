/** create, groups, leave: which groups this member is in. */
import { TocsinError } from '../../base/errors.js'
import type { Group, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { type GroupLine, note } from '../lines.js'
import { lookAround } from '../look-around.js'
import { isLoopbackOnly, loopbackNote } from '../reach.js'
import type { Session } from '../session.js'
import { othersOf, someoneOnline } from '../settled.js'

/** Of an id in an error; eight of a peer id are the same in all. */
const SHOWN_ID = 16

export async function createGroup(
  tocsin: Tocsin,
  { words, encryption, notarised, history, expireMs }: Invocation,
  { emit }: Session,
) {
  const [name = ''] = words
  const group = await tocsin.createGroup({ name, encryption, notarised, history, expire: expireMs })
  const loopbackOnly = isLoopbackOnly(tocsin.addresses)
  await emit({ ...groupLine(group), loopbackOnly })
  if (loopbackOnly) await emit(loopbackNote('this member listens'))
}

export async function listGroups(tocsin: Tocsin, { emit }: Session): Promise<void> {
  for (const group of tocsin.groups()) await emit(groupLine(group))
}

export async function leave(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word = '', message = ''] = invocation.words
  const group = chosenGroup(tocsin.groups(), word)
  await lookAround([group], invocation, session)
  if (!invocation.force && group.moderation.isLast) throw lastModerator(group, 'add --force')
  const heard = othersOf(group).length === 0 || someoneOnline(group)
  const { name, role } = group.members.find(({ self }) => self) ?? { name: '', role: 'member' }
  await group.leave({ message })
  const line = {
    v: 1,
    type: 'member',
    group: group.id,
    member: tocsin.peerId,
    name,
    role,
    state: 'left',
    message,
  } as const
  await session.emit({ ...line, self: true })
  if (!heard)
    await session.emit(
      note('nobody is online to hear it: they hear it at the next contact, while tocsin runs here or when they come'),
    )
}

/** Of who leaves a group in which nobody could set, kick or approve any more. `next`: how it is done all the same. */
export function lastModerator(group: Group, next: string): TocsinError {
  const self = group.members.find(member => member.self)
  const [heir] = [...othersOf(group)].sort(
    (left, right) => Number(right.state === 'online') - Number(left.state === 'online'),
  )
  const handOver = `tocsin role ${typed(group.name, group.id)} ${typed(heir?.name ?? '', heir?.member ?? '')} founder`
  const why = `nobody else in ${group.name} is founder or moderator, and without you nobody can set, kick or approve`
  const first =
    self?.role === 'founder'
      ? `hand it over first: ${handOver}`
      : 'the founder, who is not in it now, could name another'
  return new TocsinError('last-moderator', `${why}; ${first}; to leave all the same ${next}`)
}

/** A name where it is one word that no shell changes, and else digits that name the same. */
function typed(name: string, id: string): string {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name) ? name : id.slice(0, SHOWN_ID)
}

export function groupLine(group: Group): GroupLine {
  const present = group.members.filter(({ state }) => state === 'online' || state === 'offline')
  return {
    v: 1,
    type: 'group',
    id: group.id,
    name: group.name,
    encryption: group.encryption,
    notarised: group.notarised,
    history: group.historyPolicy,
    expireMs: group.expireMs,
    members: present.length,
    online: present.filter(({ state }) => state === 'online').length,
    joined: group.joined,
    closing: group.closing,
    role: group.members.find(({ self }) => self)?.role ?? '',
    topic: group.moderation.topic,
    waiting: group.moderation.waiting.length,
  }
}
