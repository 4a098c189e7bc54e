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
  contains,
  distance,
  isArc,
  largestFirst,
  middleOf,
  type Part,
  type Placed,
  sidesOf,
  splitSide,
  subtract,
  wholeCircle,
} from './arc.js'
import type { BroadcastEffect, BroadcastEvent, BroadcastOptions } from './events.js'
import { type Duty, Item } from './item.js'

/** A commit on a busy disk takes this long without anybody being dead. */
const MIN_ACK_MS = 300
/** A person notices a message that is later than this. */
const MAX_ACK_MS = 3000
/** A body that crawls keeps its delegate this long and no longer: a liar cannot hold an arc for ever. */
const MAX_PROGRESS_MS = 30_000
/** A dial that takes longer goes on, and the next nearest is dialled beside it. */
const DIAL_MS = 1500
/** One item opens at most this many connections, whatever arcs a liar invents. */
const MAX_DIALS = 4
/** Silent delegates stepped over for one item; more of them is a partition, and repair's work. */
const MAX_SKIPPED = 16
/** Copies that may widen what we answer for: an honest item comes from one or two links. */
const MAX_DELEGATORS = 64
/** Finished items remembered, so that a late second copy is not spread again. */
const MAX_FINISHED = 4096
/** Items under way at once; the oldest is left to repair beyond it. */
const MAX_ACTIVE = 4096

export class Broadcast implements Machine<BroadcastEvent, BroadcastEffect> {
  readonly #options: BroadcastOptions
  readonly #active = new Map<string, Item>()
  readonly #finished = new Map<string, Item>()
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
    if (this.#find(name) !== undefined) return []
    const item = new Item(name, size)
    const circle = wholeCircle(this.#options.self)
    item.covered.push(circle)
    return [...this.#activate(item), ...this.#cover(item, [circle], 0, now), ...this.#settle(item)]
  }

  #receive(event: BroadcastEvent & { readonly type: 'received' }, now: number): BroadcastEffect[] {
    const known = this.#find(event.item)
    const item = known ?? new Item(event.item, event.size)
    if (event.held) item.stored = true
    // what came by repair before the tree brought it is still spread, and answered for, here
    const first = known === undefined
    const pieces = this.#takeOn(item, event.from, event.arc, event.hops)

    const effects = this.#activate(item)
    if (item.stored) effects.push(ackTo(event.from, item, !first))
    else if (!item.owedAcks.has(event.from)) item.owedAcks.set(event.from, !first)
    if (known !== undefined && pieces.length === 0) {
      this.#rest(item)
      return effects
    }
    return [...effects, ...this.#cover(item, pieces, event.hops, now), ...this.#settle(item)]
  }

  /** What of the arc is new to us. A link delegates an item once, only an arc we stand in, only within the hop bound. */
  #takeOn(item: Item, from: MemberId, arc: Arc, hops: number): Arc[] {
    if (item.delegators.has(from) || item.delegators.size >= MAX_DELEGATORS) return []
    item.delegators.add(from)
    if (hops >= this.#hopBound() || !isArc(arc) || !contains(arc, this.#options.self)) return []
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
    return [...forwards, ...bare.flatMap(side => this.#dial(item, side, hops, now))]
  }

  #forward(item: Item, part: Part, hops: number, patienceMs: number, now: number): BroadcastEffect {
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

  /** Nobody linked in this arc: connect to the member nearest its middle. An arc without members needs nobody. */
  #dial(item: Item, arc: Arc, hops: number, now: number): BroadcastEffect[] {
    const known = this.#options.knownInside(arc).filter(placed => contains(arc, placed.position))
    const candidates = known.filter(placed => !item.skipped.has(placed.member) && !item.sentTo.has(placed.member))
    const nearest = nearestTo(middleOf(arc), candidates)
    if (nearest === undefined || item.dials >= MAX_DIALS) {
      if (known.length > 0) item.unreached.push(arc)
      return []
    }
    item.dials += 1
    const { member } = nearest
    const deadline = now + DIAL_MS
    item.duties.push({ state: 'dialing', member, arc, hops, waitMs: DIAL_MS, sentAt: now, deadline })
    this.#dueBy(deadline)
    return [{ type: 'dial', member }]
  }

  #acked(name: string, from: MemberId): BroadcastEffect[] {
    const item = this.#active.get(name)
    if (item === undefined || !item.sentTo.has(from)) return []
    // late, but it holds the item and answers for its arc: what was to replace it may go
    const late = item.skipped.get(from)
    item.skipped.delete(from)
    item.duties = item.duties.filter(duty => !(duty.member === from || (duty.state === 'dialing' && duty.arc === late)))
    return this.#settle(item)
  }

  #progressed(name: string, from: MemberId, now: number): BroadcastEffect[] {
    const item = this.#active.get(name)
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
    for (const item of [...this.#active.values()]) {
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
    for (const duty of duties) {
      if (skip && item.skipped.size >= MAX_SKIPPED) {
        item.unreached.push(duty.arc)
        continue
      }
      if (skip) item.skipped.set(duty.member, duty.arc)
      effects.push(...this.#cover(item, [duty.arc], duty.hops, now))
    }
    return [...effects, ...this.#settle(item)]
  }

  #linkedInside(item: Item, arc: Arc): boolean {
    return this.#options
      .links()
      .some(link => contains(arc, link.position) && !item.sentTo.has(link.member) && !item.skipped.has(link.member))
  }

  #stored(name: string): BroadcastEffect[] {
    const item = this.#find(name)
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
    for (const item of [...this.#active.values()]) {
      const late = item.duties.filter(duty => duty.deadline <= now)
      for (const { state, member } of late) if (state === 'sent') effects.push({ type: 'late', member })
      if (late.length > 0) effects.push(...this.#failOver(item, late, true, now))
      for (const duty of item.duties) this.#dueBy(duty.deadline)
    }
    return effects
  }

  #settle(item: Item): BroadcastEffect[] {
    if (item.duties.length > 0 || !this.#active.has(item.name)) return []
    this.#rest(item)
    return [{ type: 'settled', item: item.name, unreached: item.unreached, silent: [...item.skipped.keys()] }]
  }

  #find(name: string): Item | undefined {
    return this.#active.get(name) ?? this.#finished.get(name)
  }

  #activate(item: Item): BroadcastEffect[] {
    this.#finished.delete(item.name)
    this.#active.set(item.name, item)
    if (this.#active.size <= MAX_ACTIVE) return []
    const oldest = this.#active.values().next().value
    if (oldest === undefined) return []
    oldest.unreached.push(...oldest.duties.map(duty => duty.arc))
    oldest.duties = []
    return this.#settle(oldest)
  }

  /** Moves an item with nothing pending among the finished. */
  #rest(item: Item): void {
    if (item.duties.length > 0) return
    this.#active.delete(item.name)
    this.#finished.set(item.name, item)
    if (this.#finished.size <= MAX_FINISHED) return
    const oldest = this.#finished.keys().next().value
    if (oldest !== undefined) this.#finished.delete(oldest)
  }

  #dueBy(deadline: number): void {
    if (this.#due === undefined || deadline < this.#due) this.#due = deadline
  }
}

function ackTo(parent: MemberId, item: Item, dup: boolean): BroadcastEffect {
  return { type: 'ack', to: parent, item: item.name, dup, afterStore: true }
}

function nearestTo(position: bigint, placed: readonly Placed[]): Placed | undefined {
  let nearest: Placed | undefined
  for (const one of placed) {
    if (nearest === undefined || distance(one.position, position) < distance(nearest.position, position)) nearest = one
  }
  return nearest
}
