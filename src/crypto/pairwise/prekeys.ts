/**
 * The prekeys of this member: what others may begin a channel with while it is away. Serves docs/protocol.md, "Prekeys".
 *
 * The signed one is renewed each week and the old ones are kept for two more; one-time ones are topped up when few are
 * left, at most once an hour, and deleted soon after use. Nobody hands one-time prekeys out, so that two newcomers may
 * take the same: hence "soon", and not "at". Never more of either than the bounds below.
 */
import type { Random } from '../../base/random.js'
import { MINUTE_MS } from '../../base/time.js'
import type { Suite } from '../suite.js'
import { PREKEY_ID_BYTES } from './key-messages.js'
import type { Prekeys } from './x3dh.js'

export interface SignedPrekey {
  readonly secret: Uint8Array
  readonly key: Uint8Array
  readonly madeMs: number
  /** When its successor was made; undefined while it is the one we publish. */
  readonly replacedMs: number | undefined
}

export interface OneTimePrekey {
  readonly secret: Uint8Array
  readonly key: Uint8Array
  readonly usedMs: number | undefined
}

export interface OwnPrekeys {
  /** Newest first. */
  readonly signed: readonly SignedPrekey[]
  /** Oldest first. */
  readonly oneTime: readonly OneTimePrekey[]
  /** When we last published. */
  readonly publishedMs: number
  /** Signed prekeys made after the first. */
  readonly renewals: number
}

export const RENEW_PREKEY_MS = 7 * 24 * 60 * MINUTE_MS
/** For initiations that were under way, or written apart from us, while we made a new one. */
export const OLD_PREKEY_MS = 14 * 24 * 60 * MINUTE_MS
/** Two, by the times above; one more for clocks that jump. */
export const MAX_OLD_PREKEYS = 3
/** What a publication tops up to: 512 bytes, for the next dozen newcomers. */
export const ONE_TIME_PREKEYS = 16
export const FEW_PREKEYS = 4
/** Whoever joins when none is left does without: so nobody can make us fill the control log by using them up. */
export const TOP_UP_MS = 60 * MINUTE_MS
/** How long a used one still serves another newcomer that picked it before it heard of the first. */
export const USED_PREKEY_MS = 10 * MINUTE_MS
/** Kept of our own, free and used. */
export const MAX_ONE_TIME_PREKEYS = 32
const KEY_BYTES = 32

export function firstPrekeys(suite: Suite, random: Random, now: number): OwnPrekeys {
  return renewed(suite, random, { signed: [], oneTime: [], publishedMs: now, renewals: -1 }, now)
}

/** A new signed prekey in front, and one-time ones topped up. */
function renewed(suite: Suite, random: Random, own: OwnPrekeys, now: number): OwnPrekeys {
  const [current, ...older] = own.signed
  const old = current === undefined ? older : [{ ...current, replacedMs: now }, ...older]
  const signed = [{ ...freshKey(suite, random), madeMs: now, replacedMs: undefined }, ...old.slice(0, MAX_OLD_PREKEYS)]
  return toppedUp(suite, random, { ...own, signed, renewals: own.renewals + 1 }, now)
}

function toppedUp(suite: Suite, random: Random, own: OwnPrekeys, now: number): OwnPrekeys {
  const missing = Math.max(0, ONE_TIME_PREKEYS - unused(own).length)
  const fresh = Array.from({ length: missing }, () => ({ ...freshKey(suite, random), usedMs: undefined }))
  return { ...own, oneTime: [...own.oneTime, ...fresh].slice(-MAX_ONE_TIME_PREKEYS), publishedMs: now }
}

function freshKey(suite: Suite, random: Random): { readonly secret: Uint8Array; readonly key: Uint8Array } {
  const secret = random.bytes(KEY_BYTES)
  return { secret, key: suite.x25519PublicKey(secret) }
}

function unused(own: OwnPrekeys): readonly OneTimePrekey[] {
  return own.oneTime.filter(prekey => prekey.usedMs === undefined)
}

/**
 * What is to be published: the signed prekey, and all one-time ones that are free, for they take the place of those that
 * others know. So nobody picks what we lost, should we come back from an old backup.
 */
export function published(own: OwnPrekeys): Prekeys {
  return { signed: own.signed[0]!.key, oneTime: unused(own).map(prekey => prekey.key) }
}

/** When something is due, ms. */
export function prekeysDeadline(own: OwnPrekeys): number {
  const due = [own.signed[0]!.madeMs + RENEW_PREKEY_MS]
  if (unused(own).length < FEW_PREKEYS) due.push(own.publishedMs + TOP_UP_MS)
  for (const { replacedMs } of own.signed) if (replacedMs !== undefined) due.push(replacedMs + OLD_PREKEY_MS)
  for (const { usedMs } of own.oneTime) if (usedMs !== undefined) due.push(usedMs + USED_PREKEY_MS)
  return Math.min(...due)
}

/** Forgets what is over and makes what is due; `publish` when others must hear of it. Itself when nothing is due. */
export function tended(
  suite: Suite,
  random: Random,
  own: OwnPrekeys,
  now: number,
): { readonly own: OwnPrekeys; readonly publish: boolean } {
  if (now < prekeysDeadline(own)) return { own, publish: false }
  const left = {
    ...own,
    signed: own.signed.filter(({ replacedMs }) => replacedMs === undefined || now < replacedMs + OLD_PREKEY_MS),
    oneTime: own.oneTime.filter(({ usedMs }) => usedMs === undefined || now < usedMs + USED_PREKEY_MS),
  }
  if (now >= own.signed[0]!.madeMs + RENEW_PREKEY_MS) return { own: renewed(suite, random, left, now), publish: true }
  const few = unused(left).length < FEW_PREKEYS && now >= own.publishedMs + TOP_UP_MS
  return few ? { own: toppedUp(suite, random, left, now), publish: true } : { own: left, publish: false }
}

export function signedPrekey(own: OwnPrekeys, prekeyId: Uint8Array): SignedPrekey | undefined {
  return own.signed.find(prekey => begins(prekey.key, prekeyId))
}

export function oneTimePrekey(own: OwnPrekeys, prekeyId: Uint8Array): OneTimePrekey | undefined {
  return own.oneTime.find(prekey => begins(prekey.key, prekeyId))
}

/** The clock of its deletion starts with the first use. */
export function withUsed(own: OwnPrekeys, used: OneTimePrekey, now: number): OwnPrekeys {
  if (used.usedMs !== undefined) return own
  return { ...own, oneTime: own.oneTime.map(prekey => (prekey === used ? { ...prekey, usedMs: now } : prekey)) }
}

/** A prekey is named by its first bytes: numbers would come again with other keys after a backup was restored. */
function begins(key: Uint8Array, prekeyId: Uint8Array): boolean {
  for (let at = 0; at < PREKEY_ID_BYTES; at += 1) if (key[at] !== prekeyId[at]) return false
  return true
}

/** Which signed prekey we are at, and since when. */
export function prekeyEpoch(own: OwnPrekeys): { readonly epoch: number; readonly rekeyedMs: number | undefined } {
  return { epoch: own.renewals, rekeyedMs: own.signed[0]?.madeMs }
}
