/**
 * Keeps this member's logs equal to the others': roots are told in rounds, frontiers asked for where roots differ,
 * ranges pulled. Serves docs/protocol.md, "Sync". Nothing is pushed unasked but roots and a frontier delta to a member
 * that was seen to lack something; a member can only make itself look bad.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { earliest, type Machine, unreachable } from '../base/machine.js'
import type { Suite } from '../crypto/suite.js'
import { Acquaintances } from './acquaintances.js'
import { Asking } from './asking.js'
import { Frontier, isFrontier, MAX_FRONTIER_LOGS, MESSAGE_LOGS } from './frontier.js'
import type { Lacking } from './lacking.js'
import type { LogIndex } from './log-index.js'
import { authorOf } from './log-key.js'
import { LogNames } from './log-names.js'
import { OwnRoots } from './own-roots.js'
import { Pulls } from './pulls.js'
import { Returning } from './returning.js'
import { RoundTargets, type RoundTargetsOptions } from './round-targets.js'
import { Rounds } from './rounds.js'
import { Serving } from './serving.js'
import {
  type FrontierMessage,
  HALF_ROUND_MS,
  LASTED_MS,
  type LiarReason,
  type SyncEffect,
  type SyncEvent,
  type SyncMessage,
} from './sync-messages.js'
import { Telling } from './telling.js'

export interface SyncOptions extends RoundTargetsOptions {
  readonly index: LogIndex
  readonly suite: Suite
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
  /** Whether we are a member no more. */
  readonly isOut?: () => boolean
}

/** A root is 64 bytes at most with it; and two starts of one member that chance on the same number still see roots differ. */
const RUNS = 2 ** 32

export class Sync implements Machine<SyncEvent, SyncEffect> {
  readonly #options: SyncOptions
  readonly frontier: Frontier
  readonly #pulls: Pulls
  readonly #serving: Serving
  readonly #telling: Telling
  readonly #acquaintances = new Acquaintances()
  readonly #asking: Asking
  /** Short names of logs, for whoever writes frames. */
  readonly names: LogNames
  readonly #returning: Returning
  readonly #rounds: Rounds
  readonly #targets: RoundTargets
  #now = 0
  #version: number
  #controlVersion: number
  /** As of the last event that changed anything. */
  #deadline: number | undefined
  readonly #roots: OwnRoots
  /** Versions count from each start anew; this tells the starts apart. */
  readonly #run: number
  /** Versions when roots were last told, and the time before. */
  #toldVersions: readonly [number, number] = [0, 0]

  constructor(options: SyncOptions) {
    this.#options = options
    this.frontier = new Frontier(options.index, options.suite)
    const { index, random, neighbours, suite, mayRead } = options
    this.#roots = new OwnRoots(
      () => this.frontier.root(),
      () => index.version,
    )
    this.#run = Math.floor(random.next() * RUNS)
    this.names = new LogNames(index, suite)
    this.#pulls = new Pulls(index, this.frontier)
    this.#asking = new Asking({ index, roots: this.#roots, acquaintances: this.#acquaintances })
    this.#rounds = new Rounds(random)
    this.#targets = new RoundTargets(options)
    this.#returning = new Returning({ index, pulls: this.#pulls, random, neighbours })
    this.#version = index.version
    this.#controlVersion = index.controlVersion
    this.#serving = new Serving(index, mayRead)
    const { names } = this
    const claimed = (member: MemberId, log: LogKey) => this.#pulls.claimsOf(member).get(log)
    const shared = { index, frontier: this.frontier, acquaintances: this.#acquaintances }
    this.#telling = new Telling({ ...shared, names, claimed, mayRead })
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

  /** What others claim and is not here. */
  lacking(): Iterable<Lacking> {
    return this.#pulls.lacking()
  }

  /** Authors of what cannot be judged here, since they did not introduce a key to us. */
  get unintroduced(): MemberId[] {
    return [...new Set([...this.#pulls.unjudged()].map(authorOf))]
  }

  handle(event: SyncEvent, now: number): SyncEffect[] {
    this.#noticeTraffic(event, now)
    if (this.#isIdle(event, now)) return []
    this.#now = now
    this.#controlVersion = this.#options.index.controlVersion
    // one that has left takes nothing: it asks for nothing, and no answer is held against anybody
    const isOut = this.#isOut
    if (isOut) this.#pulls.askedNothing()
    const effects = this.#on(event, now)
    // what is due is judged when the loop says so: after all that came, by a clock that allows for our own lateness
    if (event.type === 'wake') effects.push(...this.#due(now, event.lateMs ?? 0))
    effects.push(...this.#returning.advance(now, this.#asking.members, member => this.#asking.ask(member, now)))
    // they have seen an old root, and need not ask in turn
    const differed = effects.some(({ type }) => type === 'caught-up') ? this.#returning.differed : []
    for (const to of differed) effects.push({ type: 'send', to, message: this.#ownRoot(now, undefined) })
    const requests = isOut ? [] : this.#pulls.take(now)
    for (const { to, message } of requests) effects.push({ type: 'send', to, message })
    this.#deadline = this.#earliest()
    return effects
  }

  get #isOut(): boolean {
    return this.#options.isOut?.() === true
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
        return this.#asking.has(event.from) ? this.#message(event.from, event.message, now) : []
      case 'offered':
        return this.#repaired(undefined, [event.log])
      case 'range-answered':
        return this.#answered(event, now)
      case 'range-bad':
        return this.#bad(event.from, event.requestIds, now)
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
        return this.#root(from, message, now)
      case 'frontier-request':
        return this.#telling.asked(from, message.since, message.inFull, now)
      case 'frontier':
        return this.#heardFrontier(from, message, now)
      case 'name-request':
        return this.#telling.named(from, message.names)
      case 'range-request':
        return this.#serving.serve(from, message, !this.takesContent)
      case 'range-later': {
        const { requestId, ranges } = message
        const parts = Array.from({ length: ranges }, (_, at) => ({ requestId: requestId + at, got: 'more' }) as const)
        return this.#answered({ type: 'range-answered', from, parts, bases: [], begins: [], early: new Map() }, now)
      }
      default:
        return unreachable(message)
    }
  }

  #answered(event: SyncEvent & { type: 'range-answered' }, now: number): SyncEffect[] {
    const { from, parts } = event
    const { whole, lied } = this.#pulls.answered(from, parts, event, now)
    const liars = lied ? this.#liar(from, 'not-delivered') : []
    return [...liars, ...this.#repaired(from, whole), ...this.#returning.progress()]
  }

  #bad(from: MemberId, requestIds: readonly number[], now: number): SyncEffect[] {
    const asked = requestIds.filter(requestId => this.#pulls.bad(from, requestId, now))
    return asked.length > 0 ? this.#liar(from, 'bad-answer') : []
  }

  #repaired(source: MemberId | undefined, logs: readonly LogKey[]): SyncEffect[] {
    if (this.#returning.isActive || logs.length === 0) return []
    return this.#telling.repaired(logs, (member, { log, next }) => {
      return member !== source && !this.claims(member, log, next - 1)
    })
  }

  /** Whether entries of a log came within the round: then what is told of it is on its way. */
  #isFlowing(log: LogKey): boolean {
    return this.#options.index.versionOf(log) > this.#toldVersions[0]
  }

  #linkUp(member: MemberId, now: number): SyncEffect[] {
    // a stream in another's place: what was asked over that one is not answered
    this.#forget(member)
    this.#asking.linkUp(member)
    this.#telling.linkUp(member)
    this.#rounds.start(now)
    return [{ type: 'send', to: member, message: this.#ownRoot(now, this.#run) }]
  }

  #linkDown(member: MemberId): SyncEffect[] {
    this.#forget(member)
    this.#serving.forget(member)
    if (this.#asking.members.length === 0) this.#rounds.stop()
    return []
  }

  /** All that hangs on a link; what the two are known to agree on stays. */
  #forget(member: MemberId): void {
    const claims = this.#pulls.claimsOf(member)
    const holdsAll = claims.size < MAX_FRONTIER_LOGS && this.frontier.dominates(claims.values())
    this.#asking.linkDown(member, holdsAll)
    this.#telling.linkDown(member)
    this.#pulls.forget(member)
    this.#returning.drop(member, true)
  }

  #root(from: MemberId, message: SyncMessage & { type: 'root' }, now: number): SyncEffect[] {
    const effects = this.#asking.root(from, message, now - this.#rounds.lengthMs / 2, now)
    if (effects !== 'agreed') return effects
    // it claims what we hold
    this.#returning.heard(from, new Map())
    return []
  }

  #heardFrontier(from: MemberId, message: FrontierMessage, now: number): SyncEffect[] {
    const { logs, delta, because } = message
    if (logs.length > MESSAGE_LOGS || !logs.every(isFrontier)) return this.#liar(from, 'bad-frontier')
    const { asked, complete, nothingNew, effects } = this.#asking.heard(from, message, now)
    const isLate = (log: LogKey) => asked && !this.#isFlowing(log)
    const waitMs = (log: LogKey) => (because === 'repair' ? 0 : isLate(log) ? LASTED_MS : HALF_ROUND_MS)
    this.#pulls.learn(from, logs, delta, waitMs, now)
    if (!complete) return [...effects]
    const claims = this.#pulls.claimsOf(from)
    this.#returning.heard(from, claims)
    const ours = this.#acquaintances.ours(from)
    // nothing explains why the roots differ
    const isOdd = nothingNew && !this.#pulls.explains(from)
    if (isOdd && !this.frontier.exceeds(claims, ours, this.#version)) this.#asking.startOver(from)
    // what came within the last round is on its way to others, too
    if (!this.frontier.exceeds(claims, ours, this.#toldVersions[1])) return [...effects]
    return [...effects, ...this.#telling.news(from)]
  }

  #due(now: number, lateMs: number): SyncEffect[] {
    const effects: SyncEffect[] = []
    this.#pulls.wake(now, lateMs)
    for (const member of this.#pulls.expire(now)) effects.push(...this.#liar(member, 'not-delivered'))
    const asking = this.#asking.due(now, this.#rounds.lengthMs)
    for (const member of asking.silent) this.#returning.drop(member, false)
    effects.push(...asking.effects)
    if (this.#rounds.due(now)) effects.push(...this.#tellRoot(now))
    return effects
  }

  #ownRoot(now: number, run: number | undefined): SyncMessage {
    const digest = this.#roots.current(now)
    return { type: 'root', digest, version: this.#options.index.version, run }
  }

  #tellRoot(now: number): SyncEffect[] {
    this.#toldVersions = [this.#options.index.version, this.#toldVersions[0]]
    const targets = this.#targets.next(this.#asking.members)
    const message = this.#ownRoot(now, undefined)
    const told = targets.map(to => ({ type: 'send', to, message }) as const)
    const far = this.#targets.far()
    return far === undefined ? told : [...told, { type: 'dial', member: far }]
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
    const parts = [this.#rounds, this.#returning, this.#asking]
    const asking = this.#isOut ? undefined : this.#pulls.deadline(this.#now)
    return earliest(asking, ...parts.map(({ deadline }) => deadline))
  }
}
