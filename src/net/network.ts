/**
 * What a peer needs of a network: reliable ordered byte channels to members named by their key, authenticated by it.
 *
 * Two implementations behave alike (test/conformance): libp2p over TCP and Noise, and an in-memory one that runs on
 * any scheduler, so that the simulator's virtual clock drives it. Callbacks, not promises: the order of events is
 * then the network's alone and a seed replays it.
 */
import type { MemberId } from '../base/ids.js'

/** Which conversation a channel carries; each is a libp2p protocol of its own. */
export type Protocol = '/tocsin/link/1' | '/tocsin/join/1'

export interface ChannelHandlers {
  /** Bytes in order, with no message boundaries. The array is the receiver's to keep. */
  data(bytes: Uint8Array): void
  /** What was written has left; `writable` is true again. */
  drain(): void
  /** The channel is gone, for whatever reason; called exactly once, nothing follows. */
  close(): void
}

export interface Channel {
  readonly remote: MemberId
  readonly protocol: Protocol
  /** True on the side that opened it. */
  readonly initiator: boolean
  /** False while the far side takes no more; stop writing until `drain`. Bytes written all the same are not lost. */
  readonly writable: boolean
  /** Sets the handlers; bytes that came before wait for them. */
  attach(handlers: ChannelHandlers): void
  write(bytes: Uint8Array): void
  /** Stops and restarts delivery of `data`: back-pressure reaches the sender. */
  pause(): void
  resume(): void
  /** Closes after what was written has left. */
  close(): void
  /** Drops the channel at once. */
  abort(): void
}

export interface NetworkNode {
  /** Multiaddrs this node can be dialled at, without the peer id. */
  readonly addresses: readonly string[]
  /** Opens a channel; calls back once with it, or with the error when every address failed or `timeoutMs` passed. */
  open(
    to: MemberId,
    addresses: readonly string[],
    protocol: Protocol,
    timeoutMs: number,
    done: (result: Channel | Error) => void,
  ): void
  /** Says who is a member of any of our groups: what strangers do is to cost them nothing. */
  favour?(isMember: (member: MemberId) => boolean): void
  stop(): Promise<void>
}

export interface Network {
  /** Throws TocsinError `bad-argument` for what no node could ever listen on; absent where `start` says it. */
  checkListen?(listen: readonly string[]): void
  /** Starts a node for the identity with this 32-byte Ed25519 seed; `incoming` gets every inbound channel. */
  start(seed: Uint8Array, listen: readonly string[], incoming: (channel: Channel) => void): Promise<NetworkNode>
}
