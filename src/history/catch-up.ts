/**
 * A member that was away asks two others, so that no single one can withhold unseen: first for the membership log, then
 * for what was said. Serves docs/protocol.md, "Returning". Caught up means: ours dominates both frontiers as they were
 * at the start; it never chases what comes later.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { LogFrontier } from './frontier.js'
import type { LogIndex } from './log-index.js'
import { isContentLog } from './log-key.js'
import type { Pulls } from './pulls.js'

/** Members asked: one ring neighbour and one by chance. */
export const CATCH_UP_MEMBERS = 2

export interface Progress {
  readonly have: number
  readonly missing: number
  /** Of `missing`: entries of control logs. */
  readonly missingControl: number
}

export class CatchUp {
  readonly #index: LogIndex
  readonly #pulls: Pulls
  /** Who is asked, and what they held at the start once they said. */
  readonly #targets = new Map<MemberId, ReadonlyMap<LogKey, LogFrontier> | undefined>()
  readonly #tried = new Set<MemberId>()
  /** Entries missing of each log that is not whole. */
  #missing = new Map<LogKey, number>()
  #countedAt: { readonly version: number; readonly control: number; readonly voids: number } | undefined
  #mostMissing = 0

  constructor(index: LogIndex, pulls: Pulls) {
    this.#index = index
    this.#pulls = pulls
  }

  get from(): MemberId[] {
    return [...this.#targets.keys()]
  }

  get wanting(): boolean {
    return this.#targets.size < CATCH_UP_MEMBERS
  }

  hasTried(member: MemberId): boolean {
    return this.#tried.has(member)
  }

  ask(member: MemberId): void {
    this.#tried.add(member)
    this.#targets.set(member, undefined)
  }

  /** Takes the first frontier of a member that was asked; later ones do not move the goal. */
  heard(member: MemberId, claims: ReadonlyMap<LogKey, LogFrontier>): boolean {
    if (!this.#targets.has(member) || this.#targets.get(member) !== undefined) return false
    this.#targets.set(member, new Map(claims))
    this.#countedAt = undefined
    return true
  }

  drop(member: MemberId, mayRetry: boolean): void {
    this.#targets.delete(member)
    if (mayRetry) this.#tried.delete(member)
    this.#countedAt = undefined
  }

  /** Every log as the targets claimed it. */
  *claims(): Iterable<LogFrontier> {
    for (const claims of this.#targets.values()) yield* claims?.values() ?? []
  }

  /** True once every target has said what it holds. */
  get heardAll(): boolean {
    if (this.#targets.size === 0) return false
    for (const claims of this.#targets.values()) if (claims === undefined) return false
    return true
  }

  progress(): Progress {
    this.#count()
    let missing = 0
    let missingControl = 0
    for (const [log, count] of this.#missing) {
      missing += count
      if (!isContentLog(log)) missingControl += count
    }
    this.#mostMissing = Math.max(this.#mostMissing, missing)
    return { have: this.#mostMissing - missing, missing, missingControl }
  }

  /** Only logs that changed are counted again, unless who counts did. */
  #count(): void {
    const { version, controlVersion: control } = this.#index
    const { voids } = this.#pulls
    const before = this.#countedAt
    const same = before?.control === control && before.voids === voids
    const logs = same ? this.#index.changedSince(before.version) : new Set([...this.claims()].map(({ log }) => log))
    if (!same) this.#missing = new Map()
    for (const log of logs) {
      const count = this.#missingOf(log)
      if (count === 0) this.#missing.delete(log)
      else this.#missing.set(log, count)
    }
    this.#countedAt = { version, control, voids }
  }

  /** Entries of an author whom the whole membership log does not name are not missing: nobody can give them. Nor is what was given, and cannot be taken yet. */
  #missingOf(log: LogKey): number {
    if (!this.#index.rules.hasAuthor(log) || !this.#index.rules.isIntroduced(log)) return 0
    let most = 0
    for (const [member, claims] of this.#targets) {
      const claim = claims?.get(log)
      if (claim === undefined || this.#pulls.isVoid(member, log)) continue
      const ranges = this.#pulls.pullable(member, claim)
      most = Math.max(
        most,
        ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0),
      )
    }
    return most
  }
}
