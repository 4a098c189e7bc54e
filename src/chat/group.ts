/**
 * Group: one group as an embedder holds it. Serves docs/architecture.md, "The embedding API". Snapshots are of now;
 * everything that takes time is a promise or an async iteration, and takes an AbortSignal.
 *
 * An argument that is not what its type says, or an option that there is none of, is TocsinError `bad-argument` in every
 * call, and nothing was done then. A member's id that nobody has is `unknown-member`. After the peer was stopped a call
 * gives `stopped`, and after `failed` the group's own error.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'
import type { Encryption, HistoryPolicy } from '../group/control.js'
import type { Member as Listed } from '../group/membership.js'
import type { GroupPeer } from '../peer/group.js'
import type { GroupActions } from './actions.js'
import { groupCalls } from './arguments-of-calls.js'
import { assertIn, closingInfo } from './closing.js'
import { clonesOf, forksOf } from './copies.js'
import { customDraft, privateDraft, textDraft } from './drafts.js'
import type { FeedOptions } from './feed.js'
import type { GroupLife } from './group-life.js'
import type { LeaveOptions, SendOptions, SetVerifiedOptions } from './group-options.js'
import { found, type HistoryOptions, type PageOptions, pagesOf, type SearchOptions } from './history.js'
import { type InviteOptions, inviteTerms } from './invite-terms.js'
import { isoTime } from './iso-time.js'
import type { ClosingInfo } from './join-surface.js'
import { keysOf } from './keys.js'
import { membersOf } from './members.js'
import { Message } from './message.js'
import { Moderation } from './moderation.js'
import { namesIn } from './names.js'
import { Outbox, type Written } from './outbox.js'
import { LEAVE_MS } from './receipts.js'
import { ringOf } from './ring.js'
import type {
  ChatEvent,
  ClockInfo,
  CloneEvent,
  CustomEvent,
  ForkEvent,
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

export class Group {
  readonly moderation: Moderation
  readonly #peer: GroupPeer
  readonly #actions: GroupActions
  readonly #outbox: Outbox
  readonly #life: GroupLife

  constructor(peer: GroupPeer, actions: GroupActions, life: GroupLife) {
    this.#peer = peer
    this.#actions = actions
    this.#life = life
    this.#outbox = new Outbox(peer.group, actions)
    this.moderation = new Moderation(peer, actions.self, async body => {
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

  /** What it was called before, the latest last: a word that means it may be another group's name by now. */
  get formerNames(): readonly string[] {
    return this.#peer.membership?.formerNames ?? []
  }

  get encryption(): Encryption {
    return this.#peer.membership?.encryption ?? 'per-peer'
  }

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

  get closing(): ClosingInfo | undefined {
    return closingInfo(this.#peer, this.#actions.self)
  }

  get members(): readonly Member[] {
    return membersOf(this.#peer, this.#actions.self)
  }

  /** What to show for a member: `displayName` of it, or of a `name` that it bore. Throws TocsinError `unknown-member` for no id. */
  displayNameOf(member: MemberId, name?: string): string {
    const given = groupCalls.displayNameOf({ member, name })
    return namesIn(this.#peer.membership).of(given.member, given.name)
  }

  get ring(): Ring {
    return ringOf(this.#peer, member => this.#life.nameOf(member))
  }

  get sync(): SyncState {
    return syncOf(this.#peer)
  }

  get clock(): ClockInfo {
    return this.#peer.book.time.state(this.#actions.steady())
  }

  get keyChanges(): readonly KeyChangedEvent[] {
    return this.#peer.trust.changes.map(change => ({ type: 'key-changed', group: this.id, ...change }))
  }

  get clones(): readonly CloneEvent[] {
    return clonesOf(this.#peer, this.#actions.steady())
  }

  get forks(): readonly ForkEvent[] {
    return forksOf(this.#peer)
  }

  /** The safety number to compare with a member. Throws TocsinError `unknown-member`, or `bad-argument` for oneself. */
  verify(member: MemberId): Safety {
    return safetyOf(this.#peer, groupCalls.verify({ member }).member)
  }

  /**
   * Keeps that a person compared the number and found it the same, or takes it back; resolves once that is stored. With
   * `digits` only if the number is still that one: rejects with TocsinError `key-changed` if not, else as `verify` throws.
   */
  async setVerified(member: MemberId, verified: boolean, options: SetVerifiedOptions = {}): Promise<void> {
    const given = groupCalls.setVerified({ member, verified, options })
    this.#life.check()
    const submit = this.#actions.submit
    await marked(this.#peer, submit, given.member, given.verified, given.options.digits)
  }

  /**
   * Resolves once the message is stored here; it leaves at the same time. `kind`: `action` is what `/me` says. Rejects
   * with TocsinError `bad-text`, `text-too-large` (over 1 MiB of UTF-8), `not-a-member`, `not-allowed` (an observer, or
   * where only others write), `limit-exceeded`, `clock-behind` (it would expire at once), or the store's error, and nothing is sent.
   */
  async send(text: string, options: SendOptions = {}): Promise<Message> {
    const given = groupCalls.send({ text, options })
    this.#check()
    return this.#messageOf(await this.#outbox.send(textDraft(given.text, given.options.kind)), given.text)
  }

  /**
   * A message that only `member` and this one can read, also if that one is offline now: the others hold it, and learn
   * who wrote it, when, and about how long it is. Without history (`none`) it reaches only who is online. Rejects as `send` does (the limit is 960 KiB), and with
   * `unknown-member` for who is not in the group, `bad-argument` for oneself.
   */
  async tell(member: MemberId, text: string, options: SendOptions = {}): Promise<Message> {
    const given = groupCalls.tell({ member, text, options })
    this.#check()
    const to = this.#other(given.member)
    if (!to.present)
      throw new TocsinError('unknown-member', `${this.displayNameOf(to.member)} is not in ${this.name} any more`)
    const draft = privateDraft(this.#peer.reading, to, given.text, given.options.kind)
    return this.#messageOf(await this.#outbox.send(draft), given.text)
  }

  /**
   * Data that only programs understand, to all members' programs: a `custom` event, and no line of the history unless it
   * is asked for. `type` says what it is, in at most 64 bytes of UTF-8. Rejects as `send` does.
   */
  async sendCustom(type: string, data: Uint8Array): Promise<Message> {
    const given = groupCalls.sendCustom({ type, data })
    this.#check()
    return this.#messageOf(await this.#outbox.send(customDraft(given.type, given.data)), '')
  }

  /** Another name for this member, in this group. Others may have the same. Rejects with TocsinError `bad-argument`. */
  async rename(name: string): Promise<void> {
    const given = groupCalls.rename({ name })
    this.#check()
    if (given.name === this.#life.nameOf(this.#actions.self)) return
    await this.#actions.control({ type: 'rename', name: given.name })
  }

  /**
   * From now on nothing that the member writes is an event, or in the history and what is searched unless it is asked
   * for. It is held and passed on all the same, and nobody is told. Kept until `unignore`. Rejects with TocsinError
   * `unknown-member`, or `bad-argument` for oneself.
   */
  async ignore(member: MemberId): Promise<void> {
    await this.#setIgnored(groupCalls.ignore({ member }).member, true)
  }

  async unignore(member: MemberId): Promise<void> {
    await this.#setIgnored(groupCalls.unignore({ member }).member, false)
  }

  /**
   * A ticket that any online member redeems. `uses` from 1 (default 1); `expires` in ms or as text (default `24h`). With
   * `approve` its bearers wait until a moderator lets them in. Rejects with TocsinError `bad-argument`.
   */
  async invite(options: InviteOptions = {}): Promise<string> {
    const { uses, lifetimeMs, approve } = inviteTerms(groupCalls.invite({ options }).options)
    this.#check()
    return this.#actions.invite(uses, lifetimeMs, approve)
  }

  /**
   * The local history, newest first; with `custom` also what programs sent, with `ignored` also whom nobody hears. The
   * first step rejects with TocsinError `bad-argument`, also for a `before` that is not here; each with the store's error.
   */
  history(options: HistoryOptions & { readonly custom: true }): AsyncGenerator<MessageEvent | CustomEvent>
  history(options?: PageOptions): AsyncGenerator<MessageEvent>
  async *history(options: HistoryOptions = {}): AsyncGenerator<MessageEvent | CustomEvent> {
    yield* pagesOf(this.#life.source, groupCalls.history({ options }).options)
  }

  /**
   * Those that have every word; case does not count, nor do accents and width unless it is `exact`. `words` has one at
   * least, and 4,096 bytes at most; else as `history`.
   */
  async *search(words: string, options: SearchOptions = {}): AsyncGenerator<MessageEvent> {
    const given = groupCalls.search({ words, options })
    yield* found(this.#life.source, given.words, given.options)
  }

  /**
   * Says goodbye and drops the links. The history stays readable. Rejects with TocsinError `bad-argument` for a message of
   * more than 256 bytes, `not-a-member`, or the store's error.
   */
  async leave(options: LeaveOptions = {}): Promise<void> {
    const given = groupCalls.leave({ options }).options
    this.#check()
    const linked = this.ring.members.some(member => member.linked)
    const entry = await this.#actions.leave(given.message ?? '')
    if (linked) await this.#life.receipts.someone(entry, giveUp => this.#actions.after(LEAVE_MS, giveUp))
    this.#actions.unlink()
  }

  /**
   * What happens from this call on, or since a message: those that arrived after it come first, in the order of arrival.
   * Ends when the peer stops, or after `failed`; `signal` ends it too. Throws TocsinError `bad-argument` for a `since` that is
   * no message here.
   */
  events(options: FeedOptions = {}): AsyncGenerator<ChatEvent> {
    return this.#life.feed.events(groupCalls.events({ options }).options)
  }

  #messageOf({ id, burst, time }: Written, text: string): Message {
    this.#life.receipts.sent(burst)
    const item = burst.at(-1)!
    const sent = { id, group: this.id, text, time: isoTime(time) }
    return new Message(sent, {
      holders: () => this.#peer.spreading.holders(item),
      wait: (target, done) => this.#life.receipts.wait(item, target, done),
    })
  }

  async #setIgnored(member: MemberId, ignored: boolean): Promise<void> {
    this.#life.check()
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

  #check(): void {
    this.#life.check()
    assertIn(this.#peer, this.#actions.self)
  }
}
