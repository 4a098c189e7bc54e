/**
 * Joining, the newcomer's side: one short channel with a member that may let it in. Serves docs/protocol.md, "Joining".
 * Believes none of the log that it is given; whoever takes it reduces it (joins.ts).
 */
import { joinBytes } from '../base/bytes.js'
import { type ErrorCode, TocsinError } from '../base/errors.js'
import { bytesOfHex } from '../base/ids.js'
import { RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import { inviteStatement, memberStatement } from '../group/statements.js'
import { type Contact, contactsOfMessages, type Ticket } from '../group/ticket.js'
import { decoded } from '../wire/decoded.js'
import { JoinMessage } from '../wire/generated/join.js'
import type { Identity } from './book.js'
import { encodeJoin, HandedOver, type HandOver } from './hand-over.js'
import { unsupportedError } from './unsupported.js'

export type BearerResult =
  | { readonly type: 'open'; readonly replies: readonly Uint8Array[] }
  | ({ readonly type: 'admitted' } & HandOver)
  /** A moderator has to let us in; `contacts` can be asked as well. */
  | { readonly type: 'waits'; readonly contacts: readonly Contact[] }
  | { readonly type: 'refused'; readonly error: TocsinError }

/** The newcomer's side of one join channel. */
export class Bearer {
  readonly hello: Uint8Array
  readonly #suite: Suite
  readonly #identity: Identity
  readonly #name: string
  readonly #ticket: Ticket
  readonly #prekey: Uint8Array | undefined
  readonly #splitter = new RecordSplitter()
  readonly #handed = new HandedOver()
  #requested = false

  /**
   * `prekey`: the public key of its first one; without it, the member publishes one once it is in. `shown`: the record of
   * what it shows first (showing.ts); empty for a newcomer.
   */
  constructor(
    suite: Suite,
    identity: Identity,
    name: string,
    ticket: Ticket,
    prekey?: Uint8Array,
    shown: Uint8Array = new Uint8Array(),
  ) {
    this.#suite = suite
    this.#identity = identity
    this.#name = name
    this.#ticket = ticket
    this.#prekey = prekey
    this.#splitter.confirmed() // the admitter's key is in the ticket, and Noise has proven it
    const invite = suite.ed25519PublicKey(ticket.inviteSeed)
    this.hello = joinBytes(shown, encodeJoin({ ask: { group: bytesOfHex(ticket.group), invite } }))
  }

  receive(bytes: Uint8Array): BearerResult {
    this.#splitter.push(bytes)
    const replies: Uint8Array[] = []
    for (let record = this.#splitter.next(); record !== undefined; record = this.#splitter.next()) {
      const message = decoded(JoinMessage, record)
      if (message?.refused !== undefined) return { type: 'refused', error: refusalOf(message.refused.code) }
      if (message?.waiting !== undefined) {
        return { type: 'waits', contacts: contactsOfMessages(message.waiting.contacts) ?? [] }
      }
      if (message?.challenge !== undefined && !this.#requested) {
        if (message.challenge.nonce.length !== 32) return malformed()
        this.#requested = true
        replies.push(this.#request(message.challenge.nonce))
      } else if (message?.admitted !== undefined) {
        if (!this.#handed.take(message.admitted, record.length)) return malformed()
        const { bursts, presences } = this.#handed
        if (!message.admitted.more) return { type: 'admitted', bursts, presences }
      } else {
        return malformed()
      }
    }
    return this.#splitter.broken ? malformed() : { type: 'open', replies }
  }

  #request(nonce: Uint8Array): Uint8Array {
    const group = bytesOfHex(this.#ticket.group)
    const { publicKey, seed, linkKey } = this.#identity
    const inviteSignature = this.#suite.sign(this.#ticket.inviteSeed, inviteStatement(group, publicKey, nonce))
    const stated = { nonce, linkKey, name: this.#name, prekey: this.#prekey }
    const memberSignature = this.#suite.sign(seed, memberStatement(group, stated))
    return encodeJoin({
      request: {
        linkKey,
        name: this.#name,
        inviteSignature,
        memberSignature,
        prekey: this.#prekey ?? new Uint8Array(),
      },
    })
  }
}

/** What every member would say as well, once it has heard of it: the ticket is worth nothing to us. */
const FINAL: readonly ErrorCode[] = [
  'invite-expired',
  'invite-used-up',
  'invite-revoked',
  'invite-outdated',
  'banned',
  'group-full',
  'declined',
  'unsupported-encryption',
]

export function isFinal(error: TocsinError): boolean {
  return FINAL.includes(error.code)
}

/** Our own words for a code: text from others never reaches the terminal. */
export function refusalOf(code: string): TocsinError {
  switch (code) {
    case 'invite-expired':
      return new TocsinError('invite-expired', 'the ticket has expired; ask for a new one')
    case 'invite-used-up':
      return new TocsinError('invite-used-up', 'the ticket is used up; ask for a new one')
    case 'invite-unknown':
      return new TocsinError(
        'invite-unknown',
        'nobody asked knows the invite: they have not heard of it yet, or are not in the group any more',
      )
    case 'invite-revoked':
      return new TocsinError('invite-revoked', 'the ticket was taken back; ask for a new one')
    case 'invite-outdated':
      return new TocsinError('invite-outdated', 'you were removed after this ticket was made; ask for a new one')
    case 'banned':
      return new TocsinError('banned', 'this identity is banned from the group; a moderator can lift that')
    case 'declined':
      return new TocsinError('declined', 'a moderator did not let you in; ask for a new ticket')
    case 'group-full':
      return new TocsinError(
        'group-full',
        'the group has as many members as it may; ask a moderator to raise the limit',
      )
    case 'unsupported-encryption':
      return unsupportedError()
    case 'unreachable':
      return new TocsinError('unreachable', 'no member in the ticket answers; try again when one is online')
    default:
      return new TocsinError('bad-signature', 'the member refused the ticket')
  }
}

function malformed(): BearerResult {
  return { type: 'refused', error: new TocsinError('bad-frame', 'the admitting member sent what is no join message') }
}
