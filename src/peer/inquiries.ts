/**
 * Why a member gives us no link, asked of that member: one of us does not know that the other is in, or out. Serves
 * docs/protocol.md, "Showing" and "Being out". Each side shows entries, and the membership log of each says what they mean: a
 * word alone convinces nobody. A member that left with nobody online tells it in the same way.
 */
import { joinBytes } from '../base/bytes.js'
import { bytesOfHex, type EntryId, type GroupId, hexOf, type MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { jitter, type Random, shuffled } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { entryHash } from '../crypto/entry.js'
import { RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import { closingOf } from '../group/membership.js'
import { decoded } from '../wire/decoded.js'
import { JoinMessage } from '../wire/generated/join.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'
import { encodeJoin, HandedOver } from './hand-over.js'
import { shownRecord } from './showing.js'

export interface InquiriesOptions {
  readonly suite: Suite
  readonly self: MemberId
  readonly random: Random
  readonly nextDial: () => number
  readonly find: (group: GroupId) => GroupPeer | undefined
}

/** A handshake may fail for many reasons, and another may do better by then; a person waits for the answer. */
const FIRST_ASK_MS = 0.5 * SECOND_MS
/** Between two answers that explain nothing, at first and at most. */
const FIRST_AGAIN_MS = 5 * SECOND_MS
const LAST_AGAIN_MS = 60 * SECOND_MS
const ASK_JITTER = 0.2
/** A whole log on a slow line takes its time. */
const INQUIRY_MS = 30 * SECOND_MS
/** Those remembered that turned us away: any one of them can say why. */
const MAX_CANDIDATES = 8
/** Stored of a group that was left: the leave that another member has heard of. */
export const HEARD_LEAVE = 'leave-heard'

interface Asked {
  readonly member: MemberId
  readonly dial: number
  channel: number | undefined
  readonly until: number
  readonly splitter: RecordSplitter
  readonly handed: HandedOver
}

interface Inquiry {
  /** The latest last. */
  readonly candidates: MemberId[]
  /** The entry alone did not say it: the log is asked for. */
  whole: boolean
  againMs: number
  nextAt: number
  asked: Asked | undefined
  /** Our leave, which nobody may have heard of: all members are told, one after the other, until one shows it. */
  readonly leave: EntryId | undefined
}

export class Inquiries {
  readonly #options: InquiriesOptions
  readonly #inquiries = new Map<GroupId, Inquiry>()

  constructor(options: InquiriesOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#inquiries.values()].map(({ asked, nextAt }) => asked?.until ?? nextAt))
  }

  /** A member took our dial and gave no link. */
  turnedAway(group: GroupId, member: MemberId, now: number): void {
    const inquiry = this.#inquiries.get(group)
    if (inquiry === undefined) {
      this.#begin(group, [member], undefined, now)
      return
    }
    const { candidates, leave } = inquiry
    if (leave !== undefined) return
    if (candidates.includes(member)) return
    candidates.push(member)
    if (candidates.length > MAX_CANDIDATES) candidates.shift()
  }

  /** We left the group. `heard`: the leave that another member is known to hold, if any. */
  left(group: GroupId, heard: string | undefined, now: number): void {
    const leave = this.#ownLeave(group)
    if (leave !== undefined && leave !== heard) this.#begin(group, [], leave, now)
  }

  /** We are about to join it again, and show the leave to its members ourselves. */
  forget(group: GroupId): PeerEffect[] {
    const channel = this.#inquiries.get(group)?.asked?.channel
    this.#inquiries.delete(group)
    return channel === undefined ? [] : [{ type: 'close', channel, abort: true }]
  }

  ownsDial(dial: number): boolean {
    return this.#with(({ asked }) => asked?.dial === dial) !== undefined
  }

  owns(channel: number): boolean {
    return this.#with(({ asked }) => asked?.channel === channel) !== undefined
  }

  opened(dial: number, channel: number): PeerEffect[] {
    const found = this.#with(({ asked }) => asked?.dial === dial)
    if (found === undefined) return []
    const [group, inquiry] = found
    inquiry.asked!.channel = channel
    const roll = this.#options.find(group)?.book.roll
    const shown =
      roll === undefined ? new Uint8Array() : shownRecord(group, roll, this.#options.self, inquiry.asked!.member)
    const bytes = encodeJoin({ inquiry: { group: bytesOfHex(group), whole: inquiry.whole } })
    return [{ type: 'write', channel, bytes: joinBytes(shown, bytes) }]
  }

  openFailed(dial: number, now: number): void {
    this.#failed(this.#with(({ asked }) => asked?.dial === dial)?.[1], now)
  }

  closed(channel: number, now: number): void {
    this.#failed(this.#with(({ asked }) => asked?.channel === channel)?.[1], now)
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    const found = this.#with(({ asked }) => asked?.channel === channel)
    if (found === undefined) return []
    const [group, inquiry] = found
    const { splitter, handed, member } = inquiry.asked!
    const close: PeerEffect = { type: 'close', channel, abort: false }
    splitter.push(bytes)
    for (let record = splitter.next(); record !== undefined; record = splitter.next()) {
      const message = decoded(JoinMessage, record)
      // it knows us by what we have shown it
      if (message?.refused?.code === 'already-member') {
        this.#failed(inquiry, now)
        return [close, ...(this.#options.find(group)?.meet([member], now) ?? [])]
      }
      const proof = message?.proof
      if (proof === undefined || !handed.take({ bursts: proof.bursts }, record.length)) {
        this.#failed(inquiry, now)
        return [close]
      }
      if (!proof.more) return [close, ...this.#judged(group, inquiry, member, now)]
    }
    if (splitter.broken) this.#failed(inquiry, now)
    return splitter.broken ? [close] : []
  }

  wake(now: number): PeerEffect[] {
    return [...this.#inquiries].flatMap(([group, inquiry]) => {
      const { asked } = inquiry
      if (asked === undefined) return inquiry.nextAt <= now ? this.#ask(group, inquiry, now) : []
      if (asked.until > now) return []
      this.#failed(inquiry, now)
      return asked.channel === undefined ? [] : [{ type: 'close', channel: asked.channel, abort: true } as const]
    })
  }

  #ask(groupId: GroupId, inquiry: Inquiry, now: number): PeerEffect[] {
    const group = this.#options.find(groupId)
    // whoever has linked with us since does not turn us away
    const isAway = (member: MemberId) => group?.links.get(member) === undefined
    if (inquiry.leave !== undefined && inquiry.candidates.length === 0)
      inquiry.candidates.push(...this.#others(groupId))
    const isOver = inquiry.leave === undefined ? group?.present !== true : inquiry.leave !== this.#ownLeave(groupId)
    const member =
      inquiry.leave === undefined ? inquiry.candidates.splice(0).findLast(isAway) : inquiry.candidates.pop()
    if (isOver || group === undefined || member === undefined) {
      this.#inquiries.delete(groupId)
      return []
    }
    const dial = this.#options.nextDial()
    const splitter = new RecordSplitter()
    splitter.confirmed() // it is a member, as far as we know
    const until = now + INQUIRY_MS
    inquiry.asked = { member, dial, channel: undefined, until, splitter, handed: new HandedOver() }
    const addresses = group.presences.of(member)?.addresses ?? []
    return [{ type: 'open', dial, to: member, addresses, protocol: '/tocsin/join/1', timeoutMs: INQUIRY_MS }]
  }

  /** Takes the entries in, as from anyone. */
  #judged(groupId: GroupId, inquiry: Inquiry, from: MemberId, now: number): PeerEffect[] {
    const group = this.#options.find(groupId)
    const { bursts } = inquiry.asked!.handed
    const wasWhole = inquiry.whole
    this.#failed(inquiry, now)
    const { leave } = inquiry
    const shows = ({ entries }: (typeof bursts)[number]): boolean =>
      entries.some(({ header }) => hexOf(entryHash(this.#options.suite, header)) === leave)
    if (leave !== undefined) return bursts.some(shows) ? this.#heard(groupId, leave) : []
    const effects = group?.adopt(bursts, now, from) ?? []
    // it is the other that is out, and said so
    const isOut = group?.membership?.members.get(from)?.present !== true
    if (group?.present === true && !wasWhole && !isOut) {
      inquiry.whole = true
      inquiry.candidates.push(from)
      inquiry.nextAt = now
    } else {
      inquiry.whole = false
    }
    if (group?.present !== true) this.#inquiries.delete(groupId)
    return effects
  }

  #begin(group: GroupId, candidates: MemberId[], leave: EntryId | undefined, now: number): void {
    const nextAt = now + jitter(this.#options.random, FIRST_ASK_MS, ASK_JITTER)
    this.#inquiries.set(group, { candidates, whole: false, againMs: FIRST_AGAIN_MS, nextAt, asked: undefined, leave })
  }

  /** The entry by which we left; undefined where we are in, or are out by another's word. */
  #ownLeave(group: GroupId): EntryId | undefined {
    const own = this.#options.find(group)?.membership?.members.get(this.#options.self)
    const closing = own && closingOf(own)
    return closing?.kind === 'left' ? closing.entryId : undefined
  }

  /** The others that are in, and can be dialled. */
  #others(groupId: GroupId): MemberId[] {
    const group = this.#options.find(groupId)
    const others = [...(group?.membership?.members.values() ?? [])]
      .filter(({ member, present }) => present && member !== this.#options.self)
      .map(({ member }) => member)
      .filter(member => (group?.presences.of(member)?.addresses.length ?? 0) > 0)
    return shuffled(this.#options.random, others)
  }

  #heard(group: GroupId, leave: EntryId): PeerEffect[] {
    this.#inquiries.delete(group)
    const value = bytesOfHex(leave)
    return [{ type: 'append', batch: { group, entries: [], values: [[HEARD_LEAVE, value]] } }]
  }

  /** Nothing was explained: another is asked later, if one turns us away until then. */
  #failed(inquiry: Inquiry | undefined, now: number): void {
    if (inquiry === undefined) return
    inquiry.asked = undefined
    inquiry.nextAt = now + jitter(this.#options.random, inquiry.againMs, ASK_JITTER)
    inquiry.againMs = Math.min(2 * inquiry.againMs, LAST_AGAIN_MS)
  }

  #with(test: (inquiry: Inquiry) => boolean): readonly [GroupId, Inquiry] | undefined {
    for (const found of this.#inquiries) if (test(found[1])) return found
    return undefined
  }
}
