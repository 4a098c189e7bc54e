/**
 * A swarm: thousands of members that share one clock, one member list and one network with latency, in which members
 * crash, drop what they are to pass on, and hold stale views. Serves docs/architecture.md, "Two simulators". One seed
 * replays one run.
 */
import type { EntryId, LogKey, MemberId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { MemberList } from '#src/ring/member-list.js'
import { type Item, payloadsIn, type SwarmFrame } from './frames.ts'
import { SwarmNode } from './node.ts'
import { Queue } from './queue.ts'

export interface SwarmOptions {
  readonly members: number
  readonly seed: number
  readonly fingers?: boolean
  /** One way, in ms, uniform over pairs. */
  readonly latencyMs?: readonly [number, number]
}

/** What was sent while it was counted. */
export interface Counts {
  payloads: number
  /** Payloads to members that are dead. */
  wasted: number
  duplicates: number
  control: number
  readonly byType: Map<string, number>
}

/** Machines are given the time of day; where it begins does not matter. */
const START_MS = 1_800_000_000_000
/** A dial that nobody answers is given up, as in src/peer/links.ts. */
const DIAL_MS = 5000

export class Swarm {
  readonly nodes: readonly SwarmNode[]
  readonly list: MemberList
  readonly queue = new Queue()
  readonly random: SeededRandom
  readonly counts: Counts = { payloads: 0, wasted: 0, duplicates: 0, control: 0, byType: new Map() }
  /** When each message reached its last member so far, and how many living ones lack it. */
  readonly progress = new Map<EntryId, { lastMs: number; missing: Set<MemberId> }>()
  readonly #byMember = new Map<MemberId, SwarmNode>()
  readonly #dead = new Map<MemberId, 'silent' | 'closed'>()
  readonly #items = new Map<EntryId, Item>()
  readonly #heads = new Map<MemberId, Item>()
  readonly #wakes = new Map<SwarmNode, number>()
  readonly #options: SwarmOptions

  constructor(options: SwarmOptions) {
    this.#options = options
    this.random = new SeededRandom(options.seed)
    const members = Array.from({ length: options.members }, (_, index) => ({
      member: nameOf(index),
      position: Buffer.from(this.random.bytes(8)).readBigUInt64BE(),
    }))
    this.list = new MemberList(members)
    this.nodes = this.list.ids.map(member => this.#node(member))
    for (const node of this.nodes) this.#byMember.set(node.member, node)
    this.#wire()
  }

  get now(): number {
    return START_MS + this.queue.now
  }

  run(ms: number, done?: () => boolean): void {
    this.queue.run(this.queue.now + ms, done)
  }

  isAlive(member: MemberId): boolean {
    return !this.#dead.has(member)
  }

  get living(): SwarmNode[] {
    return this.nodes.filter(node => this.isAlive(node.member))
  }

  /** These are gone: without a word, or with their connections closed behind them. */
  crash(members: readonly MemberId[], how: 'silent' | 'closed'): void {
    for (const member of members) this.#dead.set(member, how)
    for (const { missing } of this.progress.values()) for (const member of members) missing.delete(member)
    if (how === 'silent') return
    for (const member of members) {
      for (const { member: far } of this.#byMember.get(member)!.links.all()) {
        this.queue.at(this.queue.now + this.#latencyMs(member, far), () => this.#to(far, node => node.linkDown(member)))
      }
    }
  }

  publish(author: SwarmNode): Item {
    const before = this.#heads.get(author.member)
    const seq = before === undefined ? 0 : before.seq + 1
    const name = hex64(this.#items.size + 1)
    const item = { name, log: `${author.member}/1` as LogKey, seq, prev: before?.name ?? hex64(0) }
    this.#items.set(name, item)
    this.#heads.set(author.member, item)
    const honest = this.living.filter(node => !node.drops)
    this.progress.set(name, { lastMs: this.queue.now, missing: new Set(honest.map(node => node.member)) })
    this.#handle(author, () => author.publish(item))
    return item
  }

  /** Forgets what was counted so far. */
  resetCounts(): void {
    Object.assign(this.counts, { payloads: 0, wasted: 0, duplicates: 0, control: 0 })
    this.counts.byType.clear()
  }

  #node(member: MemberId): SwarmNode {
    return new SwarmNode(member, {
      list: this.list,
      random: this.random,
      fingers: this.#options.fingers ?? true,
      send: (to, frame) => this.#send(member, to, frame),
      dial: to => this.#dial(member, to),
      close: to => this.#close(member, to),
      itemOf: name => this.#items.get(name)!,
      took: item => {
        const progress = this.progress.get(item.name)
        if (progress?.missing.delete(member)) progress.lastMs = this.queue.now
      },
      duplicate: () => {
        this.counts.duplicates += 1
      },
      now: () => this.now,
    })
  }

  /** Everyone is linked with whom its ring wants, as a group is that has been at rest. */
  #wire(): void {
    for (const node of this.nodes) {
      for (const to of node.ring.wanted()) {
        if (node.links.get(to) !== undefined) continue
        const tookMs = 2 * this.#latencyMs(node.member, to)
        this.#handle(node, () => node.linkUp(to, true, tookMs))
        this.#to(to, far => far.linkUp(node.member, false, tookMs))
      }
    }
    for (const node of this.nodes) this.#handle(node, () => node.rewire())
  }

  #send(from: MemberId, to: MemberId, frame: SwarmFrame): void {
    const payloads = payloadsIn(frame)
    this.counts.payloads += payloads
    if (payloads > 0 && this.#dead.has(to)) this.counts.wasted += payloads
    if (payloads === 0) {
      this.counts.control += 1
      const type = frame.type === 'sync' ? frame.message.type : frame.type
      this.counts.byType.set(type, (this.counts.byType.get(type) ?? 0) + 1)
    }
    this.queue.at(this.#arrival(from, to), () => this.#to(to, node => node.receive(from, frame)))
  }

  #arrival(from: MemberId, to: MemberId): number {
    return this.queue.now + this.#latencyMs(from, to)
  }

  /** Connection and handshake: two round trips to the dialler's first frame, half a way more to the other's. */
  #dial(from: MemberId, to: MemberId): void {
    const oneWay = this.#latencyMs(from, to)
    const begun = this.queue.now
    const gone = this.#dead.get(to)
    if (gone !== undefined) {
      const waits = gone === 'silent' ? DIAL_MS : 2 * oneWay
      this.queue.at(begun + waits, () => this.#to(from, node => node.dialFailed(to)))
      return
    }
    this.queue.at(begun + 4 * oneWay, () => {
      if (this.#dead.has(to)) return this.queue.at(begun + DIAL_MS, () => this.#to(from, node => node.dialFailed(to)))
      // planned before the dialler's first frame, which comes right behind the handshake's last word and must not be lost
      this.queue.at(begun + 5 * oneWay, () => this.#to(to, node => node.linkUp(from, false, 2 * oneWay)))
      this.#to(from, node => node.linkUp(to, true, 2 * oneWay))
    })
  }

  #close(from: MemberId, to: MemberId): void {
    this.#to(from, node => node.linkDown(to))
    this.queue.at(this.#arrival(from, to), () => this.#to(to, node => node.linkDown(from)))
  }

  #to(member: MemberId, act: (node: SwarmNode) => void): void {
    const node = this.#byMember.get(member)
    if (node !== undefined && !this.#dead.has(member)) this.#handle(node, () => act(node))
  }

  #handle(node: SwarmNode, act: () => void): void {
    act()
    this.#plan(node)
  }

  #plan(node: SwarmNode): void {
    const { deadline } = node
    if (deadline === undefined) return
    const at = Math.max(this.queue.now, deadline - START_MS)
    if ((this.#wakes.get(node) ?? Number.POSITIVE_INFINITY) <= at) return
    this.#wakes.set(node, at)
    this.queue.at(at, () => {
      if (this.#wakes.get(node) !== at) return
      this.#wakes.delete(node)
      this.#to(node.member, () => {
        if ((node.deadline ?? Number.POSITIVE_INFINITY) <= this.now) node.wake()
      })
    })
  }

  /** The same for a pair in both directions, and for all its frames: order is kept. */
  #latencyMs(one: MemberId, other: MemberId): number {
    const [least, most] = this.#options.latencyMs ?? [50, 150]
    const [low, high] = one < other ? [one, other] : [other, one]
    let mix = (Number(low.slice(1)) * 2654435761 + Number(high.slice(1)) * 40503 + this.#options.seed * 97) >>> 0
    mix = Math.imul(mix ^ (mix >>> 16), 0x45d9f3b) >>> 0
    mix = (mix ^ (mix >>> 16)) >>> 0
    return least + Math.floor((most - least + 1) * (mix / 2 ** 32))
  }
}

/** Names that sort as members do, and that no key is behind. */
function nameOf(index: number): MemberId {
  return `m${String(index).padStart(6, '0')}` as MemberId
}

function hex64(value: number): EntryId {
  return value.toString(16).padStart(64, '0') as EntryId
}
