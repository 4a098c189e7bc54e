/**
 * When a member that is wanted and not linked is dialled again. Serves docs/protocol.md, "Links": "connection up, stream
 * dead" is down, and is reopened.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { jitter, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'

/** Reopen after these, then stay at the last. */
const RETRY_MS = [1 * SECOND_MS, 5 * SECOND_MS, 15 * SECOND_MS] as const
/** A dial from the far side is here by then; two that cross cost two connections. */
const DEFER_MS = 0.4 * SECOND_MS
/** Members that lost one neighbour at once do not dial at once. */
const JITTER = 0.2

interface Retry {
  readonly attempts: number
  /** Undefined while the dial is under way: what comes of it plans the next or forgets this one. */
  readonly at: number | undefined
}

export class Retries {
  readonly #random: Random
  readonly #retries = new Map<MemberId, Retry>()

  constructor(random: Random) {
    this.#random = random
  }

  has(member: MemberId): boolean {
    return this.#retries.has(member)
  }

  /** Leaves the first word to the far side, which wants this link as well more often than not. */
  defer(member: MemberId, now: number): void {
    this.#retries.set(member, { attempts: 0, at: now + jitter(this.#random, DEFER_MS, JITTER) })
  }

  /** One more failure. */
  plan(member: MemberId, now: number): void {
    const attempts = this.#retries.get(member)?.attempts ?? 0
    const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)]!
    this.#retries.set(member, { attempts: attempts + 1, at: now + jitter(this.#random, wait, JITTER) })
  }

  forget(member: MemberId): void {
    this.#retries.delete(member)
  }

  clear(): void {
    this.#retries.clear()
  }

  /** When the first of `wanted` is due. */
  deadline(wanted: ReadonlySet<MemberId>): number | undefined {
    return earliest(...[...this.#retries].map(([member, { at }]) => (wanted.has(member) ? at : undefined)))
  }

  /** Those of `wanted` to dial now; who is not wanted any more is forgotten. */
  take(wanted: ReadonlySet<MemberId>, now: number): MemberId[] {
    const due: MemberId[] = []
    for (const [member, { attempts, at }] of this.#retries) {
      if (!wanted.has(member)) this.#retries.delete(member)
      else if (at !== undefined && now >= at) {
        this.#retries.set(member, { attempts, at: undefined })
        due.push(member)
      }
    }
    return due
  }
}
