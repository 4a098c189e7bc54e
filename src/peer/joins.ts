/**
 * Joins under way: a ticket's contacts are tried round by round until one lets us in, or it is clear that nobody will.
 * Serves docs/protocol.md, "Joining". Believes no admitter before the membership log it hands over holds what the ticket
 * pins, and us; and no single refusal before everyone was asked.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { jitter, type Random, shuffled } from '../base/random.js'
import { DAY_MS, SECOND_MS } from '../base/time.js'
import type { WallClock } from '../base/wall-clock.js'
import type { Suite } from '../crypto/suite.js'
import { decodeKeptJoin, type JoinState } from '../group/kept-join.js'
import { type Contact, MAX_CONTACTS, type Ticket } from '../group/ticket.js'
import { Bearer, isFinal, refusalOf } from './bearer.js'
import type { Identity } from './book.js'
import type { PeerEffect } from './events.js'
import type { HandOver } from './hand-over.js'
import { forgotten, kept, show } from './join-effects.js'
import { Round } from './join-round.js'
import { type OwnPrekeys, prekeysToJoinWith, restoredPrekeys } from './own-prekeys.js'
import { shownRecord } from './showing.js'
import { type Groups, takeUp } from './taking-up.js'

export interface JoinsOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly name: string
  readonly clock: WallClock
  readonly nextDial: () => number
  readonly groups: Groups
}

/** A join that is not decided, or was refused after it had been kept. */
export interface PendingJoin {
  readonly group: GroupId
  /** The group's name, as the ticket has it. */
  readonly name: string
  readonly state: JoinState
  /** Ms since the epoch. */
  readonly sinceMs: number
  readonly expiresMs: number
  /** What is in the way; undefined while it only waits for a moderator. */
  readonly error: TocsinError | undefined
}

/** Between two rounds, at first and at most: a member that comes online is found soon, and those that are away pay little. */
const FIRST_RETRY_MS = 5 * SECOND_MS
const LAST_RETRY_MS = 60 * SECOND_MS
const RETRY_JITTER = 0.2
/** After a start all joins would begin at once. */
const RESTART_SPREAD_MS = SECOND_MS
/** At a time: each costs a dial a minute. */
const MAX_JOINS = 64
/** So long after the ticket's end whoever asks still hears what became of it. */
const REFUSED_SHOWN_MS = DAY_MS

interface Joining {
  readonly ticket: Ticket
  /** Goes on after the first round, and after a restart. */
  readonly keep: boolean
  readonly sinceMs: number
  /** The first is the one that we come with: one prekey for every member that is asked, or the last one asked would decide. */
  readonly prekeys: OwnPrekeys
  learnt: readonly Contact[]
  state: JoinState
  error: TocsinError | undefined
  /** Whoever began it was told that it goes on by itself. */
  told: boolean
  round: Round | undefined
  retryMs: number
  nextAt: number | undefined
}

export class Joins {
  readonly #options: JoinsOptions
  readonly #joinings = new Map<GroupId, Joining>()

  constructor(options: JoinsOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#joinings.values()].flatMap(({ round, nextAt }) => [round?.deadline, nextAt]))
  }

  /** Whether anybody is being asked, and so may have let us in. */
  get pending(): boolean {
    return [...this.#joinings.values()].some(({ round }) => round !== undefined)
  }

  get all(): PendingJoin[] {
    return [...this.#joinings].map(([group, { ticket, state, sinceMs, error }]) => ({
      group,
      name: ticket.name,
      state,
      sinceMs,
      expiresMs: ticket.expiresMs,
      error,
    }))
  }

  ownsDial(dial: number): boolean {
    return this.#byDial(dial) !== undefined
  }

  owns(channel: number): boolean {
    return this.#byChannel(channel) !== undefined
  }

  /** In the place of what may be under way for this group. */
  begin(ticket: Ticket, keep: boolean, now: number): PeerEffect[] {
    const before = this.#joinings.get(ticket.group)
    const effects = before?.round?.end() ?? []
    if (before === undefined && this.#joinings.size >= MAX_JOINS) {
      const error = new TocsinError('limit-exceeded', `${MAX_JOINS} joins are under way; cancel one of them first`)
      return [show(ticket, 'refused', error)]
    }
    const sinceMs = before?.sinceMs ?? this.#options.clock.at(now)
    const fresh = { learnt: [], state: 'queued', error: undefined, told: false, round: undefined } as const
    const prekeys = before?.prekeys ?? this.#prekeysFor(ticket.group, now)
    const joining: Joining = { ticket, keep, sinceMs, prekeys, ...fresh, retryMs: FIRST_RETRY_MS, nextAt: undefined }
    this.#joinings.set(ticket.group, joining)
    if (keep) effects.push(kept(joining))
    else if (before?.keep === true) effects.push(forgotten(ticket.group))
    return [...effects, ...this.#try(joining, [...ticket.contacts], now)]
  }

  /** What the store had of a join; the group is not there yet, or was left. */
  restore(group: GroupId, value: Uint8Array, now: number): PeerEffect[] {
    const before = decodeKeptJoin(value)
    const wallMs = this.#options.clock.at(now)
    const over = before?.state === 'refused' && wallMs > before.ticket.expiresMs + REFUSED_SHOWN_MS
    if (before?.ticket.group !== group || over) return [forgotten(group)]
    const { ticket, sinceMs, state, code, learnt, prekey } = before
    const saved = restoredPrekeys(this.#options.suite, prekey)
    const prekeys = saved.length > 0 ? saved : this.#prekeysFor(group, now)
    const error = code === '' ? undefined : refusalOf(code)
    const nextAt = state === 'refused' ? undefined : now + RESTART_SPREAD_MS * this.#options.random.next()
    const going = { keep: true, told: true, round: undefined, retryMs: FIRST_RETRY_MS, nextAt }
    this.#joinings.set(group, { ticket, sinceMs, prekeys, learnt, state, error, ...going })
    return []
  }

  /** Gives up; what an admitter has decided by then stands. */
  cancel(group: GroupId): PeerEffect[] {
    const joining = this.#joinings.get(group)
    if (joining === undefined) return []
    return [...this.#drop(joining), show(joining.ticket, 'cancelled')]
  }

  /** The store of this group failed. */
  halt(group: GroupId): PeerEffect[] {
    const effects = this.#joinings.get(group)?.round?.end() ?? []
    this.#joinings.delete(group)
    return effects
  }

  opened(dial: number, channel: number, now: number): PeerEffect[] {
    const joining = this.#byDial(dial)
    return joining === undefined ? [] : this.#settled(joining, joining.round.opened(dial, channel, now), now)
  }

  openFailed(dial: number, now: number): PeerEffect[] {
    const joining = this.#byDial(dial)
    return joining === undefined ? [] : this.#settled(joining, joining.round.openFailed(dial, now), now)
  }

  closed(channel: number, now: number): PeerEffect[] {
    const joining = this.#byChannel(channel)
    return joining === undefined ? [] : this.#settled(joining, joining.round.closed(channel, now), now)
  }

  /** The machine slept, or its network may be another: nobody waits for the next round. */
  woke(now: number): void {
    for (const joining of this.#joinings.values()) {
      joining.retryMs = FIRST_RETRY_MS
      if (joining.nextAt !== undefined) joining.nextAt = now
    }
  }

  wake(now: number): PeerEffect[] {
    return [...this.#joinings.values()].flatMap(joining => {
      const { round, nextAt } = joining
      if (round !== undefined) return this.#settled(joining, round.wake(now), now)
      if (nextAt === undefined || nextAt > now) return []
      if (this.#hasMet(joining)) return [...this.#drop(joining), show(joining.ticket, 'joined')]
      return this.#try(joining, shuffled(this.#options.random, [...joining.ticket.contacts, ...joining.learnt]), now)
    })
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    const joining = this.#byChannel(channel)
    if (joining === undefined) return []
    const { round } = joining
    const result = round.received(channel, bytes)
    if (result.type === 'open') return result.replies.map(reply => ({ type: 'write', channel, bytes: reply }))
    const close: PeerEffect = { type: 'close', channel, abort: false }
    switch (result.type) {
      case 'admitted':
        return [close, ...this.#admitted(joining, round, result, now)]
      case 'waits':
        return [close, ...this.#waits(joining, round, result.contacts, now)]
      case 'refused':
        return [close, ...this.#settled(joining, round.refused(result.error, now), now)]
    }
  }

  /** A member that asked since it reached nobody is linked with one of the contacts by now. */
  #hasMet({ ticket, learnt }: Joining): boolean {
    const group = this.#options.groups.find(ticket.group)
    const contacts = [...ticket.contacts, ...learnt].map(({ member }) => member)
    return group?.present === true && group.links.hasAny(contacts)
  }

  #prekeysFor(group: GroupId, now: number): OwnPrekeys {
    const { suite, random, groups } = this.#options
    return prekeysToJoinWith(suite, random, groups.find(group)?.book.prekeys ?? [], now)
  }

  #try(joining: Joining, contacts: readonly Contact[], now: number): PeerEffect[] {
    const { suite, identity, name, nextDial, groups } = this.#options
    joining.nextAt = undefined
    const { ticket, prekeys } = joining
    const roll = groups.find(ticket.group)?.book.roll
    const shownTo = (asked: MemberId) => roll && shownRecord(ticket.group, roll, identity.member, asked)
    const others = contacts.filter(({ member }) => member !== identity.member)
    joining.round = new Round(others, {
      nextDial,
      bearer: asked => new Bearer(suite, identity, name, ticket, prekeys[0]!.key, shownTo(asked)),
    })
    return this.#settled(joining, joining.round.goOn(now), now)
  }

  /** Judges the round when everyone was asked. */
  #settled(joining: Joining, effects: readonly PeerEffect[], now: number): PeerEffect[] {
    const { round } = joining
    if (round === undefined || !round.over) return [...effects]
    joining.round = undefined
    const { refusals } = round
    // they are asked in any case: it may be our clock that is wrong
    const late = this.#isExpired(joining.ticket, now) ? refusalOf('invite-expired') : undefined
    const final = refusals.find(isFinal) ?? late
    const error = final ?? refusals.at(-1) ?? refusalOf('unreachable')
    const goesOn = joining.keep || joining.state === 'waiting'
    if (final !== undefined || !goesOn) return [...effects, ...this.#refused(joining, error)]
    return [...effects, ...this.#goesOn(joining, joining.state, error, now)]
  }

  /** One that wrote down that we wait is enough for this round. */
  #waits(joining: Joining, round: Round, contacts: readonly Contact[], now: number): PeerEffect[] {
    const known = new Set(joining.ticket.contacts.map(({ member }) => member))
    const fresh = contacts.filter(({ member }) => !known.has(member))
    const names = new Set(fresh.map(({ member }) => member))
    joining.learnt = [...fresh, ...joining.learnt.filter(({ member }) => !names.has(member))].slice(0, MAX_CONTACTS)
    joining.round = undefined
    if (joining.state !== 'waiting') joining.retryMs = FIRST_RETRY_MS
    return [...round.end(), ...this.#goesOn(joining, 'waiting', undefined, now)]
  }

  #goesOn(joining: Joining, state: JoinState, error: TocsinError | undefined, now: number): PeerEffect[] {
    joining.nextAt = now + jitter(this.#options.random, joining.retryMs, RETRY_JITTER)
    joining.retryMs = Math.min(2 * joining.retryMs, LAST_RETRY_MS)
    const news = !joining.told || joining.state !== state || joining.error?.code !== error?.code
    joining.state = state
    joining.error = error
    joining.told = true
    const stored = joining.keep ? [kept(joining)] : []
    return news ? [...stored, show(joining.ticket, state, error)] : stored
  }

  #refused(joining: Joining, error: TocsinError): PeerEffect[] {
    const shown = show(joining.ticket, 'refused', error)
    if (!joining.keep || !joining.told) return [...this.#drop(joining), shown]
    joining.state = 'refused'
    joining.error = error
    joining.nextAt = undefined
    return [kept(joining), shown]
  }

  #admitted(joining: Joining, round: Round, handed: HandOver, now: number): PeerEffect[] {
    const { suite, identity, groups } = this.#options
    const { wrong, effects } = takeUp({ suite, self: identity.member, groups }, joining, handed, now)
    if (wrong !== undefined) return this.#settled(joining, [...effects, ...round.refused(wrong, now)], now)
    return [...this.#drop(joining), ...effects, show(joining.ticket, 'joined')]
  }

  #drop(joining: Joining): PeerEffect[] {
    const { group } = joining.ticket
    const effects = joining.round?.end() ?? []
    this.#joinings.delete(group)
    return joining.keep ? [...effects, forgotten(group)] : effects
  }

  #isExpired({ expiresMs }: Ticket, now: number): boolean {
    return this.#options.clock.at(now) > expiresMs
  }

  #byDial(dial: number): (Joining & { readonly round: Round }) | undefined {
    return this.#with(round => round.ownsDial(dial))
  }

  #byChannel(channel: number): (Joining & { readonly round: Round }) | undefined {
    return this.#with(round => round.owns(channel))
  }

  #with(test: (round: Round) => boolean): (Joining & { readonly round: Round }) | undefined {
    for (const joining of this.#joinings.values()) if (isTrying(joining) && test(joining.round)) return joining
    return undefined
  }
}

function isTrying(joining: Joining): joining is Joining & { readonly round: Round } {
  return joining.round !== undefined
}
