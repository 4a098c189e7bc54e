/**
 * How much each member has been answered, whatever it asked for: ranges, frontiers, presence records, bodies that it pulls. Serves
 * docs/protocol.md, "Budgets". A question costs a few bytes and its answer thousands, so that a member over its budget waits
 * for it. It must never hold up what is told unasked.
 */
import type { MemberId } from '../base/ids.js'
import { TokenBucket } from '../base/token-bucket.js'
import type { Frame } from '../wire/generated/link.js'
import { hostOf } from './guests.js'

/** At once: the whole history of most groups. */
const SERVED_BYTES = 16 * 1024 * 1024
/** And a second after that: a full line of 16 Mbit/s. */
const SERVED_BYTES_PER_SECOND = 2 * 1024 * 1024

/** Bounded by the members that are linked; who has been quiet long enough is forgotten. */
export class Served {
  readonly #buckets = new Map<MemberId, TokenBucket>()
  /** Answered since the last look, which has a time. */
  readonly #fresh = new Map<MemberId, number>()

  /** `bytes` were queued for the member as an answer. */
  answered(name: MemberId, bytes: number): void {
    const member = hostOf(name)
    if (bytes > 0) this.#fresh.set(member, (this.#fresh.get(member) ?? 0) + bytes)
  }

  /** Whether it has had as much as it may for now. */
  isSpent(name: MemberId, now: number): boolean {
    const member = hostOf(name)
    const bucket = this.#buckets.get(member) ?? new TokenBucket(SERVED_BYTES, SERVED_BYTES_PER_SECOND, now)
    bucket.take(this.#fresh.get(member) ?? 0, now)
    this.#fresh.delete(member)
    if (bucket.isFull(now)) this.#buckets.delete(member)
    else this.#buckets.set(member, bucket)
    return bucket.readyAt(1, now) > now
  }
}

/** Whether a frame wants something sent back, but for an ack. */
export function isQuestion(frame: Partial<Frame>): boolean {
  const { rangeRequest, frontierRequest, rosterDigest, digest, livenessQuery, pull } = frame
  return (rangeRequest ?? frontierRequest ?? rosterDigest ?? digest ?? livenessQuery ?? pull) !== undefined
}
