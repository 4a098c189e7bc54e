/**
 * Joins under way: each ticket's contacts tried in turn until one admits us. Serves docs/protocol.md, "Joining". Believes
 * no admitter before the membership log it hands over holds what the ticket pins, and us.
 */
import { TocsinError } from '../base/errors.js'
import { type GroupId, hexOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { WallClock } from '../base/wall-clock.js'
import type { Suite } from '../crypto/suite.js'
import type { Ticket } from '../group/ticket.js'
import { Bearer, pins } from './admission.js'
import type { Identity } from './book.js'
import type { PeerEffect } from './events.js'
import type { GroupPeer } from './group.js'

export interface JoinsOptions {
  readonly suite: Suite
  readonly identity: Identity
  readonly name: string
  readonly clock: WallClock
  readonly nextDial: () => number
  /** A group to take the log in; `forget` when the log does not name us after all. */
  readonly open: (group: GroupId, now: number) => GroupPeer
  readonly forget: (group: GroupId) => void
}

/** A person waits for it, and a contact on a slow line is worth more than none. */
const CONTACT_MS = 15 * SECOND_MS

export type JoinDone = (result: GroupPeer | TocsinError) => void

interface Joining {
  readonly ticket: Ticket
  readonly done: JoinDone
  readonly untried: Ticket['contacts'][number][]
  /** What a contact answered tells more than that another did not. */
  refused: TocsinError | undefined
}

interface Borne {
  readonly joining: Joining
  readonly bearer: Bearer
  /** A contact that lets it pass is passed over. */
  readonly until: number
}

export class Joins {
  readonly #options: JoinsOptions
  readonly #dials = new Map<number, Joining>()
  readonly #bearers = new Map<number, Borne>()

  constructor(options: JoinsOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#bearers.values()].map(({ until }) => until))
  }

  /** Whether any join is not decided yet. */
  get pending(): boolean {
    return this.#dials.size > 0 || this.#bearers.size > 0
  }

  ownsDial(dial: number): boolean {
    return this.#dials.has(dial)
  }

  owns(channel: number): boolean {
    return this.#bearers.has(channel)
  }

  begin(ticket: Ticket, done: JoinDone, now: number): PeerEffect[] {
    if (this.#options.clock.at(now) > ticket.expiresMs) {
      done(new TocsinError('invite-expired', 'the ticket has expired; ask for a new one'))
      return []
    }
    return this.#tryNext({ ticket, done, untried: [...ticket.contacts], refused: undefined })
  }

  /** Gives up; what an admitter has decided by then stands. */
  cancel(group: GroupId): PeerEffect[] {
    const effects: PeerEffect[] = []
    for (const [dial, { ticket }] of this.#dials) if (ticket.group === group) this.#dials.delete(dial)
    for (const [channel, { joining }] of this.#bearers) {
      if (joining.ticket.group !== group) continue
      this.#bearers.delete(channel)
      effects.push({ type: 'close', channel, abort: true })
    }
    return effects
  }

  opened(dial: number, channel: number, now: number): PeerEffect[] {
    const joining = this.#dials.get(dial)
    this.#dials.delete(dial)
    if (joining === undefined) return [{ type: 'close', channel, abort: true }]
    const { suite, identity, name } = this.#options
    const bearer = new Bearer(suite, identity, name, joining.ticket)
    this.#bearers.set(channel, { joining, bearer, until: now + CONTACT_MS })
    return [{ type: 'write', channel, bytes: bearer.hello }]
  }

  openFailed(dial: number): PeerEffect[] {
    const joining = this.#dials.get(dial)
    this.#dials.delete(dial)
    return joining === undefined ? [] : this.#tryNext(joining)
  }

  closed(channel: number): PeerEffect[] {
    const borne = this.#bearers.get(channel)
    this.#bearers.delete(channel)
    return borne === undefined ? [] : this.#tryNext(borne.joining)
  }

  /** Asks the next contact where one takes too long. */
  wake(now: number): PeerEffect[] {
    const late = [...this.#bearers].filter(([, { until }]) => until <= now)
    return late.flatMap(([channel, { joining }]) => {
      this.#bearers.delete(channel)
      return [{ type: 'close', channel, abort: true } as const, ...this.#tryNext(joining)]
    })
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    const borne = this.#bearers.get(channel)
    if (borne === undefined) return []
    const { joining, bearer } = borne
    const result = bearer.receive(bytes)
    if (result.type === 'waiting') return result.replies.map(reply => ({ type: 'write', channel, bytes: reply }))
    this.#bearers.delete(channel)
    const close: PeerEffect = { type: 'close', channel, abort: false }
    if (result.type === 'refused') return [close, ...this.#refused(joining, result.error)]
    return [close, ...this.#admitted(joining, result, now)]
  }

  #admitted(
    joining: Joining,
    { bursts, presences }: Extract<ReturnType<Bearer['receive']>, { type: 'admitted' }>,
    now: number,
  ): PeerEffect[] {
    const { suite, identity, open, forget } = this.#options
    if (!pins(joining.ticket, bursts, suite)) {
      const stale = new TocsinError('invite-unknown', 'the admitting member showed an older view of the group')
      return this.#refused(joining, stale)
    }
    const group = open(joining.ticket.group, now)
    const effects = group.adopt(bursts, now)
    if (group.membership?.members.get(identity.member)?.present !== true) {
      forget(group.group)
      return this.#refused(joining, new TocsinError('bad-signature', 'the member list does not name us'))
    }
    // the pinned entry is really in the log, and is the invite that the ticket redeems
    const invite = hexOf(suite.ed25519PublicKey(joining.ticket.inviteSeed))
    if (group.membership.invites.get(invite)?.entryId !== joining.ticket.inviteEntry) {
      forget(group.group)
      return this.#refused(joining, new TocsinError('bad-signature', 'the member list shows another invite'))
    }
    for (const presence of presences) group.presences.took(presence, now)
    joining.done(group)
    return [...effects, ...group.start(now)]
  }

  #refused(joining: Joining, error: TocsinError): PeerEffect[] {
    joining.refused = error
    return this.#tryNext(joining)
  }

  #tryNext(joining: Joining): PeerEffect[] {
    const contact = joining.untried.shift()
    if (contact === undefined) {
      joining.done(
        joining.refused ??
          new TocsinError('unreachable', 'no member in the ticket answers; try again when one is online'),
      )
      return []
    }
    const dial = this.#options.nextDial()
    this.#dials.set(dial, joining)
    const { member: to, addresses } = contact
    return [{ type: 'open', dial, to, addresses, protocol: '/tocsin/join/1', timeoutMs: CONTACT_MS }]
  }
}
