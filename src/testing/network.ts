/**
 * The networks that spawned groups run over: libp2p on the loopback interface without the limits that protect a host,
 * or memory in real time. Only memory can be partitioned; asked of TCP that is an error, never silently nothing.
 */
import { TocsinError } from '../base/errors.js'
import type { MemberId } from '../base/ids.js'
import { SeededRandom } from '../base/random.js'
import { systemScheduler } from '../host.js'
import { libp2pNetwork } from '../net/libp2p.js'
import { type MemoryNetwork, memoryNetwork } from '../net/memory.js'
import type { Channel, Network, NetworkNode } from '../net/network.js'
import { nodeSuite } from '../node-suite.js'
import { testingCalls } from './arguments.js'

export type TestNetworkKind = 'tcp' | 'memory'

export interface TestNetwork extends Network {
  /** Nothing passes between the two sides until `heal`; what is sent waits. Throws `bad-argument` over TCP. */
  partition(one: readonly MemberId[], other: readonly MemberId[]): void
  /** Undoes every partition; what waited arrives. */
  heal(): void
}

export interface TestNetworkOptions {
  /** Decides what chance decides in memory. */
  readonly seed?: number | undefined
}

/** A network for many peers in one process. Throws TocsinError `bad-argument`. */
export function testNetwork(wanted: TestNetworkKind, wishes: TestNetworkOptions = {}): TestNetwork {
  const { kind, options } = testingCalls.testNetwork({ kind: wanted, options: wishes })
  if (kind === 'tcp') return new TcpTestNetwork()
  const random = new SeededRandom(options.seed ?? 0)
  return new MemoryTestNetwork(memoryNetwork({ scheduler: systemScheduler, suite: nodeSuite(), random }))
}

class TcpTestNetwork implements TestNetwork {
  readonly #network = libp2pNetwork({ manyPerHost: true })

  start(seed: Uint8Array, listen: readonly string[], incoming: (channel: Channel) => void): Promise<NetworkNode> {
    return this.#network.start(seed, listen, incoming)
  }

  partition(): void {
    throw new TocsinError('bad-argument', "TCP cannot be partitioned here; spawn the group with network: 'memory'")
  }

  heal(): void {}
}

class MemoryTestNetwork implements TestNetwork {
  readonly #network: MemoryNetwork
  #cuts: (readonly [MemberId, MemberId])[] = []

  constructor(network: MemoryNetwork) {
    this.#network = network
  }

  start(seed: Uint8Array, listen: readonly string[], incoming: (channel: Channel) => void): Promise<NetworkNode> {
    return this.#network.start(seed, listen, incoming)
  }

  partition(one: readonly MemberId[], other: readonly MemberId[]): void {
    for (const left of one) {
      for (const right of other) {
        this.#network.cut(left, right)
        this.#cuts.push([left, right])
      }
    }
  }

  heal(): void {
    for (const [left, right] of this.#cuts) this.#network.heal(left, right)
    this.#cuts = []
  }
}
