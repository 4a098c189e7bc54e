/**
 * Keeps this member's logs equal to the others': roots are told in rounds, frontiers asked for where roots differ,
 * ranges pulled. Serves docs/protocol.md, "Sync". Nothing is pushed unasked but roots and a frontier delta to a member
 * that was seen to lack something; a member can only make itself look bad.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { earliest, type Machine, unreachable } from '../base/machine.js'
import { pick, type Random } from '../base/random.js'
import type { Suite } from '../crypto/suite.js'
import { Frontier, isFrontier, MESSAGE_LOGS } from './frontier.js'
import type { LogIndex } from './log-index.js'
import { OwnRoots } from './own-roots.js'
import { Pulls } from './pulls.js'
import { Returning } from './returning.js'
import { Rounds } from './rounds.js'
import { Serving } from './serving.js'
import {
  HALF_ROUND_MS,
  LASTED_MS,
  type LiarReason,
  REQUEST_TIMEOUT_MS,
  type SyncEffect,
  type SyncEvent,
  type SyncMessage,
} from './sync-messages.js'
import { Telling } from './telling.js'

export interface SyncOptions {
  readonly index: LogIndex
  readonly suite: Suite
  readonly random: Random
  /** Ring neighbours first and second, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
  /** Members believed online that no link goes to. */
  readonly unlinked: () => readonly MemberId[]
}

/** Each so many rounds one that is not linked is asked, too: links follow the ring, and a ring may be torn in two. */
const UNLINKED_ROUNDS = 10

interface Peer {
  /** Whether we have its whole frontier, so that a delta will do. */
  whole: boolean
  /** When to ask for its frontier, and the root that made us. */
  pending: { readonly at: number; readonly digest: string } | undefined
  askedUntil: number | undefined
}

export class Sync implements Machine<SyncEvent, SyncEffect> {
  readonly #options: SyncOptions
  readonly #frontier: Frontier
  readonly #pulls: Pulls
  readonly #serving: Serving
  readonly #telling: Telling
  readonly #peers = new Map<MemberId, Peer>()
  readonly #returning: Returning
  readonly #rounds: Rounds
  #now = 0
  #version: number
  #controlVersion: number
  /** As of the last event that changed anything. */
  #deadline: number | undefined
  readonly #roots: OwnRoots
  /** Versions when roots were last told, and the time before. */
  #toldVersions: readonly [number, number] = [0, 0]
  #roundCount = 0

  constructor(options: SyncOptions) {
    this.#options = options
    this.#frontier = new Frontier(options.index, options.suite)
    this.#roots = new OwnRoots(() => this.#frontier.root())
    this.#pulls = new Pulls(options.index, this.#frontier)
    const { index, random, neighbours } = options
    this.#rounds = new Rounds(random)
    this.#returning = new Returning({ index, pulls: this.#pulls, random, neighbours })
    this.#version = index.version
    this.#controlVersion = index.controlVersion
    this.#serving = new Serving(options.index, options.mayRead)
    this.#telling = new Telling({ index, frontier: this.#frontier, mayRead: options.mayRead })
  }

  /** Kept, not looked for: it is asked after every tick. */
  get deadline(): number | undefined {
    return this.#deadline
  }

  /** False from `came-online` until our membership log is up to date: content is not to be taken from anyone. */
  get takesContent(): boolean {
    return this.#returning.takesContent
  }

  /** Whether a member has told us that it holds this entry: hearsay, good for saving a copy. */
  claims(member: MemberId, log: LogKey, seq: number): boolean {
    return (this.#pulls.claimsOf(member).get(log)?.next ?? 0) > seq
  }

  handle(event: SyncEvent, now: number): SyncEffect[] {
    this.#noticeTraffic(event, now)
    if (this.#isIdle(event, now)) return []
    this.#now = now
    this.#controlVersion = this.#options.index.controlVersion
    const effects = this.#on(event, now)
    // what is due is judged when the loop says so: after all that came, by a clock that allows for our own lateness
    if (event.type === 'wake') effects.push(...this.#due(now))
    effects.push(...this.#returning.advance(now, [...this.#peers.keys()], member => this.#askFrontier(member, now)))
    for (const { to, message } of this.#pulls.take(now)) effects.push({ type: 'send', to, message })
    this.#deadline = this.#earliest()
    return effects
  }

  /** Whether nothing follows from the event: true of nearly every live message, so that it costs next to nothing. */
  #isIdle(event: SyncEvent, now: number): boolean {
    if (event.type !== 'traffic' && event.type !== 'wake') return false
    if (this.#returning.isActive || this.#options.index.controlVersion !== this.#controlVersion) return false
    return this.#deadline === undefined || this.#deadline > now
  }

  #on(event: SyncEvent, now: number): SyncEffect[] {
    switch (event.type) {
      case 'wake':
      case 'traffic':
        return []
      case 'link-up':
        return this.#linkUp(event.member, now)
      case 'link-down':
        return this.#linkDown(event.member)
      case 'came-online':
        this.#returning.begin()
        return []
      case 'message':
        return this.#peers.has(event.from) ? this.#message(event.from, event.message, now) : []
      case 'range-answered': {
        const log = this.#pulls.logOf(event.requestId)
        const verdict = this.#pulls.answered(event.from, event, now)
        const liars = verdict === 'not-delivered' ? this.#liar(event.from, verdict) : []
        const news = log !== undefined && verdict === 'fine' && !event.more ? this.#repaired(event.from, log) : []
        return [...liars, ...news, ...this.#returning.progress()]
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
        return this.#telling.asked(from, message.whole, now)
      case 'frontier':
        return this.#heardFrontier(from, message, now)
      case 'range-request':
        return this.#serving.serve(from, message, !this.takesContent)
      case 'range-later': {
        const { requestId } = message
        return this.#on({ type: 'range-answered', from, requestId, more: true, base: undefined }, now)
      }
      default:
        return unreachable(message)
    }
  }

  #repaired(source: MemberId, log: LogKey): SyncEffect[] {
    if (this.#returning.isActive) return []
    const lacks = (member: MemberId, next: number) => member !== source && !this.claims(member, log, next - 1)
    return this.#telling.repaired(log, lacks)
  }

  /** Whether entries of a log came within the round: then what is told of it is on its way. */
  #isFlowing(log: LogKey): boolean {
    return this.#options.index.versionOf(log) > this.#toldVersions[0]
  }

  #linkUp(member: MemberId, now: number): SyncEffect[] {
    this.#peers.set(member, {
      whole: false,
      pending: undefined,
      askedUntil: undefined,
    })
    this.#telling.linkUp(member)
    this.#pulls.forget(member)
    // a stream in another's place: what was asked over that one is not answered
    this.#returning.drop(member, true)
    this.#rounds.start(now)
    return [{ type: 'send', to: member, message: { type: 'root', digest: this.#roots.current(now) } }]
  }

  #linkDown(member: MemberId): SyncEffect[] {
    this.#peers.delete(member)
    this.#telling.linkDown(member)
    this.#pulls.forget(member)
    this.#serving.forget(member)
    this.#returning.drop(member, true)
    if (this.#peers.size === 0) this.#rounds.stop()
    return []
  }

  /** A root that we had moments ago is on its way to being ours again: only a lasting difference is asked about. */
  #root(from: MemberId, digest: string, now: number): SyncEffect[] {
    const peer = this.#peers.get(from)
    if (peer === undefined) return []
    if (this.#roots.had(digest, now - this.#rounds.lengthMs / 2, now)) peer.pending = undefined
    else peer.pending = { at: peer.pending?.at ?? now + HALF_ROUND_MS, digest }
    return []
  }

  #heardFrontier(from: MemberId, message: SyncMessage & { type: 'frontier' }, now: number): SyncEffect[] {
    const { logs, delta, more } = message
    const peer = this.#peers.get(from)
    if (peer === undefined) return []
    if (logs.length > MESSAGE_LOGS || !logs.every(isFrontier)) return this.#liar(from, 'bad-frontier')
    const asked = peer.askedUntil !== undefined
    const waitMs = (log: LogKey) => (message.repaired ? 0 : asked && !this.#isFlowing(log) ? LASTED_MS : HALF_ROUND_MS)
    this.#pulls.learn(from, logs, delta, waitMs, now)
    if (!delta) peer.whole = true
    if (more) {
      // the rest is on its way; whoever goes on sending is not silent
      if (asked) peer.askedUntil = now + REQUEST_TIMEOUT_MS
      return []
    }
    peer.askedUntil = undefined
    const claims = this.#pulls.claimsOf(from)
    this.#returning.heard(from, claims)
    if (!asked) return []
    // what came within the last round is on its way to others, too
    if (!this.#frontier.exceeds(claims, this.#toldVersions[1])) return []
    return this.#telling.news(from)
  }

  #due(now: number): SyncEffect[] {
    const effects: SyncEffect[] = []
    for (const member of this.#pulls.expire(now)) effects.push(...this.#liar(member, 'not-delivered'))
    for (const [member, peer] of this.#peers) {
      if (peer.askedUntil !== undefined && peer.askedUntil <= now) {
        peer.askedUntil = undefined
        this.#returning.drop(member, false)
      }
      if (peer.pending !== undefined && peer.pending.at <= now) {
        const { digest } = peer.pending
        peer.pending = undefined
        if (!this.#roots.had(digest, now - this.#rounds.lengthMs, now)) effects.push(...this.#askFrontier(member, now))
      }
    }
    if (this.#rounds.due(now)) effects.push(...this.#tellRoot(now))
    return effects
  }

  #tellRoot(now: number): SyncEffect[] {
    this.#toldVersions = [this.#options.index.version, this.#toldVersions[0]]
    const targets = new Set(this.#options.neighbours().filter(member => this.#peers.has(member)))
    const others = [...this.#peers.keys()].filter(member => !targets.has(member))
    const other = pick(this.#options.random, others)
    if (other !== undefined) targets.add(other)
    const digest = this.#roots.current(now)
    const told = [...targets].map(to => ({ type: 'send', to, message: { type: 'root', digest } }) as const)
    this.#roundCount += 1
    if (this.#roundCount % UNLINKED_ROUNDS !== 0) return told
    const far = pick(this.#options.random, this.#options.unlinked())
    return far === undefined ? told : [...told, { type: 'dial', member: far }]
  }

  #askFrontier(member: MemberId, now: number): SyncEffect[] {
    const peer = this.#peers.get(member)
    if (peer === undefined || peer.askedUntil !== undefined) return []
    peer.askedUntil = now + REQUEST_TIMEOUT_MS
    return [{ type: 'send', to: member, message: { type: 'frontier-request', whole: !peer.whole } }]
  }

  #liar(member: MemberId, reason: LiarReason): SyncEffect[] {
    // its claims are void; a third is asked in its place
    this.#returning.drop(member, false)
    return [{ type: 'liar', member, reason }]
  }

  #noticeTraffic(event: SyncEvent, now: number): void {
    const { version } = this.#options.index
    const changed = version > this.#version
    if (!changed && event.type !== 'traffic') return
    this.#version = version
    if (changed) this.#roots.changed(now)
    const before = this.#rounds.deadline
    this.#rounds.heard(now)
    if (this.#rounds.deadline !== before) this.#deadline = this.#earliest()
  }

  #earliest(): number | undefined {
    let first = earliest(this.#rounds.deadline, this.#pulls.deadline(this.#now), this.#returning.deadline)
    for (const { pending, askedUntil } of this.#peers.values()) first = earliest(first, pending?.at, askedUntil)
    return first
  }
}
