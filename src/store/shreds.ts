/**
 * What is to be shredded, a share at a time, so that a group of which much has expired at once does not keep the others
 * waiting. It must never hold more than one order a group: a later one has everything of an earlier one in it.
 */
import type { GroupId } from '../base/ids.js'
import type { Store } from './store.js'

export class Shreds {
  readonly #upTo = new Map<GroupId, { readonly upTo: bigint; readonly counted: bigint }>()

  get pending(): boolean {
    return this.#upTo.size > 0
  }

  /** `counted`: what has a higher order goes by where it is shown. */
  add(group: GroupId, upTo: bigint, counted: bigint): void {
    this.#upTo.set(group, { upTo, counted })
  }

  delete(group: GroupId): void {
    this.#upTo.delete(group)
  }

  /** Whose turn it is; a group with more to do comes again after the others. */
  take(): { readonly group: GroupId; readonly one: (store: Store) => void } | undefined {
    const [next] = this.#upTo
    if (next === undefined) return undefined
    const [group, due] = next
    this.#upTo.delete(group)
    const one = (store: Store): void => {
      if (store.shred(group, due.upTo, due.counted) && !this.#upTo.has(group)) this.#upTo.set(group, due)
    }
    return { group, one }
  }
}
