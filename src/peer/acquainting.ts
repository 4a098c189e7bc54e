/**
 * Asks authors for the introductions that we lack: whoever holds an entry that it cannot judge dials the entry's author,
 * whose own word over its own link settles it. Serves docs/protocol.md, "Signing keys". Goes on for as long as something is
 * lacking and its author is online, ever more seldom, so that nothing waits for a next word that may never come.
 */
import type { MemberId } from '../base/ids.js'
import { jitter, type Random } from '../base/random.js'
import { MINUTE_MS, SECOND_MS } from '../base/time.js'

export interface AcquaintingOptions {
  readonly random: Random
  /** Members whose entries are here or claimed, and cannot be judged since no key of theirs was introduced to us. */
  readonly lacking: () => Iterable<MemberId>
  readonly isOnline: (member: MemberId) => boolean
  readonly isLinked: (member: MemberId) => boolean
  readonly dial: (member: MemberId) => void
}

/** The author's own introduction is on its way: it learns of a newcomer as soon as everybody else does. */
const FIRST_ACQUAINTING_MS = 3 * SECOND_MS
const LAST_ACQUAINTING_MS = MINUTE_MS
/** Looks for what is lacking, while nothing is known to be, cost no more than this often. */
const LOOK_MS = SECOND_MS
const JITTER = 0.2
/** Dials at a time: a newcomer to a large group does not dial all of it in one moment. */
const MAX_ACQUAINTING_DIALS = 8

interface Try {
  readonly at: number
  readonly waitMs: number
}

export class Acquainting {
  readonly #options: AcquaintingOptions
  readonly #tries = new Map<MemberId, Try>()
  #lookAt: number | undefined

  constructor(options: AcquaintingOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return this.#lookAt
  }

  /** Something came that may not be judged. */
  changed(now: number): void {
    this.#lookAt ??= now + LOOK_MS
  }

  wake(now: number): void {
    if (this.#lookAt === undefined || this.#lookAt > now) return
    const { lacking, isLinked } = this.#options
    const authors = new Set(lacking())
    for (const member of this.#tries.keys()) if (!authors.has(member)) this.#tries.delete(member)
    let dials = 0
    for (const member of authors) {
      const next = this.#tries.get(member) ?? this.#planned(now, FIRST_ACQUAINTING_MS)
      this.#tries.set(member, next)
      if (next.at > now || isLinked(member) || dials >= MAX_ACQUAINTING_DIALS) continue
      // whoever comes online is dialled with the next look
      if (!this.#options.isOnline(member)) continue
      dials += 1
      this.#tries.set(member, this.#planned(now, Math.min(LAST_ACQUAINTING_MS, next.waitMs * 2)))
      this.#options.dial(member)
    }
    this.#lookAt = authors.size === 0 ? undefined : now + LOOK_MS
  }

  #planned(now: number, waitMs: number): Try {
    return { at: now + jitter(this.#options.random, waitMs, JITTER), waitMs }
  }
}
