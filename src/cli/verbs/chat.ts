/**
 * chat: what is typed is sent or done, what happens is shown. When nothing more is typed it waits, for a bounded time,
 * until the neighbours hold what was sent. What is refused is answered, and never ends the chat.
 */
import { TocsinError } from '../../base/errors.js'
import type { Group, Message, Tocsin } from '../../index.js'
import type { Invocation, Verb } from '../arguments.js'
import { type Command, parsedCommand } from '../commands.js'
import { failureOf } from '../failure.js'
import { chosenGroup, joinedGroups, onlyGroup } from '../group-choice.js'
import { type Line, note } from '../lines.js'
import { chosenMember } from '../member-choice.js'
import { isLoopbackOnly, loopbackNote } from '../reach.js'
import type { Session, TypedLine } from '../session.js'
import { LOOK_AROUND_MS, settled } from '../settled.js'
import { checkedText } from '../text-input.js'
import { untilAborted } from '../until-aborted.js'
import { fromEvent } from './events.js'
import { groupLine, lastModerator } from './groups.js'
import { follow } from './history.js'
import { queued, SEND_MS } from './send.js'
import { Unconfirmed } from './unconfirmed.js'

export type Perform = (tocsin: Tocsin, invocation: Invocation, session: Session) => Promise<void>

interface Chatting {
  readonly tocsin: Tocsin
  readonly group: Group
  readonly invocation: Invocation
  readonly session: Session
  readonly perform: Perform
  /** The line before was a /leave that is asked for a second time. */
  isLeaving: boolean
}

/** What they did is told as it is told to everybody, as an event. */
const TOLD: readonly Verb[] = [
  'revoke',
  'approve',
  'decline',
  'role',
  'kick',
  'ban',
  'unban',
  'nick',
  'away',
  'busy',
  'back',
]
/** The same where they are given a value. */
const TOLD_WITH_VALUE: { readonly [verb in Verb]?: number } = { topic: 1, set: 2 }

/** `perform` carries out the verb that a slash command names. */
export async function chat(tocsin: Tocsin, invocation: Invocation, session: Session, perform: Perform): Promise<void> {
  const [word] = invocation.words
  const group = word === undefined ? onlyGroup(joinedGroups(tocsin)) : chosenGroup(tocsin.groups(), word)
  const { name, members, online, topic } = groupLine(group)
  if (session.recent > 0) {
    await session.emit(note(`${name}: ${members} members, ${online} online; /help`))
    if (session.fresh && isLoopbackOnly(tocsin.addresses)) await session.emit(loopbackNote('it can be reached'))
    if (topic !== undefined && topic.text !== '') await session.emit(note(`topic: ${topic.text}`))
  }
  const over = new AbortController()
  const signal = AbortSignal.any([session.signal, over.signal])
  // whichever ends first ends the other: nothing more is typed, or the group failed
  const showing = follow(group, { limit: session.recent }, { ...session, signal }, event =>
    session.emit(fromEvent(event, group)),
  ).finally(() => over.abort())
  showing.catch(() => undefined)
  try {
    await carryOut({ tocsin, group, invocation, session, perform, isLeaving: false }, signal)
  } finally {
    over.abort()
    // its failure is what is reported
    await showing
  }
}

async function carryOut(chatting: Chatting, stopped: AbortSignal): Promise<void> {
  const { group, invocation, session } = chatting
  const waiting = () => AbortSignal.any([stopped, AbortSignal.timeout(invocation.timeoutMs ?? SEND_MS)])
  const unconfirmed = new Unconfirmed(group, stopped)
  let first = true
  for await (const line of untilAborted(session.input, stopped)) {
    if (first && session.fresh) await settled(group, AbortSignal.any([stopped, AbortSignal.timeout(LOOK_AROUND_MS)]))
    first = false
    const message = await answered(chatting, line)
    if (message !== undefined) unconfirmed.add(message)
    if (line.kind === 'command' && /^leave\b/u.test(line.text) && !group.joined) return
  }
  const rest = await unconfirmed.settle(waiting())
  // also where it was interrupted: a script would take 0 for said and held
  if (rest.length > 0) throw queued(group, rest)
}

/** The message where it was one. What went wrong is an answer. */
async function answered(chatting: Chatting, line: TypedLine): Promise<Message | undefined> {
  const { group, session } = chatting
  const [name = ''] = line.kind === 'command' ? line.text.split(/\s/u, 1) : ['send']
  const answer = { v: 1, type: 'answer', command: name } as const
  try {
    const command: Command =
      line.kind === 'command' ? parsedCommand(line.text, group.id) : { ...line, type: 'say', kind: line.kind }
    const isLeave = command.type === 'run' && command.name === 'leave'
    if (isLeave) checkLeaving(chatting)
    else chatting.isLeaving = false
    const message = await done(chatting, command, name)
    if (line.kind === 'command') await session.emit({ ...answer, exitCode: 0 })
    return message
  } catch (cause) {
    // a store that failed, or a bug, is not for the next line to find again
    if (!(cause instanceof TocsinError) || cause.code === 'store-failed') throw cause
    await session.emit({ ...answer, ...failureOf(cause) })
    return undefined
  }
}

/** A second one is an answer, where there is no option to give. */
function checkLeaving(chatting: Chatting): void {
  const isSecond = chatting.isLeaving
  chatting.isLeaving = !isSecond
  if (!isSecond && chatting.group.moderation.isLast) throw lastModerator(chatting.group, 'type /leave again')
}

async function done(
  { tocsin, group, invocation: { data }, session, perform }: Chatting,
  command: Command,
  name: string,
): Promise<Message | undefined> {
  if (command.type === 'say') {
    const { kind, to } = command
    const text = checkedText(command.text)
    return to === undefined ? group.send(text, { kind }) : group.tell(chosenMember(group, to).member, text, { kind })
  }
  if (command.type === 'help') {
    for (const text of command.lines) await session.emit({ ...note(text), command: name })
    return undefined
  }
  const invocation = { ...command.invocation, data, force: true }
  const isShown = (line: Line) => line.type === 'note' || line.type === 'key-changed' || !isTold(invocation)
  const emit: Session['emit'] = async line => {
    if (isShown(line)) await session.emit({ ...line, command: name })
  }
  await perform(tocsin, invocation, { ...session, emit, text: undefined, fresh: false })
  return undefined
}

function isTold({ verb, words }: Invocation): boolean {
  const value = TOLD_WITH_VALUE[verb]
  return TOLD.includes(verb) || (value !== undefined && words.length > value)
}
