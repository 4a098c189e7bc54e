/**
 * One member's part in one group: hands events between ring, gossip, history and membership, which do not know each
 * other. Serves docs/architecture.md, "The life of a message". Decides only what goes to whom.
 */
import { bytesOfHex, type EntryId, type GroupId, type MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Burst } from '../crypto/burst.js'
import type { Target } from '../gossip/receipt-book.js'
import type { Membership } from '../group/membership.js'
import { HERE } from '../group/presence.js'
import { LogIndex } from '../history/log-index.js'
import type { SavedGroup, StoredEntry } from '../history/stored.js'
import type { LivenessState } from '../ring/liveness.js'
import type { RingSnapshot } from '../ring/ring.js'
import { Acquainting } from './acquainting.js'
import { Authorship } from './authorship.js'
import { Book, type Verdict } from './book.js'
import { Clones } from './clones.js'
import { type GroupContext, type GroupOptions, groupContext } from './context.js'
import { CutOffs } from './cut-offs.js'
import { Decided } from './decided.js'
import type { PeerEffect } from './events.js'
import { groupLinks } from './group-links.js'
import { tellRuns } from './guests.js'
import { Intake } from './intake.js'
import type { Phase } from './link.js'
import type { Links, LinksResult } from './links.js'
import { tellOf } from './member-news.js'
import { Neighbourhood } from './neighbourhood.js'
import { clockSet, routeNotice } from './notices.js'
import type { OwnPrekeys } from './own-prekeys.js'
import { joinsWith } from './own-prekeys.js'
import { Presences } from './presences.js'
import { PrivateChannels } from './private-channels.js'
import { Reading } from './reading.js'
import { Removals } from './removals.js'
import { restoreBook } from './restoring.js'
import { Sealing } from './sealing.js'
import { Served } from './served.js'
import { Spreading } from './spreading.js'
import { Syncing } from './syncing.js'
import { Trust } from './trust.js'

export class GroupPeer {
  readonly group: GroupId
  readonly book: Book
  readonly links: Links
  readonly #options: GroupOptions
  readonly #neighbourhood: Neighbourhood
  readonly #index: LogIndex
  readonly spreading: Spreading
  readonly presences: Presences
  readonly trust: Trust
  readonly reading: Reading
  readonly privates: PrivateChannels
  readonly removals: Removals
  readonly sealing: Sealing
  readonly authorship: Authorship
  readonly syncing: Syncing
  readonly intake: Intake
  readonly clones: Clones
  readonly #acquainting: Acquainting
  readonly #cutOffs: CutOffs
  readonly #served = new Served()
  /** Entries of this tick, which the store has not committed yet. */
  readonly #pending = new Set<EntryId>()
  readonly #decided: Decided
  readonly #effects: PeerEffect[]
  readonly #emit: GroupContext['emit']

  constructor(options: GroupOptions) {
    const { suite, random, identity, group, fingers, place, clock } = options
    this.#options = options
    this.group = group
    this.#decided = new Decided(group)
    this.#effects = this.#decided.effects
    const groupBytes = bytesOfHex(group)
    const holds = (entryId: EntryId) => this.#pending.has(entryId) || options.holds(entryId)
    this.#index = new LogIndex(holds)
    this.book = new Book({ suite, random, identity, group, groupBytes, clock, place, index: this.#index })
    this.clones = new Clones(identity.member, random, member => this.#emit({ type: 'clone', member }))
    this.links = groupLinks(options, groupBytes, this.book, this)
    const fault: GroupContext['fault'] = (...wrong) => this.#cutOffs.fault(...wrong)
    const context = groupContext(options, this.#effects, {
      groupBytes,
      links: this.links,
      served: this.#served,
      holds,
      fault,
    })
    this.#emit = context.emit
    this.#neighbourhood = new Neighbourhood(context, fingers)
    const { ring } = this.#neighbourhood
    this.#cutOffs = new CutOffs(context, ring)
    this.trust = new Trust(context)
    this.presences = new Presences(context, {
      ...options,
      ring,
      changed: (member, state, isNews, now) => this.#livenessChanged(member, state, isNews, now),
      says: () => ({ ...(options.status?.() ?? HERE), removals: this.removals.progress, run: this.clones.run }),
      answerMs: leaving => this.clones.answerMs(leaving),
      said: (record, isNews, now) => {
        const { member, status, statusText } = record
        if (this.clones.heard(record, now)) tellRuns(context, record)
        this.removals.told(member)
        if (isNews) tellOf(context, this.membership, member, { state: 'status', status, statusText })
      },
      publish: (record, now) => this.spreading.publishPresence(record, now),
    })
    this.spreading = new Spreading(context, {
      fingers,
      ring,
      reached: (item, waiter) => this.#emit({ type: 'reached', item, waiter }),
      proven: (item, now) => {
        this.removals.proven(item, now)
        this.#emit({ type: 'proven', item })
      },
      claims: (member, log, seq) => this.syncing.claims(member, log, seq),
      wireOf: (burst, now) => this.sealing.wireOf(burst, now),
      late: (member, now) => this.presences.heartbeats.handle({ type: 'late', member }, now),
    })
    this.syncing = new Syncing(context, {
      index: this.#index,
      book: this.book,
      neighbours: () => this.#neighbourhood.neighbours.filter(member => this.links.get(member) !== undefined),
      unlinked: () => this.#neighbourhood.unlinked,
      unintroduced: () => this.intake.waiting,
      unopened: () => this.sealing.waiting,
      looked: now => this.#acquainting.changed(now),
      caughtUp: now => void [this.authorship.caughtUp(now), this.privates.caughtUp()],
      liar: context.fault,
    })
    this.#acquainting = new Acquainting({
      random,
      lacking: () => this.#unintroduced(),
      isOnline: member => this.presences.isOnline(member),
      isLinked: member => this.links.get(member) !== undefined,
      dial: context.dial,
    })
    this.removals = new Removals({
      self: identity.member,
      membership: () => this.membership,
      spreading: this.spreading,
      presences: this.presences,
      news: (member, state) => this.#emit({ type: 'removal', member, ...state }),
    })
    this.reading = new Reading(context)
    this.privates = new PrivateChannels(context, this.book, now => this.authorship.lost(now))
    this.sealing = new Sealing(context, {
      cipherOf: options.cipherOf,
      next: log => this.#index.next(log),
      publish: (payload, now) => this.intake.publish(this.book.writeControl({ type: 'keys', payload }, now), now),
      opened: (from, burst, way, now) => this.intake.received(from, burst, way, now),
      ready: (burst, now) => this.spreading.leave(burst, now),
    })
    this.authorship = new Authorship(context, {
      book: this.book,
      publish: (verdict, now) => this.intake.publish(verdict, now),
      isCaughtUp: () => this.syncing.progress.returned,
    })
    this.intake = new Intake(context, {
      authorship: this.authorship,
      sealing: this.sealing,
      limits: options.limits,
      book: this.book,
      reading: this.reading,
      privates: this.privates,
      spreading: this.spreading,
      syncing: this.syncing,
      pending: this.#pending,
      membershipChanged: (membership, now) => this.#membershipChanged(membership, now),
      removed: (removal, target, now) => this.removals.began(removal, target, now),
      wallAt: now => this.book.time.at(now),
      lacks: now => this.syncing.lacks(now),
      traffic: now => this.presences.heartbeats.handle({ type: 'traffic' }, now),
    })
  }

  get deadline(): number | undefined {
    const { links, presences, removals, sealing, authorship, syncing, spreading } = this
    const { pacing } = this.intake
    const own = [sealing, authorship, syncing, spreading, this.#cutOffs, this.#acquainting]
    const parts = [links, presences, removals, pacing, ...own]
    return earliest(...parts.map(part => part.deadline))
  }

  get membership(): Membership | undefined {
    return this.book.membership
  }

  /** Whether the member list has us in it. */
  get present(): boolean {
    return this.membership?.members.get(this.#options.identity.member)?.present === true
  }

  get ring(): RingSnapshot {
    return this.#neighbourhood.ring.snapshot()
  }

  /** Whether both neighbours are linked; alone there is nothing to close. */
  get closed(): boolean {
    return this.#neighbourhood.closed
  }

  isOnline(member: MemberId): boolean {
    return this.presences.isOnline(member)
  }

  /** What the store had, before `start`. */
  restore(saved: SavedGroup): PeerEffect[] {
    return this.#decided.by(() => {
      const parts = [this.presences, this.trust, this.reading.ignored, this.privates, this.sealing, this.authorship]
      const value = (name: string, stored: Uint8Array) => parts.some(part => part.restore(name, stored))
      restoreBook(this.#options.suite, saved, { book: this.book, index: this.#index, value })
      this.intake.restored()
    })
  }

  /** Asks the world what is new. A group that was left is only read. */
  start(now: number): PeerEffect[] {
    return this.#decided.by(() => {
      this.#effects.push({ type: 'append', batch: { group: this.group, entries: [], ...this.book.begin(now) } })
      this.intake.membershipChanged(now)
      if (!this.present) return
      this.presences.start(now)
      this.syncing.handle({ type: 'came-online' }, now)
    })
  }

  /** Own entries, just written: stored first, then sent. */
  publish(verdict: Verdict & { type: 'new' }, now: number): PeerEffect[] {
    return this.#decided.by(() => this.intake.publish(verdict, now))
  }

  /** The log that an admitter handed over; our join in it names the first of these prekeys. */
  takeUp(bursts: readonly Burst[], prekeys: OwnPrekeys, now: number): PeerEffect[] {
    const wasPresent = this.present
    return this.#decided.by(() => {
      // a member that its admitter knows as one has no new join, and goes on with the prekeys that it has
      if (!wasPresent || joinsWith(bursts, this.#options.identity.member, prekeys)) this.authorship.comeWith(prekeys)
      this.intake.adopt(bursts, now)
    })
  }

  /** Entries that somebody shows on a join channel; the first that does not fit ends it. */
  hear(bursts: readonly Burst[], now: number): PeerEffect[] {
    return this.#decided.by(() => this.intake.hear(bursts, now))
  }

  /** Entries that came without a link: from an admitter, or `from` a member that gives us none. */
  adopt(bursts: readonly Burst[], now: number, from?: MemberId): PeerEffect[] {
    return this.#decided.by(() => this.intake.adopt(bursts, now, from))
  }

  /** Asks to be told, by a `reached` event with this name, when our burst that ends in `item` has got so far. */
  wait(item: EntryId, waiter: string, target: Target, now: number): PeerEffect[] {
    return this.#decided.by(() => this.spreading.wait(item, waiter, target, now))
  }

  cancelWait(item: EntryId, waiter: string, now: number): PeerEffect[] {
    return this.#decided.by(() => this.spreading.cancel(item, waiter, now))
  }

  /** What we say of ourselves is another. */
  restate(now: number): PeerEffect[] {
    return this.present ? this.#decided.by(() => this.presences.restate(now)) : []
  }

  /** The clock was set, and the machine may have slept. */
  woke(setMs: number, slept: boolean, now: number): PeerEffect[] {
    return this.#decided.by(() => clockSet(this, { setMs, slept, present: this.present }, now))
  }

  wake(now: number, lateMs = 0): PeerEffect[] {
    return this.#decided.by(() => {
      this.#linked(this.links.wake(now), now)
      if (this.#cutOffs.wake(now)) this.#ringChanged(now)
      this.presences.wake(now)
      this.syncing.handle({ type: 'wake', lateMs }, now)
      const { spreading, removals, sealing, authorship } = this
      const parts = [spreading, this.intake.pacing, removals, sealing, authorship, this.#acquainting]
      for (const part of parts) part.wake(now)
    })
  }

  /** Dials those of these members that are not linked. */
  meet(members: readonly MemberId[], now: number): PeerEffect[] {
    const known = members.filter(member => this.book.linkKeyOf(member) !== undefined)
    return this.#decided.by(() => void known.map(member => this.#linked(this.links.dial(member), now)))
  }

  /** Carries on what the links report. */
  linked(result: LinksResult, now: number): PeerEffect[] {
    return this.#decided.by(() => this.#linked(result, now))
  }

  read(read: number, entries: readonly StoredEntry[], now: number): PeerEffect[] {
    return this.#decided.by(() => this.syncing.read(read, entries, now))
  }

  flush(phase: Phase, now: number): PeerEffect[] {
    if (phase === 'after-commit') this.#pending.clear()
    return this.links.flush(phase, now)
  }

  /** Says goodbye; neighbours then link to each other at once. */
  goodbye(now: number): PeerEffect[] {
    return this.#decided.by(() => {
      if (this.present) this.presences.goodbye(now)
    })
  }

  /** Authors that are here in the list, and of whose entries some cannot be judged. */
  #unintroduced(): MemberId[] {
    const { membership } = this
    const authors = [...new Set([...this.syncing.unintroduced, ...this.intake.unintroduced])]
    return authors.filter(member => membership?.members.get(member)?.present === true)
  }

  #linked({ effects, notices }: LinksResult, now: number): void {
    this.#effects.push(...effects)
    const { book, links, presences, spreading, syncing, intake } = this
    const parts = { book, links, presences, spreading, syncing, intake, cutOffs: this.#cutOffs, served: this.#served }
    const ringChanged = (at: number): void => this.#ringChanged(at)
    for (const notice of notices) routeNotice({ ...parts, ringChanged }, notice, now)
    if (this.present) for (const news of this.book.time.news(now)) this.#emit({ type: 'clock', ...news })
  }

  #membershipChanged(membership: Membership, now: number): void {
    const { members, self } = this.#neighbourhood.setMembers(membership)
    if (self !== undefined) this.spreading.setMembers(membership, self)
    this.presences.setMembers(members, now)
    this.trust.membershipChanged(membership.members)
    this.#linked(this.links.membersChanged(now), now)
    this.#ringChanged(now)
  }

  #livenessChanged(member: MemberId, state: LivenessState, isNews: boolean, now: number): void {
    this.#cutOffs.believe(member, state === 'online')
    if (state !== 'suspect' && isNews) tellOf({ emit: this.#emit }, this.membership, member, { state })
    this.#ringChanged(now)
  }

  #ringChanged(now: number): void {
    this.#neighbourhood.rewire(now)
    this.presences.leaves.changed()
    this.presences.heartbeats.changed(now)
    this.spreading.setNeighbours(this.#neighbourhood.neighbours, now)
  }
}
