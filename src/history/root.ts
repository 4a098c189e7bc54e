/**
 * One digest over everything held, kept as entries come. Serves docs/protocol.md, "Frontiers". A sum or XOR of leaves
 * would be cheaper still, but an author can choose leaves that cancel out what somebody lacks; so leaves are hashed, in
 * buckets, and a change costs the hash of one bucket and of the list of buckets, whatever the number of logs.
 */

import { label } from '../base/bytes.js'
import { hexOf, type LogKey } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'

export const LEAF_BYTES = 16
/** At 10,000 logs a bucket has 156 leaves: 2.5 KiB to hash, beside 1 KiB of buckets. */
const BUCKETS = 64

interface Bucket {
  readonly leaves: Map<LogKey, Uint8Array>
  /** Keys of `leaves`, ascending as text. */
  sorted: LogKey[]
  dirty: boolean
}

export class Root {
  readonly #suite: Suite
  readonly #buckets: Bucket[]
  readonly #digests = new Uint8Array(BUCKETS * LEAF_BYTES)
  readonly #placed = new Map<LogKey, number>()
  #digest: string | undefined

  constructor(suite: Suite) {
    this.#suite = suite
    this.#buckets = Array.from({ length: BUCKETS }, () => ({ leaves: new Map(), sorted: [], dirty: false }))
  }

  /** The log's leaf; undefined where nothing of it is held. */
  set(log: LogKey, leaf: Uint8Array | undefined): void {
    const bucket = this.#buckets[this.#placeOf(log)]!
    if (leaf === undefined) {
      if (!bucket.leaves.delete(log)) return
      bucket.sorted = bucket.sorted.filter(other => other !== log)
    } else {
      if (!bucket.leaves.has(log)) bucket.sorted = [...bucket.sorted, log].sort()
      bucket.leaves.set(log, leaf)
    }
    bucket.dirty = true
    this.#digest = undefined
  }

  /** Hex of 16 bytes. */
  digest(): string {
    if (this.#digest !== undefined) return this.#digest
    for (const [at, bucket] of this.#buckets.entries()) {
      if (bucket.dirty) this.#digests.set(this.#digestOf(bucket), at * LEAF_BYTES)
      bucket.dirty = false
    }
    this.#digest = hexOf(this.#suite.sha256(this.#digests).subarray(0, LEAF_BYTES))
    return this.#digest
  }

  #digestOf({ leaves, sorted }: Bucket): Uint8Array {
    if (sorted.length === 0) return new Uint8Array(LEAF_BYTES)
    const joined = new Uint8Array(sorted.length * LEAF_BYTES)
    for (const [at, log] of sorted.entries()) joined.set(leaves.get(log)!, at * LEAF_BYTES)
    return this.#suite.sha256(joined).subarray(0, LEAF_BYTES)
  }

  #placeOf(log: LogKey): number {
    const known = this.#placed.get(log)
    if (known !== undefined) return known
    const place = this.#suite.sha256(label(log))[0]! % BUCKETS
    this.#placed.set(log, place)
    return place
  }
}
