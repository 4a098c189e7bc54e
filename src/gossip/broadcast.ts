/**
 * One broadcast, seen from one member: who answers for which arc, and what happens when it stays silent
 * (docs/protocol.md, "Broadcast").
 *
 * The caller verifies an item before it gets here; this part only spreads it. It must never forward on behalf of a
 * link twice for one item, whatever arcs that link invents, and never vouch (ack) before the item is stored.
 */
import type { MemberId } from '../base/ids.js'
import { ANNOUNCE_BYTES } from '../base/limits.js'
import { type Machine, unreachable } from '../base/machine.js'
import {
  type Arc,
  apart,
  contains,
  isArc,
  isWithin,
  largestFirst,
  middleOf,
  nearestTo,
  type Part,
  sidesOf,
  splitSide,
  subtract,
  wholeCircle,
} from './arc.js'
import type { BroadcastEffect, BroadcastEvent, BroadcastOptions, Link } from './events.js'
import { type Duty, Item } from './item.js'
import { ItemTable } from './item-table.js'

/** A commit on a busy disk takes this long without anybody being dead. */
const MIN_ACK_MS = 300
/** A person notices a message that is later than this. */
const MAX_ACK_MS = 3000
/** A body that crawls keeps its delegate this long and no longer: a liar cannot hold an arc for ever. */
const MAX_PROGRESS_MS = 30_000
/** A dial that takes longer goes on, and the next nearest is dialled beside it. */
const DIAL_MS = 1000
/** One item opens at most this many connections, whatever arcs a liar invents. */
const MAX_DIALS = 4
/** Silent delegates stepped over for one item; more of them is a partition, and repair's work. */
const MAX_SKIPPED = 16

type Forward = BroadcastEffect & { readonly type: 'forward' }

export class Broadcast implements Machine<BroadcastEvent, BroadcastEffect> {
  readonly #options: BroadcastOptions
  readonly #items = new ItemTable()
  /** No duty is due before it; it may be early, which costs one idle wake. */
  #due: number | undefined

  constructor(options: BroadcastOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return this.#due
  }

  handle(event: BroadcastEvent, now: number): BroadcastEffect[] {
    switch (event.type) {
      case 'publish':
        return this.#publish(event.item, event.size, now)
      case 'received':
        return this.#receive(event, now)
      case 'ack':
        return this.#acked(event.item, event.from)
      case 'progress':
        return this.#progressed(event.item, event.from, now)
      case 'link-up':
        return this.#retry(duty => duty.state === 'dialing', undefined, now)
      case 'link-down':
        return this.#retry(duty => duty.state === 'sent' && duty.member === event.member, event.member, now)
      case 'dial-failed':
        return this.#retry(duty => duty.state === 'dialing' && duty.member === event.member, event.member, now)
      case 'stored':
        return this.#stored(event.item)
      case 'wake':
        return this.#wake(now)
      default:
        return unreachable(event)
    }
  }

  #publish(name: string, size: number, now: number): BroadcastEffect[] {
    if (this.#items.find(name) !== undefined) return []
    const item = new Item(name, size)
    const circle = wholeCircle(this.#options.self)
    item.covered.push(circle)
    return [...this.#activate(item), ...this.#cover(item, [circle], 0, now), ...this.#settle(item)]
  }

  #receive(event: BroadcastEvent & { readonly type: 'received' }, now: number): BroadcastEffect[] {
    const known = this.#items.find(event.item)
    const item = known ?? new Item(event.item, event.size)
    if (event.held) item.stored = true
    // what came by repair before the tree brought it is still spread, and answered for, here
    const first = known === undefined
    // whoever gives us one more arc of the same item is our parent still, and waits for our word on both
    const again = item.isDelegatedBy(event.from)
    const pieces = this.#takeOn(item, event.from, event.arc, event.hops)

    const effects = this.#activate(item)
    if (item.stored) effects.push(ackTo(event.from, item, !first && !again))
    else if (!item.owedAcks.has(event.from)) item.owedAcks.set(event.from, !first)
    if (known !== undefined && pieces.length === 0) {
      this.#rest(item)
      return effects
    }
    return [...effects, ...this.#cover(item, pieces, event.hops, now), ...this.#settle(item)]
  }

  /**
   * What of the arc is new to us. A link delegates an item once, an arc that we stand in, within the hop bound; and a
   * few times more an arc beside ours, whose own delegate failed.
   */
  #takeOn(item: Item, from: MemberId, arc: Arc, hops: number): Arc[] {
    const delegation = item.delegation(from)
    if (delegation === undefined || hops >= this.#hopBound() || !isArc(arc)) return []
    if (delegation === 'first' && !contains(arc, this.#options.self)) return []
    const pieces = subtract(arc, item.covered)
    item.covered.push(arc)
    return pieces
  }

  /** Honest trees are at most log2 N + 2 deep; without fingers an item passes every member in turn. */
  #hopBound(): number {
    const members = Math.max(2, this.#options.memberCount())
    return this.#options.fingers ? 2 * Math.ceil(Math.log2(members)) + 8 : members
  }

  /** Hands each piece to the links in it, or dials for those that have none. */
  #cover(item: Item, pieces: readonly Arc[], hops: number, now: number): BroadcastEffect[] {
    const usable = this.#options.links().filter(link => !item.sentTo.has(link.member) && !item.skipped.has(link.member))
    const parts: Part[] = []
    const bare: Arc[] = []
    for (const side of pieces.flatMap(piece => sidesOf(this.#options.self, piece))) {
      const split = splitSide(side, usable)
      if (split.length === 0) bare.push(side)
      parts.push(...split)
    }
    const patience = new Map(usable.map(link => [link.member, link.patienceMs]))
    const forwards = largestFirst(parts).map(part =>
      this.#forward(item, part, hops, patience.get(part.member) ?? 0, now),
    )
    return [...forwards, ...bare.flatMap(side => this.#reach(item, side, hops, now))]
  }

  #forward(item: Item, part: Part, hops: number, patienceMs: number, now: number): Forward {
    const waitMs = Math.min(Math.max(patienceMs, MIN_ACK_MS), MAX_ACK_MS)
    item.sentTo.add(part.member)
    item.duties.push({ state: 'sent', ...part, hops, waitMs, sentAt: now, deadline: now + waitMs })
    this.#dueBy(now + waitMs)
    return {
      type: 'forward',
      to: part.member,
      item: item.name,
      arc: part.arc,
      hops: hops + 1,
      announce: item.size > ANNOUNCE_BYTES,
    }
  }

  /** Nobody is linked in this arc: a delegate beside it has links there, and else we dial. Without members it needs nobody. */
  #reach(item: Item, arc: Arc, hops: number, now: number): BroadcastEffect[] {
    const known = this.#options.knownInside(arc).filter(placed => contains(arc, placed.position))
    if (known.length === 0) return []
    const candidates = known.filter(placed => !item.skipped.has(placed.member) && !item.sentTo.has(placed.member))
    const beside = this.#delegateBeside(item, arc)
    if (candidates.length > 0 && beside !== undefined) return this.#extend(item, arc, beside, hops, now)
    if (candidates.length === 0 || item.dials >= MAX_DIALS) {
      item.unreached.push(arc)
      return []
    }
    // two at once, each for its part: where one died others may have, and a dial to the dead takes long
    return splitSide(arc, apart(arc, candidates)).flatMap(part => this.#dial(item, part, hops, now))
  }

  /** Of the delegates that answered the nearest to the arc, whose links are densest there. */
  #delegateBeside(item: Item, arc: Arc): Link | undefined {
    const delegates = this.#options.links().filter(({ member }) => item.mayExtend(member))
    return nearestTo(middleOf(arc), delegates)
  }

  /** By name: it has the item, or is about to. */
  #extend(item: Item, arc: Arc, { member, patienceMs }: Link, hops: number, now: number): BroadcastEffect[] {
    item.extended(member)
    return [{ ...this.#forward(item, { member, arc }, hops, patienceMs, now), announce: true }]
  }

  #dial(item: Item, { member, arc }: Part, hops: number, now: number): BroadcastEffect[] {
    item.dials += 1
    const deadline = now + DIAL_MS
    item.duties.push({ state: 'dialing', member, arc, hops, waitMs: DIAL_MS, sentAt: now, deadline })
    this.#dueBy(deadline)
    return [{ type: 'dial', member }]
  }

  #acked(name: string, from: MemberId): BroadcastEffect[] {
    const item = this.#items.active(name)
    if (item === undefined || !item.sentTo.has(from)) return []
    item.acked.add(from)
    // late, but it holds the item and answers for its arc: what was to replace it may go
    const late = item.skipped.get(from)
    item.skipped.delete(from)
    const isCovered = ({ state, arc }: Duty) => state === 'dialing' && late !== undefined && isWithin(arc, late)
    item.duties = item.duties.filter(duty => duty.member !== from && !isCovered(duty))
    return this.#settle(item)
  }

  #progressed(name: string, from: MemberId, now: number): BroadcastEffect[] {
    const item = this.#items.active(name)
    if (item === undefined) return []
    item.duties = item.duties.map(duty => {
      if (duty.state !== 'sent' || duty.member !== from) return duty
      return { ...duty, deadline: Math.min(now + duty.waitMs, duty.sentAt + MAX_PROGRESS_MS) }
    })
    return []
  }

  /** Takes the named duties back and covers their arcs anew, without the member that failed. */
  #retry(concerns: (duty: Duty) => boolean, failed: MemberId | undefined, now: number): BroadcastEffect[] {
    const effects: BroadcastEffect[] = []
    for (const item of this.#items.allActive()) {
      const concerned = item.duties.filter(
        duty => concerns(duty) && (failed !== undefined || this.#linkedInside(item, duty.arc)),
      )
      if (concerned.length > 0) effects.push(...this.#failOver(item, concerned, failed !== undefined, now))
    }
    return effects
  }

  #failOver(item: Item, duties: readonly Duty[], skip: boolean, now: number): BroadcastEffect[] {
    item.duties = item.duties.filter(duty => !duties.includes(duty))
    const effects: BroadcastEffect[] = []
    for (const { member, arc, hops } of duties) {
      const isFull = skip && item.skipped.size >= MAX_SKIPPED
      if (isFull) item.unreached.push(arc)
      else if (skip) item.skipped.set(member, arc)
      if (!isFull) effects.push(...this.#cover(item, [arc], hops, now))
    }
    return [...effects, ...this.#settle(item)]
  }

  #linkedInside(item: Item, arc: Arc): boolean {
    return this.#options
      .links()
      .some(link => contains(arc, link.position) && !item.sentTo.has(link.member) && !item.skipped.has(link.member))
  }

  #stored(name: string): BroadcastEffect[] {
    const item = this.#items.find(name)
    if (item === undefined) return []
    item.stored = true
    const acks = [...item.owedAcks].map(([parent, dup]) => ackTo(parent, item, dup))
    item.owedAcks.clear()
    return acks
  }

  #wake(now: number): BroadcastEffect[] {
    if (this.#due === undefined || now < this.#due) return []
    this.#due = undefined
    const effects: BroadcastEffect[] = []
    for (const item of this.#items.allActive()) {
      const late = item.duties.filter(duty => duty.deadline <= now)
      for (const { state, member } of late) if (state === 'sent') effects.push({ type: 'late', member })
      if (late.length > 0) effects.push(...this.#failOver(item, late, true, now))
      for (const duty of item.duties) this.#dueBy(duty.deadline)
    }
    return effects
  }

  #settle(item: Item): BroadcastEffect[] {
    if (item.duties.length > 0 || this.#items.active(item.name) === undefined) return []
    this.#rest(item)
    return [{ type: 'settled', item: item.name, unreached: item.unreached, silent: [...item.skipped.keys()] }]
  }

  #activate(item: Item): BroadcastEffect[] {
    const crowded = this.#items.activate(item)
    if (crowded === undefined) return []
    crowded.unreached.push(...crowded.duties.map(duty => duty.arc))
    crowded.duties = []
    return this.#settle(crowded)
  }

  /** Moves an item with nothing pending among the finished. */
  #rest(item: Item): void {
    if (item.duties.length === 0) this.#items.finish(item)
  }

  #dueBy(deadline: number): void {
    if (this.#due === undefined || deadline < this.#due) this.#due = deadline
  }
}

function ackTo(parent: MemberId, item: Item, dup: boolean): BroadcastEffect {
  return { type: 'ack', to: parent, item: item.name, dup, afterStore: true }
}
