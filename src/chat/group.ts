/**
 * Group: one group as an embedder holds it. Serves docs/architecture.md, "The embedding API". Snapshots are of now;
 * everything that takes time is a promise or an async iteration, and takes an AbortSignal.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import type { ControlBody, Encryption, HistoryPolicy } from '../group/control.js'
import type { MessageKind } from '../peer/content.js'
import type { GroupEvent } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import type { Command } from '../runtime.js'
import type { Store } from '../store/store.js'
import { lifetimeMs } from './durations.js'
import { chatEventOf } from './events.js'
import { Feed, type FeedOptions } from './feed.js'
import { found, type HistorySource, isoTime, type PageOptions, pagesOf } from './history.js'
import { membersOf } from './members.js'
import { Message } from './message.js'
import { Moderation } from './moderation.js'
import { Outbox, type OutboxActions, type Written } from './outbox.js'
import { Receipts } from './receipts.js'
import { ringOf } from './ring.js'
import type { ChatEvent, KeyChangedEvent, Member, MessageEvent, Ring, Safety, SyncState } from './surface.js'
import { marked, safetyOf } from './verifying.js'

/** What a group asks of its peer. */
export interface GroupActions extends OutboxActions {
  readonly store: Store
  readonly self: MemberId
  submit(command: Command): void
  /** Resolves once what `decide` appends is durable. */
  stored(decide: Command['decide']): Promise<void>
  invite(uses: number, lifetimeMs: number, approve: boolean): Promise<string>
  /** Writes the leave entry and resolves with its id. */
  leave(message: string): Promise<EntryId>
  /** Writes a membership entry and resolves with its id once it is stored. */
  control(body: ControlBody): Promise<EntryId>
  /** Closes every link of the group. */
  unlink(): void
  after(delayMs: number, task: () => void): () => void
  /** What our clock reads, in ms since the epoch. */
  wall(): number
}

const DEFAULT_LIFETIME = '24h'
/** A neighbour's disk is that slow at most. */
const LEAVE_MS = 2_000
const MAX_USES = 1_000_000

export class Group {
  readonly moderation: Moderation
  readonly #peer: GroupPeer
  readonly #actions: GroupActions
  readonly #source: HistorySource
  readonly #outbox: Outbox
  readonly #receipts: Receipts
  readonly #feed: Feed
  #failure: TocsinError | undefined
  #ended = false

  constructor(peer: GroupPeer, actions: GroupActions) {
    this.#peer = peer
    this.#actions = actions
    const { store } = actions
    this.#source = {
      store,
      group: peer.group,
      nameOf: member => this.#nameOf(member),
      isVoid: ({ log, seq, order }) => peer.book.roll.isVoid(log, seq, order),
      wall: () => actions.wall(),
    }
    this.#feed = new Feed(peer.group, this.#source)
    this.#outbox = new Outbox(peer.group, actions)
    this.#receipts = new Receipts(peer, command => actions.submit(command))
    this.moderation = new Moderation(peer, async body => {
      this.#check()
      return actions.control(body)
    })
  }

  get id(): GroupId {
    return this.#peer.group
  }

  get name(): string {
    return this.#peer.membership?.settings.name ?? ''
  }

  get encryption(): Encryption {
    return this.#peer.membership?.encryption ?? 'per-peer'
  }

  get historyPolicy(): HistoryPolicy {
    return this.#peer.membership?.history ?? 'from-join'
  }

  /** Whether this peer is still a member; a group that was left can be read and not written. */
  get joined(): boolean {
    return this.#peer.present
  }

  /** Everyone who ever was a member, by name. */
  get members(): readonly Member[] {
    return membersOf(this.#peer, this.#actions.self)
  }

  get ring(): Ring {
    return ringOf(this.#peer, member => this.#nameOf(member))
  }

  /** How far this member is with what it missed. Alone in a group there is nothing to catch up with. */
  get sync(): SyncState {
    const alone = [...(this.#peer.membership?.members.values() ?? [])].every(
      ({ member, present }) => !present || member === this.#actions.self,
    )
    return alone ? { ...this.#peer.progress, caughtUp: true } : this.#peer.progress
  }

  /** Whose keys are not those that were verified, as things stand: what a `key-changed` event told. */
  get keyChanges(): readonly KeyChangedEvent[] {
    return this.#peer.trust.changes.map(change => ({ type: 'key-changed', group: this.id, ...change }))
  }

  /** The safety number to compare with a member. Throws TocsinError `unknown-member`, or `bad-argument` for oneself. */
  verify(member: MemberId): Safety {
    return safetyOf(this.#peer, member)
  }

  /**
   * Keeps that a person compared the number and found it the same, or takes it back; resolves once that is stored. With
   * `digits` only if the number is still that one: rejects with TocsinError `key-changed` if not, else as `verify` throws.
   */
  async setVerified(member: MemberId, verified: boolean, options: { readonly digits?: string } = {}): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    await marked(this.#peer, command => this.#actions.submit(command), member, verified, options.digits)
  }

  /**
   * Resolves once the message is stored here; it leaves at the same time. Rejects with TocsinError `bad-text`,
   * `text-too-large` (over 1 MiB of UTF-8), `not-a-member`, `limit-exceeded`, or the store's error, and nothing is sent.
   */
  async send(text: string, options: { readonly kind?: MessageKind } = {}): Promise<Message> {
    this.#check()
    return this.#messageOf(await this.#outbox.send(text, options.kind ?? 'text'), text)
  }

  /**
   * A ticket that any online member redeems. `uses` from 1 (default 1); `expires` in ms or as text (default `24h`). With
   * `approve` its bearers wait until a moderator lets them in.
   * Rejects with TocsinError `bad-argument`.
   */
  async invite(
    options: { readonly uses?: number; readonly expires?: string | number; readonly approve?: boolean } = {},
  ): Promise<string> {
    this.#check()
    const { uses = 1, expires = DEFAULT_LIFETIME, approve = false } = options
    if (!Number.isInteger(uses) || uses < 1 || uses > MAX_USES) {
      throw new TocsinError('bad-argument', `an invite has 1 to ${MAX_USES} uses, not ${uses}`)
    }
    return this.#actions.invite(uses, lifetimeMs(expires), approve)
  }

  /** The local history, newest first. */
  history(options: PageOptions = {}): AsyncGenerator<MessageEvent> {
    return pagesOf(this.#source, options)
  }

  /** Messages in the local history that have every word, newest first; case does not count. */
  search(words: string, options: PageOptions = {}): AsyncGenerator<MessageEvent> {
    return found(this.#source, words, options)
  }

  /** Says goodbye and drops the links. The history stays readable. */
  async leave(options: { readonly message?: string } = {}): Promise<void> {
    this.#check()
    const linked = this.ring.members.some(member => member.linked)
    const entry = await this.#actions.leave(options.message ?? '')
    if (linked) await this.#told(entry)
    this.#actions.unlink()
  }

  /**
   * What happens from this call on, or since a message: those that arrived after it come first, in the order of arrival.
   * Ends when the peer stops, or after `failed`; `signal` ends it too. Throws `bad-argument` for an unknown message.
   */
  events(options: FeedOptions = {}): AsyncGenerator<ChatEvent> {
    return this.#feed.events(options)
  }

  /** Until somebody holds our last entry, and not for long: whoever is slower hears of it by sync. */
  #told(entry: EntryId): Promise<void> {
    return new Promise(resolve => {
      const giveUp = this.#receipts.wait(entry, 1, () => resolve())
      this.#actions.after(LEAVE_MS, () => {
        giveUp()
        resolve()
      })
    })
  }

  /** The runtime shows what the peer decided. */
  push(event: GroupEvent): void {
    if (event.type === 'reached') this.#receipts.reached(event.waiter)
    if (!this.#feed.isRead) return
    const shown = chatEventOf(this.id, event, member => this.#nameOf(member))
    const told = event.type === 'proven' ? this.#receipts.eventsOf(event.item) : shown === undefined ? [] : [shown]
    for (const one of told) this.#feed.push(one)
  }

  fail(error: TocsinError): void {
    this.#failure = error
    this.#feed.push({ type: 'failed', group: this.id, error })
    this.end(error)
  }

  end(error = new TocsinError('stopped', 'the peer was stopped')): void {
    this.#ended = true
    this.#receipts.end(error)
    this.#feed.end()
  }

  #messageOf({ id, burst, time }: Written, text: string): Message {
    this.#receipts.sent(burst)
    const item = burst.at(-1)!
    return new Message(
      { id, group: this.id, text, time: isoTime(time) },
      {
        holders: () => this.#peer.holders(item),
        wait: (target, done) => this.#receipts.wait(item, target, done),
      },
    )
  }

  #nameOf(member: MemberId): string {
    return this.#peer.membership?.members.get(member)?.name ?? ''
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ended) throw new TocsinError('stopped', 'the peer was stopped')
    if (!this.#peer.present) throw new TocsinError('not-a-member', `you are no longer a member of ${this.name}`)
  }
}
