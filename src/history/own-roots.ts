/**
 * The roots this member had of late. Serves docs/protocol.md, "Sync". A neighbour's root that was ours a moment ago means
 * that an entry is on its way, not that something is missing; it must not cost a frontier.
 */

/** More changes than this within a round, and a frontier is asked for needlessly. */
const MAX_ROOTS = 256

export class OwnRoots {
  /** Newest last, each with the time it came up; it stayed current until the next did. */
  readonly #roots: { readonly digest: string; readonly since: number }[] = []

  note(digest: string, now: number): void {
    if (this.#roots.at(-1)?.digest === digest) return
    this.#roots.push({ digest, since: now })
    if (this.#roots.length > MAX_ROOTS) this.#roots.shift()
  }

  /** Whether this was our root at any time since `since`. */
  had(digest: string, since: number): boolean {
    return this.#roots.some((root, at) => {
      const until = this.#roots[at + 1]?.since
      return root.digest === digest && (until === undefined || until >= since)
    })
  }
}
