/**
 * Who is asked for which range. Serves docs/protocol.md, "Ranges". Claims are hearsay until delivered: what a member
 * claims and cannot give is void, it is named, and whoever else claims the same is asked. One range is never asked of
 * two members at once, and nothing of an author who is not known to be a member.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { Claims } from './claims.js'
import type { Frontier, LogFrontier, LogRange } from './frontier.js'
import type { LogIndex } from './log-index.js'
import {
  type LogBase,
  MAX_ANSWER_BYTES,
  MAX_OUTSTANDING,
  type RangeRequest,
  REQUEST_TIMEOUT_MS,
} from './sync-messages.js'

interface Asked extends LogRange {
  readonly of: MemberId
  readonly deadline: number
  /** The log's version and whether it was whole when asked: a probe for a fork must change something. */
  readonly version: number
  readonly wasHeld: boolean
}

export type Verdict = 'fine' | 'not-delivered' | 'unasked'

export interface RangeAnswer {
  readonly requestId: number
  readonly more: boolean
  readonly base: LogBase | undefined
  readonly begins?: { readonly log: LogKey; readonly seq: number } | undefined
}

/** Entries asked for at once; several such fit below the limit on entries held beyond a head. */
const CHUNK_ENTRIES = 256
/** How far past the head is asked for, so that answers out of turn are never refused as too scattered. */
const WINDOW_ENTRIES = 3 * CHUNK_ENTRIES
/** Shown first to a member that was away: more than a screen. */
const NEWEST_ENTRIES = 50

export class Pulls {
  readonly #index: LogIndex
  readonly #frontier: Frontier
  readonly #claims = new Map<MemberId, Claims>()
  readonly #asked = new Map<number, Asked>()
  #newest: LogRange[] = []
  #lastRequest = 0
  #voids = 0
  /** Only control logs are asked for, until the membership is up to date. */
  controlOnly = false
  /** Whether this member was away: what is claimed is not on its way here, and is pulled at once. */
  inHurry = false

  constructor(index: LogIndex, frontier: Frontier) {
    this.#index = index
    this.#frontier = frontier
  }

  /** Rises when somebody's word on a log changes its worth. */
  get voids(): number {
    return this.#voids
  }

  learn(
    from: MemberId,
    logs: readonly LogFrontier[],
    delta: boolean,
    waitMs: (log: LogKey) => number,
    now: number,
  ): void {
    const claims = this.#claims.get(from) ?? new Claims()
    claims.learn(logs, delta, waitMs, now)
    this.#claims.set(from, claims)
  }

  claimsOf(member: MemberId): ReadonlyMap<LogKey, LogFrontier> {
    return this.#claims.get(member)?.logs ?? new Map()
  }

  isVoid(member: MemberId, log: LogKey): boolean {
    return this.#claims.get(member)?.isVoid(log) ?? true
  }

  /** What is missing here of a log, as this member claims it and can give it. */
  pullable(member: MemberId, claim: LogFrontier): readonly LogRange[] {
    const ranges = this.#frontier.pullable(claim)
    return this.#claims.get(member)?.within(claim.log, ranges) ?? ranges
  }

  forget(member: MemberId): void {
    this.#claims.delete(member)
    for (const [requestId, asked] of this.#asked) if (asked.of === member) this.#asked.delete(requestId)
  }

  /** From now on the ends of these logs come first. Frontiers carry no times, so each log gives its share. */
  newestFirst(claims: Iterable<LogFrontier>): void {
    const ends = new Map<LogKey, LogRange>()
    for (const claim of claims) {
      const last = this.#frontier.pullable(claim).at(-1)
      if (last !== undefined && last.to >= (ends.get(claim.log)?.to ?? 0)) ends.set(claim.log, last)
    }
    const ranges = [...ends.values()]
    const share = Math.ceil(NEWEST_ENTRIES / Math.max(1, ranges.length))
    this.#newest = ranges
      .filter(({ from, to }) => to - from >= share)
      .map(({ log, to }) => ({ log, from: to - share + 1, to }))
  }

  /** The requests to send now. */
  take(now: number): { readonly to: MemberId; readonly message: RangeRequest }[] {
    const requests: { to: MemberId; message: RangeRequest }[] = []
    for (const [member, claims] of this.#claims) {
      claims.refresh(now, this.#index.controlVersion)
      if (this.inHurry) claims.hurry()
      let free = MAX_OUTSTANDING - this.#outstanding(member)
      while (free > 0) {
        const range = this.#nextRange(member, claims, now)
        if (range === undefined) break
        requests.push({ to: member, message: this.#ask(member, range, now) })
        free -= 1
      }
    }
    return requests
  }

  /** The log of an open request. */
  logOf = (requestId: number): LogKey | undefined => this.#asked.get(requestId)?.log

  answered(from: MemberId, answer: RangeAnswer, now: number): Verdict {
    const asked = this.#settle(from, answer.requestId)
    const claims = this.#claims.get(from)
    if (asked === undefined || claims === undefined) return 'unasked'
    const { log } = asked
    const { base, begins } = answer
    if (base !== undefined && this.#isOurBase(asked, base, claims)) {
      const { seq, prev, proof } = base
      return this.#index.setBase(log, proof === undefined ? { seq, prev } : { seq, prev, proof })
        ? 'fine'
        : 'not-delivered'
    }
    const changed = this.#index.versionOf(log) !== asked.version
    const started = this.#index.covers(log, { from: asked.from, to: asked.from })
    const whole = this.#index.covers(log, asked)
    if ((asked.wasHeld ? changed : whole) || (started && answer.more && changed)) {
      claims.delivered(log)
      return 'fine'
    }
    if (begins?.log === log && begins.seq > asked.from) {
      claims.begins(log, begins.seq)
      this.#voids += 1
      return 'fine'
    }
    // not now, or no room here beyond the head: nobody's fault, unless it never ends
    const notNow = (answer.more && !changed) || this.#index.isCrowded(log, CHUNK_ENTRIES)
    if (notNow && claims.putOff(log, now)) return 'fine'
    this.#void(asked, now)
    const ownBase = this.#index.state(log).base
    // it says our part begins later than we know: not for us to settle here, and no lie on its face
    return answer.base !== undefined && ownBase !== undefined && answer.base.seq > ownBase.seq
      ? 'fine'
      : 'not-delivered'
  }

  /** Voids what an answer that did not verify was to prove. */
  bad(from: MemberId, requestId: number, now: number): boolean {
    const asked = this.#settle(from, requestId)
    if (asked === undefined) return false
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

  deadline(now: number): number | undefined {
    let first: number | undefined
    for (const { deadline } of this.#asked.values()) first = Math.min(first ?? deadline, deadline)
    for (const claims of this.#claims.values()) {
      const due = claims.deadline(now)
      if (due !== undefined) first = Math.min(first ?? due, due)
    }
    return first
  }

  #settle(from: MemberId, requestId: number): Asked | undefined {
    const asked = this.#asked.get(requestId)
    if (asked?.of !== from) return undefined
    this.#asked.delete(requestId)
    return asked
  }

  /** A proven base tells more than we knew when it lies beyond what we hold; one by hearsay where we know nothing. */
  #isOurBase(asked: Asked, base: LogBase, claims: Claims): boolean {
    if (base.log !== undefined && base.log !== asked.log) return false
    const own = this.#index.state(asked.log).base
    if (base.proof !== undefined) return own === undefined || base.seq > this.#index.next(asked.log)
    return own === undefined && asked.from === 0 && base.seq <= (claims.logs.get(asked.log)?.next ?? 0)
  }

  #outstanding(member: MemberId): number {
    let count = 0
    for (const asked of this.#asked.values()) if (asked.of === member) count += 1
    return count
  }

  #nextRange(member: MemberId, claims: Claims, now: number): LogRange | undefined {
    const control = this.#nextOf(claims.openControl, member, claims, now)
    if (control !== undefined || this.controlOnly) return control
    return this.#nextNewest(claims, now) ?? this.#nextOf(claims.openContent, member, claims, now)
  }

  #nextNewest(claims: Claims, now: number): LogRange | undefined {
    if (this.#newest.length === 0) return undefined
    this.#newest = this.#newest.filter(wanted => !this.#index.covers(wanted.log, wanted))
    return this.#newest.find(wanted => {
      const claim = claims.logs.get(wanted.log)
      if (claim === undefined || claim.next <= wanted.to || !claims.isDue(wanted.log, now)) return false
      return this.#index.rules.hasAuthor(wanted.log) && !this.#inFlight(wanted)
    })
  }

  #nextOf(open: ReadonlySet<LogKey>, member: MemberId, claims: Claims, now: number): LogRange | undefined {
    const { rules } = this.#index
    for (const log of open) {
      const claim = claims.due.get(log)
      if (claim === undefined || rules.isLiveOnly(log) || claims.isVoid(log)) {
        claims.close(log)
        continue
      }
      if (!rules.hasAuthor(log)) {
        claims.early(log)
        continue
      }
      const ranges = this.pullable(member, claim)
      if (ranges.length === 0) claims.close(log)
      if (ranges.length === 0 || !claims.isDue(log, now)) continue
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

  #void({ of, log }: Asked, now: number): void {
    this.#claims.get(of)?.void(log, now)
    this.#voids += 1
  }
}
