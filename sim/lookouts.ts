/**
 * Members that others look for through this one, and dials that failed of late: as src/peer/queries.ts and leaves.ts do
 * it. Serves docs/protocol.md, "Liveness".
 */
import type { MemberId } from '#src/base/ids.js'
import { HINT_AFTER_MS } from '#src/ring/liveness.js'

export class Lookouts {
  readonly #askers = new Map<MemberId, Set<MemberId>>()
  readonly #failedAt = new Map<MemberId, number>()
  readonly #answer: (to: MemberId, member: MemberId, alive: boolean) => void

  constructor(answer: (to: MemberId, member: MemberId, alive: boolean) => void) {
    this.#answer = answer
  }

  asked(from: MemberId, member: MemberId): void {
    const askers = this.#askers.get(member)
    if (askers === undefined) this.#askers.set(member, new Set([from]))
    else askers.add(from)
  }

  /** Whether somebody looks for it. */
  has(member: MemberId): boolean {
    return this.#askers.has(member)
  }

  /** Answers those who asked for the member; false when nobody did. */
  settle(member: MemberId, alive: boolean): boolean {
    const askers = this.#askers.get(member)
    if (askers === undefined) return false
    for (const asker of askers) this.#answer(asker, member, alive)
    this.#askers.delete(member)
    return true
  }

  failed(member: MemberId, now: number): void {
    this.#failedAt.set(member, now)
  }

  succeeded(member: MemberId): void {
    this.#failedAt.delete(member)
  }

  /** Whether a dial of the member is not known to fail. */
  mayTry(member: MemberId, now: number): boolean {
    return now - (this.#failedAt.get(member) ?? Number.NEGATIVE_INFINITY) >= HINT_AFTER_MS
  }
}
