/**
 * Members that get no link, and the dials of ours that come to nothing because of it. Serves docs/protocol.md,
 * "Standing". Whoever wanted the dial is told with the next wake, never while it still decides.
 */
import type { MemberId } from '../base/ids.js'

export class Refusals {
  readonly #refused = new Set<MemberId>()
  readonly #dialled = new Set<MemberId>()

  /** Due at once while somebody is to be told. */
  get deadline(): number | undefined {
    return this.#dialled.size === 0 ? undefined : 0
  }

  add(member: MemberId): void {
    this.#refused.add(member)
  }

  delete(member: MemberId): void {
    this.#refused.delete(member)
  }

  has(member: MemberId): boolean {
    return this.#refused.has(member)
  }

  /** Whether a dial of this member comes to nothing. */
  refuses(member: MemberId): boolean {
    if (this.#refused.has(member)) this.#dialled.add(member)
    return this.#refused.has(member)
  }

  /** Those dialled in vain since the last time. */
  take(): MemberId[] {
    const dialled = [...this.#dialled]
    this.#dialled.clear()
    return dialled
  }
}
