/** nick, away, busy, back, ignore, unignore: what this member calls itself, says of itself, and does not want to see. */
import type { Status, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { keepStatus } from '../kept-status.js'
import { note } from '../lines.js'
import { lookAround, noteUnheard } from '../look-around.js'
import { chosenMember } from '../member-choice.js'
import type { Session } from '../session.js'
import { memberLine } from './moderation.js'

export async function nick(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word = '', name = ''] = invocation.words
  const group = chosenGroup(tocsin.groups(), word)
  await lookAround([group], invocation, session)
  const self = { member: tocsin.peerId }
  const { name: oldName } = memberLine(group, self)
  await group.rename(name)
  await session.emit({ ...memberLine(group, self), state: 'renamed', oldName })
  await noteUnheard(group, session)
}

/** In every group, until `back`. Where nothing runs the others hear it from the next process that does. */
export async function say(status: Status, tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  await tocsin.setStatus(status, invocation.words[0] ?? '')
  const { peerId, name, status: said } = tocsin
  keepStatus(invocation.data, said.status, said.statusText)
  await session.emit({ v: 1, type: 'identity', peerId, name, ...said })
  if (!session.fresh) return
  await lookAround(tocsin.groups(), invocation, session)
  const isHere = said.status === 'online'
  await session.emit(
    note(
      isHere
        ? 'nothing runs here: start tocsin up'
        : `nothing runs here: the others see it while tocsin up or a chat runs`,
    ),
  )
}

/** Nobody is told. */
export async function ignore(
  ignored: boolean,
  tocsin: Tocsin,
  { words }: Invocation,
  { emit }: Session,
): Promise<void> {
  const [word = '', name = ''] = words
  const group = chosenGroup(tocsin.groups(), word)
  const member = chosenMember(group, name)
  if (ignored) await group.ignore(member.member)
  else await group.unignore(member.member)
  await emit({ ...memberLine(group, member), ignored })
}
