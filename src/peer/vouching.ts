/**
 * What others vouch for that was begun before we came. Serves docs/protocol.md, "Signing keys". Two members are enough,
 * also for what is a lie of both: so only for what was heard of before we had caught up for the first time, since whoever
 * likes dates an entry back, and never for those who are introduced to.
 */
import { bytesOfHex, type EntryId, entryIdOf, type MemberId } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import type { Saved } from './signing-keys.js'

/** Members that have to hold an entry. */
const VOUCHERS = 2
/** Entries that one member may be the first to vouch for. */
const MAX_VOUCHED = 2048
const SETTLED = 'settled'
const DOUBTED = 'doubted'

export class Vouching {
  /** Who gave an entry that is not believed yet; the first of them is whose account it is on. */
  readonly #doubted = new Map<EntryId, Set<MemberId>>()
  readonly #accounts = new Map<MemberId, number>()
  /** The join since which we have once caught up. */
  #settled: EntryId | undefined

  /** Whether enough members vouch for this burst, now that `from` does. `joinedBy`: of our own latest join. */
  vouched(burst: CheckedBurst, from: MemberId, joinedBy: EntryId): boolean {
    const { entryId } = burst.entries.at(-1)!
    const vouchers = this.#doubted.get(entryId) ?? this.#opened(entryId, from, joinedBy)
    if (vouchers === undefined) return false
    vouchers.add(from)
    if (vouchers.size < VOUCHERS) return false
    this.#doubted.delete(entryId)
    const [first] = vouchers
    const account = first === undefined ? undefined : this.#accounts.get(first)
    if (first !== undefined && account !== undefined) this.#accounts.set(first, account - 1)
    return true
  }

  /** We have caught up, as the member that this join made us. What is to be kept of that. */
  settle(joinedBy: EntryId): Saved[] {
    if (this.#settled === joinedBy) return []
    this.#settled = joinedBy
    const doubted = new Uint8Array(this.#doubted.size * 32)
    for (const [at, entryId] of [...this.#doubted.keys()].entries()) doubted.set(bytesOfHex(entryId), at * 32)
    return [
      [SETTLED, bytesOfHex(joinedBy)],
      [DOUBTED, doubted],
    ]
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (name === SETTLED) this.#settled = entryIdOf(value)
    if (name === DOUBTED) {
      for (let at = 0; at + 32 <= value.length; at += 32)
        this.#doubted.set(entryIdOf(value.subarray(at, at + 32)), new Set())
    }
    return name === SETTLED || name === DOUBTED
  }

  #opened(entryId: EntryId, from: MemberId, joinedBy: EntryId): Set<MemberId> | undefined {
    const account = this.#accounts.get(from) ?? 0
    if (this.#settled === joinedBy || account >= MAX_VOUCHED) return undefined
    this.#accounts.set(from, account + 1)
    const vouchers = new Set<MemberId>()
    this.#doubted.set(entryId, vouchers)
    return vouchers
  }
}
