/**
 * Bursts that came before their keys, those that open them and those that sign them. Serves docs/protocol.md, "Schemes" and
 * "Signing keys". Bounded, with a share for each member that gives them and, of what one gives, for each author that it
 * names: whoever fills the place only crowds out itself. What finds no room is brought by sync, in the seal of a link.
 */
import { bytesEqual } from '../base/bytes.js'
import { type EntryId, hexOf, type MemberId } from '../base/ids.js'
import type { Burst } from '../crypto/burst.js'
import { claimIn } from '../crypto/entry.js'
import { bytesOf } from './burst-rows.js'
import type { Way } from './offers.js'

export interface EarlyBurst {
  readonly from: MemberId
  readonly burst: Burst
  readonly way: Way
  readonly name: EntryId
}

interface Kept {
  readonly early: EarlyBurst
  readonly bytes: number
  /** As its header says; nobody has verified it. */
  readonly author: string
}

const MAX_UNOPENED = 256
const MAX_UNOPENED_BYTES = 4 * 1024 * 1024
const NO_HEADER = new Uint8Array(0)

export class EarlyBursts {
  #kept: Kept[] = []

  get all(): readonly EarlyBurst[] {
    return this.#kept.map(({ early }) => early)
  }

  get count(): number {
    return this.#kept.length
  }

  /** False where it is kept already, or its giver has had its share. */
  keep(early: EarlyBurst): boolean {
    if (this.#kept.some(kept => isSame(kept.early, early))) return false
    const claimed = claimIn(early.burst.entries.at(-1)?.header ?? NO_HEADER)?.author
    const kept = { early, bytes: bytesOf(early.burst), author: claimed === undefined ? '' : hexOf(claimed) }
    const all = [...this.#kept, kept]
    while (all.length > MAX_UNOPENED || sum(all, ({ bytes }) => bytes) > MAX_UNOPENED_BYTES) {
      const weightOf = all.length > MAX_UNOPENED ? () => 1 : ({ bytes }: Kept) => bytes
      const ofMember = fullest(all, ({ early: { from } }) => from, weightOf)
      const ofAuthor = fullest(ofMember, ({ author }) => author, weightOf)
      all.splice(all.indexOf(ofAuthor.at(-1)!), 1)
    }
    this.#kept = all
    return all.includes(kept)
  }

  takeAll(): EarlyBurst[] {
    return this.#kept.splice(0).map(({ early }) => early)
  }

  clear(): void {
    this.#kept.length = 0
  }
}

/** By name alone a forged one would keep out the true one, which has the same header. */
function isSame(one: EarlyBurst, other: EarlyBurst): boolean {
  return (
    one.name === other.name &&
    one.burst.entries.length === other.burst.entries.length &&
    one.burst.entries.every(({ body }, at) => bytesEqual(body, other.burst.entries[at]!.body))
  )
}

/** Those of the one that has the most; of two with as much, the later comer. */
function fullest(all: readonly Kept[], keyOf: (kept: Kept) => string, weightOf: (kept: Kept) => number): Kept[] {
  const shares = new Map<string, Kept[]>()
  for (const kept of all) {
    const share = shares.get(keyOf(kept))
    if (share === undefined) shares.set(keyOf(kept), [kept])
    else share.push(kept)
  }
  let most: Kept[] = []
  for (const share of shares.values()) if (sum(share, weightOf) >= sum(most, weightOf)) most = share
  return most
}

function sum(all: readonly Kept[], weightOf: (kept: Kept) => number): number {
  return all.reduce((total, kept) => total + weightOf(kept), 0)
}
