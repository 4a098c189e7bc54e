/**
 * Keeps this member's logs equal to the others': roots are told in rounds, frontiers asked for where roots differ,
 * ranges pulled. Serves docs/protocol.md, "Sync". Nothing is pushed unasked but roots and a frontier delta to a member
 * that was seen to lack something; a member can only make itself look bad.
 */
import type { MemberId } from '../base/ids.js'
import { earliest, type Machine, unreachable } from '../base/machine.js'
import { jitter, pick, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import { CatchUp } from './catch-up.js'
import { Frontier, isFrontier, type LogFrontier, MAX_FRONTIER_LOGS } from './frontier.js'
import type { LogIndex } from './log-index.js'
import { OwnRoots } from './own-roots.js'
import { Pulls } from './pulls.js'
import { Serving } from './serving.js'
import {
  type LiarReason,
  REQUEST_TIMEOUT_MS,
  type SyncEffect,
  type SyncEvent,
  type SyncMessage,
} from './sync-messages.js'

export interface SyncOptions {
  readonly index: LogIndex
  readonly suite: Suite
  readonly random: Random
  /** Ring neighbours first and second, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
}

const ROUND_MS = SECOND_MS
/** A quiet group costs a root per link in half a minute. */
const IDLE_ROUND_MS = 30 * SECOND_MS
const QUIET_AFTER_MS = 30 * SECOND_MS
const ROUND_JITTER = 0.2
/** A whole frontier is the dearest answer: not twice within this. */
const WHOLE_FRONTIER_MS = 100

interface Peer {
  /** Version of ours this peer last got. */
  sentVersion: number
  /** Whether we have its whole frontier, so that a delta will do. */
  whole: boolean
  wholeSentAt: number | undefined
  /** When to ask for its frontier, and the root that made us. */
  pending: { readonly at: number; readonly digest: string } | undefined
  askedUntil: number | undefined
}

export class Sync implements Machine<SyncEvent, SyncEffect> {
  readonly #options: SyncOptions
  readonly #frontier: Frontier
  readonly #pulls: Pulls
  readonly #serving: Serving
  readonly #peers = new Map<MemberId, Peer>()
  #catchUp: CatchUp | undefined
  #roundMs = ROUND_MS
  #nextRound: number | undefined
  #lastTraffic = 0
  #version: number
  readonly #roots = new OwnRoots()

  constructor(options: SyncOptions) {
    this.#options = options
    this.#frontier = new Frontier(options.index, options.suite)
    this.#pulls = new Pulls(options.index, this.#frontier)
    this.#version = options.index.version
    this.#serving = new Serving(options.mayRead)
  }

  get deadline(): number | undefined {
    const peers = [...this.#peers.values()].map(peer => earliest(peer.pending?.at, peer.askedUntil))
    return earliest(this.#nextRound, this.#pulls.deadline, ...peers)
  }

  handle(event: SyncEvent, now: number): SyncEffect[] {
    this.#noteRoot(now)
    const effects = [...this.#on(event, now), ...this.#due(now)]
    this.#noteRoot(now)
    effects.push(...this.#advanceCatchUp(now))
    for (const { to, message } of this.#pulls.take(now)) effects.push({ type: 'send', to, message })
    return effects
  }

  #on(event: SyncEvent, now: number): SyncEffect[] {
    switch (event.type) {
      case 'wake':
        return []
      case 'link-up':
        return this.#linkUp(event.member, now)
      case 'link-down':
        return this.#linkDown(event.member)
      case 'came-online':
        this.#catchUp = new CatchUp()
        return []
      case 'traffic':
        this.#quicken(now)
        return []
      case 'message':
        return this.#peers.has(event.from) ? this.#message(event.from, event.message, now) : []
      case 'range-answered': {
        const verdict = this.#pulls.answered(event.from, event.requestId, event.more, event.base, now)
        return [...(verdict === 'not-delivered' ? this.#liar(event.from, verdict) : []), ...this.#progress()]
      }
      case 'range-bad':
        return this.#pulls.bad(event.from, event.requestId, now) ? this.#liar(event.from, 'bad-answer') : []
      case 'range-served':
        this.#serving.served(event.to, event.requestId)
        return []
      default:
        return unreachable(event)
    }
  }

  #message(from: MemberId, message: SyncMessage, now: number): SyncEffect[] {
    switch (message.type) {
      case 'root':
        return this.#root(from, message.digest, now)
      case 'frontier-request':
        return this.#giveFrontier(from, message.whole, now)
      case 'frontier':
        return this.#heardFrontier(from, message.logs, message.delta)
      case 'range-request':
        return this.#serving.serve(from, message)
      default:
        return unreachable(message)
    }
  }

  #linkUp(member: MemberId, now: number): SyncEffect[] {
    this.#peers.set(member, {
      sentVersion: 0,
      whole: false,
      wholeSentAt: undefined,
      pending: undefined,
      askedUntil: undefined,
    })
    this.#pulls.forget(member)
    this.#nextRound ??= now + jitter(this.#options.random, this.#roundMs, ROUND_JITTER)
    return [{ type: 'send', to: member, message: { type: 'root', digest: this.#frontier.root() } }]
  }

  #linkDown(member: MemberId): SyncEffect[] {
    this.#peers.delete(member)
    this.#pulls.forget(member)
    this.#serving.forget(member)
    this.#catchUp?.drop(member, true)
    if (this.#peers.size === 0) this.#nextRound = undefined
    return []
  }

  /** A root that we had moments ago is on its way to being ours again: only a lasting difference is asked about. */
  #root(from: MemberId, digest: string, now: number): SyncEffect[] {
    const peer = this.#peers.get(from)
    if (peer === undefined) return []
    if (this.#roots.had(digest, now - this.#roundMs / 2)) peer.pending = undefined
    else peer.pending = { at: peer.pending?.at ?? now + this.#halfRound(), digest }
    return []
  }

  #giveFrontier(to: MemberId, whole: boolean, now: number): SyncEffect[] {
    const peer = this.#peers.get(to)
    if (peer === undefined || this.#options.mayRead(to) === undefined) return []
    if (whole && peer.wholeSentAt !== undefined && now - peer.wholeSentAt < WHOLE_FRONTIER_MS) return []
    if (whole) {
      peer.sentVersion = 0
      peer.wholeSentAt = now
    }
    return [{ type: 'send', to, message: { type: 'frontier', logs: this.#deltaFor(peer), delta: !whole } }]
  }

  #deltaFor(peer: Peer): LogFrontier[] {
    const { index } = this.#options
    const changed = this.#frontier.delta(peer.sentVersion)
    if (changed.length > MAX_FRONTIER_LOGS) {
      // the oldest changes first, the rest with the next request
      changed.sort((left, right) => index.versionOf(left.log) - index.versionOf(right.log)).splice(MAX_FRONTIER_LOGS)
    }
    peer.sentVersion = changed.reduce((version, { log }) => Math.max(version, index.versionOf(log)), peer.sentVersion)
    return changed
  }

  #heardFrontier(from: MemberId, logs: readonly LogFrontier[], delta: boolean): SyncEffect[] {
    const peer = this.#peers.get(from)
    if (peer === undefined) return []
    const sound = logs.length <= MAX_FRONTIER_LOGS && logs.every(isFrontier) && this.#pulls.learn(from, logs, delta)
    if (!sound) return this.#liar(from, 'bad-frontier')
    const asked = peer.askedUntil !== undefined
    peer.askedUntil = undefined
    if (!delta) peer.whole = true
    const claims = this.#pulls.claimsOf(from)
    if (this.#catchUp?.heard(from, claims)) this.#pulls.newestFirst(this.#catchUp.claims())
    if (!asked || this.#options.mayRead(from) === undefined) return []
    if (!this.#frontier.exceeds(claims)) return []
    const changed = this.#deltaFor(peer)
    return changed.length === 0
      ? []
      : [{ type: 'send', to: from, message: { type: 'frontier', logs: changed, delta: true } }]
  }

  #due(now: number): SyncEffect[] {
    const effects: SyncEffect[] = []
    for (const member of this.#pulls.expire(now)) effects.push(...this.#liar(member, 'not-delivered'))
    for (const [member, peer] of this.#peers) {
      if (peer.askedUntil !== undefined && peer.askedUntil <= now) {
        peer.askedUntil = undefined
        this.#catchUp?.drop(member, false)
      }
      if (peer.pending !== undefined && peer.pending.at <= now) {
        const { digest } = peer.pending
        peer.pending = undefined
        if (!this.#roots.had(digest, now - this.#roundMs)) effects.push(...this.#askFrontier(member, now))
      }
    }
    if (this.#nextRound !== undefined && this.#nextRound <= now) effects.push(...this.#round(now))
    return effects
  }

  #round(now: number): SyncEffect[] {
    const quiet = now - this.#lastTraffic >= QUIET_AFTER_MS
    this.#roundMs = quiet ? Math.min(IDLE_ROUND_MS, this.#roundMs * 2) : ROUND_MS
    this.#nextRound = now + jitter(this.#options.random, this.#roundMs, ROUND_JITTER)
    const targets = new Set(this.#options.neighbours().filter(member => this.#peers.has(member)))
    const others = [...this.#peers.keys()].filter(member => !targets.has(member))
    const other = pick(this.#options.random, others)
    if (other !== undefined) targets.add(other)
    const digest = this.#frontier.root()
    return [...targets].map(to => ({ type: 'send', to, message: { type: 'root', digest } }))
  }

  #askFrontier(member: MemberId, now: number): SyncEffect[] {
    const peer = this.#peers.get(member)
    if (peer === undefined || peer.askedUntil !== undefined) return []
    peer.askedUntil = now + REQUEST_TIMEOUT_MS
    return [{ type: 'send', to: member, message: { type: 'frontier-request', whole: !peer.whole } }]
  }

  #liar(member: MemberId, reason: LiarReason): SyncEffect[] {
    // its claims are void; a third is asked in its place
    this.#catchUp?.drop(member, false)
    return [{ type: 'liar', member, reason }]
  }

  #advanceCatchUp(now: number): SyncEffect[] {
    const catchUp = this.#catchUp
    if (catchUp === undefined) return []
    const effects: SyncEffect[] = []
    while (catchUp.wanting) {
      const member = this.#nextTarget(catchUp)
      if (member === undefined) break
      catchUp.ask(member)
      effects.push(...this.#askFrontier(member, now))
    }
    if (!catchUp.heardAll) return effects
    const { have, missing } = catchUp.progress(this.#frontier, this.#pulls)
    if (missing > 0) return effects
    this.#catchUp = undefined
    return [...effects, { type: 'progress', have, missing, from: catchUp.from }, { type: 'caught-up' }]
  }

  /** A ring neighbour first, then anyone by chance. */
  #nextTarget(catchUp: CatchUp): MemberId | undefined {
    const untried = [...this.#peers.keys()].filter(member => !catchUp.hasTried(member))
    const neighbour = this.#options.neighbours().find(member => untried.includes(member))
    return catchUp.from.length === 0 && neighbour !== undefined ? neighbour : pick(this.#options.random, untried)
  }

  #progress(): SyncEffect[] {
    if (this.#catchUp === undefined) return []
    const { have, missing } = this.#catchUp.progress(this.#frontier, this.#pulls)
    return missing === 0 ? [] : [{ type: 'progress', have, missing, from: this.#catchUp.from }]
  }

  #noteRoot(now: number): void {
    const { version } = this.#options.index
    if (version > this.#version) this.#quicken(now)
    this.#version = version
    this.#roots.note(this.#frontier.root(), now)
  }

  #quicken(now: number): void {
    this.#lastTraffic = now
    this.#roundMs = ROUND_MS
    if (this.#nextRound !== undefined && this.#nextRound > now + ROUND_MS) {
      this.#nextRound = now + jitter(this.#options.random, ROUND_MS, ROUND_JITTER)
    }
  }

  #halfRound(): number {
    return Math.min(ROUND_MS, this.#roundMs) / 2
  }
}
