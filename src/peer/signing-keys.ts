/**
 * The keys that this member signs its content with, one at a time and each for a week. Serves docs/protocol.md, "Signing
 * keys". A key is for one log of its own; it signs nothing after its week, and its seed is given away a day later. What was
 * written before this start is signed with again only once nobody knows more of that log than we do.
 */
import { joinBytes } from '../base/bytes.js'
import { bytesOfHex, hexOf } from '../base/ids.js'
import { type Random, random64 } from '../base/random.js'
import { DAY_MS } from '../base/time.js'
import { FieldReader, time } from '../crypto/pairwise/fields.js'
import type { Suite } from '../crypto/suite.js'

export interface SigningKey {
  /** The log that introduces it; its content log is the one after. */
  readonly log: bigint
  readonly seed: Uint8Array
  readonly publicKey: Uint8Array
  /** When it first signed content; undefined while it has signed none. */
  readonly usedMs: number | undefined
  /** When it signed its last; undefined while it may go on. */
  readonly endedMs: number | undefined
  /** To whom it was introduced: 8 bytes of a hash of them and their prekeys, in hex. */
  readonly introduced: ReadonlySet<string>
}

export const SIGNING_PERIOD_MS = 7 * DAY_MS
/** For what was on its way when the period ended. */
export const PUBLISH_AFTER_MS = DAY_MS
const NAME = 'signing/'
const READER_BYTES = 8

/** A value to be kept with the group; undefined forgets it. */
export type Saved = readonly [name: string, value: Uint8Array | undefined]

export class SigningKeys {
  readonly #suite: Suite
  readonly #random: Random
  readonly #keys = new Map<bigint, SigningKey>()
  #current: bigint | undefined

  constructor(suite: Suite, random: Random) {
    this.#suite = suite
    this.#random = random
  }

  /** The key that signs now; undefined before the first, and after a start until it may be used again. */
  get current(): SigningKey | undefined {
    return this.#current === undefined ? undefined : this.#keys.get(this.#current)
  }

  /** Those of before this start that may go on, newest first. */
  get resumable(): SigningKey[] {
    return [...this.#keys.values()]
      .filter(({ log, endedMs }) => log !== this.#current && endedMs === undefined)
      .sort((one, other) => (other.usedMs ?? 0) - (one.usedMs ?? 0))
  }

  /** All whose seeds are still ours alone. */
  get all(): SigningKey[] {
    return [...this.#keys.values()]
  }

  /** Those that have signed their last so long ago: their seeds may be given away. */
  ended(now: number, agoMs = PUBLISH_AFTER_MS): SigningKey[] {
    return [...this.#keys.values()].filter(({ endedMs }) => endedMs !== undefined && endedMs + agoMs <= now)
  }

  /** When a key's week is over, or a seed is due; undefined when nothing is. */
  get deadline(): number | undefined {
    let first: number | undefined
    for (const key of this.#keys.values()) {
      const due = dueOf(key)
      if (due !== undefined) first = Math.min(first ?? due, due)
    }
    return first
  }

  /** A new key in the place of the current one. */
  begin(now: number): Saved[] {
    const log = ((random64(this.#random) >> 2n) << 2n) | 2n
    const seed = this.#random.bytes(32)
    const publicKey = this.#suite.ed25519PublicKey(seed)
    const ended = this.end(now)
    this.#current = log
    const key = { log, seed, publicKey, usedMs: undefined, endedMs: undefined, introduced: new Set<string>() }
    return [...ended, this.#put(key)]
  }

  /** The current key signs no more. */
  end(now: number): Saved[] {
    const { current } = this
    this.#current = undefined
    return current === undefined ? [] : [this.#put({ ...current, endedMs: now })]
  }

  resume({ log }: SigningKey): void {
    this.#current = log
  }

  /** Of before this start, and others know more of its log than we do, or it is a newer key's turn: it signs no more. */
  giveUp(key: SigningKey, now: number): Saved {
    return this.#put({ ...key, endedMs: now })
  }

  used(key: SigningKey, now: number): Saved[] {
    return key.usedMs === undefined ? [this.#put({ ...key, usedMs: now })] : []
  }

  introduced(key: SigningKey, readers: readonly string[]): Saved {
    return this.#put({ ...key, introduced: new Set([...key.introduced, ...readers]) })
  }

  /** Its seed is everybody's now, or it never signed anything. */
  forget({ log }: SigningKey): Saved {
    this.#keys.delete(log)
    return [nameOf(log), undefined]
  }

  /** Takes a stored value; true when it was one of ours. What is damaged is left aside: its log is not continued. */
  restore(name: string, value: Uint8Array): boolean {
    if (!name.startsWith(NAME)) return false
    const reader = new FieldReader(value)
    const seed = reader.take(32)
    const [usedMs, endedMs] = [reader.time(), reader.time()]
    const count = Math.floor(Math.max(0, value.length - 48) / READER_BYTES)
    const introduced = new Set(reader.list(count, () => hexOf(reader.take(READER_BYTES))))
    const log = /^[0-9a-f]{1,16}$/u.test(name.slice(NAME.length)) ? BigInt(`0x${name.slice(NAME.length)}`) : 1n
    if (!reader.done || (log & 3n) !== 2n) return true
    this.#keys.set(log, { log, seed, publicKey: this.#suite.ed25519PublicKey(seed), usedMs, endedMs, introduced })
    return true
  }

  #put(key: SigningKey): Saved {
    this.#keys.set(key.log, key)
    const readers = [...key.introduced].map(bytesOfHex)
    const { seed, usedMs, endedMs } = key
    return [nameOf(key.log), joinBytes(seed, time(usedMs), time(endedMs), ...readers)]
  }
}

/** Whether it signed for a week. */
export function isOver({ usedMs }: SigningKey, now: number): boolean {
  return usedMs !== undefined && usedMs + SIGNING_PERIOD_MS <= now
}

function dueOf({ usedMs, endedMs }: SigningKey): number | undefined {
  if (endedMs !== undefined) return endedMs + PUBLISH_AFTER_MS
  return usedMs === undefined ? undefined : usedMs + SIGNING_PERIOD_MS
}

function nameOf(log: bigint): string {
  return NAME + log.toString(16)
}
