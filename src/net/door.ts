/**
 * The door of a libp2p node: which hosts may begin something, and which connections stay. Serves docs/protocol.md,
 * "Transport". Translates libp2p's events for the doorkeeper; libp2p's own limits refuse whoever comes when strangers
 * have taken all places, and so are set beyond reach.
 */
import type { Connection, ConnectionGater, Libp2p, Stream } from '@libp2p/interface'
import { logger } from '@libp2p/logger'
import type { Multiaddr } from '@multiformats/multiaddr'
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'
import { Doorkeeper } from './doorkeeper.js'
import { HandshakeLimits, hostOf, isLoopback } from './handshake-limits.js'
import type { Protocol } from './network.js'

const log = logger('tocsin:net')

/** Five round trips of a second each: what a handshake takes over the slowest line. */
const UPGRADE_MS = 5 * SECOND_MS
/** More than the doorkeeper ever lets be. */
const BEYOND_REACH = 1_000_000

/** What libp2p is told in place of limits of its own. */
export const DOOR_LIMITS = {
  maxConnections: BEYOND_REACH,
  inboundConnectionThreshold: BEYOND_REACH,
  maxIncomingPendingConnections: BEYOND_REACH,
  maxParallelDials: 50,
  inboundUpgradeTimeout: UPGRADE_MS,
  inboundStreamProtocolNegotiationTimeout: UPGRADE_MS,
}

export interface DoorOptions {
  /** Counts this machine's own addresses, too. */
  readonly countsLoopback: boolean
  /** How long a connection may have no channel. */
  readonly streamlessMs?: number | undefined
}

export class Door {
  readonly #options: DoorOptions
  readonly #limits = new Map<'connection' | Protocol, HandshakeLimits>()
  readonly #keeper: Doorkeeper
  #isMember: (member: MemberId) => boolean = () => false
  #timer: NodeJS.Timeout | undefined

  constructor(options: DoorOptions) {
    this.#options = options
    this.#keeper = new Doorkeeper(member => this.#isMember(member), options.streamlessMs)
  }

  readonly gater: ConnectionGater = {
    denyInboundConnection: incoming => {
      if (!this.mayBegin('connection', incoming.remoteAddr)) return true
      this.#keeper.knocked(incoming, this.#hostOf(incoming.remoteAddr))
      incoming.addEventListener('close', () => this.#keeper.settled(incoming))
      return false
    },
    denyInboundUpgradedConnection: (_peer, incoming) => {
      this.#keeper.settled(incoming)
      return false
    },
  }

  favour(isMember: (member: MemberId) => boolean): void {
    this.#isMember = isMember
  }

  /** Whether this address may begin one more connection or channel. */
  mayBegin(what: 'connection' | Protocol, address: Multiaddr): boolean {
    const limits = this.#limits.get(what) ?? new HandshakeLimits(this.#options)
    this.#limits.set(what, limits)
    const allowed = limits.allows(address.toString(), performance.now())
    if (!allowed) log('%s begins too many of %s', address, what)
    return allowed
  }

  watch(node: Libp2p): void {
    node.addEventListener('connection:open', ({ detail: connection }) => {
      const key = publicKeyOf(connection.remotePeer.toString())
      if (key === undefined) {
        connection.abort(new Error('the remote has no Ed25519 key'))
        return
      }
      const host = this.#hostOf(connection.remoteAddr)
      const inbound = connection.direction === 'inbound'
      this.#keeper.opened(connection, { member: memberIdOf(key), host, inbound }, performance.now())
      this.#plan()
    })
    node.addEventListener('connection:close', ({ detail: connection }) => this.#keeper.closed(connection))
  }

  /** A stream of one of our protocols: what a connection is for. */
  carries(connection: Connection, stream: Stream): void {
    if (stream.status !== 'open') return
    this.#keeper.channelOpened(connection)
    stream.addEventListener('close', () => {
      this.#keeper.channelClosed(connection, performance.now())
      this.#plan()
    })
  }

  /** A stream is to be opened over it. */
  used(connection: Connection): void {
    this.#keeper.used(connection, performance.now())
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #plan(): void {
    const { deadline } = this.#keeper
    if (this.#timer !== undefined || deadline === undefined) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#keeper.wake(performance.now())
        this.#plan()
      },
      Math.max(0, deadline - performance.now()),
    )
    this.#timer.unref()
  }

  #hostOf(address: Multiaddr): string | undefined {
    const host = hostOf(address.toString())
    return isLoopback(host) && !this.#options.countsLoopback ? undefined : host
  }
}
