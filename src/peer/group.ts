/**
 * One member's part in one group: hands events between ring, gossip, history and membership, which do not know each
 * other. Serves docs/architecture.md, "The life of a message". Decides only what goes to whom.
 */
import { bytesOfHex, type EntryId, type GroupId, type MemberId, publicKeyOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Random } from '../base/random.js'
import type { Burst } from '../crypto/burst.js'
import type { Suite } from '../crypto/suite.js'
import type { Target } from '../gossip/receipt-book.js'
import type { Member, Membership } from '../group/membership.js'
import { LogIndex } from '../history/log-index.js'
import type { Batch, SavedGroup, StoredEntry } from '../history/stored.js'
import type { LivenessState } from '../ring/liveness.js'
import { positionOf } from '../ring/position.js'
import { Ring, type RingSnapshot } from '../ring/ring.js'
import type { Frame } from '../wire/generated/link.js'
import { Book, type Identity, type Verdict } from './book.js'
import { messagesOf } from './content.js'
import type { GroupContext } from './context.js'
import type { GroupEvent, PeerEffect } from './events.js'
import { routeFrame } from './frames.js'
import type { Phase } from './link.js'
import { type LinkNotice, Links, type LinksResult } from './links.js'
import type { Way } from './offers.js'
import { type KnownPresence, Presences } from './presences.js'
import { restoreBook } from './restoring.js'
import { Spreading } from './spreading.js'
import { isContent } from './sync-wire.js'
import { Syncing, type SyncProgress } from './syncing.js'

export interface GroupOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly group: GroupId
  readonly fingers: boolean
  /** Rises with every start: the first incarnation this run may announce. */
  readonly incarnation: number
  readonly addresses: () => readonly string[]
  readonly holds: (entryId: EntryId) => boolean
  readonly nextDial: () => number
  readonly nextRead: () => number
}

export class GroupPeer {
  readonly group: GroupId
  readonly book: Book
  readonly links: Links
  readonly #options: GroupOptions
  readonly #ring: Ring
  readonly #index: LogIndex
  readonly #spreading: Spreading
  readonly #presences: Presences
  readonly #syncing: Syncing
  /** Entries of this tick, which the store has not committed yet. */
  readonly #pending = new Set<EntryId>()
  #known: ReadonlyMap<MemberId, Member> = new Map()
  #told = { closed: true, members: 1 }
  readonly #positions = new Map<MemberId, { readonly nonce: Uint8Array; readonly position: bigint }>()
  #effects: PeerEffect[] = []

  constructor(options: GroupOptions) {
    const { suite, random, identity, group, fingers, incarnation, addresses } = options
    this.#options = options
    this.group = group
    const groupBytes = bytesOfHex(group)
    const holds = (entryId: EntryId) => this.#pending.has(entryId) || options.holds(entryId)
    this.#index = new LogIndex(holds)
    this.book = new Book({ suite, random, identity, group, groupBytes, index: this.#index })
    this.#ring = new Ring(identity.member, { fingers })
    this.links = this.#newLinks(groupBytes)
    const context: GroupContext = {
      suite,
      random,
      identity,
      group,
      groupBytes,
      links: this.links,
      holds,
      nextRead: options.nextRead,
      send: (to, frame, phase) => void this.links.send(to, frame, phase),
      dial: member => this.#effects.push(...this.links.dial(member).effects),
      effect: effect => this.#effects.push(effect),
      keep: (name, value) => this.#append([[name, value]]),
      emit: event => this.#emit(event),
    }
    this.#presences = new Presences(context, {
      incarnation,
      addresses,
      ring: this.#ring,
      changed: (member, state, now) => this.#livenessChanged(member, state, now),
    })
    this.#spreading = new Spreading(context, {
      fingers,
      ring: this.#ring,
      reached: (item, waiter) => this.#emit({ type: 'reached', item, waiter }),
      proven: item => this.#emit({ type: 'proven', item }),
    })
    this.#syncing = new Syncing(context, {
      index: this.#index,
      neighbours: () => this.#neighbours().filter(member => this.links.get(member) !== undefined),
      mayRead: member => this.book.floorOf(member),
      caughtUp: () => this.book.resume(),
      liar: (member, reason) => this.#emit({ type: 'liar', member, reason }),
    })
  }

  get deadline(): number | undefined {
    return earliest(this.links.deadline, this.#presences.deadline, this.#syncing.deadline, this.#spreading.deadline)
  }

  get membership(): Membership | undefined {
    return this.book.membership
  }

  /** Whether the member list has us in it. */
  get present(): boolean {
    return this.membership?.members.get(this.#options.identity.member)?.present === true
  }

  get ring(): RingSnapshot {
    return this.#ring.snapshot()
  }

  /** Whether both neighbours are linked; alone there is nothing to close. */
  get closed(): boolean {
    return this.#neighbours().every(member => this.links.get(member) !== undefined)
  }

  get progress(): SyncProgress {
    return this.#syncing.progress
  }

  isOnline(member: MemberId): boolean {
    return member === this.#options.identity.member || this.#ring.isUsable(member)
  }

  presence(member: MemberId): KnownPresence | undefined {
    return this.#presences.of(member)
  }

  lastSeen(member: MemberId): number | undefined {
    return this.#presences.lastSeen(member)
  }

  /** What the store had, before `start`. */
  restore(saved: SavedGroup): void {
    restoreBook(this.#options.suite, saved, {
      book: this.book,
      index: this.#index,
      presence: (name, value) => this.#presences.restore(name, value),
    })
    this.#known = this.book.membership?.members ?? this.#known
  }

  /** Asks the world what is new. A group that was left is only read. */
  start(now: number): PeerEffect[] {
    this.#membershipChanged(now)
    if (!this.present) return this.#take()
    this.#presences.start(now)
    this.#syncing.handle({ type: 'came-online' }, now)
    return this.#take()
  }

  /** Own entries, just written: stored first, then sent. */
  publish(verdict: Verdict & { type: 'new' }, now: number): PeerEffect[] {
    // a leave entry still goes to those who were around us; nothing leaves before it is stored
    this.#spreading.publish(verdict.burst, now)
    this.#stored(verdict, 0, now)
    return this.#take()
  }

  /** Entries from an admitter, before any link is up. */
  adopt(burst: Burst, now: number): { readonly verdict: Verdict; readonly effects: PeerEffect[] } {
    const verdict = this.book.take(burst, now)
    if (verdict.type === 'new') this.#stored(verdict, undefined, now)
    return { verdict, effects: this.#take() }
  }

  heardPresence(bytes: Uint8Array, now: number): boolean {
    return this.#presences.record(bytes, undefined, now)
  }

  /** Asks to be told, by a `reached` event with this name, when our burst that ends in `item` has got so far. */
  wait(item: EntryId, waiter: string, target: Target, now: number): PeerEffect[] {
    this.#spreading.wait(item, waiter, target, now)
    return this.#take()
  }

  cancelWait(item: EntryId, waiter: string, now: number): PeerEffect[] {
    this.#spreading.cancel(item, waiter, now)
    return this.#take()
  }

  /** Members that provably hold our burst, and those that do not; the author is in neither. */
  holders(item: EntryId): { readonly proven: readonly MemberId[]; readonly missing: readonly MemberId[] } {
    return { proven: this.#spreading.proven(item), missing: this.#spreading.missing(item) }
  }

  wake(now: number): PeerEffect[] {
    this.#linked(this.links.wake(now), now)
    this.#presences.wake(now)
    this.#syncing.handle({ type: 'wake' }, now)
    this.#spreading.wake(now)
    return this.#take()
  }

  /** Carries on what the links report. */
  linked(result: LinksResult, now: number): PeerEffect[] {
    this.#linked(result, now)
    return this.#take()
  }

  read(read: number, entries: readonly StoredEntry[], now: number): PeerEffect[] {
    this.#syncing.read(read, entries, now)
    return this.#take()
  }

  flush(phase: Phase, now: number): PeerEffect[] {
    if (phase === 'after-commit') this.#pending.clear()
    return this.links.flush(phase, now)
  }

  /** Says goodbye; neighbours then link to each other at once. */
  goodbye(): PeerEffect[] {
    if (this.present) this.#presences.goodbye()
    return this.#take()
  }

  #newLinks(group: Uint8Array): Links {
    const { suite, random, identity, nextDial } = this.#options
    return new Links({
      suite,
      random,
      self: identity.member,
      ends: member => ({
        group,
        ownMember: identity.publicKey,
        ownStaticSecret: identity.linkSecret,
        peerMember: publicKeyOf(member)!,
        peerStaticKey: this.book.membership?.members.get(member)?.linkKey,
      }),
      addresses: member => this.#presences.of(member)?.addresses ?? [],
      nextDial,
    })
  }

  #neighbours(): MemberId[] {
    const { predecessor, successor } = this.#ring
    return [predecessor, successor].filter(member => member !== undefined)
  }

  #linked({ effects, notices }: LinksResult, now: number): void {
    this.#effects.push(...effects)
    for (const notice of notices) this.#notice(notice, now)
  }

  #notice(notice: LinkNotice, now: number): void {
    const { member } = notice
    switch (notice.type) {
      case 'up':
        this.#presences.linkUp(member, now)
        this.#spreading.linkUp(member, now)
        this.#syncing.handle({ type: 'link-up', member }, now)
        this.#ringChanged(now)
        return
      case 'down':
        this.#presences.linkDown(member, now)
        this.#spreading.linkDown(member, now)
        this.#syncing.handle({ type: 'link-down', member }, now)
        this.#ringChanged(now)
        return
      case 'dial-failed':
        this.#presences.dialFailed(member, now)
        this.#spreading.dialFailed(member, now)
        return
      case 'frame':
        this.#presences.heard(member, now)
        this.#frame(member, notice.frame, now)
        return
    }
  }

  #frame(from: MemberId, frame: Frame, now: number): void {
    const parts = {
      presences: this.#presences,
      spreading: this.#spreading,
      syncing: this.#syncing,
      received: (sender: MemberId, burst: Burst, way: Way) => this.#received(sender, burst, way, now),
      answered: (sender: MemberId, answer: NonNullable<Frame['rangeAnswer']>) => this.#answered(sender, answer, now),
    }
    routeFrame(parts, from, frame, now)
  }

  #received(from: MemberId, burst: Burst, way: Way, now: number): void {
    const verdict = this.book.take(burst, now)
    if (verdict.type !== 'new' && verdict.type !== 'held') return
    if (verdict.type === 'new') this.#stored(verdict, way.hops, now)
    this.#spreading.received(from, verdict.burst, way, verdict.type === 'held', now)
  }

  #answered(from: MemberId, answer: NonNullable<Frame['rangeAnswer']>, now: number): void {
    let bad = false
    for (const burst of answer.bursts) {
      const verdict = this.book.take(burst, now)
      if (verdict.type === 'wrong') bad = true
      if (verdict.type === 'new') this.#stored(verdict, undefined, now)
    }
    this.#syncing.answered(from, answer, bad, now)
  }

  /** Puts a new burst on disk and, after that, on the screen. */
  #stored(verdict: Verdict & { type: 'new' }, hops: number | undefined, now: number): void {
    const { burst, batch } = verdict
    this.#effects.push({ type: 'append', batch })
    for (const entry of burst.entries) this.#pending.add(entry.entryId)
    if (!isContent(burst.entries[0]!.fields.log)) this.#membershipChanged(now)
    else for (const message of messagesOf(burst, hops)) this.#emit(message)
    this.#syncing.handle({ type: 'traffic' }, now)
  }

  #membershipChanged(now: number): void {
    const { membership } = this
    if (membership === undefined) return
    const before = this.#known
    this.#known = membership.members
    this.#place(membership, now)
    for (const { member, present } of membership.members.values()) {
      if (before.get(member)?.present !== present) this.#emitMember(member, present ? 'joined' : 'left')
    }
    this.links.stepAll()
    this.#ringChanged(now)
  }

  #place(membership: Membership, now: number): void {
    const present = [...membership.members.values()].filter(member => member.present)
    const placed = present.map(member => ({ member: member.member, position: this.#positionOf(member) }))
    const self = placed.find(one => one.member === this.#options.identity.member)
    this.#ring.setMembers(self === undefined ? [] : placed)
    if (self !== undefined) this.#spreading.setMembers(membership, self.position)
    this.#presences.setMembers(self === undefined ? [] : placed.map(one => one.member), now)
  }

  /** Hashed once per admission: the list is placed anew with every change of it. */
  #positionOf({ member, nonce }: Member): bigint {
    const known = this.#positions.get(member)
    if (known?.nonce === nonce) return known.position
    const position = positionOf(this.#options.suite, bytesOfHex(this.group), publicKeyOf(member)!, nonce)
    this.#positions.set(member, { nonce, position })
    return position
  }

  #livenessChanged(member: MemberId, state: LivenessState, now: number): void {
    this.#ring.setUsable(member, state === 'online')
    if (state !== 'suspect') this.#emitMember(member, state)
    this.#ringChanged(now)
  }

  #ringChanged(now: number): void {
    const { effects } = this.links.want(this.#ring.wanted(), now)
    this.#effects.push(...effects)
    this.#presences.ringChanged()
    this.#spreading.setNeighbours(this.#neighbours(), now)
    const { closed } = this
    const members = this.#ring.usableCount
    if (closed === this.#told.closed && members === this.#told.members) return
    this.#told = { closed, members }
    this.#emit({ type: 'ring', closed, members })
  }

  #append(values: Batch['values']): void {
    this.#effects.push({ type: 'append', batch: { group: this.group, entries: [], values } })
  }

  #emitMember(member: MemberId, state: 'joined' | 'online' | 'offline' | 'left'): void {
    const known = this.#known.get(member)
    if (known !== undefined) this.#emit({ type: 'member', member, name: known.name, role: known.role, state })
  }

  #emit(event: GroupEvent): void {
    this.#effects.push({ type: 'show', group: this.group, event })
  }

  #take(): PeerEffect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }
}
