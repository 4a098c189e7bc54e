/**
 * Members that others look for through us: who asked, and the one dial that answers them all. Serves docs/protocol.md,
 * "Liveness". Bounded, since asking is free; answers only what it saw itself.
 */
import { type MemberId, publicKeyOf } from '../base/ids.js'
import type { GroupContext } from './context.js'

/** Members looked for at once; each asker has few suspects. */
const MAX_QUERIES = 64

/** What looking for a member takes of its group. */
export type LookingContext = Pick<GroupContext, 'dial' | 'send'> & {
  readonly links: { readonly get: (member: MemberId) => object | undefined }
}

export class Queries {
  readonly #context: LookingContext
  readonly #ask: (member: MemberId) => void
  readonly #askers = new Map<MemberId, Set<MemberId>>()

  /** `ask` has a linked member say that it is there; what comes of it is told as `settled`. */
  constructor(context: LookingContext, ask: (member: MemberId) => void) {
    this.#context = context
    this.#ask = ask
  }

  asked(from: MemberId, member: MemberId): void {
    const askers = this.#askers.get(member)
    if (askers !== undefined) askers.add(from)
    else if (this.#askers.size < MAX_QUERIES) {
      this.#askers.set(member, new Set([from]))
      // a link that is open says nothing: its far side may be gone without a word
      if (this.#context.links.get(member) !== undefined) this.#ask(member)
      else this.#context.dial(member)
    }
  }

  /** The link it was asked over is gone, and the question with it, though both sides may only have let it go. */
  linkDown(member: MemberId): void {
    if (this.#askers.has(member)) this.#context.dial(member)
  }

  /** What came of a dial, ours or theirs, or of a question over a link. False when nobody asked. */
  settled(member: MemberId, alive: boolean): boolean {
    const askers = this.#askers.size === 0 ? undefined : this.#askers.get(member)
    if (askers === undefined) return false
    this.#askers.delete(member)
    for (const asker of askers) this.#answer(asker, member, alive)
    return true
  }

  #answer(to: MemberId, member: MemberId, alive: boolean): void {
    this.#context.send(to, { livenessAnswer: { member: publicKeyOf(member)!, alive } }, 'after-commit')
  }
}
