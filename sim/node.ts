/**
 * One member of a swarm: the real ring, liveness, heartbeat, broadcast and sync, joined as src/peer/group.ts joins them,
 * over links that are not sealed and a membership that does not change. What the members of a group have in common is
 * shared by all: the member list, and the messages. Serves docs/architecture.md, "Two simulators".
 */
import type { EntryId, MemberId } from '#src/base/ids.js'
import { earliest } from '#src/base/machine.js'
import type { Random } from '#src/base/random.js'
import { Broadcast } from '#src/gossip/broadcast.js'
import type { BroadcastEvent } from '#src/gossip/events.js'
import { LogIndex } from '#src/history/log-index.js'
import { Sync } from '#src/history/sync.js'
import type { SyncEvent } from '#src/history/sync-messages.js'
import { Heartbeat, type HeartbeatEvent } from '#src/ring/heartbeat.js'
import { HINT_AFTER_MS, Liveness, type LivenessEffect, type LivenessEvent } from '#src/ring/liveness.js'
import { LocalHealth } from '#src/ring/local-health.js'
import type { MemberList } from '#src/ring/member-list.js'
import { LEAVES_LINKED, Ring } from '#src/ring/ring.js'
import { cheapSuite } from '../test/support/cheap-suite.ts'
import type { Item, SwarmFrame } from './frames.ts'
import { SwarmLinks } from './links.ts'

/** What a node is given: the way out, and where it tells what came. */
export interface SwarmNodeOptions {
  readonly list: MemberList
  readonly random: Random
  readonly fingers: boolean
  readonly send: (to: MemberId, frame: SwarmFrame) => void
  readonly dial: (to: MemberId) => void
  readonly close: (to: MemberId) => void
  readonly itemOf: (name: EntryId) => Item
  /** A message came for the first time, `hops` from its author; undefined by repair. */
  readonly took: (item: Item, hops: number | undefined) => void
  readonly duplicate: () => void
  readonly now: () => number
}

/** About the size of a line of chat with its header. */
const ITEM_BYTES = 300

export class SwarmNode {
  readonly member: MemberId
  readonly ring: Ring
  readonly links: SwarmLinks
  /** Hops each message came over; undefined where it came by repair. */
  readonly held = new Map<EntryId, number | undefined>()
  /** Acks what it is sent, keeps it to itself, and has nothing to give. */
  drops = false
  readonly liveness: Liveness
  readonly #options: SwarmNodeOptions
  readonly #heartbeat: Heartbeat
  readonly #broadcast: Broadcast
  readonly #sync: Sync
  readonly #index: LogIndex
  readonly #logs = new Map<string, Item[]>()
  readonly #askers = new Map<MemberId, Set<MemberId>>()
  readonly #failedAt = new Map<MemberId, number>()
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
        if (!this.#settle(slow, false) || this.ring.wanted().has(slow)) this.#live({ type: 'unanswered', member: slow })
      },
    })
    this.liveness = new Liveness(member, { random, incarnation: 1, assumed: 'online', health })
    this.liveness.handle({ type: 'members', members: list }, options.now())
    const patienceMs = (to: MemberId) => this.links.get(to)?.roundTrip.patienceMs ?? 0
    this.#heartbeat = new Heartbeat({ patienceMs, health })
    this.#index = new LogIndex(name => this.held.has(name))
    this.#sync = new Sync({
      index: this.#index,
      suite: cheapSuite,
      random,
      neighbours: () => this.#neighbours.filter(near => this.links.get(near) !== undefined),
      mayRead: () => 0n,
      unlinked: () =>
        list.ids.filter(one => one !== member && this.ring.isUsable(one) && this.links.get(one) === undefined),
    })
    this.#broadcast = new Broadcast({
      self: list.positionOf(member)!,
      fingers,
      memberCount: () => list.ids.length,
      links: () => this.#placedLinks(),
      knownInside: () => list.members.filter(one => this.ring.isUsable(one.member) && one.member !== member),
    })
  }

  get #neighbours(): MemberId[] {
    return [this.ring.predecessor, this.ring.successor].filter(near => near !== undefined)
  }

  get deadline(): number | undefined {
    return earliest(
      this.links.deadline,
      this.liveness.deadline,
      this.#heartbeat.deadline,
      this.#broadcast.deadline,
      this.#sync.deadline,
    )
  }

  wake(): void {
    const now = this.#options.now()
    this.links.wake(now)
    this.#beat({ type: 'wake' })
    this.#live({ type: 'wake' })
    this.#syncs({ type: 'wake' })
    this.#spread({ type: 'wake' })
  }

  publish(item: Item): void {
    this.#store(item, 0)
    this.#spread({ type: 'publish', item: item.name, size: ITEM_BYTES })
    this.#spread({ type: 'stored', item: item.name })
  }

  /** Wires what the ring wants, or looks again after a change. */
  rewire(): void {
    const now = this.#options.now()
    this.links.want(this.ring.wanted(), now)
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
    this.#failedAt.delete(member)
    this.#live({ type: 'link-up', member })
    this.#spread({ type: 'link-up', member })
    this.#syncs({ type: 'link-up', member })
    this.#settle(member, true)
    this.rewire()
  }

  linkDown(member: MemberId): void {
    const gone = this.links.down(member, this.#options.now())
    if (gone === undefined) return
    this.#beat({ type: 'link-down', member })
    this.#live({ type: gone.released ? 'link-released' : 'link-down', member })
    this.#spread({ type: 'link-down', member })
    this.#syncs({ type: 'link-down', member })
    this.rewire()
  }

  dialFailed(member: MemberId): void {
    const now = this.#options.now()
    this.links.failed(member, now)
    this.#failedAt.set(member, now)
    this.#spread({ type: 'dial-failed', member })
    if (this.#settle(member, false) && !this.ring.wanted().has(member)) return
    this.#live({ type: 'probe-result', member, reachable: false })
  }

  receive(from: MemberId, frame: SwarmFrame): void {
    const now = this.#options.now()
    if (this.links.get(from) === undefined) return
    this.#beat({ type: 'heard', member: from })
    this.#live({ type: 'heard', member: from })
    this.#settle(from, true)
    switch (frame.type) {
      case 'forward':
      case 'announce':
        this.#forwarded(from, frame)
        return
      case 'ack':
        this.links.get(from)?.roundTrip.acked(frame.item, now)
        this.#spread({ type: 'ack', from, item: frame.item, dup: frame.dup })
        return
      case 'heartbeat':
        if (frame.asks) this.#options.send(from, { type: 'heartbeat', asks: false })
        return
      case 'sync':
        if (!this.drops) this.#syncs({ type: 'message', from, message: frame.message })
        return
      case 'range-answer':
        for (const item of frame.items) this.#store(item, undefined)
        this.#syncs({ type: 'range-answered', from, requestId: frame.requestId, more: false, base: undefined })
        return
      case 'doubt':
        this.#live({ type: frame.offline ? 'verdict' : 'suspicion', ...frame, from } as LivenessEvent)
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
        return
    }
  }

  #forwarded(from: MemberId, { type, item, arc, hops }: SwarmFrame & { readonly type: 'forward' | 'announce' }): void {
    if (this.drops) {
      this.#options.send(from, { type: 'ack', item: item.name, dup: false })
      return
    }
    const held = this.held.has(item.name)
    if (!held) this.#store(item, hops)
    else if (type === 'forward') this.#options.duplicate()
    this.#spread({ type: 'received', from, item: item.name, arc, hops, held, size: ITEM_BYTES })
    this.#spread({ type: 'stored', item: item.name })
  }

  #store(item: Item, hops: number | undefined): void {
    if (this.held.has(item.name)) {
      this.#options.duplicate()
      return
    }
    const { log, seq, prev, name } = item
    this.#index.add({ log, firstSeq: seq, lastSeq: seq, prev, ids: [name] })
    this.held.set(name, hops)
    const items = this.#logs.get(log) ?? []
    items[seq] = item
    this.#logs.set(log, items)
    this.#options.took(item, hops)
    this.#beat({ type: 'traffic' })
    this.#syncs({ type: 'traffic' })
  }

  #spread(event: BroadcastEvent): void {
    const now = this.#options.now()
    for (const effect of this.#broadcast.handle(event, now)) {
      if (effect.type === 'forward') {
        this.links.get(effect.to)?.roundTrip.sent(effect.item, now)
        const item = this.#options.itemOf(effect.item as EntryId)
        const { to, arc, hops, announce } = effect
        const named = announce || this.#sync.claims(to, item.log, item.seq)
        this.#options.send(to, { type: named ? 'announce' : 'forward', item, arc, hops })
      } else if (effect.type === 'ack') {
        this.#options.send(effect.to, { type: 'ack', item: effect.item as EntryId, dup: effect.dup })
      } else if (effect.type === 'dial') {
        this.links.connect(effect.member, now)
      } else if (effect.type === 'late') {
        this.#beat({ type: 'late', member: effect.member })
      }
    }
  }

  #syncs(event: SyncEvent): void {
    for (const effect of this.#sync.handle(event, this.#options.now())) {
      if (effect.type === 'send') {
        this.#options.send(effect.to, { type: 'sync', message: effect.message })
      } else if (effect.type === 'read-range') {
        const { to, requestId, log, fromSeq, toSeq } = effect
        const items = (this.#logs.get(log) ?? []).slice(fromSeq, toSeq + 1).filter(item => item !== undefined)
        this.#options.send(to, { type: 'range-answer', requestId, items })
        this.#syncs({ type: 'range-served', to, requestId })
      } else if (effect.type === 'dial') {
        this.links.connect(effect.member, this.#options.now())
      }
    }
  }

  #beat(event: HeartbeatEvent): void {
    for (const effect of this.#heartbeat.handle(event, this.#options.now())) {
      if (effect.type === 'ask') this.#options.send(effect.member, { type: 'heartbeat', asks: true })
      else if (!this.#settle(effect.member, false) || this.links.get(effect.member)?.wanted) {
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
        this.ring.setUsable(effect.member, effect.state === 'online')
        this.rewire()
        return
    }
  }

  /** Spread to every link by whoever finds it news: rare enough that its way does not matter. */
  #present(from: MemberId, frame: SwarmFrame & { readonly type: 'presence' }): void {
    const { member, incarnation } = frame
    if (member === this.member || (this.liveness.incarnationOf(member) ?? 0) >= incarnation) return
    this.#live({ type: 'presence', member, incarnation, leaving: false })
    for (const { member: to } of this.links.all()) if (to !== from) this.#options.send(to, frame)
  }

  #queried(from: MemberId, member: MemberId): void {
    const askers = this.#askers.get(member)
    if (askers === undefined) this.#askers.set(member, new Set([from]))
    else askers.add(from)
    if (this.links.get(member) !== undefined) this.#beat({ type: 'late', member })
    else this.links.connect(member, this.#options.now())
  }

  /** Answers those who asked for the member; false when nobody did. */
  #settle(member: MemberId, alive: boolean): boolean {
    const askers = this.#askers.get(member)
    if (askers === undefined) return false
    for (const asker of askers) this.#options.send(asker, { type: 'answer', member, alive })
    this.#askers.delete(member)
    return true
  }

  #leavesOf(members: readonly MemberId[]): void {
    const now = this.#options.now()
    for (const member of members) {
      if (member === this.member || this.ring.isUsable(member) || !this.ring.wouldBeLeaf(member)) continue
      const failedAt = this.#failedAt.get(member)
      if (failedAt === undefined || now - failedAt >= HINT_AFTER_MS) this.links.connect(member, now)
    }
  }

  #placedLinks(): { member: MemberId; position: bigint; patienceMs: number }[] {
    const placed: { member: MemberId; position: bigint; patienceMs: number }[] = []
    for (const { member, roundTrip } of this.links.all()) {
      const position = this.ring.isUsable(member) ? this.ring.positionOf(member) : undefined
      if (position !== undefined) placed.push({ member, position, patienceMs: roundTrip.patienceMs })
    }
    return placed
  }
}
