/**
 * What one member says it holds, and what its word is worth. Serves docs/protocol.md, "Sync". Hearsay until delivered;
 * bounded, since a claim costs its claimant 64 bytes.
 */
import type { LogKey } from '../base/ids.js'
import { MINUTE_MS, SECOND_MS } from '../base/time.js'
import { type LogFrontier, type LogRange, MAX_FRONTIER_LOGS } from './frontier.js'
import { isContentLog, isKeyLog } from './log-key.js'
import { HALF_ROUND_MS, LATER_MS, MAX_LATER } from './sync-messages.js'

/**
 * A stalled link looks like a lie, and where nobody else has the log its claimant gets another chance. Who goes on lying
 * is named once a minute and costs us one request a log for it.
 */
const VOID_MS = MINUTE_MS
/** More than a group's logs as far as they are told; what is over is not learnt. */
const MAX_CLAIMS = 2 * MAX_FRONTIER_LOGS
/** A log of each member of a large group, introduced before we came. */
const MAX_EARLY_LOGS = 2048

/** Why nothing of a log can be judged: nobody knows its author, or its author has not introduced its key to us. */
export type Unjudged = 'author' | 'key' | 'rate'

/** Nothing but its author's word makes a log judgeable that was not: others are asked again ever more seldom, in case. */
const FIRST_UNJUDGED_MS = 5 * SECOND_MS
const MAX_UNJUDGED_MS = 10 * MINUTE_MS

interface Early {
  readonly because: Unjudged
  /** As it was claimed when it could not be judged. */
  readonly claim: LogFrontier | undefined
  /** When it is asked for again, whatever has changed by then. */
  readonly again: number
}

interface Waiting {
  readonly due: number
  readonly claim: LogFrontier
}

export class Claims {
  /** As it was told last. */
  readonly logs = new Map<LogKey, LogFrontier>()
  /** What is to be pulled of it: told half a round ago, so that what was on its way over the arcs is here. */
  readonly due = new Map<LogKey, LogFrontier>()
  readonly #waiting = new Map<LogKey, Waiting>()
  /** Logs whose claims may go beyond what we hold; the membership's first. */
  readonly openControl = new Set<LogKey>()
  readonly openContent = new Set<LogKey>()
  /** Logs of which nothing can be judged yet. */
  readonly #early = new Map<LogKey, Early>()
  /** Logs it claimed and did not give, and until when it is not asked for them again. */
  readonly #voided = new Map<LogKey, number>()
  readonly #later = new Map<LogKey, { readonly until: number; readonly times: number }>()
  /** Below these seqs it holds nothing: it joined later than we did. */
  readonly #begins = new Map<LogKey, number>()
  /** How long a log that could not be judged was left alone the last time. */
  readonly #waited = new Map<LogKey, number>()
  /** Version of the membership when the early ones were looked at. */
  #judgedAt = 0
  #reopened = 0

  /** `waitMs`: how long what is told may still be on its way here. */
  learn(logs: readonly LogFrontier[], delta: boolean, waitMs: (log: LogKey) => number, now: number): void {
    if (!delta) this.#forget()
    for (const claim of logs) {
      const { log } = claim
      if (this.logs.size >= MAX_CLAIMS && !this.logs.has(log)) continue
      this.logs.set(log, claim)
      // the membership is small, and content waits for it
      if (!isContentLog(log)) this.#settle(claim)
      // one that waits is not put off by the next, or a busy log would never come due
      else if (waitMs(log) === 0) this.#settle(claim)
      else if (!this.#waiting.has(log)) this.#waiting.set(log, { due: now + waitMs(log), claim })
    }
  }

  /** Nothing that was told is on its way here: all of it is due. */
  hurry(): void {
    for (const [log, { claim }] of this.#waiting) this.#settle(this.logs.get(log) ?? claim)
    this.#waiting.clear()
  }

  open(log: LogKey): void {
    const open = isContentLog(log) ? this.openContent : this.openControl
    open.add(log)
  }

  close(log: LogKey): void {
    this.openControl.delete(log)
    this.openContent.delete(log)
  }

  /** Sets the log aside: until the membership changes, or for a while that grows each time. */
  early(log: LogKey, because: Unjudged, now: number): void {
    this.close(log)
    const waitMs = Math.min(MAX_UNJUDGED_MS, (this.#waited.get(log) ?? FIRST_UNJUDGED_MS / 2) * 2)
    this.#waited.set(log, waitMs)
    this.#early.set(log, { because, claim: this.logs.get(log), again: now + waitMs })
  }

  /** Sets the log aside until then: its author wrote more than is taken of it at once. False where that is over. */
  rest(log: LogKey, until: number | undefined, now: number): boolean {
    if (until === undefined || until <= now) return false
    this.close(log)
    this.#early.set(log, { because: 'rate', claim: this.logs.get(log), again: until })
    return true
  }

  /** Logs with more than is held, as far as is known. */
  get openLogs(): LogKey[] {
    return [...this.openControl, ...this.openContent, ...this.#waiting.keys()]
  }

  /** Logs of known members that cannot be judged, since they did not introduce a key to us. */
  get unjudged(): LogKey[] {
    return [...this.#early].filter(([, { because }]) => because === 'key').map(([log]) => log)
  }

  /** Opens again what has become due. `control`: the version of the membership; `reopened`: how often an author came back. */
  refresh(now: number, control: number, reopened: number): void {
    this.#settleDue(now)
    if (reopened !== this.#reopened) for (const log of this.due.keys()) this.open(log)
    this.#reopened = reopened
    for (const [log, until] of this.#voided) {
      if (until > now) continue
      this.#voided.delete(log)
      this.open(log)
    }
    const isOther = control !== this.#judgedAt
    this.#judgedAt = control
    for (const [log, { because, again }] of this.#early) {
      // a log with an introduction is judged by what it says, once its author is known
      const mayBeKnown = isOther && (because === 'author' || (because === 'key' && !isKeyLog(log)))
      if (!mayBeKnown && again > now) continue
      this.#early.delete(log)
      this.open(log)
    }
  }

  isEarly(log: LogKey): boolean {
    return this.#early.has(log)
  }

  /** Whoever claims so much that cannot be taken is asked for no more of that. */
  get hasManyEarly(): boolean {
    return this.#early.size >= MAX_EARLY_LOGS
  }

  isVoid(log: LogKey): boolean {
    return this.#voided.has(log)
  }

  void(log: LogKey, now: number): void {
    this.#later.delete(log)
    this.#voided.set(log, now + VOID_MS)
  }

  /** Whether the log is to be asked for now, as far as its claimant goes. */
  isDue(log: LogKey, now: number): boolean {
    return !this.#voided.has(log) && (this.#later.get(log)?.until ?? 0) <= now
  }

  /** To be asked again in a while; false when it was put off too often. */
  putOff(log: LogKey, now: number): boolean {
    const times = (this.#later.get(log)?.times ?? 0) + 1
    this.#later.set(log, { until: now + LATER_MS, times })
    return times <= MAX_LATER
  }

  delivered(log: LogKey): void {
    this.#later.delete(log)
  }

  /** When something that waits or was put off is due. */
  deadline(now: number): number | undefined {
    let first: number | undefined
    for (const { due } of this.#waiting.values()) first = Math.min(first ?? due, due)
    for (const { until } of this.#later.values()) if (until > now) first = Math.min(first ?? until, until)
    for (const { again } of this.#early.values()) first = Math.min(first ?? again, again)
    return first
  }

  begins(log: LogKey, seq: number): void {
    this.#begins.set(log, seq)
  }

  /** The parts of these ranges that the claimant can have. */
  within(log: LogKey, ranges: readonly LogRange[]): readonly LogRange[] {
    const begins = this.#begins.get(log)
    if (begins === undefined) return ranges
    return ranges.filter(({ to }) => to >= begins).map(range => ({ ...range, from: Math.max(range.from, begins) }))
  }

  #settleDue(now: number): void {
    for (const [log, { due, claim }] of this.#waiting) {
      if (due > now) continue
      this.#waiting.delete(log)
      this.#settle(claim)
      const latest = this.logs.get(log)
      if (latest !== undefined && latest !== claim) this.#waiting.set(log, { due: now + HALF_ROUND_MS, claim: latest })
    }
  }

  #settle(claim: LogFrontier): void {
    this.due.set(claim.log, claim)
    const early = this.#early.get(claim.log)?.claim
    // told again, it says no more than before
    if (early?.next === claim.next && early.digest === claim.digest) return
    this.#early.delete(claim.log)
    this.#waited.delete(claim.log)
    this.open(claim.log)
  }

  #forget(): void {
    const all = [this.logs, this.due, this.#waiting, this.openControl, this.openContent]
    for (const known of all) known.clear()
  }
}
