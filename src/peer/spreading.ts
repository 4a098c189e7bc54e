/**
 * One group's messages on their way over the arcs: the broadcast, the bodies it spreads, and the receipts that come
 * back. Serves docs/protocol.md, "Broadcast" and "Receipts". Takes verified bursts only; what it acks is stored by
 * then.
 */
import { bytesOfHex, type EntryId, entryIdOf, hexOf, type LogKey, type MemberId, memberIdOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { Broadcast } from '../gossip/broadcast.js'
import type { BroadcastEffect, BroadcastEvent } from '../gossip/events.js'
import type { Target } from '../gossip/receipt-book.js'
import type { Membership } from '../group/membership.js'
import type { Ring } from '../ring/ring.js'
import type { Burst, Frame, Presence } from '../wire/generated/link.js'
import type { GroupContext } from './context.js'
import { ItemCache } from './item-cache.js'
import { ItemOrigins } from './item-origins.js'
import type { Phase } from './link.js'
import { Offers, type Way, wayOf } from './offers.js'
import { offerFrame, placedLinks, probeFrame } from './passing-items.js'
import { isProbe, itemOf, Receipts } from './receipts.js'
import type { KnownPresence } from './roster.js'

export interface SpreadingOptions {
  readonly fingers: boolean
  readonly ring: Ring
  readonly reached: (item: EntryId, waiter: string) => void
  readonly proven: (item: EntryId, now: number) => void
  /** Whether a member has said that it holds an entry. */
  readonly claims: (member: MemberId, log: LogKey, seq: number) => boolean
  /** The form in which a burst travels; undefined while it has none. */
  readonly wireOf: (burst: CheckedBurst, now: number) => Burst | undefined
  /** A member acks later than it should. */
  readonly late: (member: MemberId, now: number) => void
}

export class Spreading {
  readonly #context: GroupContext
  readonly #options: SpreadingOptions
  readonly #items = new ItemCache()
  readonly #offers = new Offers()
  readonly #about = new ItemOrigins()
  readonly #receipts: Receipts
  #broadcast: Broadcast | undefined
  #now = 0

  constructor(context: GroupContext, options: SpreadingOptions) {
    this.#context = context
    this.#options = options
    this.#receipts = new Receipts({
      suite: context.suite,
      group: context.groupBytes,
      identity: context.identity,
      send: (to, frame) => context.send(to, frame, 'can-wait'),
      probe: name => this.#probe(name),
      reached: options.reached,
      proven: item => options.proven(item, this.#now),
    })
  }

  get deadline(): number | undefined {
    return earliest(this.#broadcast?.deadline, this.#receipts.deadline, this.#offers.deadline)
  }

  /** The member list changed; `self` is our place on the circle. */
  setMembers(membership: Membership, self: bigint): void {
    this.#receipts.setMembers(membership)
    const { ring, fingers } = this.#options
    this.#broadcast ??= new Broadcast({
      ...{ self, fingers },
      memberCount: () => ring.order().length,
      links: () => placedLinks(this.#context.links, ring),
      knownInside: ({ from, to }) => ring.usableInside(from, to),
    })
  }

  setNeighbours(neighbours: readonly MemberId[], now: number): void {
    this.#receipts.setNeighbours(neighbours, now)
  }

  /** Our own burst, which is stored before it leaves. */
  publish(burst: CheckedBurst, now: number): void {
    this.offered(burst, now)
    this.leave(burst, now)
  }

  /** Sends it on its way, if it has a form to travel in by now. */
  leave(burst: CheckedBurst, now: number): void {
    const wire = this.#options.wireOf(burst, now)
    if (wire === undefined) return
    const item = this.#items.addBurst(burst, wire)
    this.#handle({ type: 'publish', item: item.name, size: item.size }, now, 'after-commit')
  }

  /** Our own burst, which whoever is linked may pull: what is said of it is for us. */
  offered(burst: CheckedBurst, now: number): void {
    const { entryId } = burst.entries.at(-1)!
    this.#about.learn(entryId, { author: this.#context.identity.member, hops: 0, held: true })
    this.#receipts.published(entryId, now)
  }

  /** Whether it was spread from here a while ago at most. */
  spreads(item: EntryId): boolean {
    return this.#items.get(item) !== undefined
  }

  /** A verified burst came over a link; it may be forwarded before it is stored, and is acked after. */
  received(from: MemberId, burst: CheckedBurst, way: Way, held: boolean, now: number): void {
    const wire = this.#options.wireOf(burst, now)
    if (wire === undefined) {
      this.#answer(from, burst.entries.at(-1)!.entryId)
      return
    }
    const item = this.#items.addBurst(burst, wire)
    this.#about.learn(item.name, { author: memberIdOf(burst.entries[0]!.fields.author), hops: way.hops, held: true })
    this.#spread(from, item.name, way, held, item.size, now)
    for (const [other, offered] of this.#offers.arrived(item.name, from)) {
      this.#spread(other, item.name, offered, held, item.size, now)
    }
    this.#handle({ type: 'stored', item: item.name }, now, 'after-commit')
  }

  /** A sealed burst came again that we hold: its arc is taken on, and its bodies are not opened twice. */
  repeated(from: MemberId, name: EntryId, way: Way, now: number): void {
    const item = this.#items.get(name)
    if (item === undefined) this.#answer(from, name)
    else this.#spread(from, name, way, true, item.size, now)
  }

  /** As `received`, but it goes no further: whoever gave it is answered. */
  kept(from: MemberId, burst: CheckedBurst, held: boolean, now: number): void {
    this.received(from, burst, { arc: { from: 0n, to: 0n }, hops: Number.MAX_SAFE_INTEGER }, held, now)
  }

  /** A presence record, our own or news to us: spread like a message, with no receipt. */
  publishPresence({ bytes, message }: KnownPresence, now: number): void {
    // who has no link yet tells it to each that comes up
    if (placedLinks(this.#context.links, this.#options.ring).length === 0) return
    const item = this.#items.addPresence(hexOf(this.#context.suite.sha256(bytes)), bytes.length, message)
    this.#handle({ type: 'publish', item: item.name, size: item.size }, now, 'after-commit')
  }

  /** A presence record that we hold by now came over the arcs. */
  presence(from: MemberId, bytes: Uint8Array, message: Presence, way: Way, now: number): void {
    const item = this.#items.addPresence(hexOf(this.#context.suite.sha256(bytes)), bytes.length, message)
    this.#spread(from, item.name, way, false, item.size, now)
    this.#handle({ type: 'stored', item: item.name }, now, 'after-commit')
  }

  wait(item: EntryId, waiter: string, target: Target, now: number): void {
    this.#receipts.wait(item, waiter, target, now)
  }

  cancel(item: EntryId, waiter: string, now: number): void {
    this.#receipts.cancel(item, waiter, now)
  }

  holders(item: EntryId): { readonly proven: readonly MemberId[]; readonly missing: readonly MemberId[] } {
    return { proven: this.#receipts.proven(item), missing: this.#receipts.missing(item) }
  }

  linkUp(member: MemberId, now: number): void {
    this.#handle({ type: 'link-up', member }, now, 'before-commit')
  }

  linkDown(member: MemberId, now: number): void {
    this.#pull(this.#offers.gone(member, now))
    this.#handle({ type: 'link-down', member }, now, 'before-commit')
  }

  dialFailed(member: MemberId, now: number): void {
    this.#handle({ type: 'dial-failed', member }, now, 'before-commit')
  }

  wake(now: number): void {
    this.#now = now
    this.#pull(this.#offers.wake(now))
    this.#handle({ type: 'wake' }, now, 'before-commit')
    this.#receipts.wake(now)
  }

  acked(from: MemberId, acks: NonNullable<Frame['acks']>, now: number): void {
    for (const { item, dup } of acks.acks) this.#acked(from, hexOf(item), dup, now)
  }

  announced(from: MemberId, announce: NonNullable<Frame['announce']>, now: number): void {
    const name = hexOf(announce.item)
    const way = wayOf(announce)
    const cached = this.#items.get(name)
    if (cached !== undefined) {
      this.#spread(from, name, way, this.#context.holds(entryIdOf(announce.item)), cached.size, now)
    } else if (this.#offers.announced(name, from, way, now)) {
      // also where the store holds it: it is spread from here, and what is not at hand cannot be
      this.#pull([{ item: name, from }])
    }
  }

  pulled(from: MemberId, pull: NonNullable<Frame['pull']>, now: number): void {
    const held = this.#items.get(hexOf(pull.item))
    const offered = held?.offered.get(from)
    if (held === undefined || offered === undefined) return
    this.#context.send(from, { forward: { ...held.content, ...offered } }, 'after-commit')
    this.#handle({ type: 'progress', from, item: held.name }, now, 'before-commit')
  }

  /** Somebody asks over the arcs who holds an item: we answer for ourselves and pass the question on. */
  probed(from: MemberId, probe: NonNullable<Frame['probe']>, now: number): void {
    const name = hexOf(probe.item)
    if (!isProbe(name) || probe.author.length !== 32) return
    const held = this.#context.holds(entryIdOf(itemOf(name)))
    this.#about.learn(name, { author: memberIdOf(probe.author), hops: probe.hops, held })
    this.#spread(from, name, wayOf(probe), false, 0, now)
    this.#handle({ type: 'stored', item: name }, now, 'after-commit')
  }

  receipt(from: MemberId, receipt: NonNullable<Frame['receipt']>, now: number): void {
    // the last receipt of an arc says also that its sender stored the item
    if (receipt.complete) this.#acked(from, hexOf(receipt.item), false, now)
    this.#receipts.heard(from, receipt, now)
  }

  /** It is here, and is not spread from here. */
  #answer(to: MemberId, name: EntryId): void {
    this.#context.send(to, { acks: { acks: [{ item: bytesOfHex(name), dup: false }] } }, 'can-wait')
  }

  #spread(from: MemberId, item: string, { arc, hops }: Way, held: boolean, size: number, now: number): void {
    this.#handle({ type: 'received', from, item, arc, hops, held, size }, now, 'before-commit')
  }

  #acked(from: MemberId, name: string, dup: boolean, now: number): void {
    this.#context.links.get(from)?.roundTrip.acked(name, now)
    this.#handle({ type: 'ack', from, item: name, dup }, now, 'before-commit')
    if (this.#about.get(name)?.author === this.#context.identity.member) this.#receipts.acked(name, from, now)
    else if (dup) this.#receipts.released(name, from, now)
  }

  #pull(pulls: readonly { readonly item: string; readonly from: MemberId }[]): void {
    for (const { item, from } of pulls) this.#context.send(from, { pull: { item: bytesOfHex(item) } }, 'before-commit')
  }

  #probe(name: string): void {
    this.#about.learn(name, { author: this.#context.identity.member, hops: 0, held: true })
    this.#handle({ type: 'publish', item: name, size: 0 }, this.#now, 'after-commit')
  }

  #handle(event: BroadcastEvent, now: number, phase: Phase): void {
    this.#now = now
    if (this.#broadcast === undefined) return
    for (const effect of this.#broadcast.handle(event, now)) this.#carry(effect, phase, now)
  }

  #carry(effect: BroadcastEffect, phase: Phase, now: number): void {
    switch (effect.type) {
      case 'forward':
        this.#forward(effect, phase, now)
        return
      case 'ack':
        this.#ack(effect.to, effect.item, effect.dup, now)
        return
      case 'dial':
        this.#context.dial(effect.member)
        return
      case 'late':
        this.#options.late(effect.member, now)
        return
      case 'settled':
        if (this.#isOthers(effect.item)) this.#receipts.settled(effect.item, effect.silent, now)
        return
    }
  }

  #forward(effect: BroadcastEffect & { readonly type: 'forward' }, phase: Phase, now: number): void {
    const { to, item: name, arc, hops, announce } = effect
    const author = this.#about.get(name)?.author
    const item = this.#items.get(name)
    if (isProbe(name) && author !== undefined) this.#context.send(to, probeFrame(name, { arc, hops }, author), phase)
    else if (item !== undefined) {
      // who says that it holds the item needs its arc alone
      const byName = announce || (item.last !== undefined && this.#options.claims(to, item.last.log, item.last.seq))
      // a body that is pulled first would tell of its size and not of the way
      if (!byName) this.#context.links.get(to)?.roundTrip.sent(name, now)
      this.#context.send(to, offerFrame(item, to, { arc, hops }, byName), phase)
    } else return
    if (this.#isOthers(name)) this.#receipts.delegated(name, to, now)
  }

  #ack(to: MemberId, name: string, dup: boolean, now: number): void {
    const about = this.#about.get(name)
    const answered =
      !dup && about !== undefined && this.#receipts.opened(name, about.author, to, about.hops, about.held, now)
    if (!answered) this.#context.send(to, { acks: { acks: [{ item: bytesOfHex(name), dup }] } }, 'can-wait')
  }

  /** Whether we owe somebody a receipt for it; nobody wants one for a presence record. */
  #isOthers(name: string): boolean {
    const author = this.#about.get(name)?.author
    return author !== undefined && author !== this.#context.identity.member
  }
}
