/**
 * What time it is in the group: this machine's clock, unless enough other members agree that it is wrong. Serves
 * docs/protocol.md, "The time of the group". Each member that is linked says what its clock reads; of others the times of
 * their messages show what their clocks had reached. One liar of three or more must never move it, and nobody by more
 * than a century. A member's vote is its own clock as it reads, so that one who follows others votes for nothing new.
 */
import type { MemberId } from '../base/ids.js'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../base/time.js'
import type { WallClock } from '../base/wall-clock.js'
import type { Membership } from '../group/membership.js'
import { MAX_AHEAD_MS } from '../history/order.js'

/** `behind`: slow. By how many ms, at least. */
export interface ClockState {
  readonly state: 'right' | 'ahead' | 'behind'
  readonly byMs: number
}

/** Machines without a battery start in 1970; what is further away is a lie or a fault of the other clock. */
const MAX_CORRECTION_MS = 36_525 * DAY_MS
/** A clock that is told again: it is off by so much more, or less, than was told. */
const TOLD_MS = MAX_AHEAD_MS
/** So long others may take to say what their clocks read. */
const ANSWERED_MS = 10 * SECOND_MS
/** Who agrees, where others could disagree. */
const QUORUM = 2
const RIGHT: ClockState = { state: 'right', byMs: 0 }

export class GroupTime {
  readonly #clock: WallClock
  /** What their clocks read over their links, less our steady time when they said it. */
  readonly #told = new Map<MemberId, number>()
  /** The same for the times of their messages: a clock had come so far, and may be further. */
  readonly #said = new Map<MemberId, number>()
  /** Times of messages from before this start, until steady time is known. */
  readonly #restored = new Map<MemberId, number>()
  readonly #self: MemberId
  readonly #membership: () => Pick<Membership, 'members'> | undefined
  #lastMembers: Membership['members'] | undefined
  #others: ReadonlySet<MemberId> = new Set()
  #shown: ClockState = RIGHT
  /** What our clock was ahead of steady time by before it was set, while it is not known whether the others agree. */
  #unsure: { readonly until: number; readonly offset: number } | undefined
  /** What the votes say, in steady time; undefined when they are to be counted. */
  #counted: { readonly least: number | undefined; readonly most: number | undefined } | undefined

  constructor(clock: WallClock, self: MemberId, membership: () => Pick<Membership, 'members'> | undefined) {
    this.#clock = clock
    this.#self = self
    this.#membership = membership
  }

  /** A linked member says what its clock reads. Whether it was set since it last did: then it may have forgotten ours. */
  told(member: MemberId, wallMs: number, now: number): boolean {
    this.#setMembers()
    if (!this.#others.has(member) || !Number.isSafeInteger(wallMs) || wallMs <= 0) return false
    const before = this.#told.get(member) ?? wallMs - now
    this.#told.set(member, wallMs - now)
    this.#counted = undefined
    return Math.abs(wallMs - now - before) > MINUTE_MS
  }

  /**
   * Our clock was set by so much. It may have been a sleep, in which steady time stood still, or theirs were set as well: what
   * the others said before counts no more, and they say it anew.
   */
  clockSet(byMs: number, now: number): void {
    if (this.#told.size === 0) return
    this.#unsure = { until: now + ANSWERED_MS, offset: this.#offset(now) - byMs }
    this.#told.clear()
    this.#counted = undefined
  }

  /** By what time messages expire: nothing is forgotten that would not be by the clocks of others, or before these answered. */
  expiresBy(now: number): number {
    const agreed = Math.min(this.own(now), this.at(now))
    const { until, offset } = this.#unsure ?? { until: now, offset: 0 }
    return now < until ? Math.min(agreed, now + offset) : agreed
  }

  /** A message of a member bears this time. `now` is undefined for one that was held before this start. */
  heard(member: MemberId, timeMs: number, now: number | undefined): void {
    if (now === undefined) this.#restored.set(member, Math.max(timeMs, this.#restored.get(member) ?? 0))
    else this.#hear(member, timeMs, now)
  }

  #hear(member: MemberId, timeMs: number, now: number): void {
    const vote = timeMs - now
    if (vote <= (this.#said.get(member) ?? Number.NEGATIVE_INFINITY)) return
    this.#said.set(member, vote)
    this.#counted = undefined
  }

  /** What our own clock reads. */
  own(now: number): number {
    return this.#clock.at(now)
  }

  /** The time of day in the group, in ms: ours, or what enough others agree on. */
  at(now: number): number {
    return this.own(now) - this.#aheadMs(now)
  }

  /** By how much our clock is off, as enough others agree. */
  state(now: number): ClockState {
    const aheadMs = this.#aheadMs(now)
    return aheadMs === 0 ? RIGHT : { state: aheadMs > 0 ? 'ahead' : 'behind', byMs: Math.abs(aheadMs) }
  }

  /**
   * Ms that everyone who is linked says we are behind, whether or not they are enough to follow: they would find what we
   * write so much too old. 0 where one says otherwise.
   */
  saidBehindMs(now: number): number {
    this.#setMembers()
    const votes = [...this.#told.values()]
    if (votes.length === 0) return 0
    const byMs = Math.min(...votes) - this.#offset(now)
    return isBelieved(byMs) ? byMs : 0
  }

  /** How our clock stands, when that is news. */
  news(now: number): ClockState[] {
    const state = this.state(now)
    if (state.state === this.#shown.state && Math.abs(state.byMs - this.#shown.byMs) < TOLD_MS) return []
    this.#shown = state
    return [state]
  }

  #offset(now: number): number {
    return this.own(now) - now
  }

  /** By how much our clock is ahead; less than 0: behind. 0 within what clocks may be apart. */
  #aheadMs(now: number): number {
    if (this.#restored.size > 0) this.#takeRestored(now)
    this.#setMembers()
    this.#counted ??= this.#count()
    const { least, most } = this.#counted
    const offset = this.#offset(now)
    if (least !== undefined && isBelieved(least - offset)) return offset - least
    return most !== undefined && isBelieved(offset - most) ? offset - most : 0
  }

  /** `least`: enough clocks have come so far; `most`: enough are no further. */
  #count(): { readonly least: number | undefined; readonly most: number | undefined } {
    const told = [...this.#told.values()].sort((one, other) => one - other)
    const said = [...this.#said].filter(([member]) => this.#others.has(member) && !this.#told.has(member))
    const votes = [...told, ...said.map(([, vote]) => vote)].sort((one, other) => other - one)
    const most = Math.max(QUORUM, Math.floor(told.length / 2) + 1)
    // of two the one that is behind follows: its clock stood still, or was never set
    const least = this.#others.size === 1 ? 1 : most
    return { least: votes[least - 1], most: told[most - 1] }
  }

  /** The other members that are present alone have a vote. */
  #setMembers(): void {
    const members = this.#membership()?.members
    if (members === undefined || members === this.#lastMembers) return
    this.#lastMembers = members
    const others = [...members.values()].filter(({ present, member }) => present && member !== this.#self)
    this.#others = new Set(others.map(({ member }) => member))
    for (const votes of [this.#told, this.#said]) {
      for (const member of votes.keys()) if (!this.#others.has(member)) votes.delete(member)
    }
    this.#counted = undefined
  }

  #takeRestored(now: number): void {
    for (const [member, timeMs] of this.#restored) this.#hear(member, timeMs, now)
    this.#restored.clear()
  }
}

function isBelieved(byMs: number): boolean {
  return byMs > MAX_AHEAD_MS && byMs <= MAX_CORRECTION_MS
}
