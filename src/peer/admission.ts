/**
 * Joining, both sides: the bearer of a ticket and the member that admits it, over one short channel. Serves
 * docs/protocol.md, "Joining". The invite's secret never leaves the bearer; the admitter gives its whole membership log
 * and the bearer believes none of it before it has reduced it itself.
 */
import { bytesEqual } from '../base/bytes.js'
import { type ErrorCode, TocsinError } from '../base/errors.js'
import { bytesOfHex, hexOf, type MemberId, publicKeyOf } from '../base/ids.js'
import { MAX_MEMBERS } from '../base/limits.js'
import type { Random } from '../base/random.js'
import type { Burst } from '../crypto/burst.js'
import { frameRecord, RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import { type ControlBody, isName } from '../group/control.js'
import type { Membership } from '../group/membership.js'
import type { Refusal } from '../group/rules.js'
import { inviteStatement, memberStatement } from '../group/statements.js'
import type { Ticket } from '../group/ticket.js'
import { decoded } from '../wire/decoded.js'
import { type Ask, JoinMessage } from '../wire/generated/join.js'
import type { Identity } from './book.js'
import { bytesOf } from './burst-rows.js'
import { refusedError } from './refused.js'

/** What the admitter's group is asked, so that this file knows nothing of how a group works. */
export interface Gate {
  readonly group: Uint8Array
  membership(): Membership | undefined
  /** Why the rules would not have this entry; undefined when they would. */
  refusal(body: ControlBody, now: number): Refusal | undefined
  /** Writes the join entry; stored before anything sent after it. */
  admit(body: ControlBody & { type: 'join' }, now: number): void
  /** The whole membership log in causal order, and the presence records of who is online. */
  handOver(): { readonly bursts: readonly Burst[]; readonly presences: readonly Uint8Array[] }
}

export type AdmissionResult =
  | { readonly type: 'waiting'; readonly replies: readonly Uint8Array[] }
  | { readonly type: 'done'; readonly replies: readonly Uint8Array[] }
  | { readonly type: 'refused'; readonly replies: readonly Uint8Array[] }

/** What one message of a hand-over holds, if it is more than one item: a quarter of a record. */
const MESSAGE_BYTES = 256 * 1024
/** Bursts, and presence records, in one message: what the schema allows. */
const MESSAGE_ITEMS = 512

/** The member's side of one join channel. */
export class Admitter {
  readonly #suite: Suite
  readonly #bearer: MemberId
  readonly #nonce: Uint8Array
  readonly #gate: (group: Uint8Array) => Gate | undefined
  readonly #splitter = new RecordSplitter()
  #asked: { readonly ask: Ask; readonly gate: Gate } | undefined

  constructor(suite: Suite, random: Random, bearer: MemberId, gate: (group: Uint8Array) => Gate | undefined) {
    this.#suite = suite
    this.#bearer = bearer
    this.#nonce = random.bytes(32)
    this.#gate = gate
  }

  receive(bytes: Uint8Array, now: number): AdmissionResult {
    this.#splitter.push(bytes)
    const record = this.#splitter.next()
    if (record === undefined) {
      return this.#splitter.broken ? refuse('bad-frame', 'not a join message') : { type: 'waiting', replies: [] }
    }
    const message = decoded(JoinMessage, record)
    if (message?.ask !== undefined && this.#asked === undefined) return this.#challenge(message.ask, now)
    if (message?.request !== undefined && this.#asked !== undefined) return this.#admit(message.request, now)
    return refuse('bad-frame', 'not the message that was due')
  }

  #challenge(ask: Ask, now: number): AdmissionResult {
    const gate = this.#gate(ask.group)
    const membership = gate?.membership()
    if (gate === undefined || membership === undefined) return refuse('unknown-group', 'not a member of this group')
    if (membership.members.get(this.#bearer)?.present === true) return refuse('already-member', 'already a member')
    const invite = membership.invites.get(hexOf(ask.invite))
    if (invite === undefined) return refuse('invite-unknown', 'this member does not know the invite (yet)')
    if (invite.revokedBy !== undefined) return refuse('invite-revoked', 'the invite was taken back')
    if (membership.banned.has(this.#bearer)) return refuse('banned', 'banned from this group')
    if (now > invite.expiresMs) return refuse('invite-expired', 'the invite has expired')
    if (invite.used >= invite.uses) return refuse('invite-used-up', 'the invite is used up')
    this.#asked = { ask, gate }
    return { type: 'waiting', replies: [encode({ challenge: { nonce: this.#nonce } })] }
  }

  #admit(request: NonNullable<JoinMessage['request']>, now: number): AdmissionResult {
    const { ask, gate } = this.#asked!
    const member = publicKeyOf(this.#bearer)!
    const { linkKey, name, inviteSignature, memberSignature } = request
    if (linkKey.length !== 32 || !isName(name)) return refuse('bad-frame', 'a malformed request')
    const invited = inviteStatement(gate.group, member, this.#nonce)
    const stated = memberStatement(gate.group, this.#nonce, linkKey, name)
    if (
      !this.#suite.verify(ask.invite, invited, inviteSignature) ||
      !this.#suite.verify(member, stated, memberSignature)
    ) {
      return refuse('bad-signature', 'a signature does not fit')
    }
    const nonce = this.#nonce
    const { invite } = ask
    const join = { type: 'join', member, linkKey, name, nonce, invite, inviteSignature, memberSignature } as const
    const refusal = gate.refusal(join, now)
    if (refusal !== undefined) return refuse(refusedError(refusal, join).code, refusal)
    gate.admit(join, now)
    return { type: 'done', replies: handedOver(gate.handOver()) }
  }
}

/** The membership log and then the presence records, in messages that are bounded by bytes and by number. */
function handedOver({ bursts, presences }: ReturnType<Gate['handOver']>): Uint8Array[] {
  const plain = bursts.map(({ entries, signature }) => ({
    entries: entries.map(({ header, body }) => ({ header, body })),
    signature,
  }))
  const parts = [
    ...inParts(plain, bytesOf).map(part => ({ bursts: part, presences: [] })),
    ...inParts(presences, presence => presence.length).map(part => ({ bursts: [], presences: part })),
  ]
  if (parts.length === 0) parts.push({ bursts: [], presences: [] })
  return parts.map((part, at) => encode({ admitted: { ...part, more: at < parts.length - 1 } }))
}

function inParts<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item[][] {
  const parts: Item[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    const open = parts.at(-1)
    if (open === undefined || size > room || open.length === MESSAGE_ITEMS) {
      parts.push([item])
      room = MESSAGE_BYTES - size
    } else {
      open.push(item)
      room -= size
    }
  }
  return parts
}

export type BearerResult =
  | { readonly type: 'waiting'; readonly replies: readonly Uint8Array[] }
  | { readonly type: 'admitted'; readonly bursts: readonly Burst[]; readonly presences: readonly Uint8Array[] }
  | { readonly type: 'refused'; readonly error: TocsinError }

/** The longest membership log a bearer takes from one admitter: ten entries for each member of the largest group. */
const MAX_BURSTS = 10 * MAX_MEMBERS
/** And in bytes: the joins of the largest group are 9 MB. */
const MAX_HAND_OVER_BYTES = 64 * 1024 * 1024

/** The newcomer's side of one join channel. */
export class Bearer {
  readonly hello: Uint8Array
  readonly #suite: Suite
  readonly #identity: Identity
  readonly #name: string
  readonly #ticket: Ticket
  readonly #splitter = new RecordSplitter()
  readonly #bursts: Burst[] = []
  readonly #presences: Uint8Array[] = []
  #bytes = 0
  #requested = false

  constructor(suite: Suite, identity: Identity, name: string, ticket: Ticket) {
    this.#suite = suite
    this.#identity = identity
    this.#name = name
    this.#ticket = ticket
    this.#splitter.confirmed() // the admitter's key is in the ticket, and Noise has proven it
    const invite = suite.ed25519PublicKey(ticket.inviteSeed)
    this.hello = encode({ ask: { group: bytesOfHex(ticket.group), invite } })
  }

  receive(bytes: Uint8Array): BearerResult {
    this.#splitter.push(bytes)
    const replies: Uint8Array[] = []
    for (let record = this.#splitter.next(); record !== undefined; record = this.#splitter.next()) {
      const message = decoded(JoinMessage, record)
      if (message?.refused !== undefined) return { type: 'refused', error: refusal(message.refused.code) }
      if (message?.challenge !== undefined && !this.#requested) {
        if (message.challenge.nonce.length !== 32) return malformed()
        this.#requested = true
        replies.push(this.#request(message.challenge.nonce))
      } else if (message?.admitted !== undefined && this.#requested) {
        const { bursts, presences, more } = message.admitted
        this.#bursts.push(...bursts)
        this.#presences.push(...presences)
        this.#bytes += record.length
        if (this.#bursts.length > MAX_BURSTS || this.#presences.length > MAX_MEMBERS) return malformed()
        if (this.#bytes > MAX_HAND_OVER_BYTES) return malformed()
        if (!more) return { type: 'admitted', bursts: this.#bursts, presences: this.#presences }
      } else {
        return malformed()
      }
    }
    return this.#splitter.broken ? malformed() : { type: 'waiting', replies }
  }

  #request(nonce: Uint8Array): Uint8Array {
    const group = bytesOfHex(this.#ticket.group)
    const { publicKey, seed, linkKey } = this.#identity
    const inviteSignature = this.#suite.sign(this.#ticket.inviteSeed, inviteStatement(group, publicKey, nonce))
    const memberSignature = this.#suite.sign(seed, memberStatement(group, nonce, linkKey, this.#name))
    return encode({ request: { linkKey, name: this.#name, inviteSignature, memberSignature } })
  }
}

/** Whether a log that was handed over holds the invite the ticket names: else it is an older view of the group. */
export function pins(ticket: Ticket, bursts: readonly Burst[], suite: Suite): boolean {
  const label = new TextEncoder().encode('entry')
  const wanted = bytesOfHex(ticket.inviteEntry)
  return bursts.some(burst => burst.entries.some(({ header }) => bytesEqual(suite.sha256(label, header), wanted)))
}

function encode(message: Partial<JoinMessage>): Uint8Array {
  return frameRecord(JoinMessage.encode(message))
}

function refuse(code: ErrorCode, reason: string): AdmissionResult {
  return { type: 'refused', replies: [encode({ refused: { code, reason } })] }
}

function malformed(): BearerResult {
  return { type: 'refused', error: new TocsinError('bad-frame', 'the admitting member sent what is no join message') }
}

/** Our own words for a code: text from others never reaches the terminal. */
function refusal(code: string): TocsinError {
  switch (code) {
    case 'already-member':
      return new TocsinError('already-member', 'this identity is already a member of the group')
    case 'invite-expired':
      return new TocsinError('invite-expired', 'the ticket has expired; ask for a new one')
    case 'invite-used-up':
      return new TocsinError('invite-used-up', 'the ticket is used up; ask for a new one')
    case 'invite-unknown':
      return new TocsinError('invite-unknown', 'this member does not know the invite yet; another may')
    case 'invite-revoked':
      return new TocsinError('invite-revoked', 'the ticket was taken back; ask for a new one')
    case 'banned':
      return new TocsinError('banned', 'this identity is banned from the group; a moderator can lift that')
    case 'group-full':
      return new TocsinError(
        'group-full',
        'the group has as many members as it may; ask a moderator to raise the limit',
      )
    case 'unknown-group':
      return new TocsinError('not-a-member', 'this contact is no longer a member of the group')
    default:
      return new TocsinError('bad-signature', 'the member refused the ticket')
  }
}
