/** join: comes into a group with a ticket, and says what of its history a newcomer is shown. */
import { setTimeout as delay } from 'node:timers/promises'
import { TocsinError } from '../../base/errors.js'
import type { Group, HistoryPolicy, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { joinedGroups } from '../group-choice.js'
import { note } from '../lines.js'
import type { Session } from '../session.js'
import { fromEvent } from './events.js'
import { groupLine } from './groups.js'

/** A member in the ticket answers within a second or is not there; the rest is for slow lines. */
const JOIN_MS = 30_000
const LOOK_MS = 50

const SHOWN_TO_NEWCOMERS: Readonly<Record<HistoryPolicy, string>> = {
  none: 'nothing of what was said while you are away is kept for you',
  'from-join': 'you are shown what is said from your joining on',
  all: 'you are shown all that was ever said here',
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
    await session.emit(
      note(`${group.name}: ${SHOWN_TO_NEWCOMERS[group.historyPolicy]} (history ${group.historyPolicy})`),
    )
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
