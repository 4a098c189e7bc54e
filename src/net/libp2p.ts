/**
 * The network of real peers: libp2p over TCP, Noise and yamux.
 *
 * Serves docs/protocol.md, "Transport". A member's key is its libp2p key, so Noise authenticates it and `remote` is
 * proven. It must never let libp2p dial, ping or identify on its own: who is a neighbour is the ring's to decide, and
 * the round's digest is the heartbeat.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import { logger, prefixLogger } from '@libp2p/logger'
import { peerIdFromString } from '@libp2p/peer-id'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { TocsinError } from '../base/errors.js'
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES } from '../base/limits.js'
import { DOOR_LIMITS, Door } from './door.js'
import { Libp2pChannel } from './libp2p-channel.js'
import type { Channel, Network, NetworkNode, Protocol } from './network.js'

const log = logger('tocsin:net')

const PROTOCOLS: readonly Protocol[] = ['/tocsin/link/1', '/tocsin/join/1']
/** One link per group both are in; the dialer is not told when it exceeds this, so it is far above any real number. */
const MAX_STREAMS = 1024
/** Enough for 2.5 MB/s at 400 ms; the stream keeps up to 4 MiB of it for a paused reader before it resets. */
const STREAM_WINDOW_BYTES = 1024 * 1024
/** No channel is silent this long (the digest goes out each round), so a connection that is has no use left. */
const IDLE_CONNECTION_MS = 300_000

/** As long as libp2p gives them. */
const CLOSE_MS = 500

/** Later than the timers of 1 ms that libp2p sets as it stops. */
const LAST_TURNS_MS = 5

/** Hundreds of members in one process, on one address and a busy processor: nothing may be refused or be late. */
const MANY_PER_HOST_LIMITS = {
  maxConnections: 100_000,
  inboundConnectionThreshold: 1_000_000,
  maxIncomingPendingConnections: 100_000,
  maxParallelDials: 50,
  maxDialQueueLength: 100_000,
  dialTimeout: 60_000,
  addressDialTimeout: 60_000,
  inboundUpgradeTimeout: 60_000,
  inboundStreamProtocolNegotiationTimeout: 60_000,
  outboundStreamProtocolNegotiationTimeout: 60_000,
}

export interface Libp2pNetworkOptions {
  /** For tests and benchmarks with many members in one process; takes away what protects a host from a flood. */
  readonly manyPerHost?: boolean
  /** Limits the handshakes of this machine's own addresses, too: for tests. */
  readonly limitsLoopback?: boolean
  /** How long a connection may have no channel: for tests. */
  readonly streamlessMs?: number
}

export function libp2pNetwork(options: Libp2pNetworkOptions = {}): Network {
  return {
    checkListen,
    async start(seed, listen, incoming) {
      checkListen(listen)
      const door =
        options.manyPerHost === true
          ? undefined
          : new Door({ countsLoopback: options.limitsLoopback === true, streamlessMs: options.streamlessMs })
      const node = await createNode(seed, listen, door)
      await acceptStreams(node, door, incoming)
      try {
        await node.start()
      } catch (cause) {
        const message = `cannot listen on ${listen.join(', ')}; check the address and that no other program holds the port`
        throw new TocsinError('unreachable', message, { cause })
      }
      return new Libp2pNode(node, door)
    },
  }
}

function checkListen(listen: readonly string[]): void {
  for (const address of listen) {
    if (isListenable(address)) continue
    const message = `listen: ${JSON.stringify(address)} is no address to listen on, such as /ip4/0.0.0.0/tcp/0`
    throw new TocsinError('bad-argument', message)
  }
}

function isListenable(address: string): boolean {
  try {
    const [host, port, ...rest] = multiaddr(address).getComponents()
    const isTcp = /^(ip[46]|dns[46]?)$/.test(host?.name ?? '') && port?.name === 'tcp'
    return isTcp && rest.every(({ name }) => name === 'p2p')
  } catch {
    return false
  }
}

async function createNode(seed: Uint8Array, listen: readonly string[], door: Door | undefined): Promise<Libp2p> {
  const node = await createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [...listen] },
    transports: [
      tcp({
        inboundSocketInactivityTimeout: IDLE_CONNECTION_MS,
        outboundSocketInactivityTimeout: IDLE_CONNECTION_MS,
      }),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        enableKeepAlive: false,
        streamOptions: { initialStreamWindowSize: STREAM_WINDOW_BYTES, maxStreamWindowSize: STREAM_WINDOW_BYTES },
      }),
    ],
    connectionManager: door === undefined ? MANY_PER_HOST_LIMITS : DOOR_LIMITS,
    connectionGater: door?.gater ?? {},
    connectionMonitor: { enabled: false },
    logger: prefixLogger('tocsin'),
  })
  door?.watch(node)
  return node
}

async function acceptStreams(
  node: Libp2p,
  door: Door | undefined,
  incoming: (channel: Channel) => void,
): Promise<void> {
  for (const protocol of PROTOCOLS) {
    const accept = (stream: Stream, connection: Connection) => {
      if (door?.mayBegin(protocol, connection.remoteAddr) === false) {
        stream.abort(new Error('too many handshakes from one host'))
        return
      }
      door?.carries(connection, stream)
      const channel = channelOf(stream, connection, protocol, false)
      if (channel !== undefined) incoming(channel)
    }
    await node.handle(protocol, accept, {
      maxInboundStreams: MAX_STREAMS,
      maxOutboundStreams: MAX_STREAMS,
      runOnLimitedConnection: true,
    })
  }
}

/** The stream as a channel; undefined, and the stream gone, when the remote's key is not one of a member. */
function channelOf(
  stream: Stream,
  connection: Connection,
  protocol: Protocol,
  initiator: boolean,
): Libp2pChannel | undefined {
  const publicKey = publicKeyOf(connection.remotePeer.toString())
  if (publicKey === undefined) {
    stream.abort(new Error('the remote has no Ed25519 key'))
    return undefined
  }
  return new Libp2pChannel(stream, memberIdOf(publicKey), protocol, initiator)
}

class Libp2pNode implements NetworkNode {
  readonly #node: Libp2p
  readonly #door: Door | undefined

  constructor(node: Libp2p, door: Door | undefined) {
    this.#node = node
    this.#door = door
  }

  favour(isMember: (member: MemberId) => boolean): void {
    this.#door?.favour(isMember)
  }

  get addresses(): readonly string[] {
    return this.#node.getMultiaddrs().map(address => address.toString().replace(/\/p2p\/[^/]+$/, ''))
  }

  open(
    to: MemberId,
    addresses: readonly string[],
    protocol: Protocol,
    timeoutMs: number,
    done: (result: Channel | Error) => void,
  ): void {
    const signal = AbortSignal.timeout(timeoutMs)
    this.#open(to, addresses, protocol, signal).then(done, (cause: unknown) => {
      log('cannot open %s to %s - %e', protocol, to, cause)
      const error = signal.aborted
        ? new TocsinError('timeout', `${to} did not answer within ${timeoutMs} ms; try again later`, { cause })
        : new TocsinError('unreachable', `${to} answers at none of its addresses; it is offline or has moved`, {
            cause,
          })
      done(error)
    })
  }

  /**
   * Closes the connections first: where both sides stop at once, libp2p waits half a second for the end of one that has
   * ended. A far side that does not take what was said last is given as long.
   */
  async stop(): Promise<void> {
    this.#door?.stop()
    const signal = AbortSignal.timeout(CLOSE_MS)
    const closing = this.#node.getConnections().map(connection => closed(connection, signal))
    await Promise.all(closing)
    await this.#node.stop()
    forgetAddresses(this.#node)
    // its queues say a turn later that they are empty, and its sockets are closed then
    await new Promise(resolve => setTimeout(resolve, LAST_TURNS_MS))
  }

  async #open(to: MemberId, addresses: readonly string[], protocol: Protocol, signal: AbortSignal): Promise<Channel> {
    const peer = peerIdFromString(to)
    const connection = this.#connectionTo(peer) ?? (await this.#node.dial(dialable(to, addresses), { signal }))
    this.#door?.used(connection)
    const stream = await connection.newStream(protocol, {
      signal,
      runOnLimitedConnection: true,
      maxOutboundStreams: MAX_STREAMS,
    })
    this.#door?.carries(connection, stream)
    const channel = channelOf(stream, connection, protocol, true)
    if (channel?.remote === to) return channel
    stream.abort(new Error('another member answered'))
    throw new Error(`another member answered: ${connection.remotePeer.toString()}`)
  }

  #connectionTo(peer: PeerId): Connection | undefined {
    return this.#node.getConnections(peer).find(connection => connection.status === 'open')
  }
}

async function closed(connection: Connection, signal: AbortSignal): Promise<void> {
  try {
    await connection.close({ signal })
  } catch (cause) {
    connection.abort(cause instanceof Error ? cause : new Error('not closed'))
  }
}

/**
 * libp2p notes the addresses that it listens on a second after it stopped, in a store that nobody reads, and keeps the
 * process until then.
 */
function forgetAddresses(node: Libp2p): void {
  const manager = fieldOf(fieldOf(node, 'components'), 'addressManager')
  const noting = fieldOf(manager, '_updatePeerStoreAddresses')
  const stop = fieldOf(noting, 'stop')
  if (typeof stop === 'function') stop()
}

function fieldOf(of: unknown, name: string): unknown {
  return (typeof of === 'object' && of !== null) || typeof of === 'function' ? Reflect.get(of, name) : undefined
}

/** Addresses another peer told us, so any text may be among them: what does not parse is left out. */
function dialable(to: MemberId, addresses: readonly string[]): Multiaddr[] {
  const usable: Multiaddr[] = []
  for (const address of addresses.slice(0, MAX_ADDRESSES)) {
    if (address.length > MAX_ADDRESS_BYTES) continue
    try {
      usable.push(multiaddr(`${address.replace(/\/p2p\/[^/]+$/, '')}/p2p/${to}`))
    } catch {
      log('%s has an address that is none: %s', to, address)
    }
  }
  if (usable.length === 0) throw new Error('no usable address')
  return usable
}
