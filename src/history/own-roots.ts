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

interface Had {
  /** Until when it was ours; without end while it is. */
  readonly until: number
  /** Version when it was last computed. */
  readonly version: number
}

export class OwnRoots {
  readonly #compute: () => string
  readonly #version: () => number
  /** Oldest first. */
  readonly #roots = new Map<string, Had>()
  #current: string | undefined
  #changedAt = 0
  /** Since a root was last computed. */
  #changes = 0

  /** `compute` is to be cheap where nothing changed; `version` is that of what is held. */
  constructor(compute: () => string, version: () => number) {
    this.#compute = compute
    this.#version = version
  }

  /** The root of what is held now. */
  current(now: number): string {
    const digest = this.#compute()
    this.#changes = 0
    if (this.#current !== digest) this.#supersede(now)
    if (this.#current !== digest) this.#roots.delete(digest)
    this.#roots.set(digest, { until: Number.POSITIVE_INFINITY, version: this.#version() })
    this.#current = digest
    if (this.#roots.size > MAX_ROOTS) this.#forgetOldest()
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

  /** Whoever has this root has had all that we held at this version; 0 where it is not known to have been ours. */
  versionOf(digest: string): number {
    return this.#roots.get(digest)?.version ?? 0
  }

  /** Whether this was our root at any time since `since`, as far as that is known. */
  had(digest: string, since: number, now: number): boolean {
    const known = this.#roots.get(digest)
    if (known !== undefined && known.until >= since) return true
    return this.#isQuiet(now) && this.current(now) === digest
  }

  #isQuiet(now: number): boolean {
    return now - this.#changedAt >= SPARSE_MS
  }

  #supersede(now: number): void {
    const current = this.#current === undefined ? undefined : this.#roots.get(this.#current)
    if (this.#current !== undefined && current !== undefined) {
      this.#roots.set(this.#current, { ...current, until: now })
    }
    this.#current = undefined
  }

  #forgetOldest(): void {
    for (const oldest of this.#roots.keys()) {
      this.#roots.delete(oldest)
      return
    }
  }
}
