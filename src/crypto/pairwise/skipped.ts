/**
 * Message keys of a Double Ratchet that were passed over: their messages may come yet. Serves docs/protocol.md, "Double
 * Ratchet". Bounded in number and in life: a key that waits for ever is a message that is not forward secret.
 */
import { sameBytes } from '../same.js'

export interface SkippedKey {
  readonly ratchetKey: Uint8Array
  readonly n: number
  readonly key: Uint8Array
  /** The count of receive steps when it was passed over. */
  readonly at: number
}

/** Per session. The arcs bring messages nearly in order, and what is missed for longer comes by sync, in the clear of a link. */
export const MAX_SKIPPED_KEYS = 256
/** Receive steps after which a key that was passed over is gone. */
export const SKIPPED_LIFE = 512

/** Oldest first. */
export type SkippedKeys = readonly SkippedKey[]

export function skippedKey(keys: SkippedKeys, ratchetKey: Uint8Array, n: number): SkippedKey | undefined {
  return keys.find(skipped => skipped.n === n && sameBytes(skipped.ratchetKey, ratchetKey))
}

/** With `more` behind, less the oldest beyond the bound and those that are too old at `step`; itself where that changes nothing. */
export function keptKeys(keys: SkippedKeys, more: SkippedKeys, step: number): SkippedKeys {
  const all = more.length === 0 ? keys : [...keys, ...more]
  const alive = all.findIndex(skipped => skipped.at + SKIPPED_LIFE > step)
  const from = Math.max(alive < 0 ? all.length : alive, all.length - MAX_SKIPPED_KEYS)
  return from === 0 ? all : all.slice(from)
}
