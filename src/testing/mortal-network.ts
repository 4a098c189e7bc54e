/**
 * One member's way to the network, which can be taken away: what a peer's process does to the others when it dies. It
 * must add nothing else, so that a member under test runs over what it would run over.
 */
import type { Channel, Network, NetworkNode } from '../net/network.js'

export class MortalNetwork implements Network {
  readonly #network: Network
  #node: NetworkNode | undefined

  constructor(network: Network) {
    this.#network = network
  }

  async start(seed: Uint8Array, listen: readonly string[], incoming: (channel: Channel) => void): Promise<NetworkNode> {
    this.#node = await this.#network.start(seed, listen, incoming)
    return this.#node
  }

  /** Closes the sockets as the kernel does for a dead process; the peer above does not get to say goodbye. */
  async kill(): Promise<void> {
    await this.#node?.stop()
  }
}
