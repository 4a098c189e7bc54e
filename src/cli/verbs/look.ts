/** members, status, ring: how things stand. An engine that has just started looks around for the others first. */
import type { Group, Tocsin } from '../../index.js'
import { warnOfChanges } from '../alarms.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups } from '../group-choice.js'
import type { Session } from '../session.js'
import { LOOK_AROUND_MS, settled } from '../settled.js'
import { ringLine } from './events.js'
import { groupLine } from './groups.js'

export async function members(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  await warnOfChanges(group, session)
  for (const { member, name, role, state, self, lastSeen, verified } of group.members) {
    const now = { member, name, role, state, self, lastSeen, verified }
    await session.emit({ v: 1, type: 'member', group: group.id, ...now })
  }
}

export async function ring(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  await session.emit({ ...ringLine(group), picture: group.ring.draw() })
}

export async function status(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  await lookAround(tocsin.groups(), invocation, session)
  const groups = joinedGroups(tocsin).map(group => {
    const { id, name, members, online } = groupLine(group)
    const { have, missing, caughtUp } = group.sync
    return { id, name, members, online, closed: group.ring.closed, have, missing, caughtUp }
  })
  const { peerId, name, addresses } = tocsin
  await session.emit({ v: 1, type: 'status', peerId, name, data: invocation.data, pid: process.pid, addresses, groups })
}

export async function lookAround(groups: readonly Group[], invocation: Invocation, session: Session): Promise<void> {
  if (!session.fresh) return
  const late = AbortSignal.timeout(invocation.timeoutMs ?? LOOK_AROUND_MS)
  const signal = AbortSignal.any([session.signal, late])
  await Promise.all(groups.map(group => settled(group, signal)))
}
