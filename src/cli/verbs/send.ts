/**
 * send, me, msg: one message, and who holds it. It is stored here first; a wait that runs out is exit 75 with the missing
 * named, never a lost message.
 */
import { TocsinError } from '../../base/errors.js'
import type { MemberId } from '../../base/ids.js'
import type { Receipt } from '../../chat/surface.js'
import type { Group, Message, Tocsin } from '../../index.js'
import { warnOfChanges } from '../alarms.js'
import type { Invocation, WaitFor } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { chosenMember } from '../member-choice.js'
import type { Session } from '../session.js'
import { LOOK_AROUND_MS, othersOf, settled, someoneComes, someoneOnline } from '../settled.js'
import { checkedText } from '../text-input.js'

export const SEND_MS = 10_000
/** Names in an error: enough to know whom to ask, few enough for one line. */
const MAX_NAMED = 5

export function send(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  return said(tocsin, invocation, session, invocation.words[1], (group, text) => group.send(text))
}

export function me(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  return said(tocsin, invocation, session, invocation.words[1], (group, text) => group.send(text, { kind: 'action' }))
}

/** Only the member named can read it; the others hold it as they hold all messages, so a receipt means the same. */
export function msg(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [, name = '', word] = invocation.words
  return said(tocsin, invocation, session, word, (group, text) => group.tell(chosenMember(group, name).member, text))
}

async function said(
  tocsin: Tocsin,
  { words, wait, timeoutMs = SEND_MS }: Invocation,
  session: Session,
  word: string | undefined,
  write: (group: Group, text: string) => Promise<Message>,
): Promise<void> {
  const group = chosenGroup(tocsin.groups(), words[0] ?? '')
  const text = checkedText(session.text ?? word ?? '')
  checkWait(group, wait)
  const late = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([session.signal, late])
  if (session.fresh && wait !== 'local') {
    await settled(group, AbortSignal.any([signal, AbortSignal.timeout(LOOK_AROUND_MS)]))
    if (session.signal.aborted) throw new TocsinError('aborted', 'stopped before anything was sent')
  }
  await warnOfChanges(group, session)
  const message = await write(group, text)
  // members that are slower to find than that still get it
  if (session.fresh && wait === 'neighbours') await someoneComes(group, signal)
  const receipt = await receiptOf(group, message, wait, signal)
  await session.emit({ v: 1, type: 'receipt', group: group.id, ...(receipt ?? message.receipt) })
  if (receipt === undefined) throw queued(group, [message])
}

/** Undefined when the wait ran out. */
export async function receiptOf(
  group: Group,
  message: Message,
  wait: WaitFor,
  signal: AbortSignal,
): Promise<Receipt | undefined> {
  if (wait === 'local' || wait === 0 || othersOf(group).length === 0) return message.receipt
  if (wait === 'neighbours' && !someoneOnline(group)) return undefined
  try {
    return await message.reached(wait, { signal })
  } catch (cause) {
    if (signal.aborted) return undefined
    throw cause
  }
}

export function queued(group: Group, messages: readonly Pick<Message, 'id' | 'missing'>[]): TocsinError {
  const missing = [...new Set(messages.flatMap(message => message.missing))]
  const [first] = messages
  const what = messages.length === 1 && first !== undefined ? first.id.slice(0, 12) : `${messages.length} messages`
  const next = someoneOnline(group) ? 'it goes on by itself' : 'nobody is online; it goes out when somebody is'
  return new TocsinError('queued', `${what}: stored here, not yet confirmed by ${namesOf(group, missing)}; ${next}`)
}

function checkWait(group: Group, wait: WaitFor): void {
  const others = othersOf(group).length
  if (typeof wait !== 'number' || wait <= others) return
  throw new TocsinError('bad-argument', `--wait ${wait} is more than the ${others} others in ${group.name}; use all`)
}

function namesOf(group: Group, missing: readonly MemberId[]): string {
  const shown = missing.slice(0, MAX_NAMED).map(member => group.displayNameOf(member))
  const more = missing.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
