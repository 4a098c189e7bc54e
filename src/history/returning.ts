/**
 * Coming online: whom to ask, the membership log before all else, and when one is back. Serves docs/protocol.md,
 * "Returning". Until the membership log is up to date no content is taken or served, or the removed would seek those who
 * have not heard.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { pick, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { CatchUp } from './catch-up.js'
import type { LogFrontier } from './frontier.js'
import type { LogIndex } from './log-index.js'
import type { Pulls } from './pulls.js'
import type { SyncEffect } from './sync-messages.js'

/** Two honest members need a few round trips; a liar that stalls gains nothing after this. */
const CONTROL_FIRST_MS = 10 * SECOND_MS

export interface ReturningOptions {
  readonly index: LogIndex
  readonly pulls: Pulls
  readonly random: Random
  readonly neighbours: () => readonly MemberId[]
}

export class Returning {
  readonly #options: ReturningOptions
  #catchUp: CatchUp | undefined
  readonly #differed = new Set<MemberId>()
  /** Until when only the membership is brought up to date; infinite before anybody was asked. */
  #controlUntil: number | undefined

  constructor(options: ReturningOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return this.#controlUntil === Number.POSITIVE_INFINITY ? undefined : this.#controlUntil
  }

  /** Of those asked the last time: who had something else. */
  get differed(): MemberId[] {
    return [...this.#differed]
  }

  get takesContent(): boolean {
    return this.#controlUntil === undefined
  }

  /** From `came-online` until caught up. */
  get isActive(): boolean {
    return this.#catchUp !== undefined
  }

  begin(): void {
    this.#differed.clear()
    const { index, pulls } = this.#options
    this.#catchUp = new CatchUp(index, pulls)
    this.#controlUntil = Number.POSITIVE_INFINITY
    pulls.askedNothing()
    pulls.controlOnly = true
    pulls.inHurry = true
  }

  heard(member: MemberId, claims: ReadonlyMap<LogKey, LogFrontier>): void {
    this.#catchUp?.heard(member, claims)
    if (claims.size > 0) this.#differed.add(member)
  }

  drop(member: MemberId, mayRetry: boolean): void {
    this.#catchUp?.drop(member, mayRetry)
    this.#differed.delete(member)
  }

  progress(): SyncEffect[] {
    if (this.#catchUp === undefined) return []
    const { have, missing } = this.#catchUp.progress()
    return missing === 0 ? [] : [{ type: 'progress', have, missing, from: this.#catchUp.from }]
  }

  /** `ask` makes the request for a member's frontier; `linked` are those that can be asked. */
  advance(now: number, linked: readonly MemberId[], ask: (member: MemberId) => readonly SyncEffect[]): SyncEffect[] {
    const catchUp = this.#catchUp
    if (catchUp === undefined) return []
    const effects: SyncEffect[] = []
    while (catchUp.wanting) {
      const member = this.#nextTarget(catchUp, linked)
      if (member === undefined) break
      catchUp.ask(member)
      effects.push(...ask(member))
    }
    if (this.#controlUntil === Number.POSITIVE_INFINITY && catchUp.from.length > 0) {
      this.#controlUntil = now + CONTROL_FIRST_MS
    }
    const late = this.#controlUntil !== undefined && this.#controlUntil <= now
    if (!catchUp.heardAll && !late) return effects
    const { have, missing, missingControl } = catchUp.progress()
    if (missingControl === 0 || late) this.#contentToo(catchUp)
    if (missing > 0 || !catchUp.heardAll) return effects
    this.#catchUp = undefined
    this.#options.pulls.inHurry = false
    return [...effects, { type: 'progress', have, missing, from: catchUp.from }, { type: 'caught-up' }]
  }

  #contentToo(catchUp: CatchUp): void {
    if (this.#controlUntil === undefined) return
    this.#controlUntil = undefined
    this.#options.pulls.controlOnly = false
    this.#options.pulls.newestFirst(catchUp.claims())
  }

  /** A ring neighbour first, then anyone by chance. */
  #nextTarget(catchUp: CatchUp, linked: readonly MemberId[]): MemberId | undefined {
    const untried = linked.filter(member => !catchUp.hasTried(member))
    const neighbour = this.#options.neighbours().find(member => untried.includes(member))
    return catchUp.from.length === 0 && neighbour !== undefined ? neighbour : pick(this.#options.random, untried)
  }
}
