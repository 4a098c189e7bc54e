/**
 * One member of a swarm: the real ring, failure detector, broadcast and sync, joined as src/peer/group.ts joins them,
 * over links that are not sealed and a membership that does not change. What the members of a group have in common is
 * shared by all: the member list, and the messages. Serves docs/architecture.md, "Two simulators".
 */
import type { EntryId, MemberId } from '#src/base/ids.js'
import { earliest } from '#src/base/machine.js'
import type { Random } from '#src/base/random.js'
import type { RangePart } from '#src/history/sync-messages.js'
import type { MemberList } from '#src/ring/member-list.js'
import { Ring } from '#src/ring/ring.js'
import type { Item, SwarmFrame } from './frames.ts'
import { SwarmHistory } from './history.ts'
import { SwarmLinks } from './links.ts'
import { SwarmSpreading } from './spreading.ts'
import { SwarmWatch } from './watch.ts'

export interface SwarmNodeOptions {
  readonly list: MemberList
  readonly random: Random
  readonly fingers: boolean
  readonly send: (to: MemberId, frame: SwarmFrame) => void
  readonly dial: (to: MemberId) => void
  readonly close: (to: MemberId) => void
  readonly itemOf: (name: EntryId) => Item
  /** A message came, for the first time or again. */
  readonly took: (item: Item) => void
  readonly duplicate: () => void
  readonly now: () => number
}

export class SwarmNode {
  readonly member: MemberId
  readonly ring: Ring
  readonly links: SwarmLinks
  readonly history: SwarmHistory
  /** Acks what it is sent, keeps it to itself, and has nothing to give. */
  drops = false
  readonly #options: SwarmNodeOptions
  readonly #watch: SwarmWatch
  readonly #spreading: SwarmSpreading
  #toldLeaves = ''

  constructor(member: MemberId, options: SwarmNodeOptions) {
    this.member = member
    this.#options = options
    const { list, random, fingers } = options
    this.ring = new Ring(member, { fingers, newcomersUsable: true })
    this.ring.setMembers(list)
    this.links = new SwarmLinks({
      self: member,
      random,
      dial: options.dial,
      tellWanted: (to, wanted) => options.send(to, { type: 'keep', wanted }),
      close: options.close,
      slow: slow => this.#watch.unanswered(slow),
    })
    this.#watch = new SwarmWatch({
      list,
      random,
      ring: this.ring,
      links: this.links,
      send: options.send,
      close: options.close,
      now: options.now,
      ringChanged: () => this.rewire(),
    })
    this.history = new SwarmHistory({
      random,
      now: options.now,
      send: options.send,
      dial: to => this.links.connect(to, options.now()),
      neighbours: () => this.#neighbours.filter(near => this.links.get(near) !== undefined),
      unlinked: () => list.ids.filter(one => one !== member && this.#isAway(one)),
    })
    this.#spreading = new SwarmSpreading({
      ring: this.ring,
      links: this.links,
      history: this.history,
      fingers,
      now: options.now,
      send: options.send,
      itemOf: options.itemOf,
      take: (item, hops) => this.#take(item, hops),
      late: late => this.#watch.late(late),
    })
  }

  /** Believes of a member that it is offline, as one does who heard of its end and not of its return. */
  misbelieve(member: MemberId): void {
    this.#watch.misbelieve(member)
  }

  #isAway(member: MemberId): boolean {
    return this.ring.isUsable(member) && this.links.get(member) === undefined
  }

  get #neighbours(): MemberId[] {
    return [this.ring.predecessor, this.ring.successor].filter(near => near !== undefined)
  }

  get deadline(): number | undefined {
    return earliest(this.links.deadline, this.#watch.deadline, this.#spreading.deadline, this.history.deadline)
  }

  wake(): void {
    this.links.wake(this.#options.now())
    this.#watch.wake()
    this.history.handle({ type: 'wake' })
    this.#spreading.handle({ type: 'wake' })
  }

  publish(item: Item): void {
    this.#take(item, 0)
    this.#spreading.publish(item)
  }

  /** Wires what the ring wants. */
  rewire(): void {
    this.links.want(this.ring.wanted(), this.#options.now())
    this.#watch.rewired()
    const { before, after } = this.ring.leafSet
    const members = [...new Set([...before, ...after].map(leaf => leaf.member))]
    if (members.join(' ') === this.#toldLeaves) return
    this.#toldLeaves = members.join(' ')
    for (const to of new Set(this.#neighbours)) this.#options.send(to, { type: 'leaves', members })
  }

  linkUp(member: MemberId, initiator: boolean, tookMs: number): void {
    if (!this.links.up(member, initiator, tookMs, this.#options.now())) return
    this.#watch.linkUp(member)
    this.#spreading.handle({ type: 'link-up', member })
    this.history.handle({ type: 'link-up', member })
    this.rewire()
  }

  linkDown(member: MemberId): void {
    const gone = this.links.down(member, this.#options.now())
    if (gone === undefined) return
    this.#watch.linkDown(member, gone.released)
    this.#spreading.handle({ type: 'link-down', member })
    this.history.handle({ type: 'link-down', member })
    this.rewire()
  }

  dialFailed(member: MemberId): void {
    this.links.failed(member, this.#options.now())
    this.#spreading.handle({ type: 'dial-failed', member })
    this.#watch.dialFailed(member)
  }

  receive(from: MemberId, frame: SwarmFrame): void {
    if (this.links.get(from) === undefined) return
    const now = this.#options.now()
    this.#watch.heard(from)
    switch (frame.type) {
      case 'forward':
      case 'announce':
        if (this.drops) this.#options.send(from, { type: 'ack', item: frame.item.name, dup: false })
        else this.#spreading.forwarded(from, frame)
        return
      case 'ack':
        this.links.get(from)?.roundTrip.acked(frame.item, now)
        this.#spreading.handle({ type: 'ack', from, item: frame.item, dup: frame.dup })
        return
      case 'heartbeat':
        if (frame.asks) this.#options.send(from, { type: 'heartbeat', asks: false })
        return
      case 'sync':
        if (!this.drops) this.history.handle({ type: 'message', from, message: frame.message })
        return
      case 'range-answer':
        for (const item of frame.items) this.#take(item, undefined)
        this.history.handle({
          type: 'range-answered',
          from,
          parts: partsOf(frame),
          bases: [],
          begins: [],
          early: new Map(),
        })
        return
      case 'doubt':
        this.#watch.doubted(from, frame)
        return
      case 'presence':
        this.#watch.present(from, frame)
        return
      case 'query':
        this.#watch.queried(from, frame.member)
        return
      case 'answer':
        this.#watch.answered(from, frame.member, frame.alive)
        return
      case 'leaves':
        this.#watch.leavesOf(frame.members)
        return
      case 'keep':
        this.links.peerWants(from, frame.wanted, now)
    }
  }

  #take(item: Item, hops: number | undefined): boolean {
    const isNew = this.history.take(item, hops)
    if (isNew) {
      this.#options.took(item)
      this.#watch.traffic()
    } else {
      this.#options.duplicate()
    }
    return isNew
  }
}

function partsOf({ requestId, ranges }: SwarmFrame & { readonly type: 'range-answer' }): RangePart[] {
  return Array.from({ length: ranges }, (_, at) => ({ requestId: requestId + at, got: 'all' }))
}
