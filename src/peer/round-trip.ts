/**
 * How long a member takes from a forward to its ack, its commit included. Serves docs/protocol.md, "Broadcast": a
 * delegate is stepped over when it takes much longer than it did.
 */
import { SECOND_MS } from '../base/time.js'

/** Forwards whose acks are awaited; what falls out is not timed. */
const MAX_TIMED = 256
/** Weight of a new round trip in the smoothed one, as in RFC 6298. */
const SHARE = 1 / 8
/** Weight of a new deviation. */
const DEVIATION_SHARE = 1 / 4
/** However steady a way was: half as long again may still be the same way. */
const MIN_SLACK = 0.5
/** A longer one tells of a far side that was suspended, not of the way. */
const MAX_MS = 30 * SECOND_MS

export class RoundTrip {
  readonly #sent = new Map<string, number>()
  #ms = 0
  #deviationMs = 0

  /** Smoothed, in ms; 0 until there was one. */
  get ms(): number {
    return this.#ms
  }

  /** How long the next may take before it is unusual, in ms, after RFC 6298; 0 until there was one. */
  get patienceMs(): number {
    return this.ms === 0 ? 0 : this.ms + Math.max(MIN_SLACK * this.ms, 4 * this.#deviationMs)
  }

  /** A question of the handshake was answered. */
  took(ms: number): void {
    const took = Math.min(Math.max(0, ms), MAX_MS)
    if (this.ms === 0) {
      this.#ms = took
      this.#deviationMs = took / 2
      return
    }
    this.#deviationMs += DEVIATION_SHARE * (Math.abs(took - this.#ms) - this.#deviationMs)
    this.#ms += SHARE * (took - this.#ms)
  }

  /** A forward of this item was queued. */
  sent(item: string, now: number): void {
    if (this.#sent.size >= MAX_TIMED) this.#sent.delete(this.#sent.keys().next().value ?? item)
    this.#sent.set(item, now)
  }

  /** Its ack came. */
  acked(item: string, now: number): void {
    const sentAt = this.#sent.get(item)
    if (sentAt === undefined) return
    this.#sent.delete(item)
    this.took(now - sentAt)
  }
}
