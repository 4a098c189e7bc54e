/**
 * A member that was away asks two others, so that no single one can withhold unseen. Serves docs/protocol.md,
 * "Returning". Caught up means: ours dominates both frontiers as they were at the start; it never chases what comes later.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { Frontier, LogFrontier } from './frontier.js'
import type { Pulls } from './pulls.js'

/** Members asked: one ring neighbour and one by chance. */
export const CATCH_UP_MEMBERS = 2

export class CatchUp {
  /** Who is asked, and what they held at the start once they said. */
  readonly #targets = new Map<MemberId, ReadonlyMap<LogKey, LogFrontier> | undefined>()
  readonly #tried = new Set<MemberId>()
  #mostMissing = 0

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
    return true
  }

  drop(member: MemberId, mayRetry: boolean): void {
    this.#targets.delete(member)
    if (mayRetry) this.#tried.delete(member)
  }

  /** Every log as the targets claimed it. */
  *claims(): Iterable<LogFrontier> {
    for (const claims of this.#targets.values()) yield* claims?.values() ?? []
  }

  progress(frontier: Frontier, pulls: Pulls): { readonly have: number; readonly missing: number } {
    const perLog = new Map<LogKey, number>()
    for (const [member, claims] of this.#targets) {
      for (const claim of claims?.values() ?? []) {
        if (pulls.isVoid(member, claim.log)) continue
        const missing = frontier.pullable(claim).reduce((sum, { from, to }) => sum + to - from + 1, 0)
        perLog.set(claim.log, Math.max(perLog.get(claim.log) ?? 0, missing))
      }
    }
    let missing = 0
    for (const count of perLog.values()) missing += count
    this.#mostMissing = Math.max(this.#mostMissing, missing)
    return { have: this.#mostMissing - missing, missing }
  }

  /** True once every target has said what it holds. */
  get heardAll(): boolean {
    if (this.#targets.size === 0) return false
    for (const claims of this.#targets.values()) if (claims === undefined) return false
    return true
  }
}
