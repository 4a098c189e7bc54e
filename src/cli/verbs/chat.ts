/**
 * chat: what is typed is sent, what happens is shown. When nothing more is typed it waits, for a bounded time, until the
 * neighbours hold what was sent.
 */
import type { Group, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups, onlyGroup } from '../group-choice.js'
import { note } from '../lines.js'
import type { Session } from '../session.js'
import { LOOK_AROUND_MS, settled } from '../settled.js'
import { untilAborted } from '../until-aborted.js'
import { fromEvent } from './events.js'
import { groupLine } from './groups.js'
import { follow } from './history.js'
import { queued, SEND_MS } from './send.js'
import { Unconfirmed } from './unconfirmed.js'

export async function chat(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word] = invocation.words
  const group = word === undefined ? onlyGroup(joinedGroups(tocsin)) : chosenGroup(tocsin.groups(), word)
  const { name, members, online } = groupLine(group)
  if (session.recent > 0) await session.emit(note(`${name}: ${members} members, ${online} online; /help`))
  const over = new AbortController()
  const signal = AbortSignal.any([session.signal, over.signal])
  // whichever ends first ends the other: nothing more is typed, or the group failed
  const showing = follow(group, { limit: session.recent }, { ...session, signal }, event =>
    session.emit(fromEvent(event, group)),
  ).finally(() => over.abort())
  showing.catch(() => undefined)
  try {
    await sendTyped(group, invocation.timeoutMs ?? SEND_MS, session, signal)
  } finally {
    over.abort()
    // its failure is what is reported
    await showing
  }
}

async function sendTyped(group: Group, timeoutMs: number, session: Session, stopped: AbortSignal): Promise<void> {
  const waiting = () => AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)])
  const unconfirmed = new Unconfirmed(group, stopped)
  let first = true
  for await (const { text, kind } of untilAborted(session.input, stopped)) {
    if (first && session.fresh) await settled(group, AbortSignal.any([stopped, AbortSignal.timeout(LOOK_AROUND_MS)]))
    first = false
    unconfirmed.add(await group.send(text, { kind }))
  }
  const rest = await unconfirmed.settle(waiting())
  if (rest.length > 0 && !session.signal.aborted) throw queued(group, rest)
}
