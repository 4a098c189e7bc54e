/**
 * Whom one member of a swarm believes online: the real liveness and heartbeat machines, joined as src/peer/presences.ts
 * joins them. Serves docs/architecture.md, "Two simulators", and docs/protocol.md, "Liveness".
 */
import type { MemberId } from '#src/base/ids.js'
import { earliest } from '#src/base/machine.js'
import type { Random } from '#src/base/random.js'
import { Heartbeat, type HeartbeatEvent } from '#src/ring/heartbeat.js'
import { Liveness, type LivenessEffect, type LivenessEvent } from '#src/ring/liveness.js'
import { LocalHealth } from '#src/ring/local-health.js'
import type { MemberList } from '#src/ring/member-list.js'
import { LEAVES_LINKED, type Ring } from '#src/ring/ring.js'
import type { SwarmFrame } from './frames.ts'
import type { SwarmLinks } from './links.ts'
import { Lookouts } from './lookouts.ts'

export interface SwarmWatchOptions {
  readonly list: MemberList
  readonly random: Random
  readonly ring: Ring
  readonly links: SwarmLinks
  readonly send: (to: MemberId, frame: SwarmFrame) => void
  readonly close: (to: MemberId) => void
  readonly now: () => number
  /** The ring has another usable member, or one less. */
  readonly ringChanged: () => void
}

export class SwarmWatch {
  readonly #member: MemberId
  readonly #options: SwarmWatchOptions
  readonly #liveness: Liveness
  readonly #heartbeat: Heartbeat
  readonly #lookouts: Lookouts

  constructor(options: SwarmWatchOptions) {
    this.#options = options
    const { list, random, ring, links, send, now } = options
    this.#member = ring.self
    const health = new LocalHealth()
    this.#lookouts = new Lookouts((to, member, alive) => send(to, { type: 'answer', member, alive }))
    this.#liveness = new Liveness(ring.self, { random, incarnation: 1, assumed: 'online', health })
    this.#liveness.handle({ type: 'members', members: list }, now())
    this.#heartbeat = new Heartbeat({ patienceMs: to => links.get(to)?.roundTrip.patienceMs ?? 0, health })
  }

  get deadline(): number | undefined {
    return earliest(this.#liveness.deadline, this.#heartbeat.deadline)
  }

  wake(): void {
    this.#beat({ type: 'wake' })
    this.#live({ type: 'wake' })
  }

  /** Believes of a member that it is offline, as one does who heard of its end and not of its return. */
  misbelieve(member: MemberId): void {
    this.#live({ type: 'presence', member, incarnation: 1, leaving: true })
  }

  linkUp(member: MemberId): void {
    this.#lookouts.succeeded(member)
    this.#live({ type: 'link-up', member })
    this.#lookouts.settle(member, true)
  }

  linkDown(member: MemberId, released: boolean): void {
    this.#beat({ type: 'link-down', member })
    if (this.#lookouts.has(member)) this.#options.links.connect(member, this.#options.now())
    this.#live({ type: released ? 'link-released' : 'link-down', member })
  }

  dialFailed(member: MemberId): void {
    this.#lookouts.failed(member, this.#options.now())
    if (this.#isOurs(member)) this.#live({ type: 'probe-result', member, reachable: false })
  }

  /** It owes us an answer and takes too long. */
  unanswered(member: MemberId): void {
    if (this.#isOurs(member)) this.#live({ type: 'unanswered', member })
  }

  heard(member: MemberId): void {
    this.#beat({ type: 'heard', member })
    this.#live({ type: 'heard', member })
    this.#lookouts.settle(member, true)
  }

  /** Its ack is late. */
  late(member: MemberId): void {
    this.#beat({ type: 'late', member })
  }

  traffic(): void {
    this.#beat({ type: 'traffic' })
  }

  /** The ring or the links changed: whoever is a linked leaf now is watched. */
  rewired(): void {
    const { ring, links } = this.#options
    const { before, after } = ring.leafSet
    const near = [...before.slice(0, LEAVES_LINKED), ...after.slice(0, LEAVES_LINKED)].map(leaf => leaf.member)
    const members = [...new Set(near.filter(member => links.get(member) !== undefined))]
    this.#beat({ type: 'watch', members })
  }

  /** Has a member say that it is there, or dials it, for one that does not reach it. */
  queried(from: MemberId, member: MemberId): void {
    this.#lookouts.asked(from, member)
    this.#lookFor(member)
  }

  answered(from: MemberId, member: MemberId, alive: boolean): void {
    this.#live({ type: 'probe-result', member, reachable: alive, via: from })
  }

  doubted(from: MemberId, { member, incarnation, offline }: SwarmFrame & { readonly type: 'doubt' }): void {
    this.#live({ type: offline ? 'verdict' : 'suspicion', member, incarnation, from })
  }

  /** Spread to every link by whoever finds it news: it is rare. */
  present(from: MemberId, frame: SwarmFrame & { readonly type: 'presence' }): void {
    const { member, incarnation } = frame
    if (member === this.#member || (this.#liveness.incarnationOf(member) ?? 0) >= incarnation) return
    this.#live({ type: 'presence', member, incarnation, leaving: false })
    for (const { member: to } of this.#options.links.all()) if (to !== from) this.#options.send(to, frame)
  }

  /** Others' leaves that would be ours are dialled, where we do not see them. */
  leavesOf(members: readonly MemberId[]): void {
    const { ring, links } = this.#options
    const now = this.#options.now()
    for (const member of members) {
      if (member === this.#member || ring.isUsable(member) || !ring.wouldBeLeaf(member)) continue
      if (this.#lookouts.mayTry(member, now)) links.connect(member, now)
    }
  }

  /** Whether its silence is our evidence: not of one we see and looked for on behalf of others. */
  #isOurs(member: MemberId): boolean {
    if (!this.#lookouts.settle(member, false)) return true
    return this.#liveness.stateOf(member) !== 'online' || this.#options.ring.wanted().has(member)
  }

  #beat(event: HeartbeatEvent): void {
    for (const effect of this.#heartbeat.handle(event, this.#options.now())) {
      if (effect.type === 'ask') this.#options.send(effect.member, { type: 'heartbeat', asks: true })
      else this.unanswered(effect.member)
    }
  }

  #live(event: LivenessEvent): void {
    for (const effect of this.#liveness.handle(event, this.#options.now())) this.#carry(effect)
  }

  #carry(effect: LivenessEffect): void {
    const { send, links, ring, now, close, ringChanged } = this.#options
    switch (effect.type) {
      case 'probe':
        links.connect(effect.member, now())
        return
      case 'reopen':
        close(effect.member)
        return
      case 'ask':
        send(effect.via, { type: 'query', member: effect.target })
        return
      case 'tell-suspect':
      case 'tell-offline': {
        const { member, incarnation } = effect
        for (const { member: to } of links.all()) {
          send(to, { type: 'doubt', member, incarnation, offline: effect.type === 'tell-offline' })
        }
        return
      }
      case 'warn':
        send(effect.member, { type: 'doubt', member: effect.member, incarnation: effect.incarnation, offline: false })
        return
      case 'refute':
        for (const { member: to } of links.all()) {
          send(to, { type: 'presence', member: this.#member, incarnation: effect.incarnation })
        }
        return
      case 'changed':
        if (effect.state === 'suspect') this.#lookBehind(effect.member)
        ring.setUsable(effect.member, effect.state === 'online')
        ringChanged()
        return
    }
  }

  /** A leaf fell silent: those behind it are asked, or dialled. */
  #lookBehind(silent: MemberId): void {
    for (const { member } of this.#options.ring.sparesBehind(silent)) if (member !== silent) this.#lookFor(member)
  }

  #lookFor(member: MemberId): void {
    const { links, now } = this.#options
    if (links.get(member) === undefined) links.connect(member, now())
    else this.late(member)
  }
}
