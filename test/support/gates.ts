/** A member that bearers knock at, and bearers: the join protocol from hand to hand, without channels. */
import { bytesOfHex, hexOf, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { ControlBody } from '#src/group/control.js'
import type { Contact, Ticket } from '#src/group/ticket.js'
import { type AdmissionResult, Admitter, type Gate, type Gates } from '#src/peer/admission.js'
import { Bearer, type BearerResult } from '#src/peer/bearer.js'
import type { Identity } from '#src/peer/book.js'
import { encodeJoin } from '#src/peer/hand-over.js'
import { proofOf } from '#src/peer/proofs.js'
import { founded, type Keeper, NOW, suite } from './books.ts'

export const inviteSeed = new Uint8Array(32).fill(0x77)
export const invite = suite.ed25519PublicKey(inviteSeed)

/** Of an admitter that is in no group, and hears nothing. */
export const NO_GATES: Gates = { find: () => undefined, heard: () => undefined, ownProof: () => undefined }

/** Alice, who founded the group and made one invite, at her door. */
export class Door {
  readonly alice: Keeper
  readonly ticket: Ticket
  /** What she wrote about bearers. */
  readonly written: (ControlBody & { type: 'join' | 'knock' })[] = []
  contacts: readonly Contact[] = []
  readonly #random = new SeededRandom(3)

  constructor({ uses = 5, approve = false }: { readonly uses?: number; readonly approve?: boolean } = {}) {
    this.alice = founded()
    const expiresMs = NOW + 1000
    const entry = this.alice.book.writeControl({ type: 'invite', invite, uses, expiresMs, approve }, NOW)
    const inviteEntry = entry.burst.entries[0]!.entryId
    this.ticket = { group: this.alice.group, name: 'friends', inviteSeed, inviteEntry, expiresMs, contacts: [] }
  }

  gate(overrides: Partial<Gate> = {}): Gate {
    const { book } = this.alice
    return {
      group: bytesOfHex(this.alice.group),
      membership: () => book.membership,
      timeAt: now => now,
      refusal: (body, wallMs) => book.roll.refusal(this.alice.member, body, wallMs),
      admit: body => {
        this.written.push(body)
        book.writeControl(body, NOW)
      },
      handOver: () => ({ bursts: book.controlBursts(), presences: [] }),
      contacts: () => this.contacts,
      proof: (member, whole) => proofOf(book.roll, member, whole),
      ...overrides,
    }
  }

  /** The ticket of one more invite, whose seed is made of this byte. */
  invites(byte: number): Ticket {
    const seed = new Uint8Array(32).fill(byte)
    const made = { type: 'invite', invite: suite.ed25519PublicKey(seed), uses: 5, approve: false } as const
    const { burst } = this.alice.book.writeControl({ ...made, expiresMs: this.ticket.expiresMs }, NOW)
    return { ...this.ticket, inviteSeed: seed, inviteEntry: burst.entries[0]!.entryId }
  }

  admitter(bearer: Identity, gate = this.gate()): Admitter {
    return new Admitter(suite, this.#random, bearer.member, {
      ...NO_GATES,
      find: group => (hexOf(group) === this.alice.group ? gate : undefined),
    })
  }

  /** The bearer shows its ticket at a time of its own. */
  asks(
    who: Identity,
    {
      now = NOW,
      gate = this.gate(),
      ticket = this.ticket,
      prekey,
    }: { readonly now?: number; readonly gate?: Gate; readonly ticket?: Ticket; readonly prekey?: Uint8Array } = {},
  ): Asked {
    return converse(this.admitter(who, gate), new Bearer(suite, who, 'bearer', ticket, prekey), now)
  }

  /** One that was a member asks why it gets no link; all that it hears. */
  inquires(who: Identity, whole = false, group = bytesOfHex(this.alice.group)): readonly Uint8Array[] {
    return this.admitter(who).receive(encodeJoin({ inquiry: { group, whole } }), NOW).replies
  }

  /** A bearer's knock, let in by alice. */
  approve(who: Identity): void {
    const { book } = this.alice
    const knock = book.membership?.waiting.get(who.member)
    if (knock === undefined) throw new Error('nobody knocked')
    book.writeControl({ ...knock.admission, type: 'join' }, NOW)
  }

  write(body: ControlBody): void {
    this.alice.book.writeControl(body, NOW)
  }

  /** Out, with all that alice holds of it. */
  remove(who: Identity, type: 'remove' | 'ban' = 'remove'): void {
    this.write({ type, member: publicKeyOf(who.member)!, cut: this.alice.book.roll.cut(who.member) })
  }
}

export interface Asked {
  readonly bearer: BearerResult
  readonly admitter: AdmissionResult
  /** Sizes of the records that the bearer got. */
  readonly records: readonly number[]
}

function converse(door: Admitter, bearer: Bearer, now: number): Asked {
  const records: number[] = []
  let atBearer: BearerResult = { type: 'open', replies: [bearer.hello] }
  let atDoor: AdmissionResult = { type: 'open', replies: [] }
  for (let turns = 0; turns < 10 && atBearer.type === 'open' && atBearer.replies.length > 0; turns += 1) {
    for (const bytes of atBearer.replies) atDoor = door.receive(bytes, now)
    records.push(...atDoor.replies.map(reply => reply.length))
    for (const bytes of atDoor.replies) atBearer = bearer.receive(bytes)
  }
  return { bearer: atBearer, admitter: atDoor, records }
}

/** What a bearer ended with: the code of a refusal, or how it went. */
export function outcome({ bearer }: Asked): string {
  return bearer.type === 'refused' ? bearer.error.code : bearer.type
}
