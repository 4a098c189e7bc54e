/**
 * Bearers of tickets that are being admitted here: which channel is how far, bounded in number and time. Serves
 * docs/protocol.md, "Joining". What an admission wrote is stored before its bearer hears of it.
 */

import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import type { WallClock } from '../base/wall-clock.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody } from '../group/control.js'
import { Admitter } from './admission.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'

export interface AdmissionsOptions {
  readonly self: MemberId
  readonly suite: Suite
  readonly random: Random
  readonly clock: WallClock
  readonly find: (group: Uint8Array) => GroupPeer | undefined
  /** Writes a membership entry of ours. */
  readonly write: (group: GroupPeer, body: ControlBody, now: number) => readonly PeerEffect[]
}

/** Bearers at once; each costs two signature checks. */
const MAX_BEARERS = 64
/** A bearer that takes longer is holding a slot. */
const ADMISSION_MS = 30 * SECOND_MS

export class Admissions {
  readonly #options: AdmissionsOptions
  readonly #admitters = new Map<number, { readonly admitter: Admitter; readonly until: number }>()
  #written: PeerEffect[] = []
  #now = 0

  constructor(options: AdmissionsOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#admitters.values()].map(({ until }) => until))
  }

  owns(channel: number): boolean {
    return this.#admitters.has(channel)
  }

  begin(channel: number, bearer: MemberId, now: number): PeerEffect[] {
    if (this.#admitters.size >= MAX_BEARERS) return [{ type: 'close', channel, abort: true }]
    const { suite, random } = this.#options
    const admitter = new Admitter(suite, random, bearer, group => this.#gate(group))
    this.#admitters.set(channel, { admitter, until: now + ADMISSION_MS })
    return []
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    this.#now = now
    // an invite expires by the time of day
    const result = this.#admitters.get(channel)?.admitter.receive(bytes, this.#options.clock.at(now))
    if (result === undefined) return []
    const effects: PeerEffect[] = [
      ...this.#written.splice(0),
      ...result.replies.map(reply => ({ type: 'write', channel, bytes: reply }) as const),
    ]
    if (result.type === 'waiting') return effects
    this.#admitters.delete(channel)
    return [...effects, { type: 'close', channel, abort: false }]
  }

  closed(channel: number): void {
    this.#admitters.delete(channel)
  }

  /** Closes what took too long. */
  wake(now: number): PeerEffect[] {
    const late = [...this.#admitters].filter(([, { until }]) => until <= now).map(([channel]) => channel)
    for (const channel of late) this.#admitters.delete(channel)
    return late.map(channel => ({ type: 'close', channel, abort: true }))
  }

  #gate(bytes: Uint8Array): ReturnType<ConstructorParameters<typeof Admitter>[3]> {
    const group = this.#options.find(bytes)
    if (group === undefined) return undefined
    const { self } = this.#options
    return {
      group: bytes,
      membership: () => group.membership,
      refusal: (body, wallMs) => group.book.roll.refusal(self, body, wallMs),
      admit: body => void this.#written.push(...this.#options.write(group, body, this.#now)),
      handOver: () => ({
        bursts: group.book.controlBursts(),
        presences: [...(group.membership?.members.keys() ?? [])]
          .map(member => group.presences.of(member)?.bytes)
          .filter(presence => presence !== undefined),
      }),
    }
  }
}
