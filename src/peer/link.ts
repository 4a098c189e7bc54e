/**
 * One link: a channel to one member, its handshake, its ratchet, and the frames that wait to be sealed. Serves
 * docs/protocol.md, "Links".
 *
 * Frames queue in the clear and are sealed together when the tick ends, so that many ride in one record. Whatever the
 * far side gets wrong ends the link; it never throws and never passes on a frame that was not opened.
 */

import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { type Ends, Initiator, Responder } from '../crypto/handshake.js'
import type { Ratchet } from '../crypto/ratchet.js'
import { frameRecord, RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import { decoded } from '../wire/decoded.js'
import { Frame, Record } from '../wire/generated/link.js'
import { recordsOf } from './record-batch.js'
import { RoundTrip } from './round-trip.js'

/** What came of bytes received: bytes to send back, frames, and why the link ended if it did. */
export interface Received {
  readonly replies: readonly Uint8Array[]
  readonly frames: readonly Frame[]
  /** The peer has just proven who it is. */
  readonly up: boolean
  readonly fault: string | undefined
}

export type Phase = 'before-commit' | 'after-commit'
/** `can-wait`: after the commit, with what leaves next or a moment later. */
export type Urgency = Phase | 'can-wait'

/**
 * Clear frames waiting for one link. A member that does not read for this long a queue is dropped; what it missed it
 * gets by sync, which asks for what it can take.
 */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024
/** A handshake that takes longer is a stranger holding a slot. */
const HANDSHAKE_MS = 10 * SECOND_MS
/** A step is answered at once; a far side that gives nothing for so long has a dead stream, whatever TCP believes. */
const ANSWER_MS = 15 * SECOND_MS
/** An ack or a receipt waits so long for company: a record costs two seals' work and a write, whatever is in it. */
const PATIENCE_MS = 20
const URGENCIES = ['before-commit', 'after-commit', 'can-wait'] as const

export class Link {
  /** The far side, or a name of its own for a further run of it (guests.ts). */
  member: MemberId
  readonly channel: number
  readonly initiator: boolean
  readonly openedAt: number
  /** Whether each side wants the link for its ring. */
  wanted = true
  peerWants = true
  roundTrip = new RoundTrip()
  readonly #handshake: Initiator | Responder
  readonly #splitter = new RecordSplitter()
  readonly #queues: { readonly [urgency in Urgency]: Uint8Array[] } = {
    'before-commit': [],
    'after-commit': [],
    'can-wait': [],
  }
  /** Committed for, and waiting for something to ride with. */
  readonly #patient: Uint8Array[] = []
  #patientUntil: number | undefined
  #queuedBytes = 0
  #condemned = false
  #parting = false
  #writable = true
  /** When the far side came to owe us an answer, or last showed that it reads. */
  #awaitedSince: number | undefined
  #ratchet: Ratchet | undefined
  #repliedAt: number | undefined

  constructor(
    suite: Suite,
    random: Random,
    ends: Ends,
    options: { member: MemberId; channel: number; initiator: boolean; now: number },
  ) {
    this.member = options.member
    this.channel = options.channel
    this.initiator = options.initiator
    this.openedAt = options.now
    this.#handshake = options.initiator ? new Initiator(suite, random, ends) : new Responder(suite, random, ends)
  }

  get up(): boolean {
    return this.#ratchet !== undefined && !this.#ratchet.dead
  }

  /** How long an ack of this member may take before it is unusual, in ms. */
  get ackMs(): number {
    return this.roundTrip.patienceMs
  }

  /** What the channel says of itself; a far side that drains is slow, not gone. */
  get writable(): boolean {
    return this.#writable
  }

  set writable(writable: boolean) {
    this.#writable = writable
    if (writable) this.#awaitedSince = undefined
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** When the link wants to be looked at: to step, or because it may be lost. */
  get deadline(): number | undefined {
    if (this.#condemned) return 0
    if (!this.up) return this.openedAt + HANDSHAKE_MS
    return this.#writable ? earliest(this.#ratchet?.stepDueAt, this.#silentAt, this.#patientUntil) : undefined
  }

  /** True when the handshake takes too long, too much piled up, or the far side gives nothing: it is to be dropped. */
  isLost(now: number): boolean {
    if (this.#condemned) return true
    if (!this.up) return now >= this.openedAt + HANDSHAKE_MS
    return this.#writable && now >= (this.#silentAt ?? Number.POSITIVE_INFINITY)
  }

  get #silentAt(): number | undefined {
    return this.#awaitedSince === undefined ? undefined : this.#awaitedSince + ANSWER_MS
  }

  /** The initiator's first bytes. */
  get hello(): Uint8Array | undefined {
    return this.#handshake instanceof Initiator ? frameRecord(this.#handshake.hello) : undefined
  }

  receive(bytes: Uint8Array, now: number): Received {
    const replies: Uint8Array[] = []
    const frames: Frame[] = []
    let up = false
    this.#splitter.push(bytes)
    for (let record = this.#splitter.next(); record !== undefined; record = this.#splitter.next()) {
      if (this.#ratchet === undefined) {
        const step = this.#shakeHands(record, now)
        if (typeof step === 'string') return { replies, frames, up, fault: step }
        if (step !== undefined) replies.push(frameRecord(step))
        if (this.#ratchet !== undefined) up = true
      } else {
        const opened = this.#ratchet.open(record)
        const message = opened === undefined ? undefined : decoded(Record, opened)
        if (message === undefined) return { replies, frames, up, fault: 'a record that does not open' }
        this.#awaitedSince = undefined
        frames.push(...message.frames)
      }
    }
    return { replies, frames, up, fault: this.#splitter.broken ? 'a record out of bounds' : undefined }
  }

  /** Bytes to send, nothing, or the fault that ends the link. */
  #shakeHands(record: Uint8Array, now: number): Uint8Array | undefined | string {
    if (this.#handshake instanceof Initiator) {
      const result = this.#handshake.receive(record, now)
      if (result.type === 'failed') return result.fault
      this.roundTrip.took(now - this.openedAt)
      this.#confirmed(result.link)
      return result.confirm
    }
    if (this.#repliedAt === undefined) {
      this.#repliedAt = now
      const result = this.#handshake.receiveHello(record)
      return result.type === 'failed' ? result.fault : result.reply
    }
    const result = this.#handshake.receiveConfirm(record, now)
    if (result.type === 'failed') return result.fault
    this.roundTrip.took(now - this.#repliedAt)
    this.#confirmed(result.link)
    return undefined
  }

  #confirmed(ratchet: Ratchet): void {
    this.#ratchet = ratchet
    this.#splitter.confirmed()
  }

  /** Says whether our ring wants it, and what our clock reads. */
  keep(wallMs: number): void {
    const clock = BigInt(Math.max(0, Math.floor(wallMs)))
    this.queue({ keep: { wanted: this.wanted, clock } }, 'after-commit')
  }

  /** False when the far side has not read for too long: the link is to be dropped. */
  queue(frame: Partial<Frame>, urgency: Urgency): boolean {
    if (this.#condemned) return false
    const bytes = Frame.encode(frame)
    this.#queues[urgency].push(bytes)
    this.#queuedBytes += bytes.length
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.condemn()
    return !this.#condemned
  }

  /** Given up: nothing more is read or sealed. */
  get condemned(): boolean {
    return this.#condemned
  }

  /** Gives up the link and what waits, at once: the next wake, which is due, drops it. */
  condemn(): void {
    this.#condemned = true
    for (const queue of [...Object.values(this.#queues), this.#patient]) queue.length = 0
    this.#queuedBytes = 0
  }

  /** The far side is no member any more: what waits for it leaves with the next flush, and then the link ends. */
  part(): void {
    this.#parting = true
  }

  /** Takes over what waited for another stream to the same member. */
  inherit(other: Link): void {
    for (const urgency of URGENCIES) this.#queues[urgency].push(...other.#queues[urgency])
    this.#queues['after-commit'].push(...other.#patient)
    this.#queuedBytes += other.#queuedBytes
    this.roundTrip = other.roundTrip
    other.condemn()
  }

  /** Makes the next record carry a DH step: the member list changed. */
  stepNow(): void {
    this.#ratchet?.requestStep()
  }

  /**
   * Sealed records of what waits in this phase, batched to about BATCH_BYTES; nothing while the channel is full. A step
   * that is due leaves in an empty record where nothing else does: it heals the ratchet, and it is the heartbeat.
   */
  flush(phase: Phase, now: number): Uint8Array[] {
    const ratchet = this.#ratchet
    if (ratchet === undefined || !this.#writable || this.#condemned) return []
    const frames = this.#leaving(phase, now)
    for (const frame of frames) this.#queuedBytes -= frame.length
    const records = recordsOf(frames)
    const stepDueAt = ratchet.stepDueAt
    if (records.length === 0 && phase === 'after-commit' && stepDueAt !== undefined && stepDueAt <= now) {
      records.push(new Uint8Array(0))
    }
    const sealed: Uint8Array[] = []
    for (const record of records) {
      const bytes = ratchet.seal(record, now)
      if (bytes !== undefined) sealed.push(frameRecord(bytes))
      if (ratchet.answerOwed) this.#awaitedSince ??= now
    }
    if (this.#parting && phase === 'after-commit') this.condemn()
    return sealed
  }

  /** The frames that leave in this phase; those that can wait ride along, or leave alone when they waited long enough. */
  #leaving(phase: Phase, now: number): Uint8Array[] {
    const frames = this.#queues['before-commit'].splice(0)
    if (phase === 'after-commit') frames.push(...this.#queues['after-commit'].splice(0))
    if (phase === 'after-commit' && this.#queues['can-wait'].length > 0) {
      // what they vouch for is committed by now
      this.#patient.push(...this.#queues['can-wait'].splice(0))
      this.#patientUntil ??= now + PATIENCE_MS
    }
    if (frames.length > 0 || now >= (this.#patientUntil ?? Number.POSITIVE_INFINITY)) {
      frames.push(...this.#patient.splice(0))
      this.#patientUntil = undefined
    }
    return frames
  }

  close(): void {
    this.#ratchet?.close()
  }
}
