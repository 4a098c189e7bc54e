/**
 * Messages disappear: some time after they have expired, what is held of them is let go of. Serves docs/protocol.md,
 * "Disappearing messages". First each log's base is moved up, and that is stored; then the store shreds what lies below. So
 * whatever is cut off between the two, nothing is claimed that is gone. It never decides what has expired (floors.ts).
 */
import type { LogKey } from '../base/ids.js'
import { DAY_MS, SECOND_MS } from '../base/time.js'
import { hasLives, type Life } from '../group/expiry.js'
import type { LogIndex } from '../history/log-index.js'
import { highestCounted } from '../history/order.js'
import type { StoredEntry } from '../history/stored.js'
import type { Book } from './book.js'
import type { GroupContext } from './context.js'

/** A message is shredded a 32nd of its life late at most: each time the segment it lies in is sealed anew. */
const LOOKS_PER_LIFE = 32
const MAX_LOOK_MS = DAY_MS

export class Expiry {
  readonly #context: GroupContext
  readonly #book: Book
  readonly #index: LogIndex
  /** What was looked at last. */
  #lives: readonly Life[] | undefined
  #due = 0
  #horizon = 0n
  /** The store is asked where the logs are to begin above this order. */
  #asked: { readonly read: number; readonly upTo: bigint; readonly counted: bigint } | undefined

  constructor(context: GroupContext, book: Book, index: LogIndex) {
    this.#context = context
    this.#book = book
    this.#index = index
  }

  /** At once where the group's setting is another, or was never looked at. */
  get deadline(): number | undefined {
    const lives = this.#book.membership?.lives
    if (lives === undefined || !hasLives(lives)) return undefined
    return lives === this.#lives ? this.#due : 0
  }

  wake(now: number): void {
    const { deadline } = this
    if (deadline !== undefined && now >= deadline) this.look(now)
  }

  /** The clock may have been set: what has expired by now? */
  look(now: number): void {
    const lives = this.#book.membership?.lives
    if (lives === undefined || !hasLives(lives)) return
    this.#lives = lives
    this.#due = now + lookMs(lives)
    const upTo = this.#book.floors.horizon(now)
    if (upTo === this.#horizon || this.#asked !== undefined) return
    this.#horizon = upTo
    // an entry that is ahead of its time goes by where it is shown, or it would stay for ever
    this.#asked = { read: this.#context.nextRead(), upTo, counted: highestCounted(this.#book.time.at(now)) }
    this.#context.effect({ type: 'read-edges', group: this.#context.group, ...this.#asked })
  }

  /** The last burst of each log that has expired; false for a read that was somebody else's. */
  read(read: number, edges: readonly StoredEntry[]): boolean {
    if (this.#asked?.read !== read) return false
    const { upTo, counted } = this.#asked
    this.#asked = undefined
    if (edges.length === 0) return true
    for (const { log, seq, entryId, header, signature } of edges) {
      const moved = this.#index.expire(log, { seq: seq + 1, prev: entryId, proof: { header, signature } })
      if (moved) this.#context.keep(stateName(log), this.#index.serialise(log))
    }
    this.#context.effect({ type: 'shred', group: this.#context.group, upTo, counted })
    return true
  }
}

function stateName(log: LogKey): string {
  return `log/${log}`
}

/** So long until the shortest life that was ever set is worth a look. */
function lookMs(lives: readonly Life[]): number {
  const shortest = Math.min(...lives.filter(({ seconds }) => seconds > 0).map(({ seconds }) => seconds))
  return Math.min(MAX_LOOK_MS, (shortest * SECOND_MS) / LOOKS_PER_LIFE)
}
