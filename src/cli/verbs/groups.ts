/** create, groups, leave: which groups this member is in. */
import type { Group, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { type GroupLine, note } from '../lines.js'
import { lookAround } from '../look-around.js'
import type { Session } from '../session.js'
import { othersOf, someoneOnline } from '../settled.js'

export async function createGroup(
  tocsin: Tocsin,
  { words, encryption, notarised, history, expireMs }: Invocation,
  { emit }: Session,
) {
  const [name = ''] = words
  await emit(groupLine(await tocsin.createGroup({ name, encryption, notarised, history, expire: expireMs })))
}

export async function listGroups(tocsin: Tocsin, { emit }: Session): Promise<void> {
  for (const group of tocsin.groups()) await emit(groupLine(group))
}

export async function leave(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word = '', message = ''] = invocation.words
  const group = chosenGroup(tocsin.groups(), word)
  await lookAround([group], invocation, session)
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
  if (!heard) await session.emit(note('nobody is online to hear it: the others will see this member as offline'))
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
