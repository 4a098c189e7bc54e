/**
 * Who is asked for which range. Serves docs/protocol.md, "Ranges". Claims are hearsay until delivered: what a member
 * claims and cannot give is void, it is named, and whoever else claims the same is asked. One range is never asked of
 * two members at once, and nothing of an author who is not known to be a member.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { Claims } from './claims.js'
import type { Frontier, LogFrontier, LogRange } from './frontier.js'
import { type Lacking, lackingOf } from './lacking.js'
import { LivePace, SHARE_BYTES } from './live-pace.js'
import type { LogIndex } from './log-index.js'
import { isContentLog, isKeyLog } from './log-key.js'
import { Looks } from './looks.js'
import { Newest } from './newest.js'
import { type Asked, OpenRequests } from './open-requests.js'
import {
  type LogBase,
  MAX_ANSWER_BYTES,
  MAX_OUTSTANDING,
  MAX_RANGES,
  type RangeAnswer,
  type RangePart,
  type RangeRequest,
  REQUEST_TIMEOUT_MS,
} from './sync-messages.js'
import { Tails } from './tails.js'

type Verdict = 'fine' | 'not-delivered' | 'unasked'

export interface Outcome {
  readonly whole: readonly LogKey[]
  readonly lied: boolean
}

/** Entries asked for at once, of one log or of many; several such fit below the limit on entries held beyond a head. */
const CHUNK_ENTRIES = 256
/** How far past the head is asked for, so that answers out of turn are never refused as too scattered. */
const WINDOW_ENTRIES = 3 * CHUNK_ENTRIES

export class Pulls {
  readonly #index: LogIndex
  readonly #frontier: Frontier
  readonly #claims = new Map<MemberId, Claims>()
  readonly #open = new OpenRequests()
  readonly #newest = new Newest()
  readonly #pace = new LivePace()
  readonly #looks = new Looks()
  readonly #tails: Tails
  #voids = 0
  /** Only control logs are asked for, until the membership is up to date. */
  controlOnly = false
  /** Whether this member was away: what is claimed is not on its way here, and is pulled at once. */
  inHurry = false

  constructor(index: LogIndex, frontier: Frontier) {
    this.#index = index
    this.#frontier = frontier
    this.#tails = new Tails(index)
  }

  /** Rises when somebody's word on a log changes its worth. */
  get voids(): number {
    return this.#voids
  }

  learn(from: MemberId, logs: readonly LogFrontier[], delta: boolean, waitMs: (log: LogKey) => number, now: number) {
    const claims = this.#claims.get(from) ?? new Claims()
    claims.learn(logs, delta, waitMs, now)
    this.#claims.set(from, claims)
  }

  claimsOf(member: MemberId): ReadonlyMap<LogKey, LogFrontier> {
    return this.#claims.get(member)?.logs ?? new Map()
  }

  /** Whether its claim is not to be counted on: it did not give it, or what it gave cannot be taken yet. */
  isVoid(member: MemberId, log: LogKey): boolean {
    const claims = this.#claims.get(member)
    return claims === undefined || claims.isVoid(log) || claims.isEarly(log)
  }

  /** What is missing here of a log, as this member claims it and can give it. */
  pullable(member: MemberId, claim: LogFrontier): readonly LogRange[] {
    const ranges = this.#frontier.pullable(claim)
    return this.#claims.get(member)?.within(claim.log, ranges) ?? ranges
  }

  /** Logs of known members that cannot be judged: their authors introduced no key to us. */
  *unjudged(): Iterable<LogKey> {
    for (const claims of this.#claims.values()) yield* claims.unjudged
  }

  /** Whether a member claims what cannot be judged here: then our roots differ for good reason. */
  explains(member: MemberId): boolean {
    return (this.#claims.get(member)?.unjudged.length ?? 0) > 0
  }

  /** What is claimed and not here, once for each log. */
  lacking(): Iterable<Lacking> {
    const most = new Map<LogKey, Lacking>()
    for (const [member, claims] of this.#claims) {
      const pullable = (claim: LogFrontier) => this.pullable(member, claim)
      for (const lacking of lackingOf(claims, { index: this.#index, looks: this.#looks, pullable })) {
        if (lacking.entries > (most.get(lacking.log)?.entries ?? 0)) most.set(lacking.log, lacking)
      }
    }
    return most.values()
  }

  forget(member: MemberId): void {
    this.#claims.delete(member)
    this.#open.forget(member)
  }

  /** No answer is due to what was asked before: it may have reached a member that took us for none. */
  askedNothing(): void {
    this.#open.clear()
  }

  /** From now on the ends of these logs come first. */
  newestFirst(claims: Iterable<LogFrontier>): void {
    this.#newest.want([...claims].map(claim => this.#frontier.pullable(claim)))
  }

  /** What has rested goes on; `lateMs`: how late this process is. */
  wake(now: number, lateMs: number): void {
    this.#pace.wake(now, lateMs)
  }

  /** The requests to send now. */
  take(now: number): { readonly to: MemberId; readonly message: RangeRequest }[] {
    const requests: { to: MemberId; message: RangeRequest }[] = []
    for (const [member, claims] of this.#claims) {
      claims.refresh(now, this.#index.controlVersion, this.#index.reopened)
      if (this.inHurry) claims.hurry()
      let free = MAX_OUTSTANDING - this.#open.countOf(member)
      while (free > 0) {
        const message = this.#request(member, claims, now)
        if (message === undefined) break
        requests.push({ to: member, message })
        free -= 1
      }
    }
    return requests
  }

  /** What came of an answer: the logs of which all was given that was asked for, and whether something was not that was claimed. */
  answered(from: MemberId, parts: readonly RangePart[], answer: RangeAnswer, now: number): Outcome {
    const whole = new Set<LogKey>()
    let lied = false
    for (const part of parts) {
      const log = this.#open.logOf(part.requestId)
      const verdict = this.#judge(from, part, answer, now)
      if (verdict === 'not-delivered') lied = true
      if (verdict === 'fine' && part.got === 'all' && log !== undefined) whole.add(log)
    }
    return { whole: [...whole], lied }
  }

  /** Voids what an answer that did not verify was to prove. */
  bad(from: MemberId, requestId: number, now: number): boolean {
    const asked = this.#open.settle(from, requestId)
    if (asked === undefined) return false
    this.#void(asked, now)
    return true
  }

  /** Members that let a request run out and gave nothing of it. */
  expire(now: number): MemberId[] {
    const silent = new Set<MemberId>()
    for (const asked of this.#open.expire(now)) {
      if (this.#index.versionOf(asked.log) !== asked.version) continue
      this.#void(asked, now)
      silent.add(asked.of)
    }
    return [...silent]
  }

  deadline(now: number): number | undefined {
    let first = earliest(this.#open.deadline(), this.#pace.deadline)
    for (const claims of this.#claims.values()) {
      const due = claims.deadline(now)
      if (due !== undefined) first = Math.min(first ?? due, due)
    }
    return first
  }

  #judge(from: MemberId, { requestId, got }: RangePart, answer: RangeAnswer, now: number): Verdict {
    const asked = this.#open.settle(from, requestId)
    const claims = this.#claims.get(from)
    if (asked === undefined || claims === undefined) return 'unasked'
    // its answer was full before: it is asked for again
    if (got === 'left') return 'fine'
    const { log } = asked
    const early = answer.early.get(log)
    if (early !== undefined) {
      claims.early(log, 'key', now)
      if (isContentLog(log)) this.#looks.note(log, claims.logs.get(log)?.next ?? 0, early)
      this.#voids += 1
      return 'fine'
    }
    if (asked.isLook) {
      // its author introduced its key meanwhile, or it ends where nothing is for us
      if (!this.#index.rules.isIntroduced(log)) this.#looks.note(log, claims.logs.get(log)?.next ?? 0, 0)
      claims.open(log)
      return 'fine'
    }
    const base = answer.bases.find(other => other.log === log)
    if (base !== undefined && this.#isOurBase(asked, base, claims)) {
      const { seq, prev, proof } = base
      return this.#index.setBase(log, proof === undefined ? { seq, prev } : { seq, prev, proof })
        ? 'fine'
        : 'not-delivered'
    }
    const changed = this.#index.versionOf(log) !== asked.version
    const started = this.#index.covers(log, { from: asked.from, to: asked.from })
    const whole = this.#index.covers(log, asked)
    if (this.#tails.isOver(log) && this.#tails.judge(log, changed, got === 'more')) return 'fine'
    if (this.#tails.isOver(log) && this.#index.state(log).fork !== undefined) {
      // what we hold is not what its author says: nobody else's fault
      claims.early(log, 'author', now)
      return 'fine'
    }
    if (!whole && claims.rest(log, this.#index.rules.restsUntil(log), now)) return 'fine'
    if ((asked.wasHeld ? changed : whole) || (started && got === 'more' && changed)) {
      claims.delivered(log)
      if (got === 'more') this.#pace.rest(log, now)
      return 'fine'
    }
    const begins = answer.begins.find(other => other.log === log)
    if (begins !== undefined && begins.seq > asked.from) {
      claims.begins(log, begins.seq)
      this.#voids += 1
      return 'fine'
    }
    // not now, or no room here beyond the head: nobody's fault, unless it never ends
    const notNow = (got === 'more' && !changed) || this.#index.isCrowded(log, CHUNK_ENTRIES)
    if (notNow && claims.putOff(log, now)) return 'fine'
    this.#void(asked, now)
    const ownBase = this.#index.state(log).base
    // it says our part begins later than we know: not for us to settle here, and no lie on its face
    return base !== undefined && ownBase !== undefined && base.seq > ownBase.seq ? 'fine' : 'not-delivered'
  }

  /** A proven base tells more than we knew when it lies beyond what we hold; one by hearsay where we know nothing. */
  #isOurBase(asked: Asked, base: LogBase, claims: Claims): boolean {
    const own = this.#index.state(asked.log).base
    if (base.proof !== undefined) return own === undefined || base.seq > this.#index.next(asked.log)
    return own === undefined && asked.from === 0 && base.seq <= (claims.logs.get(asked.log)?.next ?? 0)
  }

  #nextRange(request: number, member: MemberId, claims: Claims, now: number): LogRange | undefined {
    const control = this.#nextOf(claims.openControl, request, member, claims, now)
    if (control !== undefined || this.controlOnly) return control
    return this.#nextNewest(claims, now) ?? this.#nextOf(claims.openContent, request, member, claims, now)
  }

  #nextNewest(claims: Claims, now: number): LogRange | undefined {
    const isHeld = (range: LogRange) => this.#index.covers(range.log, range)
    return this.#newest.next(isHeld, range => {
      const claim = claims.logs.get(range.log)
      if (claim === undefined || claim.next <= range.to || !claims.isDue(range.log, now)) return false
      if (!this.#index.rules.hasAuthor(range.log) || !this.#index.rules.isIntroduced(range.log)) return false
      return !this.#tails.isOver(range.log) && !this.#open.includes(range)
    })
  }

  #nextOf(
    open: ReadonlySet<LogKey>,
    request: number,
    member: MemberId,
    claims: Claims,
    now: number,
  ): LogRange | undefined {
    const { rules } = this.#index
    for (const log of open) {
      const claim = claims.due.get(log)
      if (claim === undefined || rules.isLiveOnly(log) || claims.isVoid(log)) {
        claims.close(log)
        continue
      }
      if (!rules.hasAuthor(log) || (isKeyLog(log) && this.#index.next(log) === 0 && claims.hasManyEarly)) {
        claims.early(log, 'author', now)
        continue
      }
      if (!rules.isIntroduced(log)) {
        if (this.#open.isAsked(log)) continue
        const last = claim.next - 1
        const isUnseen = last >= 0 && !this.#looks.has(log, claim.next)
        if (isUnseen && this.#looks.mayLook(log, now)) return { log, from: last, to: last }
        claims.early(log, 'key', now)
        this.#voids += 1
        continue
      }
      if (claims.rest(log, rules.restsUntil(log), now)) continue
      const ranges = this.pullable(member, claim)
      if (ranges.length === 0) claims.close(log)
      if (ranges.length === 0 || !claims.isDue(log, now) || !this.#mayGoOn(log, request)) continue
      const part = this.#freePart(log, ranges)
      if (part !== undefined) return part
    }
    return undefined
  }

  #freePart(log: LogKey, ranges: readonly LogRange[]): LogRange | undefined {
    if (this.#tails.isOver(log)) return this.#open.isAsked(log) ? undefined : this.#tails.next(ranges)
    return this.#open.firstFree(ranges, this.#index.next(log) + WINDOW_ENTRIES)
  }

  /** Live, a log comes in its order: the next share once the one before is here, whoever gives it. */
  #mayGoOn(log: LogKey, request: number): boolean {
    return !this.#isPaced(log) || (this.#pace.mayAsk(log) && !this.#open.isAskedBeside(request, log))
  }

  #isPaced(log: LogKey): boolean {
    return !this.inHurry && isContentLog(log) && !this.#tails.isOver(log)
  }

  /** As many ranges as make one chunk, or live one share. Whoever is behind serves the membership only, so that it has a request of its own. */
  #request(member: MemberId, claims: Claims, now: number): RangeRequest | undefined {
    const requestId = this.#open.next()
    const ranges: LogRange[] = []
    let most = CHUNK_ENTRIES
    let maxBytes = MAX_ANSWER_BYTES
    for (let entries = 0; ranges.length < MAX_RANGES && entries < most; ) {
      const range = this.#nextRange(requestId, member, claims, now)
      const [first] = ranges
      if (range === undefined || (first !== undefined && isContentLog(first.log) !== isContentLog(range.log))) break
      const paced = this.#isPaced(range.log)
      const share = paced ? this.#pace.shareOf(range.log, now) : CHUNK_ENTRIES
      if (paced) [most, maxBytes] = [ranges.length === 0 ? share : most, SHARE_BYTES]
      const asked = this.#tails.part(range, Math.min(share, most - entries))
      if (paced && asked.to < range.to) this.#pace.asked(range.log, now)
      const version = this.#index.versionOf(range.log)
      const wasHeld = this.#index.covers(range.log, asked)
      const isLook = !this.#index.rules.isIntroduced(range.log)
      this.#open.add(requestId, { ...asked, of: member, deadline: now + REQUEST_TIMEOUT_MS, version, wasHeld, isLook })
      ranges.push(asked)
      entries += asked.to - asked.from + 1
    }
    return ranges.length === 0 ? undefined : { type: 'range-request', requestId, ranges, maxBytes }
  }

  #void({ of, log }: Asked, now: number): void {
    this.#claims.get(of)?.void(log, now)
    this.#voids += 1
  }
}
