/**
 * Display order: (order, author, entry id), all ascending. Serves docs/protocol.md, "Display order". `order` is in the
 * signed header; a comparator that mixes "happened before" with timestamps is not transitive and must never come back here.
 * Content that is ahead of the time it came at stands elsewhere: src/store/ahead.ts.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { MINUTE_MS } from '../base/time.js'

export interface DisplayKey {
  readonly order: bigint
  readonly author: MemberId
  readonly entryId: EntryId
}

/** Largest `order` a header can carry (src/crypto/entry.ts). */
export const MAX_ORDER = 2n ** 63n - 1n
/** What a clock at the end of time leaves above itself: more entries than a log can have. */
const HEADROOM = 2n ** 32n
/** A clock further ahead than this is not merged into ours; it is never a reason to refuse the entry. */
export const MAX_AHEAD_MS = 5 * MINUTE_MS
/** Entries of one author within one millisecond before `order` runs ahead of the clock. */
const TICK_BITS = 16n

/** Negative when `left` is shown before `right`; 0 only for the same entry. */
export function compareDisplay(left: DisplayKey, right: DisplayKey): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1
  return compareText(left.author, right.author) || compareText(left.entryId, right.entryId)
}

/**
 * `order` of our next entry: after everything in `seen` (see `observe`) and not before the clock, in ms. Never over
 * MAX_ORDER; `observe` keeps `seen` so far below it that only a log that is full anyway gets there.
 */
export function nextOrder(now: number, seen: bigint): bigint {
  const byClock = ticksAt(now)
  const next = byClock > seen ? byClock : seen + 1n
  return next > MAX_ORDER ? MAX_ORDER : next
}

/** The highest order seen once `order` came in. One far-ahead entry would otherwise drag every clock to the end. */
export function observe(seen: bigint, order: bigint, now: number): bigint {
  return order > seen && order <= highestCounted(now) ? order : seen
}

/** Above this order an entry stands after what its author had seen, and is not counted as seen itself. */
export function highestCounted(now: number): bigint {
  return ticksAt(now + MAX_AHEAD_MS)
}

/** What is odd about the clock an entry was written by, for the eye; undefined for what is within five minutes. */
export type OddClock = 'ahead' | 'behind'

/** `ahead` of our clock at `now`; or `behind` what its author had seen, its own entries before it included. */
export function oddClock(time: number, order: bigint, now: number): OddClock | undefined {
  if (time > now + MAX_AHEAD_MS) return 'ahead'
  return Number(order >> TICK_BITS) > time + MAX_AHEAD_MS ? 'behind' : undefined
}

function ticksAt(timeMs: number): bigint {
  const whole = Number.isFinite(timeMs) ? Math.max(0, Math.floor(timeMs)) : 0
  const ticks = BigInt(whole) << TICK_BITS
  return ticks > MAX_ORDER - HEADROOM ? MAX_ORDER - HEADROOM : ticks
}

/** By code unit, like the store sorts; never by locale, which differs between members. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function latest(...orders: readonly bigint[]): bigint {
  return orders.reduce((one, other) => (one > other ? one : other), 0n)
}
