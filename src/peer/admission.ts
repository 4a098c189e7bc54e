/**
 * Joining, the member's side: one short channel with whoever bears a ticket, or was a member and asks why it is not any
 * more. Serves docs/protocol.md, "Joining" and "Being out". The invite's secret never leaves the bearer. Whoever proves
 * nothing must learn nothing, not even whether this member is in the group.
 */
import type { ErrorCode } from '../base/errors.js'
import { hexOf, type MemberId, publicKeyOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { Burst } from '../crypto/burst.js'
import { RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import type { Admission, ControlBody } from '../group/control.js'
import { isName } from '../group/control.js'
import type { Invite, Membership } from '../group/membership.js'
import { isOutdated, type Refusal } from '../group/rules.js'
import { inviteStatement, memberStatement } from '../group/statements.js'
import { type Contact, messagesOfContacts } from '../group/ticket.js'
import { decoded } from '../wire/decoded.js'
import { type Ask, type Inquiry, JoinMessage, type Shown } from '../wire/generated/join.js'
import { admittedMessages, encodeJoin, type HandOver, proofMessages } from './hand-over.js'
import { refusedError } from './refused.js'
import { MAX_SHOWN_BYTES } from './showing.js'

/** What the admitter's group is asked, so that this file knows nothing of how a group works. */
export interface Gate {
  readonly group: Uint8Array
  membership(): Membership | undefined
  /** What time of day it is in the group: an invite expires by it. */
  timeAt(now: number): number
  /** Why the rules would not have this entry; undefined when they would. */
  refusal(body: ControlBody, now: number): Refusal | undefined
  /** Writes the entry; stored before anything sent after it. */
  admit(body: ControlBody & { type: 'join' | 'knock' }, now: number): void
  /** The whole membership log in causal order, and the presence records of who is online. */
  handOver(): HandOver
  /** Whom to ask besides us, while a moderator makes up its mind. */
  contacts(): readonly Contact[]
  /** By which entries the far side is out; undefined for a stranger, and for whom it would be too soon. */
  proof(member: MemberId, whole: boolean): readonly Burst[] | undefined
}

/** The groups that an admitter may be asked about. */
export interface Gates {
  /** Undefined where this member is not in the group. */
  find(group: Uint8Array): Gate | undefined
  /** Takes in entries that the far side shows, as far as its budget goes. */
  heard(group: Uint8Array, bursts: readonly Burst[], now: number): void
  /** By which entry this member is out itself; undefined for a stranger that asks. */
  ownProof(group: Uint8Array, asker: MemberId): readonly Burst[] | undefined
}

/** `open`: the channel stays, since the far side is to say more. */
export interface AdmissionResult {
  readonly type: 'open' | 'done' | 'refused'
  readonly replies: readonly Uint8Array[]
}

/** The member's side of one join channel. */
export class Admitter {
  readonly #suite: Suite
  readonly #bearer: MemberId
  readonly #nonce: Uint8Array
  readonly #gates: Gates
  readonly #splitter = new RecordSplitter(MAX_SHOWN_BYTES)
  #shown = false
  #asked: { readonly ask: Ask; readonly gate: Gate } | undefined

  constructor(suite: Suite, random: Random, bearer: MemberId, gates: Gates) {
    this.#suite = suite
    this.#bearer = bearer
    this.#nonce = random.bytes(32)
    this.#gates = gates
  }

  receive(bytes: Uint8Array, now: number): AdmissionResult {
    this.#splitter.push(bytes)
    let message = this.#next()
    if (message?.shown !== undefined && this.#asked === undefined && !this.#shown) {
      this.#hear(message.shown, now)
      message = this.#next()
    }
    if (message === undefined) {
      return this.#splitter.broken ? refuse('bad-frame', 'not a join message') : { type: 'open', replies: [] }
    }
    if (message?.ask !== undefined && this.#asked === undefined) return this.#challenge(message.ask, now)
    if (message?.inquiry !== undefined && this.#asked === undefined) return this.#tell(message.inquiry)
    if (message?.request !== undefined && this.#asked !== undefined) return this.#admit(message.request, now)
    return refuse('bad-frame', 'not the message that was due')
  }

  /** Undefined where it is not here yet; an empty one is no message at all. */
  #next(): Partial<JoinMessage> | undefined {
    const record = this.#splitter.next()
    return record === undefined ? undefined : (decoded(JoinMessage, record) ?? {})
  }

  #hear({ group, bursts }: Shown, now: number): void {
    this.#shown = true
    this.#gates.heard(group, bursts, now)
  }

  #challenge(ask: Ask, now: number): AdmissionResult {
    const gate = this.#gates.find(ask.group)
    const membership = gate?.membership()
    if (gate === undefined || membership === undefined) return unknown()
    return this.#decided(gate, membership, ask.invite, now) ?? this.#wantProof(ask, gate)
  }

  #wantProof(ask: Ask, gate: Gate): AdmissionResult {
    this.#asked = { ask, gate }
    return { type: 'open', replies: [encodeJoin({ challenge: { nonce: this.#nonce } })] }
  }

  /** What needs no proof, or none any more: whether it is in, waits, or the invite is worth nothing. */
  #decided(gate: Gate, membership: Membership, key: Uint8Array, now: number): AdmissionResult | undefined {
    const bearer = this.#bearer
    // a moderator let it in, or it lost the log: whoever is in may have it
    if (membership.members.get(bearer)?.present === true) return handOver(gate)
    const invite = membership.invites.get(hexOf(key))
    if (invite === undefined) return unknown()
    // first, since a ban takes invites back as well
    if (membership.banned.has(bearer)) return refuse('banned', 'banned from this group')
    if (invite.revokedBy !== undefined) return refuse('invite-revoked', 'the invite was taken back')
    if (isOutdated(membership, invite, bearer)) return refuse('invite-outdated', 'removed after the invite was made')
    if (gate.timeAt(now) > invite.expiresMs) return refuse('invite-expired', 'the invite has expired')
    if (invite.used >= invite.uses) return refuse('invite-used-up', 'the invite is used up')
    if (!invite.approve) return undefined
    // who waits has proven the invite before
    return isWaiting(membership, bearer, invite) ? waiting(gate) : undefined
  }

  #admit(request: NonNullable<JoinMessage['request']>, now: number): AdmissionResult {
    const { ask, gate } = this.#asked!
    const membership = gate.membership()
    if (membership === undefined) return unknown()
    // others may have been let in since it asked
    const decided = this.#decided(gate, membership, ask.invite, now)
    if (decided !== undefined) return decided
    const admission = this.#proven(ask, gate, request)
    if ('type' in admission) return admission
    const approve = membership.invites.get(hexOf(ask.invite))?.approve === true
    // a moderator as well only writes down that it waits: whoever made the invite wanted a look at each
    const body = { ...admission, type: approve ? 'knock' : 'join' } as const
    const refusal = gate.refusal(body, now)
    if (refusal !== undefined) return refuse(refusedError(refusal, body).code, refusal)
    gate.admit(body, now)
    return approve ? waiting(gate) : handOver(gate)
  }

  #proven(ask: Ask, gate: Gate, request: NonNullable<JoinMessage['request']>): Admission | AdmissionResult {
    const member = publicKeyOf(this.#bearer)!
    const { linkKey, name, inviteSignature, memberSignature } = request
    if (linkKey.length !== 32 || !isName(name) || (request.prekey.length !== 0 && request.prekey.length !== 32)) {
      return refuse('bad-frame', 'a malformed request')
    }
    const prekey = request.prekey.length === 0 ? undefined : request.prekey
    const nonce = this.#nonce
    const { invite } = ask
    const invited = inviteStatement(gate.group, member, nonce)
    const stated = memberStatement(gate.group, { nonce, linkKey, name, prekey })
    const holds =
      this.#suite.verify(invite, invited, inviteSignature) && this.#suite.verify(member, stated, memberSignature)
    if (!holds) return refuse('bad-signature', 'a signature does not fit')
    return { member, linkKey, name, nonce, invite, inviteSignature, memberSignature, prekey }
  }

  /** A stranger hears what it would hear from somebody who is not in the group. */
  #tell({ group, whole }: Inquiry): AdmissionResult {
    const gate = this.#gates.find(group)
    if (gate?.membership()?.members.get(this.#bearer)?.present === true) {
      return refuse('already-member', 'a member as any other')
    }
    const proof = gate === undefined ? this.#gates.ownProof(group, this.#bearer) : gate.proof(this.#bearer, whole)
    return proof === undefined || proof.length === 0 ? unknown() : { type: 'done', replies: proofMessages(proof) }
  }
}

function isWaiting({ waiting: knocks }: Membership, bearer: MemberId, { invite }: Invite): boolean {
  const knock = knocks.get(bearer)
  return knock !== undefined && hexOf(knock.admission.invite) === invite
}

function handOver(gate: Gate): AdmissionResult {
  return { type: 'done', replies: admittedMessages(gate.handOver()) }
}

function waiting(gate: Gate): AdmissionResult {
  return { type: 'done', replies: [encodeJoin({ waiting: { contacts: messagesOfContacts(gate.contacts()) } })] }
}

/** Whoever is not in the group, and whoever has not heard of the invite, say the same. */
function unknown(): AdmissionResult {
  return refuse('invite-unknown', 'this member does not know the invite')
}

function refuse(code: ErrorCode, reason: string): AdmissionResult {
  return { type: 'refused', replies: [encodeJoin({ refused: { code, reason } })] }
}
