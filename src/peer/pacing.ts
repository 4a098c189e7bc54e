/**
 * Flood control of one group: what links bring, what goes on over the arcs and what we write ourselves, each author within
 * its rate. Serves docs/protocol.md, "Rates". Delays and never drops: what does not come over the arcs is brought by sync,
 * at the pace of whoever pulls.
 */
import { logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Burst, CheckedBurst } from '../crypto/burst.js'
import { controlLimits, DEFAULT_LIMITS, type RateLimits } from './allowance.js'
import { type ArrivalEffect, Arrivals } from './arrivals.js'
import type { Book } from './book.js'
import { bytesOf } from './burst-rows.js'
import type { GroupContext } from './context.js'
import type { Way } from './offers.js'
import { type OwnEffect, OwnPace } from './own-pace.js'
import { PassingOn } from './passing-on.js'
import type { Spreading } from './spreading.js'
import { isContent } from './sync-wire.js'
import type { Syncing } from './syncing.js'
import { WaitingRoom } from './waiting-room.js'

export interface PacingOptions {
  readonly limits: RateLimits | undefined
  readonly book: Book
  readonly spreading: Spreading
  readonly syncing: Syncing
  /** A burst within its rate, which is to be judged. */
  readonly take: (from: MemberId, burst: Burst, way: Way, now: number) => void
}

export class Pacing {
  readonly #context: GroupContext
  readonly #options: PacingOptions
  readonly #room = new WaitingRoom()
  readonly #arrivals: Arrivals
  readonly #passing: PassingOn
  readonly #ownContent: OwnPace
  readonly #ownControl: OwnPace

  constructor(context: GroupContext, options: PacingOptions) {
    const { limits = DEFAULT_LIMITS } = options
    this.#context = context
    this.#options = options
    this.#arrivals = new Arrivals({ limits, room: this.#room, isMember: member => this.#isMember(member) })
    this.#passing = new PassingOn(limits, this.#room)
    this.#ownContent = new OwnPace(limits, 0)
    this.#ownControl = new OwnPace(controlLimits(limits), 0)
  }

  get deadline(): number | undefined {
    const own = earliest(this.#ownContent.deadline, this.#ownControl.deadline)
    return earliest(own, this.#arrivals.deadline, this.#passing.deadline)
  }

  /** Bytes of others that wait because their authors are over their rate. */
  get waitingBytes(): number {
    return this.#room.bytes
  }

  /** We have written far more than others take, and they are given nothing later. */
  get isCrowded(): boolean {
    return this.#ownContent.isCrowded
  }

  /** A burst came over the arcs. */
  arrived(from: MemberId, burst: Burst, way: Way, now: number): void {
    this.#arrive(this.#arrivals.burst({ from, burst, way }, now), now)
  }

  /** Whether a burst in an answer to nothing is to be looked at. */
  mayTakeUnasked(from: MemberId, burst: Burst, now: number): boolean {
    return this.#arrivals.unasked(from, burst, now)
  }

  /** Whether a presence record of this member, or a probe in its name, is to be looked at. */
  mayTake(kind: 'presence' | 'probe', from: MemberId, member: Uint8Array, now: number): boolean {
    return this.#arrivals.mayTake(kind, from, member, now)
  }

  /** Our own burst, just written. */
  publish(burst: CheckedBurst, now: number): void {
    const { author, log } = burst.entries[0]!.fields
    const key = logKeyOf(memberIdOf(author), log)
    const cost = { entries: burst.entries.length, bytes: bytesOf(burst) }
    const own = isContent(log) ? this.#ownContent : this.#ownControl
    // where there is no history nothing that is said is given later
    const servable = !isContent(log) || this.#options.book.membership?.history !== 'none'
    this.#obey(own.publish({ burst, log: key, cost, servable }, now), now)
  }

  /** A verified burst, stored or about to be: passed on within its author's rate, and acked in any case. */
  received(from: MemberId, burst: CheckedBurst, way: Way, held: boolean, now: number): void {
    const { spreading } = this.#options
    const { entryId, hash: item } = burst.entries.at(-1)!
    if (this.#passing.mayPass({ from, burst, way, held }, spreading.spreads(entryId), now)) {
      spreading.received(from, burst, way, held, now)
    } else {
      this.#context.send(from, { acks: { acks: [{ item, dup: false }] } }, 'can-wait')
    }
  }

  wake(now: number): void {
    this.#arrive(this.#arrivals.wake(now), now)
    for (const { from, burst, way, held } of this.#passing.wake(now)) {
      this.#options.spreading.received(from, burst, way, held, now)
    }
    this.#obey([...this.#ownControl.wake(now), ...this.#ownContent.wake(now)], now)
  }

  #arrive(effects: readonly ArrivalEffect[], now: number): void {
    for (const effect of effects) {
      if (effect.type === 'flood') this.#context.fault(effect.member, 'flood', now)
      else this.#options.take(effect.arrival.from, effect.arrival.burst, effect.arrival.way, now)
    }
  }

  #obey(effects: readonly OwnEffect[], now: number): void {
    const { spreading, syncing } = this.#options
    for (const effect of effects) {
      if (effect.type === 'spread') spreading.publish(effect.burst, now)
      else if (effect.type === 'keep') spreading.offered(effect.burst, now)
      else syncing.handle({ type: 'offered', log: effect.log }, now)
    }
  }

  #isMember(member: MemberId): boolean {
    return this.#options.book.membership?.members.has(member) === true
  }
}
