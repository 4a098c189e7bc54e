/**
 * The state of all channels of one member, and how a step changes it. Serves docs/protocol.md, "Channels". A state is
 * never changed: a step copies one map, whatever it changes in it, and saves what has become another value.
 */
import type { MemberId } from '../../base/ids.js'
import type { CipherNotice, SavedValue, Step } from '../schemes/group-cipher.js'
import { savedPeer } from './at-rest.js'
import { encodeOwn, OWN_NAME } from './own-at-rest.js'
import { dueMs, type Peer } from './peer.js'
import { type OwnPrekeys, prekeysDeadline } from './prekeys.js'

export interface Channels {
  readonly own: OwnPrekeys
  readonly peers: ReadonlyMap<MemberId, Peer>
  /** When something is due. */
  readonly wakeMs: number
}

export function channelsOf(own: OwnPrekeys, peers: ReadonlyMap<MemberId, Peer>): Channels {
  let wakeMs = prekeysDeadline(own)
  for (const peer of peers.values()) wakeMs = Math.min(wakeMs, dueMs(peer) ?? wakeMs)
  return { own, peers, wakeMs }
}

/** What is to become of a state; `step` makes it one. */
export class Changes {
  readonly #before: Channels
  #own: OwnPrekeys
  #peers: Map<MemberId, Peer> | undefined
  readonly #touched = new Set<MemberId>()
  readonly #publish: Uint8Array[] = []
  readonly #notices: CipherNotice[] = []

  constructor(before: Channels) {
    this.#before = before
    this.#own = before.own
  }

  get own(): OwnPrekeys {
    return this.#own
  }

  get peers(): ReadonlyMap<MemberId, Peer> {
    return this.#peers ?? this.#before.peers
  }

  setOwn(own: OwnPrekeys): void {
    this.#own = own
  }

  set(member: MemberId, peer: Peer): void {
    this.#changing(member).set(member, peer)
  }

  drop(member: MemberId): void {
    this.#changing(member).delete(member)
  }

  publish(payload: Uint8Array): void {
    this.#publish.push(payload)
  }

  /** Says that `from` published what no honest member does. */
  blame(from: MemberId, reason: string): void {
    this.#notices.push({ type: 'wrong-key-message', from, reason })
  }

  step(): Step<Channels> {
    const before = this.#before
    const [own, peers] = [this.#own, this.peers]
    const saved: SavedValue[] = own === before.own ? [] : [[OWN_NAME, encodeOwn(own)]]
    let sameTimes = own === before.own
    for (const member of this.#touched) {
      const [was, is] = [before.peers.get(member), peers.get(member)]
      saved.push(...savedPeer(member, was, is))
      sameTimes &&= dueMs(was) === dueMs(is)
    }
    const state = sameTimes ? { own, peers, wakeMs: before.wakeMs } : channelsOf(own, peers)
    return { state, publish: this.#publish, saved, notices: this.#notices }
  }

  #changing(member: MemberId): Map<MemberId, Peer> {
    this.#touched.add(member)
    this.#peers ??= new Map(this.#before.peers)
    return this.#peers
  }
}
