/** invite, invites, revoke: how others come in, and how that is stopped. A ticket is a secret; the id of an invite is none. */

import { TocsinError } from '../../base/errors.js'
import { hexOf } from '../../base/ids.js'
import { decodeTicket, type Ticket } from '../../group/ticket.js'
import { mayHoldTicket } from '../../group/ticket-text.js'
import type { Group, InviteInfo, Tocsin } from '../../index.js'
import { nodeSuite } from '../../node-suite.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { type InviteLine, note } from '../lines.js'
import { lookAround, noteUnheard } from '../look-around.js'
import { isLoopbackOnly, loopbackNote } from '../reach.js'
import type { Session } from '../session.js'
import { someoneOnline } from '../settled.js'

/** Digits of an invite's id in an error. */
const SHOWN_ID = 12

export async function invite(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  const { uses, expiresMs, approve } = invocation
  const ticket = await group.invite({ uses, expires: expiresMs, approve })
  const loopbackOnly = isLoopbackOnly(ticketOf(ticket).contacts.flatMap(({ addresses }) => addresses))
  await session.emit({ ...inviteLine(group, inviteOf(group, idIn(ticket))), ticket, loopbackOnly })
  if (loopbackOnly) await session.emit(loopbackNote('the ticket holds addresses that are good'))
  if (approve)
    await session.emit(note(`whoever bears it waits until a moderator lets it in: tocsin waiting ${group.name}`))
  if (session.fresh && !someoneOnline(group)) {
    await session.emit(note('nobody can redeem it before this member is online again: run tocsin up, or tocsin chat'))
  }
}

export async function listInvites(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const group = chosenGroup(tocsin.groups(), invocation.words[0] ?? '')
  await lookAround([group], invocation, session)
  const { invites } = group.moderation
  for (const one of invites) await session.emit(inviteLine(group, one))
  if (invites.length === 0) await session.emit(note(`${group.name} has no invites; make one: tocsin invite`))
}

export async function revoke(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [groupWord = '', ...word] = invocation.words
  const group = chosenGroup(tocsin.groups(), groupWord)
  await lookAround([group], invocation, session)
  const text = word.join(' ')
  const { invite } = mayHoldTicket(text) ? inviteOf(group, idIn(text)) : chosenInvite(group, text.trim())
  await group.moderation.revoke(invite)
  await session.emit(inviteLine(group, inviteOf(group, invite)))
  await noteUnheard(group, session)
}

function inviteLine(group: Group, info: InviteInfo): InviteLine {
  const { uses, used, expires, revokedBy } = info
  const past = Date.parse(expires) < Date.now()
  const state = revokedBy !== undefined ? 'revoked' : used >= uses ? 'used-up' : past ? 'expired' : 'open'
  return { v: 1, type: 'invite', group: group.id, state, ...info }
}

/** Throws TocsinError `bad-ticket`. */
function ticketOf(text: string): Ticket {
  return decodeTicket(nodeSuite(), text)
}

/** What names the invite of a ticket: the public half of its key. Throws TocsinError `bad-ticket`. */
function idIn(text: string): string {
  return hexOf(nodeSuite().ed25519PublicKey(ticketOf(text).inviteSeed))
}

function inviteOf(group: Group, id: string): InviteInfo {
  const found = group.moderation.invites.find(({ invite }) => invite === id)
  if (found === undefined) throw unknown(group, id.slice(0, SHOWN_ID))
  return found
}

function chosenInvite(group: Group, prefix: string): InviteInfo {
  const fitting = group.moderation.invites.filter(
    ({ invite }) => prefix !== '' && invite.startsWith(prefix.toLowerCase()),
  )
  const [found, second] = fitting
  if (found === undefined) throw unknown(group, prefix)
  if (second !== undefined) {
    throw new TocsinError('bad-argument', `"${prefix}" fits ${fitting.length} invites: give more digits of its id`)
  }
  return found
}

function unknown({ name }: Group, word: string): TocsinError {
  return new TocsinError('bad-argument', `${name} has no invite "${word}"; see: tocsin invites`)
}
