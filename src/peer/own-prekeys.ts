/**
 * The prekeys with which others introduce their signing keys to us, and begin to write to us in private: X25519 keys,
 * renewed each four weeks. Serves docs/protocol.md, "Prekeys". An old one is kept as long again: what was sealed to it may
 * still be on its way.
 */

import { bytesEqual, joinBytes } from '../base/bytes.js'
import { type MemberId, memberIdOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { DAY_MS } from '../base/time.js'
import type { Burst } from '../crypto/burst.js'
import { decodeHeader, SALT_BYTES } from '../crypto/entry.js'
import { FieldReader, time } from '../crypto/pairwise/fields.js'
import type { Suite } from '../crypto/suite.js'
import { ControlKind } from '../group/control.js'
import { decodeControl } from '../group/control-codec.js'

export interface OwnPrekey {
  readonly key: Uint8Array
  readonly secret: Uint8Array
  readonly madeMs: number
}

/** A thief of all that a member has passes for others to it until then; each renewal is an entry that everybody keeps. */
export const INTRODUCTION_PREKEY_MS = 28 * DAY_MS
/** The present one and the one before it. */
const MAX_PREKEYS = 2
const SAVED_BYTES = 40

/** Newest first. */
export type OwnPrekeys = readonly OwnPrekey[]

export function prekeysDue(prekeys: OwnPrekeys): number {
  const newest = prekeys[0]
  return newest === undefined ? 0 : newest.madeMs + INTRODUCTION_PREKEY_MS
}

export function renewedPrekeys(suite: Suite, random: Random, prekeys: OwnPrekeys, now: number): OwnPrekeys {
  const secret = random.bytes(32)
  const kept = withoutOld(prekeys, now).slice(0, MAX_PREKEYS - 1)
  return [{ key: suite.x25519PublicKey(secret), secret, madeMs: now }, ...kept]
}

/** Those of a group that we were in before go on: the members that introduced a key to us need not do so again. */
export function prekeysToJoinWith(suite: Suite, random: Random, before: OwnPrekeys, now: number): OwnPrekeys {
  return now < prekeysDue(before) ? before : renewedPrekeys(suite, random, before, now)
}

/** Whether one of these bursts has a join of ours that names the first of the prekeys. */
export function joinsWith(bursts: readonly Burst[], self: MemberId, [first]: OwnPrekeys): boolean {
  if (first === undefined) return false
  return bursts.some(({ entries }) =>
    entries.some(({ header, body }) => {
      const kind = decodeHeader(header)?.kind
      const join = kind === ControlKind.join ? decodeControl(kind, body.subarray(SALT_BYTES)) : undefined
      if (join?.type !== 'join' || join.prekey === undefined) return false
      return memberIdOf(join.member) === self && bytesEqual(join.prekey, first.key)
    }),
  )
}

/** Those that were replaced four weeks ago are gone; itself where there is none. */
export function withoutOld(prekeys: OwnPrekeys, now: number): OwnPrekeys {
  const gone = prekeys.findIndex((_, at) => at > 0 && prekeys[at - 1]!.madeMs + INTRODUCTION_PREKEY_MS <= now)
  return gone < 0 ? prekeys : prekeys.slice(0, gone)
}

/** When the first of the old ones goes; undefined where there is none. */
export function oldPrekeysDue(prekeys: OwnPrekeys): number | undefined {
  const last = prekeys.length < 2 ? undefined : prekeys.at(-2)
  return last && last.madeMs + INTRODUCTION_PREKEY_MS
}

export function savedPrekeys(prekeys: OwnPrekeys): Uint8Array {
  return joinBytes(...prekeys.flatMap(({ secret, madeMs }) => [secret, time(madeMs)]))
}

/** What is damaged is as if it had never been: others introduce themselves with the next one. */
export function restoredPrekeys(suite: Suite, bytes: Uint8Array): OwnPrekeys {
  const reader = new FieldReader(bytes)
  const prekeys = reader.list(Math.min(MAX_PREKEYS, Math.floor(bytes.length / SAVED_BYTES)), () => {
    const secret = reader.take(32)
    return { secret, key: suite.x25519PublicKey(secret), madeMs: reader.time() ?? 0 }
  })
  return reader.done ? prekeys : []
}
