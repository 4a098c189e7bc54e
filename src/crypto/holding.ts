/**
 * Proofs of holding: "I have this item", told to its author through delegates that cannot make it up.
 *
 * Serves docs/protocol.md, "Receipts". A holder's MAC is keyed with what only author and holder share; delegates XOR
 * the MACs of an arc into one. Static keys are enough, since only the author's own view is at stake; nothing else may
 * ever hang on these keys.
 */
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { hexOf } from '../base/ids.js'
import { MAX_MEMBERS } from '../base/limits.js'
import type { Suite } from './suite.js'

/** A member as the join entry names it. */
export interface Holder {
  /** Ed25519 identity key. */
  readonly member: Uint8Array
  /** Static X25519 key. */
  readonly staticKey: Uint8Array
}

/** 2^-128 for a forged set; receipts are many, so no longer. */
const MAC_BYTES = 16
/** Every member once as holder and once as author; more pairs do not exist in a group. */
const MAX_CACHED_KEYS = 2 * MAX_MEMBERS
const HAVE = fromString('have')
const KEY_LABEL = fromString('tocsin holding 1')

export class HoldingKeys {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #member: Uint8Array
  readonly #staticSecret: Uint8Array
  /** Oldest first. A key costs one X25519, which is a hundred receipts' worth of work. */
  readonly #cache = new Map<string, Uint8Array>()

  constructor(suite: Suite, group: Uint8Array, member: Uint8Array, staticSecret: Uint8Array) {
    this.#suite = suite
    this.#group = group
    this.#member = member
    this.#staticSecret = staticSecret
  }

  /** Our word to the author that we hold the item; undefined when the author's static key is no key. */
  macFor(author: Holder, item: Uint8Array): Uint8Array | undefined {
    const key = this.#key('holder', author)
    return key === undefined ? undefined : this.#mac(key, item)
  }

  /** As the author: what this holder must say to prove it; undefined when its static key is no key. */
  macOf(holder: Holder, item: Uint8Array): Uint8Array | undefined {
    const key = this.#key('author', holder)
    return key === undefined ? undefined : this.#mac(key, item)
  }

  #mac(key: Uint8Array, item: Uint8Array): Uint8Array {
    return this.#suite.hmac(key, HAVE, item).slice(0, MAC_BYTES)
  }

  #key(ourRole: 'author' | 'holder', other: Holder): Uint8Array | undefined {
    const name = `${ourRole}/${hexOf(other.member)}/${hexOf(other.staticKey)}`
    const cached = this.#cache.get(name)
    if (cached !== undefined) return cached
    const shared = this.#suite.x25519(this.#staticSecret, other.staticKey)
    if (shared === undefined) return undefined
    const roles = ourRole === 'author' ? [this.#member, other.member] : [other.member, this.#member]
    // author before holder: neither direction's MAC can be played back in the other
    const key = this.#suite.hkdf(shared, this.#group, concat([KEY_LABEL, ...roles]), 32)
    shared.fill(0)
    const oldest = this.#cache.size < MAX_CACHED_KEYS ? undefined : this.#cache.keys().next().value
    if (oldest !== undefined) this.#cache.delete(oldest)
    this.#cache.set(name, key)
    return key
  }
}
