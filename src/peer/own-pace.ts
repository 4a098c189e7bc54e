/**
 * What we write over our own rate does not go over the arcs: it is offered to whoever is linked, who pulls it, in its
 * order, as fast as it likes. Serves docs/protocol.md, "Rates". All of it is stored by then. Where nothing is ever pulled
 * it waits here; an honest member must never be over its rate at a neighbour's.
 */
import type { LogKey } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { Allowance, type Cost, type RateLimits } from './allowance.js'

export type OwnEffect =
  /** Over the arcs. */
  | { readonly type: 'spread'; readonly burst: CheckedBurst }
  /** Not over the arcs: others get it by sync. */
  | { readonly type: 'keep'; readonly burst: CheckedBurst }
  /** Tell those that are linked how far this log of ours goes. */
  | { readonly type: 'offer'; readonly log: LogKey }

export interface OwnBurst {
  readonly burst: CheckedBurst
  readonly log: LogKey
  readonly cost: Cost
  /** Whether others may be given it later. */
  readonly servable: boolean
}

/** What is written meanwhile is told with the next. */
const OFFER_MS = 250
/** As fast as whoever is up to date pulls a log from far away: a share in each quarter of a second. */
const PULLED_PER_SECOND = 256
/** Of our own, where nothing is pulled. Eight large messages, or seven minutes of usual ones. */
const MAX_OWN_WAITING_BYTES = 8 * 1024 * 1024

export class OwnPace {
  readonly #allowance: Allowance
  #offering = false
  /** When what was offered will have been pulled. */
  #pulledAt = 0
  #offeredAt = Number.NEGATIVE_INFINITY
  /** Of this log more was written than was told. */
  #untold: LogKey | undefined
  #waiting: OwnBurst[] = []
  #waitingBytes = 0

  constructor(limits: RateLimits, now: number) {
    this.#allowance = new Allowance(limits, now)
  }

  get deadline(): number | undefined {
    const [first] = this.#waiting
    const offer = this.#untold === undefined ? undefined : this.#offeredAt + OFFER_MS
    return earliest(offer, first === undefined ? undefined : this.#allowance.readyAt(first.cost, 0))
  }

  /** So much waits that no more is to be written: others are given nothing later. */
  get isCrowded(): boolean {
    return this.#waitingBytes > MAX_OWN_WAITING_BYTES
  }

  publish(own: OwnBurst, now: number): OwnEffect[] {
    const { burst, cost, log } = own
    this.#resume(now)
    if (!this.#offering && this.#waiting.length === 0 && this.#allowance.readyAt(cost, now) <= now) {
      this.#allowance.take(cost, now)
      return [{ type: 'spread', burst }]
    }
    if (!own.servable) {
      this.#waiting.push(own)
      this.#waitingBytes += cost.bytes
      return []
    }
    this.#offering = true
    this.#allowance.drain(cost, now)
    this.#pulledAt = Math.max(this.#pulledAt, now) + (cost.entries / PULLED_PER_SECOND) * SECOND_MS
    this.#untold = log
    return [{ type: 'keep', burst }, ...this.#tell(now)]
  }

  wake(now: number): OwnEffect[] {
    const effects = this.#tell(now)
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      if (this.#allowance.readyAt(first.cost, now) > now) break
      this.#waiting.shift()
      this.#waitingBytes -= first.cost.bytes
      this.#allowance.take(first.cost, now)
      effects.push({ type: 'spread', burst: first.burst })
    }
    return effects
  }

  /** Over the arcs again once a whole burst may go, and not before what was offered is there, or it would be overtaken. */
  #resume(now: number): void {
    if (this.#offering && now >= this.#pulledAt && this.#allowance.isFull(now)) this.#offering = false
  }

  #tell(now: number): OwnEffect[] {
    const log = this.#untold
    if (log === undefined || now < this.#offeredAt + OFFER_MS) return []
    this.#offeredAt = now
    this.#untold = undefined
    return [{ type: 'offer', log }]
  }
}
