/**
 * Dials of ours that are under way, and which of them take longer than they should. Serves docs/protocol.md, "Links": a
 * machine that is gone without a word answers no dial, and the ring must not wait for the time-out to look past it. Must
 * never end a dial: who is slow may still come.
 */
import type { MemberId } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'

/** Until anything was measured: the ways of TCP, Noise and our handshake, five round trips of 200 ms. */
const FIRST_MS = SECOND_MS
/** A dial is slow at this many times what others take. */
const SLOW_FACTOR = 2
const MIN_SLOW_MS = 800
const MAX_SLOW_MS = 3 * SECOND_MS
/** Weight of a new time in the smoothed one, as in RFC 6298. */
const SHARE = 1 / 8

interface Attempt {
  /** Undefined within the tick that began it. */
  startedAt: number | undefined
  told: boolean
}

export class Attempts {
  readonly #byDial = new Map<number, MemberId>()
  readonly #byMember = new Map<MemberId, Attempt>()
  #typicalMs = FIRST_MS / SLOW_FACTOR

  get #slowMs(): number {
    return Math.min(MAX_SLOW_MS, Math.max(MIN_SLOW_MS, SLOW_FACTOR * this.#typicalMs))
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { startedAt, told } of this.#byMember.values()) {
      if (startedAt === undefined || told) continue
      const due = startedAt + this.#slowMs
      if (first === undefined || due < first) first = due
    }
    return first
  }

  has(dial: number): boolean {
    return this.#byDial.has(dial)
  }

  begin(dial: number, member: MemberId): void {
    this.#byDial.set(dial, member)
    this.#byMember.set(member, { startedAt: undefined, told: false })
  }

  /** The tick that began them ends. */
  started(now: number): void {
    for (const attempt of this.#byMember.values()) attempt.startedAt ??= now
  }

  /** Somebody else waits for it, too, and is told as well when it is slow. */
  awaited(member: MemberId): void {
    const attempt = this.#byMember.get(member)
    if (attempt !== undefined) attempt.told = false
  }

  /** A channel is open, or will not be; whose dial it was. */
  take(dial: number): MemberId | undefined {
    const member = this.#byDial.get(dial)
    this.#byDial.delete(dial)
    return member
  }

  isDialling(member: MemberId): boolean {
    for (const other of this.#byDial.values()) if (other === member) return true
    return false
  }

  /** A link to the member is up, `ours` or its own. */
  succeeded(member: MemberId, ours: boolean, now: number): void {
    const startedAt = this.#byMember.get(member)?.startedAt
    this.#byMember.delete(member)
    if (ours && startedAt !== undefined) this.#typicalMs += SHARE * (Math.max(0, now - startedAt) - this.#typicalMs)
  }

  failed(member: MemberId): void {
    this.#byMember.delete(member)
  }

  /** Members whose dial has become slow, each told once. */
  slow(now: number): MemberId[] {
    const slow: MemberId[] = []
    for (const [member, attempt] of this.#byMember) {
      if (attempt.told || attempt.startedAt === undefined || now < attempt.startedAt + this.#slowMs) continue
      attempt.told = true
      slow.push(member)
    }
    return slow
  }

  clear(): void {
    this.#byDial.clear()
    this.#byMember.clear()
  }
}
