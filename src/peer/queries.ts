/**
 * Members that others look for through us: who asked, and the one dial that answers them all. Serves docs/protocol.md,
 * "Liveness". Bounded, since asking is free; answers only what it saw itself.
 */
import { type MemberId, publicKeyOf } from '../base/ids.js'
import type { GroupContext } from './context.js'

/** Members looked for at once; each asker has few suspects. */
const MAX_QUERIES = 64

export class Queries {
  readonly #context: GroupContext
  readonly #askers = new Map<MemberId, Set<MemberId>>()

  constructor(context: GroupContext) {
    this.#context = context
  }

  asked(from: MemberId, member: MemberId): void {
    if (this.#context.links.get(member) !== undefined) {
      this.#answer(from, member, true)
      return
    }
    const askers = this.#askers.get(member)
    if (askers !== undefined) askers.add(from)
    else if (this.#askers.size < MAX_QUERIES) {
      this.#askers.set(member, new Set([from]))
      this.#context.dial(member)
    }
  }

  /** What came of a dial, ours or theirs. */
  settled(member: MemberId, alive: boolean): void {
    const askers = this.#askers.get(member)
    this.#askers.delete(member)
    for (const asker of askers ?? []) this.#answer(asker, member, alive)
  }

  #answer(to: MemberId, member: MemberId, alive: boolean): void {
    this.#context.send(to, { livenessAnswer: { member: publicKeyOf(member)!, alive } }, 'after-commit')
  }
}
