/**
 * The newest entries of other logs that we have seen since our own last one: the parents of our next. Serves
 * docs/protocol.md, "Logs". Membership entries name others of their kind alone, which everybody has whole, and so keep an
 * account of their own. Logs that introduce keys are named by none: whoever may not take one yet would wait for it, and our
 * identity must not sign for ours.
 */
import { hexOf, type LogKey } from '../base/ids.js'
import { MAX_PARENTS } from '../base/limits.js'
import { isContentLog } from '../history/log-key.js'

/** Of the parents, for what is far ahead where there is enough else. */
const PLACES_AHEAD = 2

interface Head {
  readonly hash: Uint8Array
  readonly order: bigint
}

export class Heads {
  readonly #forContent = new Map<LogKey, Head>()
  readonly #forControl = new Map<LogKey, Head>()

  note(log: LogKey, head: Head): void {
    for (const heads of isContentLog(log) ? [this.#forContent] : [this.#forContent, this.#forControl]) {
      heads.delete(log)
      heads.set(log, head)
    }
  }

  /**
   * For the next entry of this log of ours: each covers all below it. The newest, and of those with an order above `counted` the
   * last that came: these prove to all that they were ahead, and a member with many such logs must not take all places.
   */
  parents(own: LogKey, counted: bigint): Uint8Array[] {
    const others = [...(isContentLog(own) ? this.#forContent : this.#forControl)].filter(([key]) => key !== own)
    const heads = others.map(([, head]) => head)
    const newest = heads.filter(({ order }) => order <= counted).sort(byFallingOrder)
    const ahead = heads.filter(({ order }) => order > counted).reverse()
    const kept = Math.min(ahead.length, Math.max(PLACES_AHEAD, MAX_PARENTS - newest.length))
    const named = [...newest.slice(0, MAX_PARENTS - kept), ...ahead.slice(0, kept)].map(({ hash }) => hash)
    return named.sort((left, right) => (hexOf(left) < hexOf(right) ? -1 : 1))
  }

  /** An entry of ours has named them. */
  named(own: LogKey): void {
    if (isContentLog(own)) this.#forContent.clear()
    else this.#forControl.clear()
  }
}

function byFallingOrder(left: Head, right: Head): number {
  if (left.order === right.order) return 0
  return left.order > right.order ? -1 : 1
}
