/**
 * The network under a model: who lives, how long a frame takes, and what was sent. It delivers to the living what is sent
 * to them and swallows the rest without a word. It knows nothing of any protocol.
 */
import { SeededRandom } from '#src/base/random.js'
import { Queue } from '../../sim/queue.ts'
import type { ModelRun } from './model.ts'

/** One message: who has it, and by how many hops. */
export class Message {
  readonly #hops: Int32Array

  constructor(members: number) {
    this.#hops = new Int32Array(members).fill(-1)
  }

  has(member: number): boolean {
    return this.#hops[member]! >= 0
  }

  /** Of its first copy; -1 while it has none. */
  hopsTo(member: number): number {
    return this.#hops[member]!
  }

  /** False when it was there before. */
  take(member: number, hops: number): boolean {
    if (this.has(member)) return false
    this.#hops[member] = hops
    return true
  }
}

export class World {
  readonly members: number
  /** Publishes everything, and lives. */
  readonly author: number
  readonly random: SeededRandom
  readonly queue = new Queue()
  sends = 0
  duplicates = 0
  control = 0
  /** When the last first copy came. */
  lastAtMs = 0
  readonly #run: ModelRun
  readonly #dead: Uint8Array

  constructor(run: ModelRun) {
    this.#run = run
    this.members = run.members
    this.random = new SeededRandom(run.seed)
    this.author = Math.floor(this.random.next() * run.members)
    this.#dead = new Uint8Array(run.members)
  }

  get now(): number {
    return this.queue.now
  }

  get slowestMs(): number {
    return this.#run.latencyMs[1]
  }

  lives(member: number): boolean {
    return this.#dead[member] === 0
  }

  living(): number[] {
    return this.all().filter(member => this.lives(member))
  }

  all(): number[] {
    return Array.from({ length: this.members }, (_, member) => member)
  }

  /** That share of all members is gone, never the author. */
  crash(share: number): void {
    const others = this.all().filter(member => member !== this.author)
    for (const member of this.draw(others, Math.floor(this.members * share))) this.#dead[member] = 1
  }

  /** A copy of `message`; `arrived` is called for a first one, `again` for another. */
  send(from: number, to: number, message: Message, hops: number, arrived: () => void, again?: () => void): void {
    this.sends += 1
    this.#carry(from, to, () => {
      if (message.take(to, hops)) {
        this.lastAtMs = this.now
        arrived()
        return
      }
      this.duplicates += 1
      again?.()
    })
  }

  /** Any other frame. */
  tell(from: number, to: number, arrived: () => void): void {
    this.control += 1
    this.#carry(from, to, arrived)
  }

  after(ms: number, task: () => void): void {
    this.queue.at(this.now + ms, task)
  }

  resetCounts(): void {
    this.sends = 0
    this.duplicates = 0
    this.control = 0
    this.lastAtMs = this.now
  }

  /** So many of `items` by chance, in an order by chance; all of them where there are fewer. */
  draw<Item>(items: readonly Item[], count: number): Item[] {
    const left = [...items]
    const drawn = Math.min(count, left.length)
    for (let at = 0; at < drawn; at += 1) {
      const other = at + Math.floor(this.random.next() * (left.length - at))
      const held = left[at]!
      left[at] = left[other]!
      left[other] = held
    }
    return left.slice(0, drawn)
  }

  #carry(from: number, to: number, arrived: () => void): void {
    if (this.lives(to)) this.after(this.#latencyMs(from, to), arrived)
  }

  /** Of the pair, not of the frame: what one member sends another never overtakes itself. */
  #latencyMs(one: number, other: number): number {
    const [least, most] = this.#run.latencyMs
    let mix = Math.imul(Math.min(one, other) + 1, 0x9e3779b1) ^ Math.imul(Math.max(one, other) + 1, 0x85ebca77)
    mix = Math.imul(mix ^ (mix >>> 15) ^ this.#run.seed, 0x2c1b3c6d)
    mix = Math.imul(mix ^ (mix >>> 12), 0x297a2d39)
    return least + (most - least) * (((mix ^ (mix >>> 15)) >>> 0) / 2 ** 32)
  }
}
