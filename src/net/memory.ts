/**
 * A network in memory that runs on any scheduler, so that virtual time drives a thousand peers and a seed replays them.
 *
 * It gives what TCP gives: reliable, ordered channels. Loss is therefore delay, a cut is silence until it heals, and
 * only `sever` and `kill` lose bytes. It must never put a promise into the path of data, nor read a clock of its own.
 */
import { TocsinError } from '../base/errors.js'
import { type MemberId, memberIdOf } from '../base/ids.js'
import { MAX_ADDRESSES } from '../base/limits.js'
import { OwnTimers } from '../base/own-timers.js'
import type { Random } from '../base/random.js'
import { MINUTE_MS, type Scheduler } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import { MemoryChannel } from './memory-channel.js'
import { MemoryFaults } from './memory-faults.js'
import type { Channel, Network, NetworkNode, Protocol } from './network.js'

/** Streams that die by chance are drawn once in so long. */
const DRAW_MS = 1000

const PREFIX = '/memory/'
/** Any free address, like port 0. */
const ANY = `${PREFIX}0`

export interface MemoryNetworkOptions {
  readonly scheduler: Scheduler
  /** Names the members; only public keys are derived. */
  readonly suite: Pick<Suite, 'ed25519PublicKey'>
  /** Rolls the dice of `lose`, `jitter` and `killStreams`; without it they do nothing. */
  readonly random?: Random
  /** One way, in ms; 1 when absent. */
  readonly latencyMs?: (from: MemberId, to: MemberId) => number
  /** Sees every write as a stranger on the road would. */
  readonly tap?: (from: MemberId, to: MemberId, bytes: Uint8Array) => void
}

/** The network, and what a simulator does to it. */
export interface MemoryNetwork extends Network {
  /** Nothing passes between the two, in either direction; what is sent waits. */
  cut(one: MemberId, other: MemberId): void
  /** Nothing passes from the one to the other; the other way it does. */
  cutOneWay(from: MemberId, to: MemberId): void
  /** Undoes a cut; what waited arrives. */
  heal(one: MemberId, other: MemberId): void
  /** Every channel between the two dies at once, with its bytes in flight; both ends see a close. */
  sever(one: MemberId, other: MemberId): void
  /** The member's process is gone without a word: it hears nothing more, and its peers see closed channels. */
  kill(member: MemberId): void
  /** The share of writes that is lost and sent again, in [0, 1). */
  lose(share: number): void
  /** Each write takes up to so much longer, so that channels overtake each other; the order within one stays. */
  jitter(maxMs: number): void
  /** Each stream dies with its bytes in flight at this rate; 0 ends it. */
  killStreams(perMinute: number): void
  /** The member's process stands still: what is sent to it waits, a dial too. */
  freeze(member: MemberId): void
  /** It goes on, and takes at once what waited. */
  thaw(member: MemberId): void
  /** The member takes no more than this from all its channels; undefined: as fast as it comes. */
  readAt(member: MemberId, bytesPerSecond: number | undefined): void
}

export function memoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  return new MemoryWorld(options)
}

class MemoryWorld implements MemoryNetwork {
  /** What is on its way; once nobody is there any more it arrives nowhere. */
  readonly scheduler: OwnTimers
  readonly nodes = new Map<string, MemoryNode>()
  readonly faults: MemoryFaults
  readonly #options: MemoryNetworkOptions
  #nodeCount = 0
  #stopKilling: (() => void) | undefined

  constructor(options: MemoryNetworkOptions) {
    const { scheduler, random, latencyMs = () => 1 } = options
    this.#options = options
    this.scheduler = new OwnTimers(scheduler)
    this.faults = new MemoryFaults({ scheduler, random, latencyMs })
  }

  /** Listens where it is told (0 is anywhere), if that is an address of this network and free: a member that comes back on its port. */
  start(seed: Uint8Array, listen: readonly string[], incoming: (channel: Channel) => void): Promise<NetworkNode> {
    const member = memberIdOf(this.#options.suite.ed25519PublicKey(seed))
    const wanted = listen.find(address => address.startsWith(PREFIX) && address !== ANY)
    if (wanted === undefined) this.#nodeCount += 1
    const address = wanted ?? PREFIX + this.#nodeCount
    if (this.nodes.has(address)) {
      return Promise.reject(new TocsinError('unreachable', `${address} is taken; listen on another address`))
    }
    const node = new MemoryNode(this, member, address, incoming)
    this.nodes.set(address, node)
    return Promise.resolve(node)
  }

  cut(one: MemberId, other: MemberId): void {
    this.faults.cut(one, other)
    this.faults.cut(other, one)
  }

  cutOneWay(from: MemberId, to: MemberId): void {
    this.faults.cut(from, to)
  }

  heal(one: MemberId, other: MemberId): void {
    this.faults.heal(one, other)
  }

  sever(one: MemberId, other: MemberId): void {
    for (const channel of this.#channelsBetween(one, other)) this.scheduler.after(0, () => channel.die())
  }

  kill(member: MemberId): void {
    this.faults.forget(member)
    for (const node of [...this.nodes.values()]) if (node.member === member) node.kill()
  }

  lose(share: number): void {
    this.faults.lossShare = share
  }

  jitter(maxMs: number): void {
    this.faults.jitterMs = maxMs
  }

  killStreams(perMinute: number): void {
    this.#stopKilling?.()
    this.#stopKilling = undefined
    const { random } = this.#options
    if (random === undefined || perMinute === 0) return
    this.#stopKilling = this.#options.scheduler.after(DRAW_MS, () => {
      const streams = [...this.nodes.values()].flatMap(node => [...node.channels].filter(channel => channel.initiator))
      for (const stream of streams) if (random.next() < (perMinute * DRAW_MS) / MINUTE_MS) stream.breakOff()
      this.killStreams(perMinute)
    })
  }

  freeze(member: MemberId): void {
    this.faults.freeze(member)
  }

  thaw(member: MemberId): void {
    this.faults.thaw(member)
  }

  readAt(member: MemberId, bytesPerSecond: number | undefined): void {
    this.faults.readAt(member, bytesPerSecond)
  }

  tapped(from: MemberId, to: MemberId, bytes: Uint8Array): void {
    this.#options.tap?.(from, to, bytes)
  }

  #channelsBetween(one: MemberId, other: MemberId): MemoryChannel[] {
    const channels: MemoryChannel[] = []
    for (const node of this.nodes.values()) {
      const remote = node.member === one ? other : node.member === other ? one : undefined
      for (const channel of node.channels) if (channel.remote === remote) channels.push(channel)
    }
    return channels
  }
}

class MemoryNode implements NetworkNode {
  readonly addresses: readonly string[]
  readonly member: MemberId
  readonly channels = new Set<MemoryChannel>()
  readonly #address: string
  readonly #world: MemoryWorld
  /** How long we wait for others. */
  readonly #patience: OwnTimers
  readonly #incoming: (channel: Channel) => void

  constructor(world: MemoryWorld, member: MemberId, address: string, incoming: (channel: Channel) => void) {
    this.#world = world
    this.#patience = new OwnTimers(world.scheduler)
    this.member = member
    this.#address = address
    this.addresses = [address]
    this.#incoming = incoming
  }

  get alive(): boolean {
    return this.#world.nodes.get(this.#address) === this
  }

  open(
    to: MemberId,
    addresses: readonly string[],
    protocol: Protocol,
    timeoutMs: number,
    done: (result: Channel | Error) => void,
  ): void {
    let waiting = true
    const finish = (result: MemoryChannel | Error) => {
      // who no longer waits must not leave the far side with half a channel
      if (!waiting || !this.alive) {
        if (result instanceof MemoryChannel) result.abort()
        return
      }
      waiting = false
      stopTimer()
      done(result)
    }
    const stopTimer = this.#patience.after(timeoutMs, () =>
      finish(new TocsinError('timeout', `${to} did not answer within ${timeoutMs} ms; try again later`)),
    )
    const target = this.#find(to, addresses)
    this.#travel(this.member, to, () => {
      const answer = target?.alive === true ? this.#connect(target, protocol) : unreachable(to)
      this.#travel(to, this.member, () => finish(answer))
    })
  }

  stop(): Promise<void> {
    this.#world.nodes.delete(this.#address)
    for (const channel of [...this.channels]) channel.abort()
    this.#gone()
    return Promise.resolve()
  }

  kill(): void {
    this.#world.nodes.delete(this.#address)
    for (const channel of [...this.channels]) channel.kill()
    this.#gone()
  }

  #gone(): void {
    this.#patience.end()
    if (this.#world.nodes.size === 0) this.#world.scheduler.clear()
  }

  /** By address, or over a connection that already exists, as libp2p does. */
  #find(to: MemberId, addresses: readonly string[]): MemoryNode | undefined {
    for (const address of addresses.slice(0, MAX_ADDRESSES)) {
      const node = this.#world.nodes.get(address)
      if (node?.member === to && node !== this) return node
    }
    for (const channel of this.channels) {
      if (channel.remote !== to) continue
      for (const node of this.#world.nodes.values()) if (node.member === to) return node
    }
    return undefined
  }

  #connect(target: MemoryNode, protocol: Protocol): MemoryChannel {
    const near = this.#end(target.member, protocol, true)
    const far = target.#end(this.member, protocol, false)
    MemoryChannel.join(near, far)
    target.#incoming(far)
    return near
  }

  #end(remote: MemberId, protocol: Protocol, initiator: boolean): MemoryChannel {
    const { faults } = this.#world
    const channel = new MemoryChannel(remote, protocol, initiator, {
      scheduler: this.#world.scheduler,
      delayMs: () => faults.delayMs(this.member, remote),
      arrive: task => faults.arrive(this.member, remote, task),
      busyMs: () => faults.busyMs(this.member),
      took: bytes => faults.tookBytes(this.member, bytes),
      wrote: bytes => this.#world.tapped(this.member, remote, bytes),
      gone: gone => this.channels.delete(gone),
    })
    this.channels.add(channel)
    return channel
  }

  #travel(from: MemberId, to: MemberId, task: () => void): void {
    const { scheduler, faults } = this.#world
    scheduler.after(faults.delayMs(from, to), () => faults.arrive(from, to, task))
  }
}

function unreachable(to: MemberId): TocsinError {
  return new TocsinError('unreachable', `${to} answers at none of its addresses; it is offline or has moved`)
}
