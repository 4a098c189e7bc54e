/** tail, search, export: what was said, oldest first. Only `tail` waits for others; the other two read what is here. */
import { TocsinError } from '../../base/errors.js'
import type { EntryId } from '../../base/ids.js'
import type { ChatEvent, MessageEvent } from '../../chat/surface.js'
import type { Group, Tocsin } from '../../index.js'
import { warnOfChanges } from '../alarms.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { note } from '../lines.js'
import { lookAround } from '../look-around.js'
import { oldestFirst, type Span } from '../oldest-first.js'
import type { Session } from '../session.js'
import { isBefore, parsedSince, type Since } from '../since.js'
import { fromEvent, messageLine } from './events.js'

const TAIL_LINES = 50
/** Matches are held to be turned round; more than this nobody reads, and it says so. */
const MAX_FOUND = 1000
/** Ids remembered so that following does not show again what the history just showed; older ones cannot come again. */
const MAX_REMEMBERED = 10_000

export async function tail(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  const since = invocation.since === undefined ? undefined : parsedSince(invocation.since, Date.now())
  if (!invocation.follow) await lookAround([group], invocation, session)
  if (since?.type === 'message') await checkKnown(group, since.prefix)
  const span = spanOf(since, invocation.lines)
  if (!invocation.follow) {
    await warnOfChanges(group, session)
    await showRecent(group, span, session)
    return
  }
  await follow(group, span, session, async event => {
    const { type } = event
    if (type === 'message' || type === 'key-changed' || type === 'lagged' || type === 'failed') {
      await session.emit(fromEvent(event, group))
    }
  })
}

export async function search(tocsin: Tocsin, { words, exact }: Invocation, session: Session): Promise<void> {
  const [name = '', ...wanted] = words
  const group = chosenGroup(tocsin.groups(), name)
  const found: MessageEvent[] = []
  for await (const message of group.search(wanted.join(' '), { limit: MAX_FOUND + 1, exact })) {
    if (session.signal.aborted) return
    found.push(message)
  }
  if (found.length > MAX_FOUND) await session.emit(note(`only the newest ${MAX_FOUND} are shown: give more words`))
  for (const message of found.slice(0, MAX_FOUND).reverse()) await session.emit(messageLine(group, message))
}

export async function exportHistory(tocsin: Tocsin, { words }: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), words[0] ?? '')
  await showRecent(group, { limit: Number.MAX_SAFE_INTEGER }, session)
}

/** The history of a span, then what happens until the signal: no message twice, none left out. */
export async function follow(
  group: Group,
  span: Span,
  session: Session,
  show: (event: ChatEvent) => Promise<void>,
): Promise<void> {
  const { signal } = session
  const shown = await showRecent(group, span, session)
  const [last] = [...shown].slice(-1)
  const events = group.events(last === undefined ? { signal } : { since: last, signal })
  const first = events.next()
  await warnOfChanges(group, session)
  // with no cursor it listens from now on; what came since the first look is found by a second one
  if (last === undefined) for (const id of await showRecent(group, span, session)) shown.add(id)
  for (let next = await first; next.done !== true; next = await events.next()) {
    const event = next.value
    if (event.type !== 'message' || !shown.has(event.id)) await show(event)
  }
}

/** The ids of what was shown. */
async function showRecent(group: Group, span: Span, session: Session): Promise<Set<EntryId>> {
  const ids = new Set<EntryId>()
  for await (const message of oldestFirst(group, span)) {
    if (session.signal.aborted) break
    await session.emit(messageLine(group, message))
    ids.add(message.id)
    if (ids.size > MAX_REMEMBERED) dropOldest(ids)
  }
  return ids
}

function spanOf(since: Since | undefined, lines: number | undefined): Span {
  if (since === undefined) return { limit: lines ?? TAIL_LINES }
  return { limit: lines ?? Number.MAX_SAFE_INTEGER, isTooOld: message => isBefore(since, message) }
}

async function checkKnown(group: Group, prefix: string): Promise<void> {
  for await (const { id } of group.history()) if (id.startsWith(prefix)) return
  throw new TocsinError('bad-argument', `no message here has an id that begins with ${prefix}; see: tocsin tail --json`)
}

function dropOldest(ids: Set<EntryId>): void {
  for (const oldest of ids) {
    ids.delete(oldest)
    return
  }
}
