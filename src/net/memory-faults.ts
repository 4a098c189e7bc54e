/**
 * What a simulator does to the in-memory network: delays, cuts, and processes that hear nothing or read slowly.
 *
 * It only says how long a thing takes and keeps what cannot arrive yet. What it keeps it gives back in the order of its
 * arrival; it must never lose or change anything, since the channels promise what TCP does.
 */

import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { Scheduler } from '../base/time.js'
import { SECOND_MS } from '../base/time.js'

/** What a lost packet costs before it is sent again: TCP's least retransmission timeout, which doubles with each loss in a row. */
const RETRANSMIT_MS = 200
/** A packet lost this often in a row, which took 51 s, goes through: TCP would give up the connection a quarter of an hour later. */
const MAX_RETRANSMITS = 8

export interface MemoryFaultsOptions {
  readonly scheduler: Scheduler
  /** Without it nothing is lost and nothing varies. */
  readonly random: Random | undefined
  /** One way, in ms. */
  readonly latencyMs: (from: MemberId, to: MemberId) => number
}

interface Held {
  readonly from: MemberId
  readonly to: MemberId
  readonly sequence: number
  readonly arrival: () => void
}

interface Reader {
  readonly bytesPerSecond: number
  /** When it has done with what it took. */
  freeAt: number
}

export class MemoryFaults {
  readonly #options: MemoryFaultsOptions
  /** What waits at each cut, by direction and in order of arrival. */
  readonly #cuts = new Map<string, Held[]>()
  readonly #frozen = new Map<MemberId, (() => void)[]>()
  readonly #readers = new Map<MemberId, Reader>()
  #heldCount = 0
  lossShare = 0
  jitterMs = 0

  constructor(options: MemoryFaultsOptions) {
    this.#options = options
  }

  cut(from: MemberId, to: MemberId): void {
    const way = wayOf(from, to)
    if (!this.#cuts.has(way)) this.#cuts.set(way, [])
  }

  /** In both directions; what waited comes in the order in which it would have arrived. */
  heal(one: MemberId, other: MemberId): void {
    const waiting = [...this.#release(one, other), ...this.#release(other, one)]
    for (const { from, to, arrival } of waiting.sort((left, right) => left.sequence - right.sequence)) {
      this.#options.scheduler.after(0, () => this.arrive(from, to, arrival))
    }
  }

  freeze(member: MemberId): void {
    if (!this.#frozen.has(member)) this.#frozen.set(member, [])
  }

  thaw(member: MemberId): void {
    const waiting = this.#frozen.get(member) ?? []
    this.#frozen.delete(member)
    for (const arrival of waiting) this.#options.scheduler.after(0, () => this.#reach(member, arrival))
  }

  /** The process is gone: nothing of it is frozen or slow any more. */
  forget(member: MemberId): void {
    this.#frozen.delete(member)
    this.#readers.delete(member)
  }

  readAt(member: MemberId, bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === undefined) this.#readers.delete(member)
    else this.#readers.set(member, { bytesPerSecond, freeAt: this.#options.scheduler.now() })
  }

  /** How long the member takes no more bytes, in ms; 0 when it takes them now. */
  busyMs(member: MemberId): number {
    const reader = this.#readers.get(member)
    return reader === undefined ? 0 : Math.max(0, reader.freeAt - this.#options.scheduler.now())
  }

  tookBytes(member: MemberId, bytes: number): void {
    const reader = this.#readers.get(member)
    if (reader === undefined) return
    const since = Math.max(reader.freeAt, this.#options.scheduler.now())
    reader.freeAt = since + (SECOND_MS * bytes) / reader.bytesPerSecond
  }

  delayMs(from: MemberId, to: MemberId): number {
    const { random, latencyMs } = this.#options
    let delay = latencyMs(from, to)
    if (random === undefined) return delay
    if (this.jitterMs > 0) delay += random.next() * this.jitterMs
    if (this.lossShare === 0) return delay
    for (let tries = 0; tries < MAX_RETRANSMITS && random.next() < this.lossShare; tries += 1) {
      delay += RETRANSMIT_MS * 2 ** tries
    }
    return delay
  }

  /** Runs the arrival, or keeps it for as long as it cannot happen. */
  arrive(from: MemberId, to: MemberId, arrival: () => void): void {
    const waiting = this.#cuts.get(wayOf(from, to))
    if (waiting === undefined) {
      this.#reach(to, arrival)
    } else {
      this.#heldCount += 1
      waiting.push({ from, to, sequence: this.#heldCount, arrival })
    }
  }

  #reach(member: MemberId, arrival: () => void): void {
    const waiting = this.#frozen.get(member)
    if (waiting === undefined) arrival()
    else waiting.push(arrival)
  }

  #release(from: MemberId, to: MemberId): readonly Held[] {
    const way = wayOf(from, to)
    const waiting = this.#cuts.get(way) ?? []
    this.#cuts.delete(way)
    return waiting
  }
}

function wayOf(from: MemberId, to: MemberId): string {
  return `${from} ${to}`
}
