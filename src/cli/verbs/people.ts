/** nick, away, busy, back, ignore, unignore: what this member calls itself, says of itself, and does not want to see. */
import { TocsinError } from '../../base/errors.js'
import type { Status, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
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

/** In every group. It lasts as long as the process that has the folder, and one that has just started is here. */
export async function say(status: Status, tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  if (session.fresh) {
    throw new TocsinError(
      'bad-argument',
      `nothing runs here that could be ${status}: start tocsin up or tocsin chat first`,
    )
  }
  await tocsin.setStatus(status, invocation.words[0] ?? '')
  const { peerId, name, status: said } = tocsin
  await session.emit({ v: 1, type: 'identity', peerId, name, ...said })
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
