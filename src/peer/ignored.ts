/**
 * Members whose messages this member does not want to see, as small values in the store. Nobody else is told: what they
 * write is held, passed on and acked as ever.
 */
import type { MemberId } from '../base/ids.js'

const IGNORED = 'ignored/'

export class Ignored {
  readonly #members = new Set<MemberId>()

  has(member: MemberId): boolean {
    return this.#members.has(member)
  }

  /** Takes a stored value; true when it was one of these. */
  restore(name: string, value: Uint8Array): boolean {
    if (!name.startsWith(IGNORED) || value.length !== 1) return false
    this.#members.add(name.slice(IGNORED.length) as MemberId)
    return true
  }

  /** Name and value to be stored. */
  set(member: MemberId, ignored: boolean): [string, Uint8Array | undefined] {
    if (ignored) this.#members.add(member)
    else this.#members.delete(member)
    return [IGNORED + member, ignored ? Uint8Array.of(1) : undefined]
  }
}
