/**
 * The roots this member is known to have had of late. Serves docs/protocol.md, "Sync". A neighbour's root that was ours
 * a moment ago means that an entry is on its way, not that something is missing; it must not cost a frontier. Must not
 * make anyone compute a root either: what was never computed is not known here.
 */

/** More of them than this within a round, and a frontier is asked for needlessly. */
const MAX_ROOTS = 256

export class OwnRoots {
  /** Until when each was ours, oldest first; without end while it is. */
  readonly #until = new Map<string, number>()
  #current: string | undefined

  note(digest: string, now: number): void {
    if (this.#current === digest) return
    this.changed(now)
    this.#until.delete(digest)
    this.#until.set(digest, Number.POSITIVE_INFINITY)
    this.#current = digest
    if (this.#until.size <= MAX_ROOTS) return
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest)
      return
    }
  }

  /** What is held changed: whatever our root is now, it is not the one that was noted last. */
  changed(now: number): void {
    if (this.#current !== undefined) this.#until.set(this.#current, now)
    this.#current = undefined
  }

  /** Whether this was our root at any time since `since`, as far as it was noted. */
  had(digest: string, since: number): boolean {
    return (this.#until.get(digest) ?? Number.NEGATIVE_INFINITY) >= since
  }
}
