/**
 * What a link brings of each author, before any signature is checked: as much as an author may write goes on, more waits,
 * and still more is left aside, where sync brings it. Serves docs/protocol.md, "Rates". Goes by the author that is
 * claimed, and so for each link alone: who lies about it must never spend what comes over another.
 */
import { BucketTable } from '../base/bucket-table.js'
import { type MemberId, memberIdOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import { TokenBucket } from '../base/token-bucket.js'
import type { Burst } from '../crypto/burst.js'
import { claimIn } from '../crypto/entry.js'
import { type Cost, controlLimits, isUnlimited, type RateLimits } from './allowance.js'
import { bytesOf } from './burst-rows.js'
import { DelayLine } from './delay-line.js'
import type { Way } from './offers.js'
import { isContent } from './sync-wire.js'
import type { WaitingRoom } from './waiting-room.js'

export interface ArrivalsOptions {
  readonly limits: RateLimits
  readonly room: WaitingRoom
  readonly isMember: (member: MemberId) => boolean
}

export interface Arrival {
  readonly from: MemberId
  readonly burst: Burst
  readonly way: Way
}

export type ArrivalEffect =
  /** It is within the rate: to be judged. */
  | { readonly type: 'take'; readonly arrival: Arrival }
  /** This link has brought more than any line can have held back of what keeps to the rate. */
  | { readonly type: 'flood'; readonly member: MemberId }

/** Presence records of one member: it refutes, and says how it is, once a second at most, and starts now and then. */
const PRESENCES_PER_SECOND = 2
const PRESENCE_BURST = 10
/** Questions who holds a message: their author asks as fast, and half as many at once. */
const PROBED_PER_SECOND = 20
const PROBED_AT_ONCE = 100
/** A link that gives nothing for longer is closed, a minute and a quarter at the latest: what it then brings at once is no flood. */
const STALL_MS = 90 * SECOND_MS
/** Authors of one link that are counted so. */
const MAX_COUNTED = 512

interface OfLink {
  readonly content: DelayLine<Arrival>
  readonly control: DelayLine<Arrival>
  readonly presence: BucketTable<TokenBucket>
  readonly probe: BucketTable<TokenBucket>
  /** What was left aside of each author. */
  readonly aside: BucketTable<TokenBucket>
}

export class Arrivals {
  readonly #options: ArrivalsOptions
  /** A link that is opened anew does not begin anew; what is at rest is forgotten. */
  readonly #links = new Map<MemberId, OfLink>()

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { content, control } of this.#links.values()) {
      first = earliest(first, content.deadline, control.deadline)
    }
    return first
  }

  burst(arrival: Arrival, now: number): ArrivalEffect[] {
    const { from, burst } = arrival
    const claim = claimIn(burst.entries[0]?.header ?? new Uint8Array(0))
    // what has no author is found wrong without a signature being looked at
    if (claim === undefined || isUnlimited(this.#options.limits)) return [{ type: 'take', arrival }]
    const link = this.#of(from, now)
    const author = this.#laneOf(claim.author)
    const cost = { entries: burst.entries.length, bytes: bytesOf(burst) }
    const line = isContent(claim.log) ? link.content : link.control
    const delayed = line.offer(author, cost, () => copied(arrival), now)
    if (delayed === 'passes') return [{ type: 'take', arrival }]
    return delayed === 'aside' && this.#isFlood(link, author, cost, now) ? [{ type: 'flood', member: from }] : []
  }

  /** Whether a burst that came unasked, and not over the arcs, is to be looked at; it is not held. */
  unasked(from: MemberId, burst: Burst, now: number): boolean {
    const claim = claimIn(burst.entries[0]?.header ?? new Uint8Array(0))
    if (claim === undefined || isUnlimited(this.#options.limits)) return true
    const { content, control } = this.#of(from, now)
    const cost = { entries: burst.entries.length, bytes: bytesOf(burst) }
    return (isContent(claim.log) ? content : control).mayPass(this.#laneOf(claim.author), cost, now)
  }

  /** Whether what need not wait is to be looked at: the newest record comes again with the rosters, a probe in 3 s. */
  mayTake(kind: 'presence' | 'probe', from: MemberId, member: Uint8Array, now: number): boolean {
    if (isUnlimited(this.#options.limits)) return true
    const table = this.#of(from, now)[kind]
    const lane = this.#laneOf(member)
    const bucket = lane === undefined ? table.shared(now) : table.of(lane, now)
    if (bucket.readyAt(1, now) > now) return false
    bucket.take(1, now)
    return true
  }

  wake(now: number): ArrivalEffect[] {
    const due: Arrival[] = []
    for (const { content, control } of this.#links.values()) due.push(...control.wake(now), ...content.wake(now))
    return due.map(arrival => ({ type: 'take', arrival }))
  }

  /** Forgets the links that are at rest. */
  #forget(now: number): void {
    for (const [member, { content, control, presence, probe, aside }] of this.#links) {
      const tables = [presence, probe, aside]
      for (const table of tables) table.forgetFull(now)
      const rests = content.rests(now) && control.rests(now) && tables.every(({ size }) => size === 0)
      if (rests) this.#links.delete(member)
    }
  }

  /** Unknown authors share a lane, and one who may be known a moment later loses nothing by it. */
  #laneOf(key: Uint8Array): string | undefined {
    const member = memberIdOf(key)
    return this.#options.isMember(member) ? member : undefined
  }

  /** A burst's worth at a time, so that a flood that goes on is a fault again and again. */
  #isFlood({ aside }: OfLink, author: string | undefined, { entries }: Cost, now: number): boolean {
    const bucket = author === undefined ? aside.shared(now) : aside.of(author, now)
    if (bucket.readyAt(entries, now) <= now) {
      bucket.take(entries, now)
      return false
    }
    bucket.take(entries - this.#options.limits.burst, now)
    return true
  }

  #of(member: MemberId, now: number): OfLink {
    const known = this.#links.get(member)
    if (known !== undefined) return known
    this.#forget(now)
    const { limits, room } = this.#options
    const { entriesPerSecond, burst } = limits
    const link: OfLink = {
      content: new DelayLine(limits, room),
      control: new DelayLine(controlLimits(limits), room),
      presence: new BucketTable(MAX_COUNTED, at => new TokenBucket(PRESENCE_BURST, PRESENCES_PER_SECOND, at)),
      probe: new BucketTable(MAX_COUNTED, at => new TokenBucket(PROBED_AT_ONCE, PROBED_PER_SECOND, at)),
      aside: new BucketTable(MAX_COUNTED, at => {
        return new TokenBucket(burst + (entriesPerSecond * STALL_MS) / SECOND_MS, entriesPerSecond, at)
      }),
    }
    this.#links.set(member, link)
    return link
  }
}

/** Out of the record it came in: a hundred small bursts must not keep a hundred records. */
function copied({ from, burst, way }: Arrival): Arrival {
  const entries = burst.entries.map(({ header, body }) => ({ header: header.slice(), body: body.slice() }))
  return { from, way, burst: { entries, signature: burst.signature.slice(), sealed: burst.sealed } }
}
