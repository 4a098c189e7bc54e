/**
 * One member of a swarm: the real ring, liveness, heartbeat, broadcast and sync, joined as src/peer/group.ts joins them,
 * over links that are not sealed and a membership that does not change. What the members of a group have in common is
 * shared by all: the member list, and the messages. Serves docs/architecture.md, "Two simulators".
 */
import type { EntryId, MemberId } from '#src/base/ids.js'
import { earliest } from '#src/base/machine.js'
import type { Random } from '#src/base/random.js'
import type { RangePart } from '#src/history/sync-messages.js'
import { Heartbeat, type HeartbeatEvent } from '#src/ring/heartbeat.js'
import { Liveness, type LivenessEffect, type LivenessEvent } from '#src/ring/liveness.js'
import { LocalHealth } from '#src/ring/local-health.js'
import type { MemberList } from '#src/ring/member-list.js'
import { LEAVES_LINKED, Ring } from '#src/ring/ring.js'
import type { Item, SwarmFrame } from './frames.ts'
import { SwarmHistory } from './history.ts'
import { SwarmLinks } from './links.ts'
import { Lookouts } from './lookouts.ts'
import { SwarmSpreading } from './spreading.ts'

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
  readonly liveness: Liveness
  readonly #options: SwarmNodeOptions
  readonly #heartbeat: Heartbeat
  readonly #spreading: SwarmSpreading
  readonly #lookouts: Lookouts
  #toldLeaves = ''

  constructor(member: MemberId, options: SwarmNodeOptions) {
    this.member = member
    this.#options = options
    const { list, random, fingers } = options
    const health = new LocalHealth()
    this.ring = new Ring(member, { fingers, newcomersUsable: true })
    this.ring.setMembers(list)
    this.links = new SwarmLinks({
      self: member,
      random,
      dial: options.dial,
      tellWanted: (to, wanted) => options.send(to, { type: 'keep', wanted }),
      close: options.close,
      slow: slow => {
        if (!this.#lookouts.settle(slow, false) || this.ring.wanted().has(slow))
          this.#live({ type: 'unanswered', member: slow })
      },
    })
    this.#lookouts = new Lookouts((to, about, alive) => options.send(to, { type: 'answer', member: about, alive }))
    this.liveness = new Liveness(member, { random, incarnation: 1, assumed: 'online', health })
    this.liveness.handle({ type: 'members', members: list }, options.now())
    const patienceMs = (to: MemberId) => this.links.get(to)?.roundTrip.patienceMs ?? 0
    this.#heartbeat = new Heartbeat({ patienceMs, health })
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
      late: late => this.#beat({ type: 'late', member: late }),
    })
  }

  /** Believes of a member that it is offline, as one does who heard of its end and not of its return. */
  misbelieve(member: MemberId): void {
    this.#live({ type: 'presence', member, incarnation: 1, leaving: true })
  }

  #isAway(member: MemberId): boolean {
    return this.ring.isUsable(member) && this.links.get(member) === undefined
  }

  get #neighbours(): MemberId[] {
    return [this.ring.predecessor, this.ring.successor].filter(near => near !== undefined)
  }

  get deadline(): number | undefined {
    return earliest(
      this.links.deadline,
      this.liveness.deadline,
      this.#heartbeat.deadline,
      this.#spreading.deadline,
      this.history.deadline,
    )
  }

  wake(): void {
    this.links.wake(this.#options.now())
    this.#beat({ type: 'wake' })
    this.#live({ type: 'wake' })
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
    const { before, after } = this.ring.leafSet
    const near = [...before.slice(0, LEAVES_LINKED), ...after.slice(0, LEAVES_LINKED)].map(leaf => leaf.member)
    const linked = near.filter(member => this.links.get(member) !== undefined)
    this.#beat({ type: 'watch', members: [...new Set(linked)] })
    const members = [...new Set([...before, ...after].map(leaf => leaf.member))]
    if (members.join(' ') === this.#toldLeaves) return
    this.#toldLeaves = members.join(' ')
    for (const to of new Set(this.#neighbours)) this.#options.send(to, { type: 'leaves', members })
  }

  linkUp(member: MemberId, initiator: boolean, tookMs: number): void {
    if (!this.links.up(member, initiator, tookMs, this.#options.now())) return
    this.#lookouts.succeeded(member)
    this.#live({ type: 'link-up', member })
    this.#spreading.handle({ type: 'link-up', member })
    this.history.handle({ type: 'link-up', member })
    this.#lookouts.settle(member, true)
    this.rewire()
  }

  linkDown(member: MemberId): void {
    const gone = this.links.down(member, this.#options.now())
    if (gone === undefined) return
    this.#beat({ type: 'link-down', member })
    this.#live({ type: gone.released ? 'link-released' : 'link-down', member })
    this.#spreading.handle({ type: 'link-down', member })
    this.history.handle({ type: 'link-down', member })
    this.rewire()
  }

  dialFailed(member: MemberId): void {
    const now = this.#options.now()
    this.links.failed(member, now)
    this.#lookouts.failed(member, now)
    this.#spreading.handle({ type: 'dial-failed', member })
    if (this.#lookouts.settle(member, false) && !this.ring.wanted().has(member)) return
    this.#live({ type: 'probe-result', member, reachable: false })
  }

  receive(from: MemberId, frame: SwarmFrame): void {
    if (this.links.get(from) === undefined) return
    const now = this.#options.now()
    this.#beat({ type: 'heard', member: from })
    this.#live({ type: 'heard', member: from })
    this.#lookouts.settle(from, true)
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
        this.history.handle({ type: 'range-answered', from, parts: partsOf(frame), bases: [], begins: [] })
        return
      case 'doubt':
        this.#doubted(from, frame)
        return
      case 'presence':
        this.#present(from, frame)
        return
      case 'query':
        this.#queried(from, frame.member)
        return
      case 'answer':
        this.#live({ type: 'probe-result', member: frame.member, reachable: frame.alive, via: from })
        return
      case 'leaves':
        this.#leavesOf(frame.members)
        return
      case 'keep':
        this.links.peerWants(from, frame.wanted, now)
    }
  }

  #take(item: Item, hops: number | undefined): boolean {
    const isNew = this.history.take(item, hops)
    if (isNew) {
      this.#options.took(item)
      this.#beat({ type: 'traffic' })
    } else {
      this.#options.duplicate()
    }
    return isNew
  }

  #beat(event: HeartbeatEvent): void {
    for (const effect of this.#heartbeat.handle(event, this.#options.now())) {
      if (effect.type === 'ask') this.#options.send(effect.member, { type: 'heartbeat', asks: true })
      else if (!this.#lookouts.settle(effect.member, false) || this.links.get(effect.member)?.wanted) {
        this.#live({ type: 'unanswered', member: effect.member })
      }
    }
  }

  #live(event: LivenessEvent): void {
    for (const effect of this.liveness.handle(event, this.#options.now())) this.#carry(effect)
  }

  #carry(effect: LivenessEffect): void {
    const { send } = this.#options
    switch (effect.type) {
      case 'probe':
        this.links.connect(effect.member, this.#options.now())
        return
      case 'reopen':
        this.#options.close(effect.member)
        return
      case 'ask':
        send(effect.via, { type: 'query', member: effect.target })
        return
      case 'tell-suspect':
      case 'tell-offline': {
        const { member, incarnation } = effect
        for (const { member: to } of this.links.all()) {
          send(to, { type: 'doubt', member, incarnation, offline: effect.type === 'tell-offline' })
        }
        return
      }
      case 'warn':
        send(effect.member, { type: 'doubt', member: effect.member, incarnation: effect.incarnation, offline: false })
        return
      case 'refute':
        for (const { member: to } of this.links.all()) {
          send(to, { type: 'presence', member: this.member, incarnation: effect.incarnation })
        }
        return
      case 'changed':
        if (effect.state === 'suspect') this.#lookBehind(effect.member)
        this.ring.setUsable(effect.member, effect.state === 'online')
        this.rewire()
        return
    }
  }

  /** A leaf fell silent: those behind it are asked, or dialled. */
  #lookBehind(silent: MemberId): void {
    for (const { member } of this.ring.sparesBehind(silent)) {
      if (member !== silent) this.#lookFor(member)
    }
  }

  #lookFor(member: MemberId): void {
    if (this.links.get(member) === undefined) this.links.connect(member, this.#options.now())
    else this.#beat({ type: 'late', member })
  }

  #doubted(from: MemberId, { member, incarnation, offline }: SwarmFrame & { readonly type: 'doubt' }): void {
    this.#live({ type: offline ? 'verdict' : 'suspicion', member, incarnation, from })
  }

  /** Spread to every link by whoever finds it news: it is rare. */
  #present(from: MemberId, frame: SwarmFrame & { readonly type: 'presence' }): void {
    const { member, incarnation } = frame
    if (member === this.member || (this.liveness.incarnationOf(member) ?? 0) >= incarnation) return
    this.#live({ type: 'presence', member, incarnation, leaving: false })
    for (const { member: to } of this.links.all()) if (to !== from) this.#options.send(to, frame)
  }

  #queried(from: MemberId, member: MemberId): void {
    this.#lookouts.asked(from, member)
    this.#lookFor(member)
  }

  #leavesOf(members: readonly MemberId[]): void {
    const now = this.#options.now()
    for (const member of members) {
      if (member === this.member || this.ring.isUsable(member) || !this.ring.wouldBeLeaf(member)) continue
      if (this.#lookouts.mayTry(member, now)) this.links.connect(member, now)
    }
  }
}

function partsOf({ requestId, ranges }: SwarmFrame & { readonly type: 'range-answer' }): RangePart[] {
  return Array.from({ length: ranges }, (_, at) => ({ requestId: requestId + at, got: 'all' }))
}
