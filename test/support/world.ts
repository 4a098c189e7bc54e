/**
 * Peers on the in-memory network under a virtual clock: the whole program but the sockets and the disk, and what the
 * world does to it. One seed is one run, to the byte.
 *
 *     const world = new World(seed, { suite: 'real', trace: true })
 *     world.checks = true                              // safety.ts, every 500 ms of virtual time
 *     const { group, actors } = await world.gather(8, 'all', { hostile: { 3: 'dropper', 5: 'forger' } })
 *     world.lose(0.1)                                  // a tenth of the writes comes a retransmission late
 *     world.jitter(200)                                // channels overtake each other
 *     world.killStreams(2)                             // each stream dies twice a minute, with its bytes in flight
 *     world.cut(actors.slice(0, 4), actors.slice(4), 'silent')     // or 'severed'; 'one-way' from left to right
 *     actors[1].pause()                                // SIGSTOP; resume()
 *     actors[2].readSlowly(2_000)                      // bytes a second; readNormally()
 *     actors[4].jumpClock(365 * 86_400_000)            // and driftClock(1.01)
 *     actors[6].kill()                                 // world.restart(actor): from its store
 *     world.run(30_000)
 *     world.calm()                                     // undoes what the network and the processes suffer
 *
 * `world.trace` has what happened. Stories of their own making are in story.ts; what must hold at rest in checkers.ts.
 */
import type { GroupId, MemberId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Suite } from '#src/crypto/suite.js'
import { type Encryption, type HistoryPolicy, isEncryption } from '#src/group/control.js'
import { type MemoryNetwork, memoryNetwork } from '#src/net/memory.js'
import { nodeSuite } from '#src/node-suite.js'
import type { Store } from '#src/store/store.js'
import { Actor } from './actor.ts'
import { cheapSuiteFor } from './cheap-suite.ts'
import type { HostileKind } from './hostile.ts'
import { Safety } from './safety.ts'
import { Trace, tracesOfStory } from './trace.ts'
import { VirtualScheduler } from './virtual-scheduler.ts'
import { WireTap } from './wire-tap.ts'

/** A quarter of a second between the farthest two and back. */
const NEAREST_MS = 10
const FARTHEST_MS = 125
const named = process.env.TOCSIN_ENCRYPTION ?? 'per-peer'
if (!isEncryption(named)) throw new Error(`TOCSIN_ENCRYPTION is no scheme: ${named}`)
const usual: Encryption = named
const notarised = process.env.TOCSIN_AUTHORSHIP === 'notarised'

/** Virtual time between two looks of the safety checkers. */
const CHECK_MS = 500

export interface WorldOptions {
  readonly fingers?: boolean | undefined
  /** `real`: the primitives in earnest; `cheap`: look-alikes that cost a hash and stop no forger. The first seed is told with the real ones. */
  readonly suite?: 'real' | 'cheap'
  /** How the groups of this world are encrypted; TOCSIN_ENCRYPTION says otherwise for all that do not say. */
  readonly encryption?: Encryption | undefined
  /** Whether identities sign content; TOCSIN_AUTHORSHIP=notarised says so for all that do not say, and MLS does by itself. */
  readonly deniable?: boolean | undefined
  /** Whether `trace` is written; a seed that is told alone always writes it. */
  readonly trace?: boolean | undefined
}

export interface GatherOptions {
  /** Who of the gathered is hostile, and how. */
  readonly hostile?: Readonly<Record<number, HostileKind>>
  /** Seconds that messages live. */
  readonly expire?: number
}

export class World {
  readonly scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1))
  readonly network: MemoryNetwork
  readonly suite: Suite
  readonly fingers: boolean
  readonly encryption: Encryption
  readonly deniable: boolean
  readonly random: SeededRandom
  readonly trace: Trace | undefined
  readonly tap = new WireTap()
  /** Whoever was ever here, each in its latest life. */
  readonly actors = new Map<MemberId, Actor>()
  readonly #latencies = new Map<string, number>()
  #safety: Safety | undefined

  constructor(
    seed: number,
    { fingers = true, suite, trace = false, encryption = usual, deniable = !notarised }: WorldOptions = {},
  ) {
    this.encryption = encryption
    this.deniable = deniable && encryption !== 'mls'
    const alone = process.env.SEED !== undefined
    this.suite = (suite ?? (seed === 1 ? 'real' : 'cheap')) === 'real' ? nodeSuite() : cheapSuiteFor(encryption)
    this.fingers = fingers
    this.random = new SeededRandom(seed)
    this.trace = trace || alone ? new Trace(alone) : undefined
    if (this.trace !== undefined) tracesOfStory.push(this.trace)
    this.network = memoryNetwork({
      scheduler: this.scheduler,
      suite: this.suite,
      random: this.random,
      latencyMs: (from, to) => this.#latencyMs(from, to),
      tap: (from, _to, bytes) => {
        if (this.checks) this.tap.look(from, bytes)
      },
    })
  }

  /** Whether the safety checkers look at everybody while the clock runs. */
  get checks(): boolean {
    return this.#safety !== undefined
  }

  set checks(wanted: boolean) {
    this.#safety = wanted ? new Safety(this) : undefined
  }

  async actor(name: string, { hostile }: { readonly hostile?: HostileKind | undefined } = {}): Promise<Actor> {
    const actor = new Actor(this, name, { hostile })
    await actor.start()
    return actor
  }

  /** This many members of one group: each is invited by the one before, and the ring has closed. */
  async gather(
    count: number,
    history: HistoryPolicy = 'from-join',
    { hostile = {}, expire = 0 }: GatherOptions = {},
  ): Promise<{ group: GroupId; actors: Actor[] }> {
    const founder = await this.actor('m0', { hostile: hostile[0] })
    const { group } = founder.create('friends', history, expire)
    this.run(100)
    const actors = [founder]
    for (let index = 1; index < count; index += 1) {
      const last = actors.at(-1)!
      const newcomer = await this.actor(`m${index}`, { hostile: hostile[index] })
      newcomer.mustJoin(last.invite(group))
      actors.push(newcomer)
    }
    this.run(10_000)
    return { group, actors }
  }

  /** The same member from the same store, after its process ended: at its old address, or at a new one. */
  async restart(actor: Actor, where: 'same' | 'moved' = 'same'): Promise<Actor> {
    const again = new Actor(this, actor.name, { before: actor, listen: where === 'same' ? actor.addresses : [] })
    await again.start()
    this.note('world', `restarts ${actor.name} ${where}`)
    return again
  }

  /** The same member from a backup of its store (`backupOf`). */
  async restore(actor: Actor, store: Store): Promise<Actor> {
    const again = new Actor(this, actor.name, { before: actor, store })
    await again.start()
    this.note('world', `restores ${actor.name}`)
    return again
  }

  /** Nothing passes between the two sides any more; streams die with it, or stay open in silence. One-way: only the other way. */
  cut(one: readonly Actor[], other: readonly Actor[], how: 'severed' | 'silent' | 'one-way'): void {
    this.note('world', `cuts ${namesOf(one)} from ${namesOf(other)}, ${how}`)
    for (const { member } of one) {
      for (const far of other) {
        if (how === 'one-way') this.network.cutOneWay(member, far.member)
        else this.network.cut(member, far.member)
        if (how === 'severed') this.network.sever(member, far.member)
      }
    }
  }

  heal(one: readonly Actor[], other: readonly Actor[]): void {
    this.note('world', `heals ${namesOf(one)} and ${namesOf(other)}`)
    for (const { member } of one) for (const far of other) this.network.heal(member, far.member)
  }

  /** Every stream between the two sides dies with its bytes in flight; new ones may be opened. */
  sever(one: readonly Actor[], other: readonly Actor[]): void {
    this.note('world', `severs ${namesOf(one)} from ${namesOf(other)}`)
    for (const { member } of one) for (const far of other) this.network.sever(member, far.member)
  }

  lose(share: number): void {
    this.note('world', `loses ${share}`)
    this.network.lose(share)
  }

  jitter(maxMs: number): void {
    this.note('world', `jitters ${maxMs}`)
    this.network.jitter(maxMs)
  }

  killStreams(perMinute: number): void {
    this.note('world', `kills streams ${perMinute} a minute`)
    this.network.killStreams(perMinute)
  }

  /** The network is whole and quick, and every living process reads and runs. Clocks stay as they are, the dead dead. */
  calm(): void {
    this.lose(0)
    this.jitter(0)
    this.killStreams(0)
    const everyone = [...this.actors.values()]
    this.heal(everyone, everyone)
    for (const actor of everyone) {
      actor.readNormally()
      actor.resume()
    }
  }

  run(ms: number): void {
    const end = this.scheduler.now() + ms
    const safety = this.#safety
    for (let next = end; safety !== undefined && this.scheduler.now() < end; ) {
      next = Math.min(end, this.scheduler.now() + CHECK_MS)
      this.scheduler.run(next)
      safety.look()
    }
    this.scheduler.run(end)
  }

  /** Runs until it is so, or for `limitMs`; whether it came about is for the caller to assert. */
  until(so: () => boolean, limitMs: number): void {
    for (let waited = 0; waited < limitMs && !so(); waited += 1_000) this.run(1_000)
  }

  /** A line of the trace, where one is written. */
  note(who: string, what: string): void {
    this.trace?.add(this.scheduler.now() - Date.UTC(2026, 0, 1), who, what)
  }

  nameOf(member: MemberId): string {
    return this.actors.get(member)?.name ?? member.slice(-6)
  }

  #latencyMs(from: MemberId, to: MemberId): number {
    const pair = from < to ? from + to : to + from
    const known = this.#latencies.get(pair) ?? NEAREST_MS + Math.floor(this.random.next() * (FARTHEST_MS - NEAREST_MS))
    this.#latencies.set(pair, known)
    return known
  }
}

function namesOf(actors: readonly Actor[]): string {
  return actors.map(actor => actor.name).join(',')
}
