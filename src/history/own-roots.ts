/**
 * Our root, and those this member is known to have had of late. Serves docs/protocol.md, "Sync". A neighbour's root that
 * was ours a moment ago means that an entry is on its way, not that something is missing; it must not cost a frontier.
 * In steady traffic a root must not be computed with each entry: it would be the dearest part of it, and no two members
 * take entries in the same order, so that they would seldom agree on one.
 */

/** More of them than this within a round, and a frontier is asked for needlessly. */
const MAX_ROOTS = 256
/** After such a silence the others have had the last entry too, and may tell the root that came of it. */
const SPARSE_MS = 50
/** Changes that one root still covers cheaply. More came at once, and more will: a machine that lags sees silence, too. */
const FEW_CHANGES = 4

export class OwnRoots {
  readonly #compute: () => string
  /** Until when each was ours, oldest first; without end while it is. */
  readonly #until = new Map<string, number>()
  #current: string | undefined
  #changedAt = 0
  /** Since a root was last computed. */
  #changes = 0

  /** `compute` is to be cheap where nothing changed. */
  constructor(compute: () => string) {
    this.#compute = compute
  }

  /** The root of what is held now. */
  current(now: number): string {
    const digest = this.#compute()
    this.#changes = 0
    if (this.#current === digest) return digest
    this.#supersede(now)
    this.#until.delete(digest)
    this.#until.set(digest, Number.POSITIVE_INFINITY)
    this.#current = digest
    if (this.#until.size > MAX_ROOTS) this.#forgetOldest()
    return digest
  }

  /** What is held changed. */
  changed(now: number): void {
    this.#supersede(now)
    const sparse = this.#isQuiet(now)
    this.#changedAt = now
    this.#changes += 1
    if (sparse && this.#changes <= FEW_CHANGES) this.current(now)
  }

  /** Whether this was our root at any time since `since`, as far as that is known. */
  had(digest: string, since: number, now: number): boolean {
    const until = this.#until.get(digest)
    if (until !== undefined && until >= since) return true
    return this.#isQuiet(now) && this.current(now) === digest
  }

  #isQuiet(now: number): boolean {
    return now - this.#changedAt >= SPARSE_MS
  }

  #supersede(now: number): void {
    if (this.#current !== undefined) this.#until.set(this.#current, now)
    this.#current = undefined
  }

  #forgetOldest(): void {
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest)
      return
    }
  }
}
