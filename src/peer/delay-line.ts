/**
 * What is over a rate waits its turn: a lane for each author, in the order of arrival. Serves docs/protocol.md, "Rates".
 * Bounded in lanes, and in what waits; what finds no room is left aside, and whoever asks says where it comes from then.
 * One lane must never hold up another.
 */
import { BucketTable } from '../base/bucket-table.js'
import { Allowance, type Cost, type RateLimits } from './allowance.js'
import type { WaitingRoom } from './waiting-room.js'

export type Delayed = 'passes' | 'waits' | 'aside'

/** More authors that are not at rest over one link share what is left: two hundred lines a second at the least. */
const MAX_LANES = 512

class Lane<Item> {
  readonly allowance: Allowance
  readonly waiting: { readonly item: Item; readonly cost: Cost }[] = []
  entries = 0
  bytes = 0
  /** When the first that waits may go. */
  dueAt = 0

  constructor(limits: RateLimits, now: number) {
    this.allowance = new Allowance(limits, now)
  }

  isFull(now: number): boolean {
    return this.waiting.length === 0 && this.allowance.isFull(now)
  }
}

export class DelayLine<Item> {
  readonly #limits: RateLimits
  readonly #room: WaitingRoom
  readonly #lanes: BucketTable<Lane<Item>>
  readonly #waiting = new Set<Lane<Item>>()

  constructor(limits: RateLimits, room: WaitingRoom) {
    this.#limits = limits
    this.#room = room
    this.#lanes = new BucketTable(MAX_LANES, now => new Lane(limits, now))
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { dueAt } of this.#waiting) first = Math.min(first ?? dueAt, dueAt)
    return first
  }

  /**
   * Whether it goes on at once. Without a name it shares a lane with all that has none. `item` is made where it waits:
   * what it is made of may lie in a much larger buffer.
   */
  offer(name: string | undefined, cost: Cost, item: () => Item, now: number): Delayed {
    const lane = this.#laneOf(name, now)
    if (passes(lane, cost, now)) return 'passes'
    if (!this.#fits(lane, cost) || !this.#room.enter(cost.bytes)) return 'aside'
    lane.waiting.push({ item: item(), cost })
    lane.entries += cost.entries
    lane.bytes += cost.bytes
    if (lane.waiting.length === 1) this.#planNext(lane, now)
    return 'waits'
  }

  /** Whether it goes on at once; what does not is not held. */
  mayPass(name: string | undefined, cost: Cost, now: number): boolean {
    return passes(this.#laneOf(name, now), cost, now)
  }

  /** What may go by now, each lane in its order. */
  wake(now: number): Item[] {
    const due: Item[] = []
    for (const lane of this.#waiting) {
      while (lane.waiting.length > 0 && lane.dueAt <= now) {
        const { item, cost } = lane.waiting.shift()!
        lane.allowance.take(cost, now)
        lane.entries -= cost.entries
        lane.bytes -= cost.bytes
        this.#room.leave(cost.bytes)
        this.#planNext(lane, now)
        due.push(item)
      }
    }
    return due
  }

  /** Lanes at rest are forgotten; true when none is left. */
  rests(now: number): boolean {
    this.#lanes.forgetFull(now)
    return this.#lanes.size === 0 && this.#waiting.size === 0
  }

  #laneOf(name: string | undefined, now: number): Lane<Item> {
    return name === undefined ? this.#lanes.shared(now) : this.#lanes.of(name, now)
  }

  /** As much may wait as may pass at once; and one that is larger than that, where nothing else waits. */
  #fits(lane: Lane<Item>, { entries, bytes }: Cost): boolean {
    if (lane.waiting.length === 0) return true
    return lane.entries + entries <= this.#limits.burst && lane.bytes + bytes <= this.#limits.bytes
  }

  #planNext(lane: Lane<Item>, now: number): void {
    const [first] = lane.waiting
    if (first === undefined) {
      this.#waiting.delete(lane)
      return
    }
    lane.dueAt = lane.allowance.readyAt(first.cost, now)
    this.#waiting.add(lane)
  }
}

/** Takes it from what the lane is allowed, where nothing waits before it. */
function passes<Item>({ waiting, allowance }: Lane<Item>, cost: Cost, now: number): boolean {
  if (waiting.length > 0 || allowance.readyAt(cost, now) > now) return false
  allowance.take(cost, now)
  return true
}
