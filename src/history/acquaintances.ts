/**
 * How far two members are known to agree, each by the other's own count of changes, beyond the links between them. Serves
 * docs/protocol.md, "Frontiers". Who comes back is told what changed since, and no more; forgetting one costs bytes only.
 */
import type { MemberId } from '../base/ids.js'

/** About 200 bytes each. Links go to a few dozen members, and those of long ago have changed too much to matter. */
const MAX_ACQUAINTANCES = 1024

interface Acquaintance {
  readonly run: number
  /** Of its changes we hold everything up to this one. */
  readonly theirs: number
  /** Of ours it holds everything up to this one, as far as it has shown or said. */
  readonly ours: number
}

export class Acquaintances {
  /** The longest unheard of first. */
  readonly #known = new Map<MemberId, Acquaintance>()

  /** The member said which start of its process this is; of another nothing is known. */
  met(member: MemberId, run: number): void {
    if (this.#known.get(member)?.run !== run) this.#set(member, { run, theirs: 0, ours: 0 })
  }

  forget(member: MemberId): void {
    this.#known.delete(member)
  }

  theirs(member: MemberId): number {
    return this.#known.get(member)?.theirs ?? 0
  }

  ours(member: MemberId): number {
    return this.#known.get(member)?.ours ?? 0
  }

  /** We hold all that it had at this version. */
  holdsTheirs(member: MemberId, theirs: number): void {
    const known = this.#known.get(member)
    if (known !== undefined && theirs > known.theirs) this.#set(member, { ...known, theirs })
  }

  /** It holds all that we had at this version. */
  holdsOurs(member: MemberId, ours: number): void {
    const known = this.#known.get(member)
    if (known !== undefined && ours > known.ours) this.#set(member, { ...known, ours })
  }

  #set(member: MemberId, acquaintance: Acquaintance): void {
    this.#known.delete(member)
    this.#known.set(member, acquaintance)
    if (this.#known.size <= MAX_ACQUAINTANCES) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      return
    }
  }
}
