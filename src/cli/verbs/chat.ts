/**
 * chat: what is typed is sent, what happens is shown. When nothing more is typed it waits, for a bounded time, until the
 * neighbours hold what was sent.
 */
import type { Group, Message, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup, joinedGroups, onlyGroup } from '../group-choice.js'
import type { Session } from '../session.js'
import { settled } from '../settled.js'
import { untilAborted } from '../until-aborted.js'
import { fromEvent } from './events.js'
import { follow } from './history.js'
import { queued, receiptOf, SEND_MS } from './send.js'

/** A log reaches others in order, so when the newest of these are held the older ones are as well. */
const MAX_AWAITED = 256

export async function chat(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word] = invocation.words
  const group = word === undefined ? onlyGroup(joinedGroups(tocsin)) : chosenGroup(tocsin.groups(), word)
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
  const sent: Message[] = []
  let first = true
  for await (const { text, kind } of untilAborted(session.input, stopped)) {
    if (first && session.fresh) await settled(group, waiting())
    first = false
    sent.push(await group.send(text, { kind }))
    if (sent.length > MAX_AWAITED) sent.shift()
  }
  const signal = waiting()
  const receipts = await Promise.all(sent.map(message => receiptOf(group, message, 'neighbours', signal)))
  const late = sent.find((_, index) => receipts[index] === undefined)
  if (late !== undefined && !session.signal.aborted) throw queued(group, late)
}
