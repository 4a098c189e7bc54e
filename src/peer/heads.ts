/**
 * The newest entries of other logs that we have seen since our own last one: the parents of our next. Serves
 * docs/protocol.md, "Logs". Membership entries name others of their kind alone, which everybody has whole, and so keep an
 * account of their own. Logs that introduce keys are named by none: whoever may not take one yet would wait for it, and our
 * identity must not sign for ours.
 */
import { hexOf, type LogKey } from '../base/ids.js'
import { MAX_PARENTS } from '../base/limits.js'
import { isContentLog } from '../history/log-key.js'

interface Head {
  readonly hash: Uint8Array
  readonly order: bigint
}

export class Heads {
  readonly #forContent = new Map<LogKey, Head>()
  readonly #forControl = new Map<LogKey, Head>()

  note(log: LogKey, head: Head): void {
    this.#forContent.set(log, head)
    if (!isContentLog(log)) this.#forControl.set(log, head)
  }

  /** For the next entry of this log of ours: each covers all below it. */
  parents(own: LogKey): Uint8Array[] {
    const others = [...(isContentLog(own) ? this.#forContent : this.#forControl)].filter(([key]) => key !== own)
    const newest = others.map(([, head]) => head).sort((left, right) => (left.order > right.order ? -1 : 1))
    const hashes = newest.slice(0, MAX_PARENTS).map(({ hash }) => hash)
    return hashes.sort((left, right) => (hexOf(left) < hexOf(right) ? -1 : 1))
  }

  /** An entry of ours has named them. */
  named(own: LogKey): void {
    if (isContentLog(own)) this.#forContent.clear()
    else this.#forControl.clear()
  }
}
