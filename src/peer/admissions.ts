/**
 * Bearers of tickets that are being admitted here: which channel is how far, bounded in number and time. Serves
 * docs/protocol.md, "Joining". What an admission wrote is stored before its bearer hears of it.
 */

import { groupIdOf, type MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { TokenBucket } from '../base/token-bucket.js'
import type { WallClock } from '../base/wall-clock.js'
import type { Burst } from '../crypto/burst.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody } from '../group/control.js'
import { Admitter, type Gate, type Gates } from './admission.js'
import type { Identity } from './book.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'
import { contactsOf } from './inviting.js'
import { FIRST_BYTES_MS, placeToGiveUp } from './places.js'
import { proofOf, WholeLogs } from './proofs.js'
import { MAX_SHOWN_BURSTS } from './showing.js'
import type { Groups } from './taking-up.js'

export interface AdmissionsOptions {
  readonly identity: Pick<Identity, 'member'>
  readonly suite: Suite
  readonly random: Random
  readonly clock: WallClock
  readonly groups: Pick<Groups, 'find'>
  /** Where others reach us. */
  readonly addresses: () => readonly string[]
  /** Writes a membership entry of ours. */
  readonly write: (group: GroupPeer, body: ControlBody, now: number) => readonly PeerEffect[]
}

/** Bearers at once; each costs two signature checks. */
const MAX_BEARERS = 64
/** Of one bearer: joins of several groups at once; more would be taking others' places. */
const MAX_OF_ONE = 8
/** A bearer that takes longer is holding a slot. */
const ADMISSION_MS = 30 * SECOND_MS
/** Shown bursts that are looked at, each for a signature check of 0.2 ms: at once, and a second. */
const SHOWN_BURSTS = 16 * MAX_SHOWN_BURSTS
const SHOWN_BURSTS_PER_SECOND = 64

interface Admission {
  readonly admitter: Admitter
  readonly bearer: MemberId
  readonly since: number
  silent: boolean
}

function untilOf({ since, silent }: Admission): number {
  return since + (silent ? FIRST_BYTES_MS : ADMISSION_MS)
}

export class Admissions {
  readonly #options: AdmissionsOptions
  readonly #admitters = new Map<number, Admission>()
  readonly #wholeLogs = new WholeLogs()
  readonly #gates: Gates
  readonly #looks = new TokenBucket(SHOWN_BURSTS, SHOWN_BURSTS_PER_SECOND, 0)
  #written: PeerEffect[] = []
  #now = 0

  constructor(options: AdmissionsOptions) {
    this.#options = options
    this.#gates = {
      find: group => this.#gate(group),
      heard: (group, bursts, now) => this.#heard(group, bursts, now),
      ownProof: (group, asker) => this.#ownProof(group, asker),
    }
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#admitters.values()].map(untilOf))
  }

  owns(channel: number): boolean {
    return this.#admitters.has(channel)
  }

  begin(channel: number, bearer: MemberId, now: number): PeerEffect[] {
    // the oldest go first
    const before = [...this.#admitters].filter(([, other]) => other.bearer === bearer).map(([old]) => old)
    const effects = before.slice(0, Math.max(0, before.length - MAX_OF_ONE + 1)).map(old => this.#abort(old))
    if (this.#admitters.size >= MAX_BEARERS) effects.push(...this.#giveUp(now))
    const { suite, random } = this.#options
    const admitter = new Admitter(suite, random, bearer, this.#gates)
    this.#admitters.set(channel, { admitter, bearer, since: now, silent: true })
    return effects
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    this.#now = now
    const admission = this.#admitters.get(channel)
    if (admission !== undefined) admission.silent = false
    const result = admission?.admitter.receive(bytes, now)
    if (result === undefined) return []
    const effects: PeerEffect[] = [
      ...this.#written.splice(0),
      ...result.replies.map(reply => ({ type: 'write', channel, bytes: reply }) as const),
    ]
    if (result.type === 'open') return effects
    this.#admitters.delete(channel)
    return [...effects, { type: 'close', channel, abort: false }]
  }

  closed(channel: number): void {
    this.#admitters.delete(channel)
  }

  /** Closes what took too long. */
  wake(now: number): PeerEffect[] {
    const late = [...this.#admitters].filter(([, admission]) => untilOf(admission) <= now).map(([channel]) => channel)
    return late.map(channel => this.#abort(channel))
  }

  /** A bearer that comes gets a place, whoever has taken all of them. */
  #giveUp(now: number): PeerEffect[] {
    const places = [...this.#admitters].map(([channel, one]) => ({ ...one, channel, member: one.bearer }))
    const gone = placeToGiveUp(places, now)
    return gone === undefined ? [] : [this.#abort(gone)]
  }

  #abort(channel: number): PeerEffect {
    this.#admitters.delete(channel)
    return { type: 'close', channel, abort: true }
  }

  /** Entries are taken in as from anyone; the first that does not fit ends it, so that a stranger costs one look. */
  #heard(bytes: Uint8Array, bursts: readonly Burst[], now: number): void {
    const group = this.#find(bytes)
    if (group?.present !== true || this.#looks.readyAt(bursts.length, now) > now) return
    this.#looks.take(bursts.length, now)
    this.#written.push(...group.hear(bursts, now))
  }

  /** A member that has not heard that we are out takes us for silent. */
  #ownProof(bytes: Uint8Array, asker: MemberId): readonly Burst[] | undefined {
    const group = this.#find(bytes)
    if (group?.membership?.members.get(asker)?.present !== true) return undefined
    return proofOf(group.book.roll, this.#options.identity.member, false)
  }

  #find(bytes: Uint8Array): GroupPeer | undefined {
    return bytes.length === 32 ? this.#options.groups.find(groupIdOf(bytes)) : undefined
  }

  /** Whoever is out itself speaks for no group any more. */
  #gate(bytes: Uint8Array): Gate | undefined {
    const { identity, write, addresses } = this.#options
    const group = this.#find(bytes)
    if (group?.present !== true) return undefined
    const self = { member: identity.member, addresses: addresses() }
    return {
      group: bytes,
      membership: () => group.membership,
      timeAt: at => group.book.time.at(at),
      refusal: (body, at) => group.book.refusal(body, at),
      admit: body => void this.#written.push(...write(group, body, this.#now)),
      handOver: () => ({
        bursts: group.book.roll.handedOver,
        presences: [...(group.membership?.members.keys() ?? [])]
          .map(member => group.presences.of(member)?.bytes)
          .filter(presence => presence !== undefined),
      }),
      contacts: () => contactsOf(group, self),
      proof: (member, whole) => {
        const bursts = proofOf(group.book.roll, member, whole)
        const isLong = (bursts?.length ?? 0) > 1
        return isLong && !this.#wholeLogs.mayGive(bytes, member, this.#now) ? undefined : bursts
      },
    }
  }
}
