/**
 * Who is asked for which range. Serves docs/protocol.md, "Sync". Claims are hearsay until delivered: what a member
 * claims and cannot give is void, it is named, and whoever else claims the same is asked. One range is never asked of
 * two members at once.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { MINUTE_MS } from '../base/time.js'
import { type Frontier, type LogFrontier, type LogRange, MAX_FRONTIER_LOGS } from './frontier.js'
import type { LogIndex } from './log-index.js'
import type { Base } from './log-state.js'
import { MAX_ANSWER_BYTES, MAX_OUTSTANDING, type RangeRequest, REQUEST_TIMEOUT_MS } from './sync-messages.js'

interface Asked extends LogRange {
  readonly of: MemberId
  readonly deadline: number
  /** The log's version and whether it was whole when asked: a probe for a fork must change something. */
  readonly version: number
  readonly wasHeld: boolean
}

interface Claims {
  readonly logs: Map<LogKey, LogFrontier>
  /** Logs whose claims may go beyond what we hold. */
  readonly open: Set<LogKey>
  /** Logs it claimed and did not give, and until when it is not asked for them again. */
  readonly voided: Map<LogKey, number>
}

export type Verdict = 'fine' | 'not-delivered' | 'unasked'

/** Entries asked for at once; several such fit below the limit on entries held beyond a head. */
const CHUNK_ENTRIES = 256
/** How far past the head is asked for, so that answers out of turn are never refused as too scattered. */
const WINDOW_ENTRIES = 3 * CHUNK_ENTRIES
/** A stalled link looks like a lie; where nobody else has the log, its claimant gets another chance. */
const VOID_MS = MINUTE_MS
/** Shown first to a member that was away: more than a screen. */
const NEWEST_ENTRIES = 50

export class Pulls {
  readonly #index: LogIndex
  readonly #frontier: Frontier
  readonly #claims = new Map<MemberId, Claims>()
  readonly #asked = new Map<number, Asked>()
  #newest: LogRange[] = []
  #lastRequest = 0

  constructor(index: LogIndex, frontier: Frontier) {
    this.#index = index
    this.#frontier = frontier
  }

  /** Takes a member's frontier; false when it claims more logs than a group can have. */
  learn(from: MemberId, logs: readonly LogFrontier[], delta: boolean): boolean {
    const known = this.#claims.get(from)
    const claims = known ?? { logs: new Map(), open: new Set(), voided: new Map() }
    if (!delta) {
      claims.logs.clear()
      claims.open.clear()
    }
    if (claims.logs.size + logs.length > 2 * MAX_FRONTIER_LOGS) return false
    for (const log of logs) {
      claims.logs.set(log.log, log)
      claims.open.add(log.log)
    }
    this.#claims.set(from, claims)
    return true
  }

  claimsOf(member: MemberId): ReadonlyMap<LogKey, LogFrontier> {
    return this.#claims.get(member)?.logs ?? new Map()
  }

  isVoid(member: MemberId, log: LogKey): boolean {
    return this.#claims.get(member)?.voided.has(log) ?? true
  }

  forget(member: MemberId): void {
    this.#claims.delete(member)
    for (const [requestId, asked] of this.#asked) if (asked.of === member) this.#asked.delete(requestId)
  }

  /** From now on the ends of these logs come first. Frontiers carry no times, so each log gives its share. */
  newestFirst(claims: Iterable<LogFrontier>): void {
    const ranges = [...claims].flatMap(claim => this.#frontier.pullable(claim).slice(-1))
    const share = Math.ceil(NEWEST_ENTRIES / Math.max(1, ranges.length))
    this.#newest = ranges
      .filter(({ from, to }) => to - from >= share)
      .map(({ log, to }) => ({ log, from: to - share + 1, to }))
  }

  /** The requests to send now. */
  take(now: number): { readonly to: MemberId; readonly message: RangeRequest }[] {
    const requests: { to: MemberId; message: RangeRequest }[] = []
    for (const [member, claims] of this.#claims) {
      for (const [log, until] of claims.voided) {
        if (until > now) continue
        claims.voided.delete(log)
        claims.open.add(log)
      }
      let free = MAX_OUTSTANDING - this.#outstanding(member)
      while (free > 0) {
        const range = this.#nextRange(claims)
        if (range === undefined) break
        requests.push({ to: member, message: this.#ask(member, range, now) })
        free -= 1
      }
    }
    return requests
  }

  answered(from: MemberId, requestId: number, more: boolean, base: Base | undefined, now: number): Verdict {
    const asked = this.#asked.get(requestId)
    if (asked === undefined || asked.of !== from) return 'unasked'
    this.#asked.delete(requestId)
    const { log } = asked
    const ownBase = this.#index.state(log).base
    const claimed = this.#claims.get(from)?.logs.get(log)?.next ?? 0
    if (base !== undefined && ownBase === undefined && base.seq >= asked.from && base.seq <= claimed) {
      return this.#index.setBase(log, base) ? 'fine' : this.#void(asked, now)
    }
    const changed = this.#index.versionOf(log) !== asked.version
    const started = this.#index.covers(log, { from: asked.from, to: asked.from })
    const whole = this.#index.covers(log, asked)
    if ((asked.wasHeld ? changed : whole) || (started && more && changed)) return 'fine'
    this.#void(asked, now)
    // it says our part begins later than we know: not for us to settle here, and no lie on its face
    return base !== undefined && ownBase !== undefined && base.seq > ownBase.seq ? 'fine' : 'not-delivered'
  }

  /** Voids what an answer that did not verify was to prove. */
  bad(from: MemberId, requestId: number, now: number): boolean {
    const asked = this.#asked.get(requestId)
    if (asked === undefined || asked.of !== from) return false
    this.#asked.delete(requestId)
    this.#void(asked, now)
    return true
  }

  /** Members that let a request run out and gave nothing of it. */
  expire(now: number): MemberId[] {
    const silent = new Set<MemberId>()
    for (const [requestId, asked] of this.#asked) {
      if (asked.deadline > now) continue
      this.#asked.delete(requestId)
      if (this.#index.versionOf(asked.log) !== asked.version) continue
      this.#void(asked, now)
      silent.add(asked.of)
    }
    return [...silent]
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { deadline } of this.#asked.values()) first = Math.min(first ?? deadline, deadline)
    return first
  }

  #outstanding(member: MemberId): number {
    let count = 0
    for (const asked of this.#asked.values()) if (asked.of === member) count += 1
    return count
  }

  #nextRange(claims: Claims): LogRange | undefined {
    for (const wanted of this.#newest) {
      const claim = claims.logs.get(wanted.log)
      if (claim === undefined || claims.voided.has(wanted.log) || claim.next <= wanted.to) continue
      if (!this.#index.covers(wanted.log, wanted) && !this.#inFlight(wanted)) return wanted
    }
    for (const log of claims.open) {
      const claim = claims.logs.get(log)
      const ranges = claim === undefined || claims.voided.has(log) ? [] : this.#frontier.pullable(claim)
      if (ranges.length === 0) claims.open.delete(log)
      const limit = this.#index.next(log) + WINDOW_ENTRIES
      for (const range of ranges) {
        const free = this.#freePart(range, limit)
        if (free !== undefined) return free
      }
    }
    return undefined
  }

  /** The first part of the range that nobody is asked for, at most a chunk. */
  #freePart(range: LogRange, limit: number): LogRange | undefined {
    let { from } = range
    let to = Math.min(range.to, limit)
    const asked = [...this.#asked.values()].filter(other => other.log === range.log)
    for (const other of asked.sort((left, right) => left.from - right.from)) {
      if (other.to < from || other.from > to) continue
      if (other.from > from) to = Math.min(to, other.from - 1)
      else from = other.to + 1
    }
    return from > to ? undefined : { log: range.log, from, to: Math.min(to, from + CHUNK_ENTRIES - 1) }
  }

  #inFlight(range: LogRange): boolean {
    for (const { log, from, to } of this.#asked.values()) {
      if (log === range.log && from <= range.to && to >= range.from) return true
    }
    return false
  }

  #ask(member: MemberId, range: LogRange, now: number): RangeRequest {
    this.#lastRequest = (this.#lastRequest + 1) >>> 0
    this.#asked.set(this.#lastRequest, {
      ...range,
      of: member,
      deadline: now + REQUEST_TIMEOUT_MS,
      version: this.#index.versionOf(range.log),
      wasHeld: this.#index.covers(range.log, range),
    })
    return {
      type: 'range-request',
      requestId: this.#lastRequest,
      log: range.log,
      fromSeq: range.from,
      toSeq: range.to,
      maxBytes: MAX_ANSWER_BYTES,
    }
  }

  #void({ of, log }: Asked, now: number): Verdict {
    this.#claims.get(of)?.voided.set(log, now + VOID_MS)
    return 'not-delivered'
  }
}
