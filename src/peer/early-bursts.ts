/**
 * Bursts that came before their keys, those that open them and those that sign them. Serves docs/protocol.md, "Schemes" and
 * "Signing keys". Bounded: what finds no room is brought by
 * sync, in the seal of a link.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import type { Burst } from '../crypto/burst.js'
import { bytesOf } from './burst-rows.js'
import type { Way } from './offers.js'

export interface EarlyBurst {
  readonly from: MemberId
  readonly burst: Burst
  readonly way: Way
  readonly name: EntryId
}

const MAX_UNOPENED = 256
const MAX_UNOPENED_BYTES = 4 * 1024 * 1024

export class EarlyBursts {
  readonly #bursts: EarlyBurst[] = []

  get count(): number {
    return this.#bursts.length
  }

  /** False where it is kept already, or there is no room. */
  keep(early: EarlyBurst): boolean {
    const bytes = this.#bursts.reduce((sum, { burst }) => sum + bytesOf(burst), bytesOf(early.burst))
    if (this.#bursts.length >= MAX_UNOPENED || bytes > MAX_UNOPENED_BYTES) return false
    if (this.#bursts.some(({ name }) => name === early.name)) return false
    this.#bursts.push(early)
    return true
  }

  takeAll(): EarlyBurst[] {
    return this.#bursts.splice(0)
  }

  clear(): void {
    this.#bursts.length = 0
  }
}
