/**
 * One end of an in-memory channel: bytes wait on the road for their latency, in the inbox for their reader.
 *
 * Order holds by construction: an arrival takes the head of the road, whatever the clock says, so a delay or a healed
 * cut can never swap two writes. It must never call a handler from inside a call of its user, only from the scheduler.
 */
import type { MemberId } from '../base/ids.js'
import type { Scheduler } from '../base/time.js'
import type { Channel, ChannelHandlers, Protocol } from './network.js'

/** Bytes written and not yet taken before the writer is told to stop: about what a TCP socket and a muxer hold. */
export const WINDOW_BYTES = 1024 * 1024

/** What a channel needs of the network between its two members. */
export interface Road {
  readonly scheduler: Scheduler
  /** How long the next thing from here to the remote takes, lost packets sent again included. */
  delayMs(): number
  /** Runs the arrival at the remote, or keeps it while the two are cut off from each other. */
  arrive(task: () => void): void
  /** How long this end takes no more bytes, in ms. */
  busyMs(): number
  /** This end took so many. */
  took(bytes: number): void
  /** This end wrote; seen as on the road. */
  wrote(bytes: Uint8Array): void
  /** The channel is gone. */
  gone(channel: MemoryChannel): void
}

export class MemoryChannel implements Channel {
  readonly remote: MemberId
  readonly protocol: Protocol
  readonly initiator: boolean
  readonly #road: Road
  #peer: MemoryChannel | undefined
  #handlers: ChannelHandlers | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'
  #paused = false
  /** On the way to the remote; 'end' is an orderly close. */
  #travelling: (Uint8Array | 'end')[] = []
  #inbox: (Uint8Array | 'end')[] = []
  #lastArrivalMs = 0
  #untakenBytes = 0
  #full = false
  #readPlanned = false

  constructor(remote: MemberId, protocol: Protocol, initiator: boolean, road: Road) {
    this.remote = remote
    this.protocol = protocol
    this.initiator = initiator
    this.#road = road
  }

  /** Ties two ends to each other. */
  static join(one: MemoryChannel, other: MemoryChannel): void {
    one.#peer = other
    other.#peer = one
  }

  get writable(): boolean {
    return this.#state === 'open' && !this.#full
  }

  attach(handlers: ChannelHandlers): void {
    this.#handlers = handlers
    this.#soon(() => {
      if (this.#state === 'closed') this.#reportClose()
      else this.#deliver()
    })
  }

  write(bytes: Uint8Array): void {
    if (this.#state !== 'open' || bytes.length === 0) return
    this.#untakenBytes += bytes.length
    if (this.#untakenBytes >= WINDOW_BYTES) this.#full = true
    this.#road.wrote(bytes)
    this.#send(bytes.slice())
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#soon(() => this.#deliver())
  }

  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#send('end')
    // who closed reads no more, so what waits must not hold up the far side's own end
    this.#paused = false
    this.#soon(() => this.#deliver())
  }

  abort(): void {
    if (this.#state === 'closed') return
    this.#leave()
    this.#dropRemote()
    this.#soon(() => this.#reportClose())
  }

  /** The process of this end is gone: it hears nothing, and the remote sees a close. */
  kill(): void {
    this.#handlers = undefined
    this.#leave()
    this.#dropRemote()
  }

  /** The channel is gone, seen from this end; bytes in flight to it are lost. Only from the scheduler. */
  die(): void {
    if (this.#state === 'closed') return
    this.#leave()
    this.#reportClose()
  }

  /** The stream breaks: both ends see it at once, and what was in flight is lost. Only from the scheduler. */
  breakOff(): void {
    const remote = this.#peer
    this.die()
    remote?.die()
  }

  #leave(): void {
    this.#state = 'closed'
    this.#inbox = []
    this.#road.gone(this)
  }

  /** The remote learns that this end is gone, after the latency. */
  #dropRemote(): void {
    const remote = this.#peer
    this.#road.scheduler.after(this.#road.delayMs(), () => this.#road.arrive(() => remote?.die()))
  }

  #reportClose(): void {
    const handlers = this.#handlers
    this.#handlers = undefined
    handlers?.close()
  }

  #send(item: Uint8Array | 'end'): void {
    const { scheduler } = this.#road
    const now = scheduler.now()
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, now + this.#road.delayMs())
    this.#travelling.push(item)
    scheduler.after(this.#lastArrivalMs - now, () => this.#road.arrive(() => this.#arriveHead()))
  }

  #arriveHead(): void {
    const item = this.#travelling.shift()
    const remote = this.#peer
    if (item === undefined || remote === undefined || remote.#state === 'closed') return
    remote.#inbox.push(item)
    remote.#deliver()
  }

  #deliver(): void {
    if (this.#handlers === undefined && this.#state !== 'closing') return
    while (this.#state !== 'closed' && !this.#paused) {
      const busyMs = this.#road.busyMs()
      if (busyMs > 0 && this.#inbox.length > 0) {
        this.#deliverIn(busyMs)
        return
      }
      const item = this.#inbox.shift()
      if (item === undefined) return
      if (item === 'end') this.#ended()
      else this.#take(item)
    }
  }

  /** A slow reader comes back to it. */
  #deliverIn(busyMs: number): void {
    if (this.#readPlanned) return
    this.#readPlanned = true
    this.#road.scheduler.after(busyMs, () => {
      this.#readPlanned = false
      this.#deliver()
    })
  }

  #take(bytes: Uint8Array): void {
    this.#road.took(bytes.length)
    const writer = this.#peer
    if (writer !== undefined) writer.#taken(bytes.length)
    if (this.#state === 'open') this.#handlers?.data(bytes)
  }

  /** The far side closed and everything it wrote was read: both ends are done. */
  #ended(): void {
    this.#dropRemote()
    this.die()
  }

  #taken(bytes: number): void {
    this.#untakenBytes -= bytes
    if (!this.#full || this.#untakenBytes > WINDOW_BYTES / 2) return
    this.#full = false
    this.#soon(() => {
      if (this.writable) this.#handlers?.drain()
    })
  }

  #soon(task: () => void): void {
    this.#road.scheduler.after(0, task)
  }
}
