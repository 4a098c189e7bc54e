/** Broadcasts over a queue of events in virtual time: what they cost, and what a crash does to them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type Arc, contains, type Placed } from '#src/gossip/arc.js'
import { Broadcast } from '#src/gossip/broadcast.js'
import type { BroadcastEffect, BroadcastEvent } from '#src/gossip/events.js'

interface Node extends Placed {
  readonly machine: Broadcast
  readonly links: Set<MemberId>
  alive: boolean
  payloads: number
  hops: number | undefined
  readonly taken: Arc[]
  settled: (BroadcastEffect & { type: 'settled' })[]
}

/** N members on random positions, fingers by key space in both directions, latency 10–50 ms. */
class World {
  readonly random: SeededRandom
  readonly nodes: Node[]
  readonly #byMember: Map<MemberId, Node>
  readonly #queue: { at: number; order: number; run: () => void }[] = []
  #order = 0
  now = 0
  dups = 0

  constructor(seed: number, size: number, fingers: boolean) {
    this.random = new SeededRandom(seed)
    const spots = Array.from({ length: size }, () => this.#spot()).sort((a, b) => (a.position < b.position ? -1 : 1))
    this.nodes = spots.map(spot => this.#node(spot, size, fingers))
    this.#byMember = new Map(this.nodes.map(node => [node.member, node]))
    this.nodes.forEach((node, index) => {
      for (const step of [1, 2]) this.#link(node, this.nodes[(index + step) % size])
      if (fingers)
        for (let power = 1n; power < 64n; power += 1n) this.#link(node, this.#after(node.position + (1n << power)))
    })
  }

  feed(node: Node, event: BroadcastEvent): void {
    if (!node.alive) return
    for (const effect of node.machine.handle(event, this.now)) this.#do(node, effect)
    const deadline = node.machine.deadline
    if (deadline !== undefined) this.later(Math.max(0, deadline - this.now), () => this.feed(node, { type: 'wake' }))
  }

  later(delayMs: number, run: () => void): void {
    this.#queue.push({ at: this.now + delayMs, order: this.#order, run })
    this.#order += 1
  }

  run(): void {
    for (let steps = 0; this.#queue.length > 0; steps += 1) {
      assert.ok(steps < 200_000, 'the broadcast does not end')
      let first = 0
      this.#queue.forEach((task, index) => {
        const best = this.#queue[first]
        if (best && (task.at < best.at || (task.at === best.at && task.order < best.order))) first = index
      })
      const [task] = this.#queue.splice(first, 1)
      if (task === undefined) return
      this.now = task.at
      task.run()
    }
  }

  #do(node: Node, effect: BroadcastEffect): void {
    if (effect.type === 'settled') node.settled.push(effect)
    else if (effect.type === 'dial') this.#dial(node, this.#named(effect.member))
    else if (effect.type !== 'late')
      this.later(10 + 40 * this.random.next(), () => this.#deliver(node.member, this.#named(effect.to), effect))
  }

  #deliver(from: MemberId, to: Node, effect: BroadcastEffect & { type: 'forward' | 'ack' }): void {
    if (!to.alive) return
    if (effect.type === 'ack') {
      if (effect.dup) this.dups += 1
      this.feed(to, { type: 'ack', from, item: effect.item, dup: effect.dup })
      return
    }
    const { item, arc, hops } = effect
    const held = to.hops !== undefined
    to.payloads += 1
    to.taken.push(arc)
    to.hops ??= hops
    this.feed(to, { type: 'received', from, item, arc, hops, held, size: 100 })
    this.feed(to, { type: 'stored', item })
  }

  #dial(node: Node, to: Node): void {
    this.later(60, () => {
      if (!to.alive) return this.feed(node, { type: 'dial-failed', member: to.member })
      this.#link(node, to)
      this.feed(node, { type: 'link-up', member: to.member })
    })
  }

  #named(member: MemberId): Node {
    const node = this.#byMember.get(member)
    assert.ok(node)
    return node
  }

  #spot(): Placed {
    const position = Buffer.from(this.random.bytes(8)).readBigUInt64BE()
    return { member: memberIdOf(this.random.bytes(32)), position }
  }

  #node(spot: Placed, memberCount: number, fingers: boolean): Node {
    const links = new Set<MemberId>()
    const machine = new Broadcast({
      self: spot.position,
      links: () => this.nodes.filter(node => links.has(node.member)).map(node => ({ ...node, patienceMs: 180 })),
      knownInside: arc => this.nodes.filter(node => contains(arc, node.position)),
      memberCount: () => memberCount,
      fingers,
    })
    return { ...spot, machine, links, alive: true, payloads: 0, hops: undefined, taken: [], settled: [] }
  }

  #link(one: Node, other: Node | undefined): void {
    if (other === undefined || other === one) return
    one.links.add(other.member)
    other.links.add(one.member)
  }

  #after(position: bigint): Node | undefined {
    const at = BigInt.asUintN(64, position)
    return this.nodes.find(node => node.position >= at) ?? this.nodes[0]
  }
}

function publish(world: World): Node {
  const author = world.nodes[Math.floor(world.random.next() * world.nodes.length)]
  assert.ok(author)
  author.hops = 0
  world.feed(author, { type: 'publish', item: 'hello', size: 100 })
  world.feed(author, { type: 'stored', item: 'hello' })
  return author
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

test('a healthy group of any size gets one payload each, no second copy, and every member settles', () => {
  for (const fingers of [true, false]) {
    for (let size = 2; size <= 64; size += 1) {
      const world = new World(size, size, fingers)
      publish(world)
      world.run()
      assert.equal(sum(world.nodes.map(node => node.payloads)), size - 1, `N = ${size}`)
      assert.ok(world.nodes.every(node => node.hops !== undefined))
      assert.ok(world.nodes.every(node => node.settled.length === 1 && node.settled[0]?.unreached.length === 0))
      assert.equal(world.dups, 0)
    }
  }
})

test('with fingers the mean way is at most half of log2 N hops', () => {
  for (const size of [32, 48, 64]) {
    const means = Array.from({ length: 20 }, (_, seed) => {
      const world = new World(seed, size, true)
      publish(world)
      world.run()
      return sum(world.nodes.map(node => node.hops ?? 0)) / (size - 1)
    })
    const mean = sum(means) / means.length
    assert.ok(mean <= 0.5 * Math.log2(size), `N = ${size}: ${mean}`)
  }
})

test('when a fifth crash in mid-broadcast the rest get it by failover, or their arc is reported', () => {
  let reached = 0
  let alive = 0
  for (let seed = 0; seed < 60; seed += 1) {
    const size = 8 + seed
    const world = new World(1000 + seed, size, true)
    const author = publish(world)
    world.later(25, () => {
      for (const node of world.nodes) if (node !== author && world.random.next() < 0.2) node.alive = false
    })
    world.run()
    const reports = world.nodes.flatMap(node => (node.alive ? node.settled.flatMap(one => one.unreached) : []))
    for (const node of world.nodes.filter(one => one.alive)) {
      alive += 1
      if (node.hops !== undefined) reached += 1
      else if (!crashedWithTheArcOf(world, node))
        assert.ok(
          reports.some(arc => contains(arc, node.position)),
          `seed ${seed}`,
        )
    }
  }
  assert.ok(reached / alive > 0.95, `reached ${reached} of ${alive}`)
})

/** A delegate that acked and then crashed takes its arc along unseen: receipts and repair are for that. */
function crashedWithTheArcOf(world: World, lost: Node): boolean {
  return world.nodes.some(node => !node.alive && node.taken.some(arc => contains(arc, lost.position)))
}
