/**
 * Our own incarnation: raised when we are called dead, so that the news of our life outranks that of our death, and when
 * we say something else of ourselves.
 *
 * At most once a second, since each is announced to the whole group and accusing costs a liar nothing. Must never lower the incarnation, nor let an unsigned claim raise it by more than one.
 */
import { SECOND_MS } from '../base/time.js'

/** One a second outruns the shortest suspicion (4 s) and caps what a liar can make us send. */
export const REFUTE_INTERVAL_MS = SECOND_MS

export class Refuter {
  #incarnation: number
  #lastAt: number | undefined
  #pending = false
  /** When an answer that may wait is due. */
  #answerAt: number | undefined

  constructor(incarnation: number) {
    this.#incarnation = incarnation
  }

  get incarnation(): number {
    return this.#incarnation
  }

  get deadline(): number | undefined {
    return this.#pending ? this.#readyAt() : this.#answerAt
  }

  /** Somebody doubts us; the incarnation to announce now, if any. */
  accused(incarnation: number, now: number): number | undefined {
    // About an earlier life: already refuted.
    if (!(incarnation >= this.#incarnation)) return undefined
    this.#pending = true
    return this.wake(now)
  }

  /**
   * A record signed by us: from before our state was lost when it is ahead, and dead when it says we leave. One of another
   * run that is there beside us is answered after `waitMs`, or the two would go above each other for ever.
   */
  sawOwnRecord(incarnation: number, leaving: boolean, now: number, waitMs = 0): number | undefined {
    // One below the top, so that there is a higher one to announce.
    if (!Number.isSafeInteger(incarnation + 1)) return undefined
    const ahead = incarnation > this.#incarnation
    if (!ahead && !(leaving && incarnation === this.#incarnation)) return undefined
    this.#incarnation = incarnation
    if (waitMs > 0) this.#answerAt ??= now + waitMs
    else this.#pending = true
    return this.wake(now)
  }

  /** Our record is to say something new; the incarnation to announce now, if any. */
  restated(now: number): number | undefined {
    this.#pending = true
    return this.wake(now)
  }

  wake(now: number): number | undefined {
    if (this.#answerAt !== undefined && now >= this.#answerAt) this.#pending = true
    if (!this.#pending || now < this.#readyAt()) return undefined
    this.#pending = false
    this.#answerAt = undefined
    this.#lastAt = now
    this.#incarnation += 1
    return this.#incarnation
  }

  #readyAt(): number {
    return this.#lastAt === undefined ? 0 : this.#lastAt + REFUTE_INTERVAL_MS
  }
}
