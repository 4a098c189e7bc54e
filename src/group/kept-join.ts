/**
 * A join that goes on by itself, as it is kept in the store until it is decided. Serves docs/protocol.md, "Storage". What
 * was refused for good keeps no secret.
 */

import { decoded } from '../wire/decoded.js'
import { KeptJoin as KeptJoinMessage } from '../wire/generated/ticket.js'
import {
  type Contact,
  contactsOfMessages,
  messageOfTicket,
  messagesOfContacts,
  type Ticket,
  ticketOfMessage,
} from './ticket.js'

/** Name of the stored value. */
export const KEPT_JOIN = 'join'

/** `queued`: nobody asked has let us in. `waiting`: a moderator has to. `refused`: nobody will. */
export type JoinState = 'queued' | 'waiting' | 'refused'

export interface KeptJoin {
  readonly ticket: Ticket
  /** Ms since the epoch. */
  readonly sinceMs: number
  readonly state: JoinState
  /** What was last in the way; empty while that is nothing but waiting. */
  readonly code: string
  /** Whom to ask besides the ticket's contacts. */
  readonly learnt: readonly Contact[]
  /** The prekey that we come with, as it is saved (own-prekeys.ts). Empty for a join of an older version. */
  readonly prekey: Uint8Array
}

const STATES: readonly string[] = ['queued', 'waiting', 'refused'] satisfies JoinState[]

export function encodeKeptJoin({ ticket, sinceMs, state, code, learnt, prekey }: KeptJoin): Uint8Array {
  const isOver = state === 'refused'
  const inviteSeed = isOver ? new Uint8Array(ticket.inviteSeed.length) : ticket.inviteSeed
  return KeptJoinMessage.encode({
    ticket: messageOfTicket({ ...ticket, inviteSeed }),
    sinceMs: BigInt(Math.max(0, Math.floor(sinceMs))),
    state,
    code,
    learnt: messagesOfContacts(learnt),
    prekey: isOver ? new Uint8Array() : prekey,
  })
}

/** Undefined for what this version did not write. */
export function decodeKeptJoin(bytes: Uint8Array): KeptJoin | undefined {
  const message = decoded(KeptJoinMessage, bytes)
  const ticket = message?.ticket === undefined ? undefined : ticketOfMessage(message.ticket)
  const learnt = contactsOfMessages(message?.learnt ?? [])
  if (message === undefined || ticket === undefined || learnt === undefined || !isState(message.state)) return undefined
  const { state, code, prekey } = message
  return { ticket, sinceMs: Number(message.sinceMs), state, code, learnt, prekey }
}

function isState(state: string): state is JoinState {
  return STATES.includes(state)
}
