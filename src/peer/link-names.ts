/**
 * How logs are named on one link. Serves docs/protocol.md, "Frontiers". A log whose short name means two at either end goes
 * by its whole name; what the far side calls shared can only make our own frames to it longer.
 */
import type { LogKey } from '../base/ids.js'
import type { LogNames } from '../history/log-names.js'

/** Whoever shares more names than this does it on purpose, and is answered with what can be read. */
const MAX_SHARED = 1024

export class LinkNames {
  readonly #names: LogNames
  readonly #sharedThere = new Set<LogKey>()

  constructor(names: LogNames) {
    this.#names = names
  }

  /** Hex of four bytes. */
  nameOf(log: LogKey): string {
    return this.#names.nameOf(log)
  }

  /** The only log here that has this name. */
  logOf(name: string): LogKey | undefined {
    return this.#names.logOf(name)
  }

  /** Whether the name alone is not enough. */
  isShared(log: LogKey): boolean {
    return this.#sharedThere.has(log) || this.#names.isShared(log)
  }

  /** The far side has another log of that name. */
  sharedThere(log: LogKey): void {
    if (this.#sharedThere.size < MAX_SHARED) this.#sharedThere.add(log)
  }
}
