/**
 * Why nobody links with us: a member that was removed while it was away hears nothing any more, and asks one of those that
 * turn it away. Serves docs/protocol.md, "Being out". Nobody's word counts: what is answered are entries, and our own copy
 * of the membership log says what they mean.
 */
import { bytesOfHex, type GroupId, type MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { jitter, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { RecordSplitter } from '../crypto/records.js'
import { decoded } from '../wire/decoded.js'
import { JoinMessage } from '../wire/generated/join.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'
import { encodeJoin, HandedOver } from './hand-over.js'

export interface InquiriesOptions {
  readonly random: Random
  readonly nextDial: () => number
  readonly find: (group: GroupId) => GroupPeer | undefined
}

/** A handshake may fail for many reasons, and another may do better by then. */
const FIRST_ASK_MS = SECOND_MS
/** Between two answers that explain nothing, at first and at most. */
const FIRST_AGAIN_MS = 5 * SECOND_MS
const LAST_AGAIN_MS = 60 * SECOND_MS
const ASK_JITTER = 0.2
/** A whole log on a slow line takes its time. */
const INQUIRY_MS = 30 * SECOND_MS
/** Those remembered that turned us away: any one of them can say why. */
const MAX_CANDIDATES = 8

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
      const nextAt = now + jitter(this.#options.random, FIRST_ASK_MS, ASK_JITTER)
      const first = { candidates: [member], whole: false, againMs: FIRST_AGAIN_MS, nextAt, asked: undefined }
      this.#inquiries.set(group, first)
      return
    }
    const { candidates } = inquiry
    if (candidates.includes(member)) return
    candidates.push(member)
    if (candidates.length > MAX_CANDIDATES) candidates.shift()
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
    const bytes = encodeJoin({ inquiry: { group: bytesOfHex(group), whole: inquiry.whole } })
    return [{ type: 'write', channel, bytes }]
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
      const proof = decoded(JoinMessage, record)?.proof
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
    const member = inquiry.candidates.splice(0).findLast(isAway)
    if (group?.present !== true || member === undefined) {
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
    const effects = group?.adopt(bursts, now, from) ?? []
    if (group?.present === true && !wasWhole) {
      inquiry.whole = true
      inquiry.candidates.push(from)
      inquiry.nextAt = now
    } else {
      inquiry.whole = false
    }
    if (group?.present !== true) this.#inquiries.delete(groupId)
    return effects
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
