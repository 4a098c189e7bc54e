/**
 * The side of a group that its peer drives: what is shown goes to whoever reads or waits, until the group fails or the peer
 * stops. Nothing of it is an embedder's.
 */
import { TocsinError } from '../base/errors.js'
import type { MemberId } from '../base/ids.js'
import type { GroupEvent } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import type { GroupActions } from './actions.js'
import { chatEventOf } from './events.js'
import { Feed } from './feed.js'
import { type HistorySource, sourceOf } from './history.js'
import { Receipts } from './receipts.js'

export class GroupLife {
  readonly source: HistorySource
  readonly receipts: Receipts
  readonly feed: Feed
  readonly #peer: GroupPeer
  #over: TocsinError | undefined

  constructor(peer: GroupPeer, actions: GroupActions) {
    this.#peer = peer
    this.source = sourceOf(peer, actions, member => this.nameOf(member))
    this.feed = new Feed(peer.group, this.source)
    this.receipts = new Receipts(peer, command => actions.submit(command))
  }

  get failed(): boolean {
    return this.#over !== undefined && this.#over.code !== 'stopped'
  }

  /** Throws why nothing can be done here any more. */
  check(): void {
    if (this.#over !== undefined) throw this.#over
  }

  /** The runtime shows what the peer decided. */
  push(event: GroupEvent): void {
    if (event.type === 'reached') this.receipts.reached(event.waiter)
    if (!this.feed.isRead) return
    const shown = chatEventOf(this.#peer.group, event, member => this.nameOf(member))
    const told = event.type === 'proven' ? this.receipts.eventsOf(event.item) : shown === undefined ? [] : [shown]
    for (const one of told) this.feed.push(one)
  }

  fail(error: TocsinError): void {
    if (this.#over === undefined) this.feed.push({ type: 'failed', group: this.#peer.group, error })
    this.#end(error)
  }

  stop(): void {
    this.#end(stopped())
  }

  nameOf(member: MemberId): string {
    return this.#peer.membership?.members.get(member)?.name ?? ''
  }

  /** The first end stands. */
  #end(error: TocsinError): void {
    this.#over ??= error
    this.receipts.end(error)
    this.feed.end()
  }
}

export function stopped(): TocsinError {
  return new TocsinError('stopped', 'the peer was stopped')
}
