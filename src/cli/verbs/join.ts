/** join, joins: comes into a group with a ticket, at once or later by itself, and says what a newcomer is shown. */
import { setTimeout as delay } from 'node:timers/promises'
import { TocsinError } from '../../base/errors.js'
import { decodeTicket } from '../../group/ticket.js'
import type { Group, HistoryPolicy, PendingJoin, Tocsin } from '../../index.js'
import { nodeSuite } from '../../node-suite.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups } from '../group-choice.js'
import { note } from '../lines.js'
import type { Session } from '../session.js'
import { settled } from '../settled.js'
import { safeLine } from '../terminal.js'
import { fromEvent } from './events.js'
import { groupLine } from './groups.js'

/** A member in the ticket answers within a second or is not there; the rest is for slow lines. */
const JOIN_MS = 30_000
/** A dial fails after 5 s; a member that turns us away is asked why half a second later. */
const STILL_IN_MS = 6_000
const LOOK_MS = 50

const SHOWN_TO_NEWCOMERS: Readonly<Record<HistoryPolicy, string>> = {
  none: 'you are shown what is said while you are online, and nothing of before or between',
  'from-join': 'you are shown what is said from your joining on',
  all: 'you are shown all that was ever said here',
}

/**
 * Resolves once the history is here or nobody is left to give it; `--timeout` is for finding a member that admits us.
 * Where nobody does now the join is kept: exit 75, and it goes on by itself.
 */
export async function join(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const ticket = session.text ?? invocation.words.join(' ')
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), invocation.timeoutMs ?? JOIN_MS)
  const over = new AbortController()
  const progress = showProgress(tocsin, session, over.signal, () => clearTimeout(timer))
  try {
    const signal = AbortSignal.any([late.signal, session.signal])
    const group = await joined(tocsin, ticket, signal, session)
    over.abort()
    await progress
    await session.emit(groupLine(group))
    await session.emit(
      note(`${group.name}: ${SHOWN_TO_NEWCOMERS[group.historyPolicy]} (history ${group.historyPolicy})`),
    )
    if (group.notarised) await session.emit(note('whoever has a message of this group can prove who wrote it'))
    if (!group.sync.caughtUp) await session.emit(note('more of the history comes when somebody who has it is online'))
  } catch (cause) {
    if (session.fresh && cause instanceof TocsinError && cause.code === 'queued') {
      await session.emit(note('this process ends now: start tocsin up, and it goes on; see: tocsin joins'))
    }
    throw cause
  } finally {
    clearTimeout(timer)
    over.abort()
    await progress
  }
}

/** A member that is linked has no use for a ticket. One that reaches nobody, or is out without knowing it, comes back by it. */
async function joined(tocsin: Tocsin, ticket: string, signal: AbortSignal, session: Session): Promise<Group> {
  const { group: id } = decodeTicket(nodeSuite(), ticket)
  const group = tocsin.groups().find(known => known.id === id)
  if (session.fresh && group?.joined === true) {
    await session.emit(note(`${group.name}: looking whether this member is still in`))
    await settled(group, AbortSignal.any([signal, AbortSignal.timeout(STILL_IN_MS)]))
  }
  return tocsin.join(ticket, { queue: true, signal })
}

/** Joins that go on by themselves; with `--cancel` the one that is named is taken back. */
export async function joins(tocsin: Tocsin, { words, cancel }: Invocation, { emit }: Session): Promise<void> {
  const [word] = words
  if (cancel && word === undefined) throw new TocsinError('bad-argument', 'say which: tocsin joins GROUP --cancel')
  const wanted = word === undefined ? tocsin.joins : [chosenJoin(tocsin.joins, word)]
  for (const one of wanted) {
    if (cancel) await tocsin.cancelJoin(one.group)
    await emit({ v: 1, type: 'join', ...one, ...(cancel ? { state: 'cancelled' } : {}) })
  }
  if (wanted.length === 0) await emit(note('no join is under way'))
}

function chosenJoin(all: readonly PendingJoin[], word: string): PendingJoin {
  const named = all.map(one => ({ id: one.group, name: safeLine(one.name), joined: true, one }))
  return chosenGroup(named, word, 'no join of', 'tocsin joins').one
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
