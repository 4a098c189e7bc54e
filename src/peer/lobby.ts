/**
 * All that goes over the join protocol: where we ask to be let in, where we ask why we are out, and who asks us. Serves
 * docs/protocol.md, "Joining" and "Being out". Only says whose a dial or channel is.
 */
import type { GroupId, MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Ticket } from '../group/ticket.js'
import { Admissions, type AdmissionsOptions } from './admissions.js'
import type { PeerEffect } from './events.js'
import { Inquiries } from './inquiries.js'
import { Joins, type JoinsOptions, type PendingJoin } from './joins.js'

export type LobbyOptions = AdmissionsOptions & JoinsOptions

export class Lobby {
  readonly #admissions: Admissions
  readonly #joins: Joins
  readonly #inquiries: Inquiries

  constructor(options: LobbyOptions) {
    const { suite, random, nextDial, groups, identity } = options
    this.#admissions = new Admissions(options)
    this.#joins = new Joins(options)
    this.#inquiries = new Inquiries({ suite, random, nextDial, self: identity.member, find: groups.find })
  }

  get deadline(): number | undefined {
    return earliest(this.#admissions.deadline, this.#joins.deadline, this.#inquiries.deadline)
  }

  /** Whether anybody is being asked to let us in, and may have done so. */
  get pending(): boolean {
    return this.#joins.pending
  }

  get joins(): readonly PendingJoin[] {
    return this.#joins.all
  }

  join(ticket: Ticket, keep: boolean, now: number): PeerEffect[] {
    return [...this.#inquiries.forget(ticket.group), ...this.#joins.begin(ticket, keep, now)]
  }

  cancel(group: GroupId): PeerEffect[] {
    return this.#joins.cancel(group)
  }

  restore(group: GroupId, value: Uint8Array, now: number): PeerEffect[] {
    return this.#joins.restore(group, value, now)
  }

  halt(group: GroupId): PeerEffect[] {
    return this.#joins.halt(group)
  }

  /** We are out of the group by our own leave. `heard`: the leave that another member is known to hold, if any. */
  left(group: GroupId, heard: string | undefined, now: number): void {
    this.#inquiries.left(group, heard, now)
  }

  turnedAway(group: GroupId, member: MemberId, now: number): void {
    this.#inquiries.turnedAway(group, member, now)
  }

  ownsDial(dial: number): boolean {
    return this.#joins.ownsDial(dial) || this.#inquiries.ownsDial(dial)
  }

  owns(channel: number): boolean {
    return this.#joins.owns(channel) || this.#inquiries.owns(channel) || this.#admissions.owns(channel)
  }

  incoming(channel: number, remote: MemberId, now: number): PeerEffect[] {
    return this.#admissions.begin(channel, remote, now)
  }

  opened(dial: number, channel: number, now: number): PeerEffect[] {
    if (this.#joins.ownsDial(dial)) return this.#joins.opened(dial, channel, now)
    return this.#inquiries.opened(dial, channel)
  }

  openFailed(dial: number, now: number): PeerEffect[] {
    this.#inquiries.openFailed(dial, now)
    return this.#joins.openFailed(dial, now)
  }

  received(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    if (this.#joins.owns(channel)) return this.#joins.received(channel, bytes, now)
    if (this.#inquiries.owns(channel)) return this.#inquiries.received(channel, bytes, now)
    return this.#admissions.received(channel, bytes, now)
  }

  closed(channel: number, now: number): PeerEffect[] {
    this.#admissions.closed(channel)
    this.#inquiries.closed(channel, now)
    return this.#joins.closed(channel, now)
  }

  woke(now: number): void {
    this.#joins.woke(now)
  }

  wake(now: number): PeerEffect[] {
    return [...this.#admissions.wake(now), ...this.#joins.wake(now), ...this.#inquiries.wake(now)]
  }
}
