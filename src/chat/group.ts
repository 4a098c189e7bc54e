/**
 * Group: one group as an embedder holds it. Serves docs/architecture.md, "The embedding API". Snapshots are of now;
 * everything that takes time is a promise or an async iteration, and takes an AbortSignal.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'
import { type Encryption, type HistoryPolicy, isName } from '../group/control.js'
import type { Member as Listed } from '../group/membership.js'
import type { MessageKind } from '../peer/content.js'
import type { GroupEvent } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import type { GroupActions } from './actions.js'
import { assertIn, closingInfo } from './closing.js'
import { customDraft, privateDraft, textDraft } from './drafts.js'
import { chatEventOf } from './events.js'
import { Feed, type FeedOptions } from './feed.js'
import type { HistoryOptions, HistorySource, PageOptions, SearchOptions } from './history.js'
import { found, pagesOf, sourceOf } from './history.js'
import { type InviteOptions, inviteTerms } from './invite-terms.js'
import { isoTime } from './iso-time.js'
import type { ClosingInfo } from './join-surface.js'
import { keysOf } from './keys.js'
import { membersOf } from './members.js'
import { Message } from './message.js'
import { Moderation } from './moderation.js'
import { Outbox, type Written } from './outbox.js'
import { Receipts } from './receipts.js'
import { ringOf } from './ring.js'
import type {
  ChatEvent,
  CustomEvent,
  KeyChangedEvent,
  KeyState,
  Member,
  MessageEvent,
  Ring,
  Safety,
  SyncState,
} from './surface.js'
import { syncOf } from './sync-state.js'
import { marked, safetyOf } from './verifying.js'

export interface SendOptions {
  readonly kind?: MessageKind | undefined
}

/** A neighbour's disk is that slow at most. */
const LEAVE_MS = 2_000

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
    this.#source = sourceOf(peer, actions, member => this.#nameOf(member))
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

  /** Whether whoever has a message can prove who wrote it. */
  get notarised(): boolean {
    return this.#peer.membership?.deniable !== true
  }

  get keys(): KeyState | undefined {
    return keysOf(this.#peer)
  }

  get historyPolicy(): HistoryPolicy {
    return this.#peer.membership?.history ?? 'from-join'
  }

  get expireMs(): number | undefined {
    return (this.#peer.membership?.settings.expire ?? 0) * 1000 || undefined
  }

  /** Whether this peer is still a member; a group that was left can be read and not written. */
  get joined(): boolean {
    return this.#peer.present
  }

  /** Why this peer is not a member any more; undefined while it is. */
  get closing(): ClosingInfo | undefined {
    return closingInfo(this.#peer, this.#actions.self)
  }

  get members(): readonly Member[] {
    return membersOf(this.#peer, this.#actions.self)
  }

  get ring(): Ring {
    return ringOf(this.#peer, member => this.#nameOf(member))
  }

  /** How far this member is with what it missed. */
  get sync(): SyncState {
    return syncOf(this.#peer)
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
    this.#checkRunning()
    await marked(this.#peer, command => this.#actions.submit(command), member, verified, options.digits)
  }

  /**
   * Resolves once the message is stored here; it leaves at the same time. `kind`: `action` is what `/me` says. Rejects
   * with TocsinError `bad-text`, `text-too-large` (over 1 MiB of UTF-8), `not-a-member`, `not-allowed` (an observer, or
   * where only others write), `limit-exceeded`, or the store's error, and nothing is sent.
   */
  async send(text: string, { kind = 'text' }: SendOptions = {}): Promise<Message> {
    this.#check()
    return this.#messageOf(await this.#outbox.send(textDraft(text, kind)), text)
  }

  /**
   * A message that only `member` and this one can read, also if that one is offline now: the others hold it, and learn
   * who wrote it, when, and about how long it is. Without history (`none`) it reaches only who is online. Rejects as `send` does (the limit is 960 KiB), and with
   * `unknown-member` for who is not in the group, `bad-argument` for oneself.
   */
  async tell(member: MemberId, text: string, { kind = 'text' }: SendOptions = {}): Promise<Message> {
    this.#check()
    const to = this.#other(member)
    if (!to.present) throw new TocsinError('unknown-member', `${to.name} is no longer a member of ${this.name}`)
    return this.#messageOf(await this.#outbox.send(privateDraft(this.#peer.reading, to, text, kind)), text)
  }

  /**
   * Data that only programs understand, to all members' programs: a `custom` event, and no line of the history unless it
   * is asked for. `type` says what it is, in at most 64 bytes of UTF-8. Rejects as `send` does.
   */
  async sendCustom(type: string, data: Uint8Array): Promise<Message> {
    this.#check()
    return this.#messageOf(await this.#outbox.send(customDraft(type, data)), '')
  }

  /** Another name for this member, in this group. Others may have the same. Rejects with TocsinError `bad-argument`. */
  async rename(name: string): Promise<void> {
    this.#check()
    if (!isName(name)) throw new TocsinError('bad-argument', 'a name is some text of at most 128 bytes')
    if (name === this.#nameOf(this.#actions.self)) return
    await this.#actions.control({ type: 'rename', name })
  }

  /**
   * From now on nothing that the member writes is an event, or in the history and what is searched unless it is asked
   * for. It is held and passed on all the same, and nobody is told. Kept until `unignore`. Rejects with TocsinError
   * `unknown-member`, or `bad-argument` for oneself.
   */
  ignore(member: MemberId): Promise<void> {
    return this.#setIgnored(member, true)
  }

  unignore(member: MemberId): Promise<void> {
    return this.#setIgnored(member, false)
  }

  /**
   * A ticket that any online member redeems. `uses` from 1 (default 1); `expires` in ms or as text (default `24h`). With
   * `approve` its bearers wait until a moderator lets them in. Rejects with TocsinError `bad-argument`.
   */
  async invite(options: InviteOptions = {}): Promise<string> {
    this.#check()
    const { uses, lifetimeMs, approve } = inviteTerms(options)
    return this.#actions.invite(uses, lifetimeMs, approve)
  }

  /** The local history, newest first; with `custom` also what programs sent, with `ignored` also whom nobody hears. */
  history(options: HistoryOptions & { readonly custom: true }): AsyncGenerator<MessageEvent | CustomEvent>
  history(options?: PageOptions): AsyncGenerator<MessageEvent>
  history(options: HistoryOptions = {}): AsyncGenerator<MessageEvent | CustomEvent> {
    return pagesOf(this.#source, options)
  }

  /** Those that have every word; case does not count, nor do accents and width unless it is `exact`. */
  search(words: string, options: SearchOptions = {}): AsyncGenerator<MessageEvent> {
    return found(this.#source, words, options)
  }

  /** Says goodbye and drops the links. The history stays readable. */
  async leave(options: { readonly message?: string } = {}): Promise<void> {
    this.#check()
    const linked = this.ring.members.some(member => member.linked)
    const entry = await this.#actions.leave(options.message ?? '')
    if (linked) await this.#receipts.someone(entry, giveUp => this.#actions.after(LEAVE_MS, giveUp))
    this.#actions.unlink()
  }

  /**
   * What happens from this call on, or since a message: those that arrived after it come first, in the order of arrival.
   * Ends when the peer stops, or after `failed`; `signal` ends it too. Throws `bad-argument` for an unknown message.
   */
  events(options: FeedOptions = {}): AsyncGenerator<ChatEvent> {
    return this.#feed.events(options)
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
    const sent = { id, group: this.id, text, time: isoTime(time) }
    return new Message(sent, {
      holders: () => this.#peer.spreading.holders(item),
      wait: (target, done) => this.#receipts.wait(item, target, done),
    })
  }

  async #setIgnored(member: MemberId, ignored: boolean): Promise<void> {
    this.#checkRunning()
    this.#other(member)
    await this.#actions.stored(() => {
      const value = this.#peer.reading.ignored.set(member, ignored)
      return [{ type: 'append', batch: { group: this.id, entries: [], values: [value] } }]
    })
  }

  /** Somebody else who is or was a member. */
  #other(member: MemberId): Listed {
    if (member === this.#actions.self) throw new TocsinError('bad-argument', 'that is this member itself')
    const known = this.#peer.membership?.members.get(member)
    if (known === undefined) throw new TocsinError('unknown-member', `nobody in ${this.name} has the id ${member}`)
    return known
  }

  #nameOf(member: MemberId): string {
    return this.#peer.membership?.members.get(member)?.name ?? ''
  }

  #checkRunning(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ended) throw new TocsinError('stopped', 'the peer was stopped')
  }

  #check(): void {
    this.#checkRunning()
    assertIn(this.#peer, this.#actions.self)
  }
}
