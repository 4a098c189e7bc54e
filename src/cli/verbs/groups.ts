/** create, groups, invite, join, leave: which groups this member is in, and how others come in. */
import { setTimeout as delay } from 'node:timers/promises'
import { TocsinError } from '../../base/errors.js'
import type { Group, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups } from '../group-choice.js'
import { type GroupLine, note } from '../lines.js'
import type { Session } from '../session.js'
import { LOOK_AROUND_MS, othersOf, settled, someoneOnline } from '../settled.js'
import { fromEvent } from './events.js'

/** A member in the ticket answers within a second or is not there; the rest is for slow lines. */
const JOIN_MS = 30_000
const LOOK_MS = 50

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

/** Resolves once the history is here or nobody is left to give it; `--timeout` is for finding a member that admits us. */
export async function join(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const ticket = (session.text ?? invocation.words[0] ?? '').trim()
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), invocation.timeoutMs ?? JOIN_MS)
  const over = new AbortController()
  const progress = showProgress(tocsin, session, over.signal, () => clearTimeout(timer))
  try {
    const group = await tocsin.join(ticket, { signal: AbortSignal.any([late.signal, session.signal]) })
    over.abort()
    await progress
    await session.emit(groupLine(group))
    if (!group.sync.caughtUp) await session.emit(note('more of the history comes when somebody who has it is online'))
  } catch (cause) {
    if (!late.signal.aborted) throw cause
    const message = 'no member in the ticket answers: try again when one of them is online'
    throw new TocsinError('unreachable', message, { cause })
  } finally {
    clearTimeout(timer)
    over.abort()
    await progress
  }
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
    joined: group.joined,
  }
}

/** An engine that has just started speaks to nobody yet: what it writes now would lie here unheard. */
async function found(group: Group, { timeoutMs = LOOK_AROUND_MS }: Invocation, session: Session): Promise<void> {
  if (session.fresh) await settled(group, AbortSignal.any([session.signal, AbortSignal.timeout(timeoutMs)]))
}

/** Calls back once a member has admitted us; from then on there is history to come. */
async function showProgress(tocsin: Tocsin, session: Session, over: AbortSignal, admitted: () => void): Promise<void> {
  const before = new Set(joinedGroups(tocsin).map(({ id }) => id))
  const group = await newGroup(tocsin, before, over)
  if (group === undefined) return
  admitted()
  for await (const event of group.events({ signal: over })) {
    if (event.type === 'sync') await session.emit(fromEvent(event, group))
  }
}

/** The library tells of a group only when it is settled, so this looks. Undefined when it is over before. */
async function newGroup(tocsin: Tocsin, before: ReadonlySet<string>, over: AbortSignal): Promise<Group | undefined> {
  while (!over.aborted) {
    const group = joinedGroups(tocsin).find(({ id }) => !before.has(id))
    if (group !== undefined) return group
    await delay(LOOK_MS)
  }
  return undefined
}
