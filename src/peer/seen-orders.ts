/**
 * The highest order that our next entry must stand after. Serves docs/protocol.md, "Display order". What is too far ahead
 * of the group's time is not counted yet, and is once the time has come, or enough others agree that it has.
 */
import type { MemberId } from '../base/ids.js'
import { observe } from '../history/order.js'

export class SeenOrders {
  #seen = 0n
  /** The highest order of each member that is not counted yet. */
  readonly #ahead = new Map<MemberId, bigint>()

  /** Our own always counts, however far ahead our clock was when we wrote it. */
  note(author: MemberId, order: bigint, own: boolean): void {
    if (order <= this.#seen) return
    if (own) this.#seen = order
    else if (order > (this.#ahead.get(author) ?? 0n)) this.#ahead.set(author, order)
  }

  /** The highest that counts when it is `timeMs` in the group. */
  at(timeMs: number): bigint {
    for (const [author, order] of this.#ahead) {
      this.#seen = observe(this.#seen, order, timeMs)
      if (order <= this.#seen) this.#ahead.delete(author)
    }
    return this.#seen
  }
}
