/**
 * The links of one member in one group: whom to dial and when, which of two streams stays, and which are closed.
 * Serves docs/protocol.md, "Links". Tells the group what came up, went down and was received; decides nothing of it.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { Frame } from '../wire/generated/link.js'
import { Attempts } from './attempts.js'
import { staysOver } from './crossing.js'
import { EarlyHellos } from './early-hellos.js'
import type { PeerEffect } from './events.js'
import { condemnStrangers, hostOf, promoted, staysBeside } from './guests.js'
import { Lingering } from './lingering.js'
import { Link, type Phase, type Urgency } from './link.js'
import type { LinkNotice, LinksOptions, LinksResult } from './links-events.js'
import { overfull } from './queue-bound.js'
import { Refusals } from './refusals.js'
import { Retries } from './retries.js'

export type { LinkNotice, LinksOptions, LinksResult } from './links-events.js'

/** A member behind a dead address must not hold a slot. */
const DIAL_MS = 5 * SECOND_MS

export class Links {
  readonly #options: LinksOptions
  readonly #up = new Map<MemberId, Link>()
  readonly #byChannel = new Map<number, Link>()
  readonly #attempts = new Attempts()
  readonly #retries: Retries
  #wanted: ReadonlySet<MemberId> = new Set()
  readonly #lingering = new Lingering()
  readonly #early = new EarlyHellos()
  readonly refusals = new Refusals()
  #replies: PeerEffect[] = []
  readonly #effects: PeerEffect[] = []
  readonly #notices: LinkNotice[] = []

  constructor(options: LinksOptions) {
    this.#options = options
    this.#retries = new Retries(options.random)
  }

  get deadline(): number | undefined {
    const parts = [this.refusals, this.#lingering, this.#early, this.#attempts, ...this.#byChannel.values()]
    return earliest(this.#retries.deadline(this.#wanted), ...parts.map(part => part.deadline))
  }

  get(member: MemberId): Link | undefined {
    return this.#up.get(member)
  }

  /** Whether one of these members is linked. */
  hasAny(members: readonly MemberId[]): boolean {
    return members.some(member => this.#up.has(member))
  }

  all(): IterableIterator<Link> {
    return this.#up.values()
  }

  /** Whether the channel belongs to this group. */
  owns(channel: number): boolean {
    return this.#byChannel.has(channel) || this.#early.has(channel)
  }

  ownsDial(dial: number): boolean {
    return this.#attempts.has(dial)
  }

  /** The ring's wish; the difference is dialled, and what nobody wants is closed after a while. */
  want(wanted: ReadonlySet<MemberId>, now: number): LinksResult {
    for (const link of this.#up.values()) {
      const wants = wanted.has(link.member)
      if (wants === link.wanted) continue
      link.wanted = wants
      link.keep(this.#options.wall(now))
      if (!wants) this.#lingering.begin(now)
    }
    for (const member of wanted) {
      if (!this.#wanted.has(member)) this.#attempts.awaited(member)
      if (this.#up.has(member) || this.#retries.has(member) || this.#isDialling(member)) continue
      if (this.#options.self < member) this.#dial(member)
      else this.#retries.defer(member, now)
    }
    this.#wanted = wanted
    return this.#take()
  }

  /** Dials now, wanted or not: a probe, or a delegate that broadcast needs. */
  dial(member: MemberId): LinksResult {
    if (!this.#up.has(member)) this.#dial(member)
    return this.#take()
  }

  opened(dial: number, channel: number, now: number): LinksResult {
    const member = this.#attempts.take(dial)
    const hello = member === undefined ? undefined : this.#begin(member, channel, true, now).hello
    if (hello !== undefined) this.#effects.push({ type: 'write', channel, bytes: hello })
    return this.#take()
  }

  openFailed(dial: number, now: number): LinksResult {
    const member = this.#attempts.take(dial)
    if (member !== undefined) this.#failed(member, now)
    return this.#take()
  }

  /** A channel whose hello names this group; `bytes` is what came so far. */
  accepted(member: MemberId, channel: number, bytes: Uint8Array, now: number): LinksResult {
    if (this.#options.ends(member).peerStaticKey === undefined) {
      // a member that is out learns it when it asks, and a member that joined again shows its join
      if (this.#options.isOut(member)) {
        this.#abort(channel)
        return this.#take()
      }
      // its join entry may be on its way still: unknown is not wrong
      for (const gone of this.#early.hold(channel, member, bytes, now)) this.#abort(gone)
      return this.#take()
    }
    this.#begin(member, channel, false, now)
    return this.received(channel, bytes, now)
  }

  /** The member list changed: who was early may be known now. */
  membersChanged(now: number): LinksResult {
    condemnStrangers(this.#up, this.#options.ends)
    const taken: LinksResult[] = []
    for (const { channel, member, bytes } of this.#early.all()) {
      if (this.#options.ends(member).peerStaticKey === undefined) continue
      this.#early.delete(channel)
      taken.push(this.accepted(member, channel, bytes, now))
    }
    return { effects: taken.flatMap(one => one.effects), notices: taken.flatMap(one => one.notices) }
  }

  received(channel: number, bytes: Uint8Array, now: number): LinksResult {
    if (this.#early.has(channel) && this.#early.more(channel, bytes) === undefined) this.#abort(channel)
    const link = this.#byChannel.get(channel)
    if (link === undefined || link.condemned) return this.#take()
    const { replies, frames, up, fault } = link.receive(bytes, now)
    for (const reply of replies) this.#replies.push({ type: 'write', channel, bytes: reply })
    if (up && !this.#install(link, now)) return this.#take()
    for (const frame of frames) {
      if (frame.keep !== undefined) this.#lingering.peerWants(link, frame.keep.wanted, now)
      this.#notices.push({ type: 'frame', member: link.member, frame })
    }
    const { member } = link
    // who fails in a handshake may only know less of us than we of it
    if (fault !== undefined && this.#up.get(member) === link) this.#notices.push({ type: 'bad-record', member })
    if (fault !== undefined) this.#drop(link, now)
    return this.#take()
  }

  writable(channel: number, writable: boolean): void {
    const link = this.#byChannel.get(channel)
    if (link !== undefined) link.writable = writable
  }

  closed(channel: number, now: number): LinksResult {
    this.#early.delete(channel)
    const link = this.#byChannel.get(channel)
    if (link !== undefined) this.#gone(link, now)
    return this.#take()
  }

  /** Queues a frame; a link whose far side does not read any more is dropped with the next wake, which is due at once. */
  send(member: MemberId, frame: Partial<Frame>, urgency: Urgency): boolean {
    const link = this.#up.get(member)
    if (link === undefined || !link.queue(frame, urgency)) return false
    overfull(link, this.#up)?.condemn()
    return true
  }

  flush(phase: Phase, now: number): PeerEffect[] {
    // a handshake's last word goes before the first record, or the far side drops the link
    this.#attempts.started(now)
    const effects = [...this.#replies.splice(0), ...this.#effects.splice(0)]
    for (const link of this.#up.values()) {
      for (const bytes of link.flush(phase, now)) effects.push({ type: 'write', channel: link.channel, bytes })
    }
    return effects
  }

  wake(now: number): LinksResult {
    for (const link of this.#byChannel.values()) if (link.isLost(now)) this.#drop(link, now)
    for (const channel of this.#early.expire(now)) this.#abort(channel)
    for (const member of this.refusals.take()) this.#notices.push({ type: 'dial-refused', member })
    for (const member of this.#attempts.slow(now)) this.#notices.push({ type: 'dial-slow', member })
    for (const member of this.#retries.take(this.#wanted, now)) if (!this.#up.has(member)) this.#dial(member)
    for (const link of this.#lingering.over(this.#up.values(), now)) this.#drop(link, now)
    return this.#take()
  }

  /** From now on no link with this member, theirs or ours; one that is there ends with the next wake, which is due. */
  refuse(member: MemberId): void {
    this.refusals.add(member)
    for (const link of this.#byChannel.values()) if (hostOf(link.member) === member) link.condemn()
  }

  stepAll(): void {
    for (const link of this.#up.values()) link.stepNow()
  }

  closeAll(): PeerEffect[] {
    const channels = [...this.#byChannel.keys(), ...this.#early.clear()]
    const effects = channels.map(channel => ({ type: 'close', channel, abort: false }) as const)
    this.#replies = []
    for (const link of this.#byChannel.values()) link.close()
    this.#byChannel.clear()
    this.#up.clear()
    this.#attempts.clear()
    this.#retries.clear()
    return effects
  }

  #dial(member: MemberId): void {
    this.#attempts.awaited(member)
    if (this.refusals.refuses(member) || this.#isDialling(member)) return
    const addresses = this.#options.addresses(member)
    const dial = this.#options.nextDial()
    this.#attempts.begin(dial, member)
    this.#effects.push({ type: 'open', dial, to: member, addresses, protocol: '/tocsin/link/1', timeoutMs: DIAL_MS })
  }

  #isDialling(member: MemberId): boolean {
    if (this.#attempts.isDialling(member)) return true
    return [...this.#byChannel.values()].some(link => link.member === member && link.initiator)
  }

  #abort(channel: number): void {
    this.#effects.push({ type: 'close', channel, abort: true })
  }

  #begin(member: MemberId, channel: number, initiator: boolean, now: number): Link {
    const { suite, random, ends } = this.#options
    const link = new Link(suite, random, ends(member), { member, channel, initiator, now })
    this.#byChannel.set(channel, link)
    if (this.refusals.has(member)) link.condemn()
    return link
  }

  /** The handshake is done. Of two streams between one pair one stays, the same on both sides. False: not this one. */
  #install(link: Link, now: number): boolean {
    const { member } = link
    const other = this.#up.get(member)
    if (other !== undefined && staysOver(other, link, this.#options.self, now)) {
      this.#byChannel.delete(link.channel)
      this.#effects.push({ type: 'close', channel: link.channel, abort: false })
      link.close()
      return false
    }
    this.#retries.forget(member)
    this.#attempts.succeeded(member, link.initiator, now)
    link.wanted = this.#wanted.has(member)
    this.#up.set(member, link)
    link.keep(this.#options.wall(now))
    if (!link.wanted) this.#lingering.begin(now)
    if (other !== undefined && this.#options.isCloned?.(member, now) && staysBeside(this.#up, other, link)) {
      this.#notices.push({ type: 'up', member: other.member })
    } else if (other !== undefined) {
      link.inherit(other)
      this.#byChannel.delete(other.channel)
      this.#effects.push({ type: 'close', channel: other.channel, abort: false })
      other.close()
    }
    // told again where a stream is replaced: what was on its way is lost, and its far side may have started anew
    this.#notices.push({ type: 'up', member })
    return true
  }

  #drop(link: Link, now: number): void {
    this.#effects.push({ type: 'close', channel: link.channel, abort: true })
    this.#gone(link, now)
  }

  #gone(link: Link, now: number): void {
    this.#byChannel.delete(link.channel)
    link.close()
    if (this.#up.get(link.member) === link) {
      this.#up.delete(link.member)
      const further = promoted(this.#up, link.member, this.#wanted)
      if (further !== undefined) return void this.#notices.push(...further)
      this.#notices.push({ type: 'down', member: link.member, released: !link.wanted && !link.peerWants })
      if (this.#wanted.has(link.member)) this.#retries.plan(link.member, now)
    } else if (!this.#isTrying(link.member)) {
      // of two crossing dials one is closed before the other is up; and a stranger's failed try tells nothing of it
      if (link.initiator) this.#options.turnedAway(link.member, now)
      if (link.initiator) this.#failed(link.member, now)
      else if (this.#wanted.has(link.member)) this.#retries.plan(link.member, now)
    }
  }

  #isTrying(member: MemberId): boolean {
    return this.#up.has(member) || [...this.#byChannel.values()].some(link => link.member === member)
  }

  #failed(member: MemberId, now: number): void {
    if (this.#isTrying(member)) return
    this.#attempts.failed(member)
    this.#notices.push({ type: this.refusals.has(member) ? 'dial-refused' : 'dial-failed', member })
    if (this.#wanted.has(member)) this.#retries.plan(member, now)
  }

  #take(): LinksResult {
    return { effects: this.#effects.splice(0), notices: this.#notices.splice(0) }
  }
}
