/**
 * Members that run twice at a time: somebody copied a folder and started both. Serves docs/protocol.md, "Copies that run".
 * Each run names itself in its presence records, which it alone can sign anew; a run that speaks again after another one did
 * is there beside it. It never says so of a member that was only started again.
 */
import { hexOf, type MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { MINUTE_MS, SECOND_MS } from '../base/time.js'
import { type Presence, RUN_BYTES } from '../group/presence.js'

/** Two runs go above each other's records this often at most, which tells everybody that both are there. */
export const CLONE_ANSWER_MS = MINUTE_MS
/** When they meet: at once, so that both know, and then so that everybody hears of both. */
const FIRST_ANSWERS_MS = [0, 0, 0, 3 * SECOND_MS, 3 * SECOND_MS]
/** A run that was killed is forgotten so long after its last record. */
export const CLONED_MS = 5 * MINUTE_MS
/** Runs of one member that are remembered. */
const MAX_RUNS = 4

interface Runs {
  /** The latest first. */
  readonly runs: readonly string[]
  /** Until when two are there, if no more is heard. */
  readonly until: number | undefined
}

export class Clones {
  /** Of this run. */
  readonly run: string
  readonly #self: MemberId
  readonly #told: (member: MemberId) => void
  readonly #members = new Map<MemberId, Runs>()
  #announced: number | undefined
  #foreign: { readonly run: string; readonly times: number } | undefined

  constructor(self: MemberId, random: Random, told: (member: MemberId) => void) {
    this.#self = self
    this.run = hexOf(random.bytes(RUN_BYTES))
    this.#told = told
  }

  /** Whether it is known to run twice now. */
  has(member: MemberId, now: number): boolean {
    return (this.#members.get(member)?.until ?? 0) > now
  }

  all(now: number): MemberId[] {
    return [...this.#members.keys()].filter(member => this.has(member, now))
  }

  /** How long to wait with going above a record of ours that another run wrote. */
  answerMs(leaving: boolean): number {
    return leaving ? 0 : (FIRST_ANSWERS_MS[this.#foreign?.times ?? 0] ?? CLONE_ANSWER_MS)
  }

  /** A record that is news, or our own; whether its member is known to run twice. */
  heard({ member, run, incarnation, leaving }: Presence, now: number): boolean {
    if (run === undefined) return this.has(member, now)
    const { runs, until } = this.#members.get(member) ?? { runs: [], until: undefined }
    const others = runs.filter(other => other !== run)
    if (leaving) {
      this.#members.set(member, { runs: others, until: undefined })
      return until !== undefined && until > now
    }
    const isBack = member === this.#self ? this.#isLive(run, incarnation) : runs.indexOf(run) > 0
    const isNews = isBack && (until ?? 0) <= now
    this.#members.set(member, { runs: [run, ...others].slice(0, MAX_RUNS), until: isBack ? now + CLONED_MS : until })
    if (isNews) this.#told(member)
    return this.has(member, now)
  }

  /** Of our own records: one of another run that answers ours, or comes again, is of one that is there now. */
  #isLive(run: string, incarnation: number): boolean {
    if (run === this.run) {
      this.#announced = incarnation
      return false
    }
    const times = this.#foreign?.run === run ? this.#foreign.times + 1 : 1
    this.#foreign = { run, times }
    return times > 1 || incarnation - 1 === this.#announced
  }
}
