/**
 * Tickets: what an inviter hands out and anyone may redeem with any online member. Text, one word, checked as a whole:
 * a ticket with a wrong letter is a malformed one and not an unreachable one.
 */
import { toString as encode } from 'uint8arrays/to-string'
import { bytesEqual, joinBytes, label } from '../base/bytes.js'
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import { bytesOfHex, entryIdOf, groupIdOf, memberIdOf, publicKeyOf } from '../base/ids.js'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES } from '../base/limits.js'
import type { Suite } from '../crypto/suite.js'
import { decoded } from '../wire/decoded.js'
import { type Contact as ContactMessage, Ticket as TicketMessage } from '../wire/generated/ticket.js'
import { isName } from './control.js'
import { ticketsIn } from './ticket-text.js'

export interface Contact {
  readonly member: MemberId
  readonly addresses: readonly string[]
}

export interface Ticket {
  readonly group: GroupId
  readonly name: string
  /** Ed25519 seed of the invite key. A secret: whoever has it can join. */
  readonly inviteSeed: Uint8Array
  /** The invite's own entry, which pins the membership log the inviter knew (docs/decisions/0005). */
  readonly inviteEntry: EntryId
  readonly expiresMs: number
  readonly contacts: readonly Contact[]
}

/** Contacts in a ticket: enough that some are online, few enough to paste. */
export const MAX_CONTACTS = 16
const PREFIX = 'tocsin1'
/** Tells a mistyped ticket with certainty enough; it is no protection against forgery, the invite key is. */
const CHECKSUM_BYTES = 6

export function encodeTicket(suite: Suite, ticket: Ticket): string {
  const bytes = TicketMessage.encode(messageOfTicket(ticket))
  return PREFIX + encode(joinBytes(bytes, checksum(suite, bytes)), 'base64url')
}

/** The first whole ticket in a text, whatever carries it there. Throws TocsinError `bad-ticket` where there is none. */
export function decodeTicket(suite: Suite, text: string): Ticket {
  for (const bytes of ticketsIn(text)) {
    const body = checkedBody(suite, bytes)
    const message = body === undefined ? undefined : decoded(TicketMessage, body)
    const ticket = message === undefined ? undefined : ticketOfMessage(message)
    if (ticket !== undefined) return ticket
  }
  throw new TocsinError('bad-ticket', 'this is not a whole ticket; copy it again, from "tocsin1" to its last letter')
}

function checkedBody(suite: Suite, bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length <= CHECKSUM_BYTES) return undefined
  const body = bytes.subarray(0, -CHECKSUM_BYTES)
  return bytesEqual(checksum(suite, body), bytes.subarray(-CHECKSUM_BYTES)) ? body : undefined
}

export function messageOfTicket({ group, name, inviteSeed, inviteEntry, expiresMs, contacts }: Ticket): TicketMessage {
  return {
    group: bytesOfHex(group),
    name,
    inviteSeed,
    inviteEntry: bytesOfHex(inviteEntry),
    expiresMs: BigInt(expiresMs),
    contacts: messagesOfContacts(contacts),
  }
}

/** Undefined for what is out of bounds. */
export function ticketOfMessage(message: TicketMessage): Ticket | undefined {
  const expiresMs = Number(message.expiresMs)
  if (!isName(message.name) || !Number.isSafeInteger(expiresMs)) return undefined
  if ([message.group, message.inviteSeed, message.inviteEntry].some(bytes => bytes.length !== 32)) return undefined
  const contacts = contactsOfMessages(message.contacts)
  if (contacts === undefined) return undefined
  return {
    group: groupIdOf(message.group),
    name: message.name,
    inviteSeed: message.inviteSeed,
    inviteEntry: entryIdOf(message.inviteEntry),
    expiresMs,
    contacts,
  }
}

export function messagesOfContacts(contacts: readonly Contact[]): ContactMessage[] {
  return contacts.map(({ member, addresses }) => ({ member: publicKeyOf(member)!, addresses: [...addresses] }))
}

/** Undefined when one of them is out of bounds. */
export function contactsOfMessages(messages: readonly ContactMessage[]): Contact[] | undefined {
  const usable = messages.every(
    ({ member, addresses }) =>
      member.length === 32 &&
      addresses.length <= MAX_ADDRESSES &&
      addresses.every(address => address.isWellFormed() && address.length <= MAX_ADDRESS_BYTES),
  )
  return usable ? messages.map(({ member, addresses }) => ({ member: memberIdOf(member), addresses })) : undefined
}

function checksum(suite: Suite, bytes: Uint8Array): Uint8Array {
  return suite.sha256(label('tocsin ticket'), bytes).subarray(0, CHECKSUM_BYTES)
}
