/** Peers on the in-memory network under a virtual clock: the whole program but the sockets and the disk. */
import type { TocsinError } from '#src/base/errors.js'
import { type EntryId, type GroupId, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Suite } from '#src/crypto/suite.js'
import type { HistoryPolicy } from '#src/group/control.js'
import { type MemoryNetwork, memoryNetwork } from '#src/net/memory.js'
import type { NetworkNode } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'
import type { GroupEvent } from '#src/peer/events.js'
import type { GroupPeer } from '#src/peer/group.js'
import { Peer } from '#src/peer/peer.js'
import { Runtime } from '#src/runtime.js'
import { memoryStore } from '#src/store/memory.js'
import { savedGroup } from '#src/store/saved-group.js'
import type { Store, StoredEntry } from '#src/store/store.js'
import { cheapSuite } from './cheap-suite.ts'
import { isContentHeader } from './frame-meter.ts'
import { VirtualScheduler } from './virtual-scheduler.ts'

/** A quarter of a second between the farthest two and back. */
const NEAREST_MS = 10
const FARTHEST_MS = 125
/** A join that takes longer will never be decided. */
const JOIN_LIMIT_MS = 60_000

export interface WorldOptions {
  readonly fingers?: boolean
}

export class World {
  readonly scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1))
  readonly network: MemoryNetwork
  readonly suite: Suite
  readonly fingers: boolean
  readonly random: SeededRandom
  readonly #latencies = new Map<string, number>()

  /** The first seed runs the real primitives, the others look-alikes that cost a hash. */
  constructor(seed: number, { fingers = true }: WorldOptions = {}) {
    this.suite = seed === 1 ? nodeSuite() : cheapSuite
    this.fingers = fingers
    this.random = new SeededRandom(seed)
    const latencyMs = (from: MemberId, to: MemberId) => this.#latencyMs(from, to)
    this.network = memoryNetwork({ scheduler: this.scheduler, suite: this.suite, random: this.random, latencyMs })
  }

  async actor(name: string): Promise<Actor> {
    const actor = new Actor(this, name)
    await actor.start()
    return actor
  }

  /** This many members of one group: each is invited by the one before, and the ring has closed. */
  async gather(count: number, history: HistoryPolicy = 'from-join'): Promise<{ group: GroupId; actors: Actor[] }> {
    const founder = await this.actor('m0')
    const { group } = founder.create('friends', history)
    this.run(100)
    const actors = [founder]
    for (let index = 1; index < count; index += 1) {
      const last = actors.at(-1)!
      const newcomer = await this.actor(`m${index}`)
      newcomer.mustJoin(last.invite(group))
      actors.push(newcomer)
    }
    this.run(10_000)
    return { group, actors }
  }

  /** The same member from the same store, after its process ended: at its old address, or at a new one. */
  async restart(actor: Actor, where: 'same' | 'moved' = 'same'): Promise<Actor> {
    const again = new Actor(this, actor.name, actor, where === 'same' ? actor.addresses : [])
    await again.start()
    return again
  }

  /** Nothing passes between the two sides any more; streams die with it, or stay open in silence. */
  cut(one: readonly Actor[], other: readonly Actor[], streams: 'severed' | 'silent'): void {
    for (const { member } of one) {
      for (const far of other) {
        this.network.cut(member, far.member)
        if (streams === 'severed') this.network.sever(member, far.member)
      }
    }
  }

  heal(one: readonly Actor[], other: readonly Actor[]): void {
    for (const { member } of one) for (const far of other) this.network.heal(member, far.member)
  }

  run(ms: number): void {
    this.scheduler.run(this.scheduler.now() + ms)
  }

  /** Runs until it is so, or for `limitMs`; whether it came about is for the caller to assert. */
  until(so: () => boolean, limitMs: number): void {
    for (let waited = 0; waited < limitMs && !so(); waited += 1_000) this.run(1_000)
  }

  #latencyMs(from: MemberId, to: MemberId): number {
    const pair = from < to ? from + to : to + from
    const known = this.#latencies.get(pair) ?? NEAREST_MS + Math.floor(this.random.next() * (FARTHEST_MS - NEAREST_MS))
    this.#latencies.set(pair, known)
    return known
  }
}

export class Actor {
  readonly name: string
  readonly member: MemberId
  readonly peer: Peer
  readonly runtime: Runtime
  readonly store: Store
  /** What this life of the member showed. */
  readonly events: GroupEvent[] = []
  /** Every message shown, over all its lives. */
  readonly screen: { readonly group: GroupId; readonly message: GroupEvent & { readonly type: 'message' } }[]
  /** Every message it wrote, over all its lives, in order. */
  readonly said: { readonly group: GroupId; readonly id: EntryId }[]
  readonly failures: TocsinError[]
  dead = false
  readonly #world: World
  readonly #seed: Uint8Array
  readonly #linkSecret: Uint8Array
  /** Empty: wherever there is room. */
  readonly #listen: readonly string[]
  #node: NetworkNode | undefined

  constructor(world: World, name: string, before?: Actor, listen: readonly string[] = []) {
    const { suite, random, fingers } = world
    this.store = before?.store ?? memoryStore()
    this.screen = before?.screen ?? []
    this.said = before?.said ?? []
    this.failures = before?.failures ?? []
    this.#world = world
    this.name = name
    this.#seed = before === undefined ? random.bytes(32) : before.#seed
    const linkSecret = before === undefined ? random.bytes(32) : before.#linkSecret
    this.#linkSecret = linkSecret
    this.#listen = listen
    const publicKey = suite.ed25519PublicKey(this.#seed)
    this.member = memberIdOf(publicKey)
    const linkKey = suite.x25519PublicKey(linkSecret)
    this.peer = new Peer({
      suite,
      random,
      identity: { member: this.member, seed: this.#seed, publicKey, linkSecret, linkKey },
      name,
      fingers,
      addresses: () => this.addresses,
      holds: (group, entryId) => this.store.has(group, entryId),
    })
    this.runtime = new Runtime({
      peer: this.peer,
      store: this.store,
      scheduler: {
        now: () => world.scheduler.now(),
        // a dead process runs nothing more
        after: (delayMs, task) => world.scheduler.after(delayMs, () => (this.dead ? undefined : task())),
      },
      show: (group, event) => {
        this.events.push(event)
        if (event.type === 'message') this.screen.push({ group, message: event })
      },
      failed: (_group, error) => this.failures.push(error),
    })
  }

  get addresses(): readonly string[] {
    return this.#node?.addresses ?? []
  }

  async start(): Promise<void> {
    this.#node = await this.#world.network.start(this.#seed, this.#listen, channel => this.runtime.accept(channel))
    this.runtime.useNode(this.#node)
    for (const group of this.store.groups()) {
      this.runtime.perform(this.peer.restore(savedGroup(this.store, group), this.#world.scheduler.now()))
    }
  }

  /** Gone without a word: what is in its store is all that is left. */
  kill(): void {
    this.dead = true
    this.#world.network.kill(this.member)
  }

  /** Says goodbye and ends. */
  async stop(): Promise<void> {
    for (const group of this.peer.groups.values()) this.runtime.perform(group.goodbye(this.#world.scheduler.now()))
    this.runtime.stop()
    this.#world.run(200)
    this.dead = true
    await this.#node?.stop()
  }

  create(name: string, history: HistoryPolicy = 'from-join'): GroupPeer {
    const now = this.#world.scheduler.now()
    const { group, effects } = this.peer.createGroup({ name, encryption: 'per-peer', history }, now)
    this.runtime.perform(effects)
    return group
  }

  invite(group: GroupId, uses = 100) {
    const now = this.#world.scheduler.now()
    const { ticket, effects } = this.peer.invite(this.group(group), { uses, expiresMs: now + 86_400_000 }, now)
    this.runtime.perform(effects)
    return ticket
  }

  /** Joins and runs the clock until it is decided. */
  join(ticket: Parameters<Peer['join']>[0]): GroupPeer | TocsinError {
    let result: GroupPeer | TocsinError | undefined
    const decided = (decision: GroupPeer | TocsinError) => {
      result = decision
    }
    this.runtime.perform(this.peer.join(ticket, decided, this.#world.scheduler.now()))
    for (let step = 0; result === undefined && step < JOIN_LIMIT_MS / 100; step += 1) this.#world.run(100)
    if (result === undefined) throw new Error(`the join of ${this.name} was never decided`)
    return result
  }

  mustJoin(ticket: Parameters<Peer['join']>[0]): GroupPeer {
    const result = this.join(ticket)
    if ('code' in result) throw result
    return result
  }

  leave(group: GroupId): void {
    this.runtime.perform(this.peer.leave(this.group(group), this.#world.scheduler.now()).effects)
  }

  say(group: GroupId, ...texts: string[]): readonly EntryId[] {
    const { ids, effects } = this.peer.send(this.group(group), texts, this.#world.scheduler.now())
    for (const id of ids) this.said.push({ group, id })
    this.runtime.perform(effects)
    return ids
  }

  group(group: GroupId): GroupPeer {
    const found = this.peer.groups.get(group)
    if (found === undefined) throw new Error(`${this.name} is not in ${group}`)
    return found
  }

  texts(): string[] {
    return this.events.filter(event => event.type === 'message').map(event => event.text)
  }

  /** Content in display order, as the store has it. */
  history(group: GroupId): StoredEntry[] {
    return this.store
      .newest(group, undefined, 100_000)
      .filter(entry => isContentHeader(entry.header))
      .reverse()
  }

  stored(group: GroupId): string[] {
    return this.history(group).map(entry => new TextDecoder().decode(entry.body.subarray(16)))
  }
}
