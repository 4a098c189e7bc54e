/**
 * Measures one phase of publishing: cost, speed, hops and whether everyone heard everything. A phase is bounded in
 * messages and time; what is late at its end counts as lost.
 */
import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'
import type { Fleet } from './fleet.ts'
import { quantile } from './spread.ts'

export const PAYLOAD_BYTES = 256
/** Messages under way at once in a loaded phase: enough to batch what can be batched, too few to fill a send buffer. */
const WINDOW = 64
const PHASE_LIMIT_MS = 25_000
/** What is sent for a message after its last delivery (duplicates, acknowledgements) has left by then. */
const SETTLE_MS = 300

export type Pattern = 'one' | 'all'
export type Load = 'loaded' | 'single'

export interface PhaseResult {
  readonly deliveries: number
  /** Of the deliveries that were due; 1 is all. */
  readonly delivered: number
  readonly perCpuSecond: number
  readonly cpuMsPerDelivery: number
  readonly wallMs: number
  readonly sendsPerDelivery: number
  readonly duplicatesPerDelivery: number
  readonly wirePerPayloadByte: number
  /** Over the deliveries that tell their hops; those that came by repair do not. */
  readonly hopsMean: number | undefined
  readonly hopsMax: number | undefined
  /** Share of the deliveries that came by repair. */
  readonly repaired: number
  /** From publishing to the last member's screen, over the messages that reached all. */
  readonly lastP50Ms: number | undefined
  readonly lastP99Ms: number | undefined
}

interface UnderWay {
  readonly at: number
  missing: number
}

export class Meter {
  readonly #members: number
  readonly #underWay = new Map<string, UnderWay>()
  readonly #sockets = new Set<Socket>()
  #next = 0
  #deliveries = 0
  #hops: number[] = []
  #lastMs: number[] = []
  #wake: (() => void) | undefined

  constructor(members: number) {
    this.#members = members
    const opened = (message: unknown) => {
      if (isSocketMessage(message)) this.#sockets.add(message.socket)
    }
    subscribe('net.client.socket', opened)
    subscribe('net.server.socket', opened)
  }

  readonly heard = (_member: number, text: string, hops: number | undefined): void => {
    const message = this.#underWay.get(text)
    if (message === undefined) return
    this.#deliveries += 1
    if (hops !== undefined) this.#hops.push(hops)
    message.missing -= 1
    if (message.missing > 0) return
    this.#lastMs.push(performance.now() - message.at)
    this.#underWay.delete(text)
    this.#wake?.()
  }

  async phase(fleet: Fleet, pattern: Pattern, load: Load, messages: number): Promise<PhaseResult> {
    this.#deliveries = 0
    this.#hops = []
    this.#lastMs = []
    const window = load === 'loaded' ? WINDOW : 1
    const giveUp = performance.now() + PHASE_LIMIT_MS
    const sends = fleet.sends()
    const wire = this.#wireBytes()
    const began = performance.now()
    const cpuBefore = process.cpuUsage()
    let published = 0
    while (published < messages && performance.now() < giveUp) {
      this.#publish(fleet, pattern === 'one' ? 0 : published % this.#members)
      published += 1
      await this.#untilUnder(window, giveUp)
    }
    await this.#untilUnder(1, giveUp)
    const { user, system } = process.cpuUsage(cpuBefore)
    const wallMs = performance.now() - began
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
    this.#underWay.clear()

    const deliveries = this.#deliveries
    if (deliveries === 0) throw new Error('nothing was delivered')
    const cpuMs = (user + system) / 1000
    const sendsPerDelivery = (fleet.sends() - sends) / deliveries
    if (sendsPerDelivery < 1) throw new Error(`${sendsPerDelivery} sends per delivery: not every copy is counted`)
    const hops = this.#hops
    return {
      deliveries,
      delivered: deliveries / (published * (this.#members - 1)),
      perCpuSecond: (1000 * deliveries) / cpuMs,
      cpuMsPerDelivery: cpuMs / deliveries,
      wallMs,
      sendsPerDelivery,
      duplicatesPerDelivery: sendsPerDelivery - 1,
      wirePerPayloadByte: (this.#wireBytes() - wire) / (deliveries * PAYLOAD_BYTES),
      hopsMean: hops.length === 0 ? undefined : hops.reduce((sum, count) => sum + count, 0) / hops.length,
      hopsMax: hops.length === 0 ? undefined : hops.reduce((most, count) => Math.max(most, count), 0),
      repaired: 1 - hops.length / deliveries,
      lastP50Ms: quantile(this.#lastMs, 0.5),
      lastP99Ms: quantile(this.#lastMs, 0.99),
    }
  }

  #publish(fleet: Fleet, author: number): void {
    const text = `${this.#next} `.padEnd(PAYLOAD_BYTES, 'x')
    this.#next += 1
    this.#underWay.set(text, { at: performance.now(), missing: this.#members - 1 })
    fleet.publish(author, text)
  }

  /** Waits until fewer than `window` messages are under way, or the phase's time is over. */
  async #untilUnder(window: number, giveUp: number): Promise<void> {
    while (this.#underWay.size >= window && performance.now() < giveUp) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, giveUp - performance.now())
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  #wireBytes(): number {
    let bytes = 0
    for (const socket of this.#sockets) bytes += socket.bytesWritten
    return bytes
  }
}

function isSocketMessage(message: unknown): message is { readonly socket: Socket } {
  return typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket
}
