/**
 * Who of one group is believed online, and where each can be dialled: the failure detector, and the signed records it
 * lives on. Serves docs/protocol.md, "Liveness" and "Presence". Believes a record only for its signature; doubts of
 * others only ever make it look for itself.
 */
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import { earliest, unreachable } from '../base/machine.js'
import { pick } from '../base/random.js'
import { isNewStatus, type Statement, signPresence } from '../group/presence.js'
import { Liveness, type LivenessEffect, type LivenessEvent, type LivenessState } from '../ring/liveness.js'
import type { MemberSet } from '../ring/member-list.js'
import type { Ring } from '../ring/ring.js'
import type { Doubt, Frame } from '../wire/generated/link.js'
import { CompareRounds } from './compare-rounds.js'
import type { GroupContext } from './context.js'
import { type Doubted, doubtedIn, doubtFrame } from './doubts.js'
import { EarlyRecords } from './early-records.js'
import { Heartbeats } from './heartbeats.js'
import { LastSeen } from './last-seen.js'
import { Leaves } from './leaves.js'
import { MemberNews } from './member-news.js'
import { Queries } from './queries.js'
import { type KnownPresence, Roster } from './roster.js'
import { RosterExchange } from './roster-exchange.js'

export interface PresencesOptions {
  /** The first incarnation this run may announce; rises with every start. */
  readonly incarnation: number
  readonly addresses: () => readonly string[]
  /** What we say of ourselves. */
  readonly says: () => Statement
  readonly ring: Ring
  /** `isNews`: to people, to whom a member that was doubted for a moment was there all along. */
  readonly changed: (member: MemberId, state: LivenessState, isNews: boolean, now: number) => void
  /** A newer record of a member, or ours; `isNews`: it says something else of its status than before. */
  readonly said: (record: KnownPresence, isNews: boolean, now: number) => void
  /** How long a record that another run of ours wrote may stay unanswered. */
  readonly answerMs: (leaving: boolean) => number
  /** Sends a record over the arcs, as if it were ours. */
  readonly publish: (record: KnownPresence, now: number) => void
}

const PRESENCE = 'presence/'

export class Presences {
  readonly #context: GroupContext
  readonly #options: PresencesOptions
  readonly #liveness: Liveness
  readonly #roster: Roster
  /** When members were last seen, from before this start. */
  readonly #seen = new LastSeen()
  readonly #queries: Queries
  readonly #rounds: CompareRounds
  readonly exchange: RosterExchange
  readonly leaves: Leaves
  readonly heartbeats: Heartbeats
  #now = 0
  readonly #news = new MemberNews()
  readonly #early = new EarlyRecords()

  constructor(context: GroupContext, options: PresencesOptions) {
    this.#context = context
    this.#options = options
    this.#queries = new Queries(context, member => this.heartbeats.ask(member))
    this.#rounds = new CompareRounds(context.random)
    this.leaves = new Leaves(context, options.ring, member => this.#liveness.mayTry(member, this.#now))
    const { random, identity, suite, groupBytes } = context
    this.#roster = new Roster(suite, groupBytes)
    const isOnline = (member: MemberId) => this.#liveness.stateOf(member) === 'online'
    this.exchange = new RosterExchange(context, this.#roster, isOnline)
    this.#liveness = new Liveness(identity.member, { random, incarnation: options.incarnation })
    const unanswered = (member: MemberId, now: number) => this.unanswered(member, now)
    this.heartbeats = new Heartbeats(context, { ring: options.ring, health: this.#liveness.health, unanswered })
  }

  get deadline(): number | undefined {
    return earliest(this.#liveness.deadline, this.#rounds.deadline, this.heartbeats.deadline)
  }

  of(member: MemberId): KnownPresence | undefined {
    return this.#roster.of(member)
  }

  /** To people: a suspect is there until a verdict says otherwise, and so is one whom others reach and we do not. */
  isOnline(member: MemberId): boolean {
    return (this.#liveness.stateOf(member) ?? 'offline') !== 'offline'
  }

  /** Ms since the epoch; undefined for whom we never saw. */
  lastSeen(member: MemberId): number | undefined {
    return this.#liveness.lastSeen(member) ?? this.#seen.of(member)
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (this.#seen.restore(name, value)) return true
    if (!name.startsWith(PRESENCE)) return false
    const known = this.#roster.news(value)
    if (known !== undefined) this.#roster.put(known)
    return true
  }

  setMembers(members: MemberSet, now: number): void {
    this.#handle({ type: 'members', members }, now)
    for (const { bytes } of this.#early.take(members)) this.record(bytes, now)
  }

  /** Says that we are here, and looks who else is. */
  start(now: number): void {
    const own = this.#own
    if (own !== undefined) this.#handle({ type: 'presence', ...own, leaving: false }, now)
    if (own === undefined || own.incarnation < this.#liveness.incarnation) this.#announce(false, now)
    else if (isNewStatus(this.#own, this.#options.says())) this.restate(now)
    this.woke(now)
  }

  /** What we say of ourselves is another: a new record says so, at once or within a second of the last. */
  restate(now: number): void {
    this.#handle({ type: 'restated' }, now)
  }

  woke(now: number): void {
    this.#handle({ type: 'network-changed' }, now)
  }

  /** The last word before we go. */
  goodbye(now: number): void {
    this.#announce(true, now)
    for (const member of this.#roster.members()) this.#keepSeen(member)
  }

  linkUp(member: MemberId, now: number): void {
    this.exchange.sendOwn(member)
    this.#handle({ type: 'link-up', member }, now)
    this.exchange.sendDigest(member)
    this.leaves.tell(member)
    this.#queries.settled(member, true)
  }

  /** `released`: both sides wished the end. */
  linkDown(member: MemberId, released: boolean, now: number): void {
    this.heartbeats.handle({ type: 'link-down', member }, now)
    this.#queries.linkDown(member)
    this.#handle({ type: released ? 'link-released' : 'link-down', member }, now)
  }

  dialFailed(member: MemberId, now: number): void {
    if (this.#isOurs(member)) this.#handle({ type: 'probe-result', member, reachable: false }, now)
  }

  /** It owes us an answer and takes too long. */
  unanswered(member: MemberId, now: number): void {
    if (this.#isOurs(member)) this.#handle({ type: 'unanswered', member }, now)
  }

  heard(member: MemberId, now: number): void {
    this.heartbeats.handle({ type: 'heard', member }, now)
    this.#queries.settled(member, true)
    this.#handle({ type: 'heard', member }, now)
  }

  wake(now: number): void {
    this.heartbeats.handle({ type: 'wake' }, now)
    this.#handle({ type: 'wake' }, now)
    if (!this.#rounds.due(now)) return
    const links = [...this.#context.links.all()].map(link => link.member)
    const { successor } = this.#options.ring
    for (const member of new Set([successor, pick(this.#context.random, links)])) {
      if (member !== undefined) this.exchange.sendDigest(member)
    }
  }

  /** Takes a newer record. Its member's neighbours tell everyone: all who hear it first would be a flood. */
  record(bytes: Uint8Array, now: number): void {
    const news = this.took(bytes, now)
    if (news === undefined) return
    const { predecessor, successor } = this.#options.ring
    if (news.member === predecessor || news.member === successor) this.#options.publish(news, now)
  }

  /** Takes a newer record that comes over the arcs, where it is passed on as an item. */
  took(bytes: Uint8Array, now: number): KnownPresence | undefined {
    const known = this.#roster.news(bytes)
    if (known === undefined) return undefined
    const { member, incarnation, leaving } = known
    if (this.#options.ring.positionOf(member) === undefined) {
      this.#early.hold(known)
      return undefined
    }
    this.#store(known, now)
    const waitMs = this.#options.answerMs(leaving)
    this.#handle({ type: 'presence', member, incarnation, leaving, waitMs }, now)
    return known
  }

  /** Whether this record, to the byte, is what we hold. */
  knows(bytes: Uint8Array): boolean {
    return this.#roster.holds(bytes)
  }

  doubted(from: MemberId, doubt: Doubt, now: number): void {
    const about = doubtedIn(doubt)
    if (about === undefined) return
    this.#handle({ type: doubt.offline ? 'verdict' : 'suspicion', ...about, from }, now)
  }

  /** Somebody who does not reach a member asks whether we do. */
  queried(from: MemberId, query: NonNullable<Frame['livenessQuery']>): void {
    if (query.member.length !== 32) return
    const member = memberIdOf(query.member)
    if (this.#options.ring.positionOf(member) === undefined) return
    this.#queries.asked(from, member)
  }

  answered(from: MemberId, answer: NonNullable<Frame['livenessAnswer']>, now: number): void {
    if (answer.member.length !== 32) return
    const member = memberIdOf(answer.member)
    this.#handle({ type: 'probe-result', member, reachable: answer.alive, via: from }, now)
  }

  /** Whom the far side sees and we do not is taken for online. */
  roster(from: MemberId, roster: NonNullable<Frame['roster']>, now: number): void {
    for (const member of this.exchange.lines(from, roster)) this.#handle({ type: 'hinted', member }, now)
  }

  /** Whether its silence is our evidence: not of one we see and looked for on behalf of others, or asking would never end. */
  #isOurs(member: MemberId): boolean {
    if (!this.#queries.settled(member, false) || this.#options.ring.wanted().has(member)) return true
    return this.#liveness.stateOf(member) !== 'online'
  }

  #handle(event: LivenessEvent, now: number): void {
    this.#now = now
    for (const effect of this.#liveness.handle(event, now)) this.#carry(effect, now)
  }

  #carry(effect: LivenessEffect, now: number): void {
    switch (effect.type) {
      case 'probe':
        this.#context.dial(effect.member)
        return
      case 'reopen':
        this.#context.links.get(effect.member)?.condemn()
        return
      case 'ask':
        this.#context.send(effect.via, { livenessQuery: { member: publicKeyOf(effect.target)! } }, 'after-commit')
        return
      case 'tell-suspect':
      case 'tell-offline':
        for (const link of this.#context.links.all()) this.#doubt(link.member, effect, effect.type === 'tell-offline')
        return
      case 'warn':
        this.#doubt(effect.member, effect, false)
        return
      case 'refute':
        this.#announce(false, now)
        return
      case 'changed':
        if (effect.state === 'offline') this.#keepSeen(effect.member)
        if (effect.state === 'suspect') this.heartbeats.lookBehind(effect.member, now)
        this.#rounds.changed(now)
        this.#options.changed(effect.member, effect.state, this.#news.isNews(effect.member, effect.state), now)
        return
      default:
        unreachable(effect)
    }
  }

  #doubt(to: MemberId, about: Doubted, offline: boolean): void {
    this.#context.send(to, doubtFrame(about, offline, this.#context.identity.publicKey), 'after-commit')
  }

  /** Signs and tells. Our own word about ourselves is never taken for an accusation. */
  #announce(leaving: boolean, now: number): void {
    const { suite, identity, groupBytes } = this.#context
    const incarnation = this.#liveness.incarnation + (leaving ? 1 : 0)
    const addresses = this.#options.addresses()
    const presence = { member: identity.member, incarnation, leaving, addresses, ...this.#options.says() }
    const known = this.#roster.news(signPresence(suite, identity.seed, groupBytes, presence))
    if (known === undefined) return
    this.#store(known, now)
    this.#options.publish(known, now)
  }

  get #own(): KnownPresence | undefined {
    return this.#roster.of(this.#context.identity.member)
  }

  #store(known: KnownPresence, now: number): void {
    const isNews = isNewStatus(this.#roster.of(known.member), known)
    this.#roster.put(known)
    this.#options.said(known, isNews, now)
    this.#context.keep(PRESENCE + known.member, known.bytes)
  }

  #keepSeen(member: MemberId): void {
    const seen = this.lastSeen(member)
    if (seen !== undefined) this.#context.keep(...this.#seen.saved(member, seen))
  }
}
