/**
 * How much membership log is taken of one author, whichever way it comes: live, by sync, or handed over. Serves
 * docs/protocol.md, "Budgets". An author that keeps to its rate is never held up: an entry counts either at the time that it
 * claims, as after an absence, or at the time when it comes. An entry over the budget is not wrong: it is asked for later.
 */
import type { MemberId } from '../base/ids.js'
import { DAY_MS, SECOND_MS } from '../base/time.js'
import { Allowance, type Cost } from './allowance.js'

/** Entries other than joins: as in "Rates". */
const CONTROL_ENTRIES = 100
const CONTROL_ENTRIES_PER_SECOND = 5
/** Joins: a whole club comes at once by one ticket. Each is bounded by the uses of an invite and the limit of the group. */
const JOINS = 1000
const JOINS_PER_SECOND = 50
/** Bytes at once, and the same in a day: ten thousand joins, or a topic each twenty seconds. */
const CONTROL_BYTES = 8 * 1024 * 1024
/** The same where key messages ride in the membership log: the commits and welcomes of thousands of members. */
const KEYED_CONTROL_BYTES = 64 * 1024 * 1024

export interface ControlCost extends Cost {
  /** Joins among the entries. */
  readonly joins: number
}

/** One way to count: at the times that entries claim, or at those when they come. */
class Count {
  readonly #entries: Allowance
  readonly #joins: Allowance
  readonly #bytes: Allowance

  constructor(bytes: number, at: number) {
    const free = Number.MAX_SAFE_INTEGER
    this.#entries = new Allowance(
      { entriesPerSecond: CONTROL_ENTRIES_PER_SECOND, burst: CONTROL_ENTRIES, bytes: free },
      at,
    )
    this.#joins = new Allowance({ entriesPerSecond: JOINS_PER_SECOND, burst: JOINS, bytes: free }, at)
    // its entries are its bytes: as many at once as come back in a day
    this.#bytes = new Allowance({ entriesPerSecond: (bytes * 1000) / DAY_MS, burst: bytes, bytes: free }, at)
  }

  readyAt(cost: ControlCost, at: number): number {
    return Math.max(...this.#parts(cost).map(([part, entries]) => part.readyAt({ entries, bytes: 0 }, at)))
  }

  take(cost: ControlCost, at: number): void {
    for (const [part, entries] of this.#parts(cost)) part.take({ entries, bytes: 0 }, at)
  }

  #parts({ entries, joins, bytes }: ControlCost): readonly (readonly [Allowance, number])[] {
    return [
      [this.#entries, entries - joins],
      [this.#joins, joins],
      [this.#bytes, bytes],
    ]
  }
}

/** Bounded by the members that the group ever had. A restart forgets it, and every author may do as much again. */
export class ControlBudget {
  readonly #counts = new Map<MemberId, { readonly claimed: Count; readonly come: Count }>()
  readonly #rests = new Map<MemberId, number>()

  /** When more of the author's membership log is taken, in steady ms; undefined where it was never held up. */
  restsUntil(author: MemberId): number | undefined {
    return this.#rests.get(author)
  }

  /**
   * Counts it; false where it is too much. `claimedMs`: the time of the entry, and not ahead of the group's, or it would give
   * what has not grown yet; `now`: steady.
   */
  take(
    author: MemberId,
    cost: ControlCost,
    at: { readonly claimedMs: number; readonly now: number },
    isKeyed: boolean,
  ): boolean {
    const { claimedMs, now } = at
    const bytes = isKeyed ? KEYED_CONTROL_BYTES : CONTROL_BYTES
    const counts = this.#counts.get(author) ?? { claimed: new Count(bytes, claimedMs), come: new Count(bytes, now) }
    this.#counts.set(author, counts)
    if (counts.claimed.readyAt(cost, claimedMs) <= claimedMs) counts.claimed.take(cost, claimedMs)
    else if (counts.come.readyAt(cost, now) <= now) counts.come.take(cost, now)
    else {
      // not for each entry: a second's worth is asked for at a time
      this.#rests.set(author, Math.max(counts.come.readyAt(cost, now), now + SECOND_MS))
      return false
    }
    return true
  }
}
