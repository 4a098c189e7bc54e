/**
 * A state in the making: what a step is to change, until it is done. Serves docs/protocol.md, "Sender keys". The state
 * that it began with stays as it is; what has become another value is saved.
 */
import type { MemberId } from '../../base/ids.js'
import type { Channels } from '../pairwise/channels.js'
import type { CipherContext, CipherNotice, SavedValue, Step } from '../schemes/group-cipher.js'
import { savedChanges } from './at-rest.js'
import type { Peer, SenderKeys } from './state.js'

export class Draft {
  readonly context: CipherContext
  readonly now: number
  readonly #before: SenderKeys
  #state: SenderKeys
  #peers: Map<MemberId, Peer> | undefined
  readonly #touched = new Set<MemberId>()
  readonly #publish: Uint8Array[] = []
  readonly #saved: SavedValue[] = []
  readonly #notices: CipherNotice[] = []

  constructor(context: CipherContext, before: SenderKeys, now: number) {
    this.context = context
    this.now = now
    this.#before = before
    this.#state = before
  }

  get state(): SenderKeys {
    return this.#state
  }

  set(change: Partial<Omit<SenderKeys, 'peers' | 'channels'>>): void {
    this.#state = { ...this.#state, ...change }
  }

  peer(member: MemberId): Peer | undefined {
    return this.#state.peers.get(member)
  }

  setPeer(member: MemberId, peer: Peer): void {
    this.#changedPeers(member).set(member, peer)
  }

  /** Changes a peer that there is. */
  change(member: MemberId, change: Partial<Peer>): void {
    const peer = this.peer(member)
    if (peer !== undefined) this.setPeer(member, { ...peer, ...change })
  }

  dropPeer(member: MemberId): void {
    this.#changedPeers(member).delete(member)
  }

  /** What the channels did becomes part of this step, before what is still to come. */
  absorb(step: Step<Channels>): void {
    this.#state = { ...this.#state, channels: step.state }
    this.#publish.push(...step.publish)
    this.#saved.push(...step.saved)
    this.#notices.push(...step.notices)
  }

  publish(payload: Uint8Array): void {
    this.#publish.push(payload)
  }

  notice(notice: CipherNotice): void {
    this.#notices.push(notice)
  }

  /** Says that `from` wrote what no honest member writes. */
  blame(from: MemberId, reason: string): void {
    this.notice({ type: 'wrong-key-message', from, reason })
  }

  step(): Step<SenderKeys> {
    const saved = [...this.#saved, ...savedChanges(this.#before, this.#state, this.#touched)]
    return { state: this.#state, publish: this.#publish, saved, notices: this.#notices }
  }

  #changedPeers(member: MemberId): Map<MemberId, Peer> {
    this.#touched.add(member)
    if (this.#peers === undefined) {
      this.#peers = new Map(this.#state.peers)
      this.#state = { ...this.#state, peers: this.#peers }
    }
    return this.#peers
  }
}
