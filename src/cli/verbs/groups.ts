/** create, groups, invite, join, leave: which groups this member is in, and how others come in. */
import { TocsinError } from '../../base/errors.js'
import type { Group, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { type GroupLine, note } from '../lines.js'
import type { Session } from '../session.js'
import { LOOK_AROUND_MS, othersOf, settled, someoneOnline } from '../settled.js'
import { fromEvent } from './events.js'

/** A member in the ticket answers within a second or is not there; the rest is for slow lines. */
const JOIN_MS = 30_000

export async function createGroup(tocsin: Tocsin, { words, encryption, history }: Invocation, { emit }: Session) {
  const [name = ''] = words
  await emit(groupLine(await tocsin.createGroup({ name, encryption, history })))
}

export async function listGroups(tocsin: Tocsin, { emit }: Session): Promise<void> {
  for (const group of tocsin.groups()) await emit(groupLine(group))
}

export async function invite(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await found(group, invocation, session)
  const { uses, expiresMs } = invocation
  const expires = new Date(Date.now() + expiresMs).toISOString()
  const ticket = await group.invite({ uses, expires: expiresMs })
  await session.emit({ v: 1, type: 'invite', ticket, uses, expires })
  if (session.fresh && !someoneOnline(group)) {
    await session.emit(note('nobody can redeem it before this member is online again: run tocsin up, or tocsin chat'))
  }
}

/** Rejects `timeout` when the history stops coming; the member has joined by then. */
export async function join(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const timeoutMs = invocation.timeoutMs ?? JOIN_MS
  const ticket = (session.text ?? invocation.words[0] ?? '').trim()
  const group = await admitted(tocsin, ticket, AbortSignal.timeout(timeoutMs), session.signal)
  const whole = await caughtUp(group, timeoutMs, session)
  await session.emit(groupLine(group))
  if (whole) return
  throw new TocsinError(
    'timeout',
    `joined ${group.name}, but its history is still coming: it goes on at the next start`,
  )
}

export async function leave(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await found(group, invocation, session)
  const heard = othersOf(group).length === 0 || someoneOnline(group)
  const { name } = group.members.find(({ self }) => self) ?? { name: '' }
  await group.leave()
  await session.emit({
    v: 1,
    type: 'member',
    group: group.id,
    member: tocsin.peerId,
    name,
    role: 'member',
    state: 'left',
    self: true,
  })
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
    history: group.historyPolicy,
    members: present.length,
    online: present.filter(({ state }) => state === 'online').length,
  }
}

/** An engine that has just started speaks to nobody yet: what it writes now would lie here unheard. */
async function found(group: Group, { timeoutMs = LOOK_AROUND_MS }: Invocation, session: Session): Promise<void> {
  if (session.fresh) await settled(group, AbortSignal.any([session.signal, AbortSignal.timeout(timeoutMs)]))
}

async function admitted(tocsin: Tocsin, ticket: string, late: AbortSignal, stopped: AbortSignal): Promise<Group> {
  try {
    return await tocsin.join(ticket, { signal: AbortSignal.any([late, stopped]) })
  } catch (cause) {
    if (!late.aborted || stopped.aborted) throw cause
    const message = 'no member in the ticket answers: try again when one of them is online'
    throw new TocsinError('unreachable', message, { cause })
  }
}

/** Every piece of history that comes gives it as much time again. */
async function caughtUp(group: Group, timeoutMs: number, session: Session): Promise<boolean> {
  const idle = new AbortController()
  const timer = setTimeout(() => idle.abort(), timeoutMs)
  try {
    const signal = AbortSignal.any([session.signal, idle.signal])
    if (isWhole(group)) return true
    for await (const event of group.events({ signal })) {
      if (event.type === 'sync') {
        timer.refresh()
        await session.emit(fromEvent(event, group))
      }
      if (isWhole(group)) return true
    }
    return isWhole(group)
  } finally {
    clearTimeout(timer)
  }
}

function isWhole(group: Group): boolean {
  return group.sync.caughtUp && group.ring.closed
}
