/**
 * Whom a round tells our root. Serves docs/protocol.md, "Sync". The ring alone never heals what acks and drops, so one goes
 * to a link by chance; and links follow the ring, which may be torn in two, so that at times one is dialled for it.
 */
import type { MemberId } from '../base/ids.js'
import { pick, type Random } from '../base/random.js'

/** Each so many rounds one that is not linked is asked, too. */
const UNLINKED_ROUNDS = 10

export interface RoundTargetsOptions {
  readonly random: Random
  /** Ring neighbours first and second, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** Members believed online that no link goes to. */
  readonly unlinked: () => readonly MemberId[]
}

export class RoundTargets {
  readonly #options: RoundTargetsOptions
  #rounds = 0

  constructor(options: RoundTargetsOptions) {
    this.#options = options
  }

  /** Of `linked`, for the next round. */
  next(linked: readonly MemberId[]): MemberId[] {
    this.#rounds += 1
    const targets = new Set(this.#options.neighbours().filter(member => linked.includes(member)))
    const other = pick(
      this.#options.random,
      linked.filter(member => !targets.has(member)),
    )
    return other === undefined ? [...targets] : [...targets, other]
  }

  /** Whom to dial in this round: the link-up tells the root by itself. */
  far(): MemberId | undefined {
    return this.#rounds % UNLINKED_ROUNDS === 0 ? pick(this.#options.random, this.#options.unlinked()) : undefined
  }
}
