/** Peers on the in-memory network under a virtual clock: the whole program but the sockets and the disk. */
import type { TocsinError } from '#src/base/errors.js'
import { type GroupId, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type MemoryNetwork, memoryNetwork } from '#src/net/memory.js'
import type { NetworkNode } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'
import type { GroupEvent } from '#src/peer/events.js'
import type { GroupPeer } from '#src/peer/group.js'
import { Peer } from '#src/peer/peer.js'
import { Runtime } from '#src/runtime.js'
import { memoryStore } from '#src/store/memory.js'
import { savedGroup } from '#src/store/saved-group.js'
import type { Store } from '#src/store/store.js'
import { VirtualScheduler } from './virtual-scheduler.ts'

const suite = nodeSuite()

export class World {
  readonly scheduler = new VirtualScheduler()
  readonly network: MemoryNetwork
  readonly #random: SeededRandom

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    this.network = memoryNetwork({ scheduler: this.scheduler, suite, random: this.#random, latencyMs: () => 50 })
  }

  async actor(name: string): Promise<Actor> {
    const actor = new Actor(this, name, this.#random)
    await actor.start()
    return actor
  }

  /** The same member from the same store, after its process died. */
  async restart(actor: Actor): Promise<Actor> {
    const again = new Actor(this, actor.name, this.#random, actor)
    await again.start()
    return again
  }

  run(ms: number): void {
    this.scheduler.run(this.scheduler.now() + ms)
  }
}

export class Actor {
  readonly name: string
  readonly member: MemberId
  readonly peer: Peer
  readonly runtime: Runtime
  readonly store: Store
  readonly events: GroupEvent[] = []
  readonly failures: TocsinError[] = []
  dead = false
  readonly #world: World
  readonly #seed: Uint8Array
  readonly #linkSecret: Uint8Array
  #node: NetworkNode | undefined

  constructor(world: World, name: string, random: SeededRandom, before?: Actor) {
    this.store = before?.store ?? memoryStore()
    this.#world = world
    this.name = name
    this.#seed = before === undefined ? random.bytes(32) : before.#seed
    const linkSecret = before === undefined ? random.bytes(32) : before.#linkSecret
    this.#linkSecret = linkSecret
    const publicKey = suite.ed25519PublicKey(this.#seed)
    this.member = memberIdOf(publicKey)
    const linkKey = suite.x25519PublicKey(linkSecret)
    this.peer = new Peer({
      suite,
      random,
      identity: { member: this.member, seed: this.#seed, publicKey, linkSecret, linkKey },
      name,
      fingers: true,
      addresses: () => this.#node?.addresses ?? [],
      holds: (group, entryId) => this.store.has(group, entryId),
    })
    this.runtime = new Runtime({
      peer: this.peer,
      store: this.store,
      scheduler: world.scheduler,
      show: (_group, event) => {
        if (!this.dead) this.events.push(event)
      },
      failed: (_group, error) => this.failures.push(error),
    })
  }

  async start(): Promise<void> {
    this.#node = await this.#world.network.start(this.#seed, [], channel => this.runtime.accept(channel))
    this.runtime.useNode(this.#node)
    for (const group of this.store.groups()) {
      this.runtime.perform(this.peer.restore(savedGroup(this.store, group), this.#world.scheduler.now()))
    }
  }

  /** Gone without a word: what is in its store is all that is left. */
  kill(): void {
    this.#world.network.kill(this.member)
    this.dead = true
  }

  /** Display order, as the store has it. */
  stored(group: GroupId): string[] {
    return this.store
      .newest(group, undefined, 100_000)
      .filter(entry => entry.header[2]! < 32)
      .map(entry => new TextDecoder().decode(entry.body.subarray(16)))
      .reverse()
  }

  create(name: string): GroupPeer {
    const now = this.#world.scheduler.now()
    const { group, effects } = this.peer.createGroup({ name, encryption: 'per-peer', history: 'from-join' }, now)
    this.runtime.perform(effects)
    return group
  }

  invite(group: GroupId, uses = 100) {
    const now = this.#world.scheduler.now()
    const { ticket, effects } = this.peer.invite(this.group(group), { uses, expiresMs: now + 3_600_000 }, now)
    this.runtime.perform(effects)
    return ticket
  }

  /** Joins and runs the clock until it is decided. */
  join(ticket: Parameters<Peer['join']>[0]): GroupPeer | TocsinError {
    let result: GroupPeer | TocsinError | undefined
    this.runtime.perform(
      this.peer.join(
        ticket,
        decided => {
          result = decided
        },
        this.#world.scheduler.now(),
      ),
    )
    for (let step = 0; result === undefined && step < 600; step += 1) this.#world.run(100)
    if (result === undefined) throw new Error('the join was never decided')
    return result
  }

  say(group: GroupId, ...texts: string[]): void {
    const { effects } = this.peer.send(this.group(group), texts, this.#world.scheduler.now())
    this.runtime.perform(effects)
  }

  group(group: GroupId): GroupPeer {
    const found = this.peer.groups.get(group)
    if (found === undefined) throw new Error(`${this.name} is not in ${group}`)
    return found
  }

  texts(): string[] {
    return this.events.filter(event => event.type === 'message').map(event => event.text)
  }
}
