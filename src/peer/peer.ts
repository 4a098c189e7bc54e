/**
 * A whole peer: its groups, and which of them a channel belongs to. Pure: runtime.ts carries out what it decides.
 * Serves docs/architecture.md, "Peer".
 */
import { bytesEqual } from '../base/bytes.js'
import { TocsinError } from '../base/errors.js'
import { bytesOfHex, type EntryId, type GroupId, groupIdOf, hexOf, type MemberId, publicKeyOf } from '../base/ids.js'
import { earliest, unreachable } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { WallClock } from '../base/wall-clock.js'
import { decodeHello, groupTag } from '../crypto/handshake.js'
import { RecordSplitter } from '../crypto/records.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody } from '../group/control.js'
import { KEPT_JOIN } from '../group/kept-join.js'
import type { MemberStatus } from '../group/presence.js'
import type { Ticket } from '../group/ticket.js'
import type { Place, SavedGroup } from '../history/stored.js'
import type { RateLimits } from './allowance.js'
import { foundGroup, type Identity } from './book.js'
import type { CipherOf } from './context.js'
import { type EarlyHello, EarlyHellos } from './early-hellos.js'
import type { PeerEffect, PeerEvent, Written } from './events.js'
import { GroupPeer } from './group.js'
import { HEARD_LEAVE } from './inquiries.js'
import { type Invited, type InviteOptions, ticketOf } from './inviting.js'
import type { PendingJoin } from './joins.js'
import type { Phase } from './link.js'
import { Lobby } from './lobby.js'
import { writeControl } from './writing.js'

export interface PeerOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly name: string
  readonly fingers: boolean
  readonly cipherOf: CipherOf
  /** How fast each author's messages are spread: the same on all members of a group, or who is slower delays the others. */
  readonly limits?: RateLimits | undefined
  readonly addresses: () => readonly string[]
  /** What this peer says of itself, in all groups; online when left out. */
  readonly status?: (() => MemberStatus) | undefined
  readonly holds: (group: GroupId, entryId: EntryId) => boolean
  /** Where its groups are stored, as far as it is known. */
  readonly place?: Place | undefined
}

/** A clock that runs ahead of steady time by this much belongs to a machine that slept. */
const SLEPT_MS = 30 * SECOND_MS

export class Peer {
  readonly #options: PeerOptions
  readonly groups = new Map<GroupId, GroupPeer>()
  /** Channels that have not said which group they are for. */
  readonly #unrouted = new EarlyHellos()
  readonly #lobby: Lobby
  readonly #clock = new WallClock()
  #nextDial = 1
  #nextRead = 1
  #side: PeerEffect[] = []

  constructor(options: PeerOptions) {
    this.#options = options
    this.#lobby = new Lobby({
      ...options,
      clock: this.#clock,
      nextDial: () => this.#dialNumber(),
      write: (group, body, now) => writeControl(group, body, now).effects,
      groups: {
        find: group => this.groups.get(group),
        open: (group, now) => this.#open(group, now),
        forget: group => this.groups.delete(group),
      },
    })
  }

  get deadline(): number | undefined {
    return earliest(
      this.#unrouted.deadline,
      this.#lobby.deadline,
      ...[...this.groups.values()].map(group => group.deadline),
    )
  }

  createGroup(
    settings: Pick<ControlBody & { type: 'create' }, 'name' | 'encryption' | 'history' | 'expire' | 'deniable'>,
    now: number,
  ): { readonly group: GroupPeer; readonly effects: PeerEffect[] } {
    const { suite, random, identity, name } = this.#options
    const create = {
      type: 'create',
      ...settings,
      linkKey: identity.linkKey,
      nonce: random.bytes(32),
      founderName: name,
    } as const
    const genesis = foundGroup(suite, random, identity, create, this.#clock.at(now))
    const group = this.#open(groupIdOf(genesis.entries[0]!.hash), now)
    const effects = group.adopt([genesis], now)
    return { group, effects: [...effects, ...group.start(now)] }
  }

  /** Takes up a group from the store. */
  restore(saved: SavedGroup, now: number): PeerEffect[] {
    const kept = saved.values.get(KEPT_JOIN)
    const effects: PeerEffect[] = []
    // of a group that we are still to join there is nothing else
    if (saved.control.length > 0) {
      const group = this.#open(saved.group, now)
      effects.push(...group.restore(saved), ...group.start(now))
      const heard = saved.values.get(HEARD_LEAVE)
      this.#lobby.left(saved.group, heard && hexOf(heard), now)
    }
    return kept === undefined ? effects : [...effects, ...this.#lobby.restore(saved.group, kept, now)]
  }

  /** The ticket of a new invite. */
  invite(group: GroupPeer, options: InviteOptions, now: number): Invited {
    const { suite, random, identity, addresses } = this.#options
    const inviteSeed = random.bytes(32)
    const { uses, expiresMs, approve = false } = options
    const body = { type: 'invite', invite: suite.ed25519PublicKey(inviteSeed), uses, expiresMs, approve } as const
    const { effects, entryId } = writeControl(group, body, now)
    const self = { member: identity.member, addresses: addresses() }
    return { ticket: ticketOf(group, self, { inviteSeed, inviteEntry: entryId, expiresMs }), effects }
  }

  /** Joins that are not decided, or were refused after they had been kept. */
  get joins(): readonly PendingJoin[] {
    return this.#lobby.joins
  }

  /**
   * Tries the ticket's contacts; with `keep` until one lets us in, or nobody will. What becomes of it is shown as `join`
   * events of the group. Throws TocsinError `already-member` to a member that is linked with one of the contacts, or where the
   * ticket names no other: everybody else asks them, whatever it believes of itself.
   */
  join(ticket: Ticket, keep: boolean, now: number): PeerEffect[] {
    const group = this.groups.get(ticket.group)
    const contacts = ticket.contacts
      .map(({ member }) => member)
      .filter(member => member !== this.#options.identity.member)
    if (group?.present === true && (contacts.length === 0 || group.links.hasAny(contacts))) {
      throw new TocsinError('already-member', 'this identity is already a member of the group')
    }
    return this.#lobby.join(ticket, keep, now)
  }

  /** Gives up joining the group; what an admitter has decided by then stands. */
  cancelJoin(group: GroupId): PeerEffect[] {
    return this.#lobby.cancel(group)
  }

  leave(group: GroupPeer, message: string, now: number): Written {
    group.authorship.leave(now)
    const farewell = group.goodbye(now)
    const cut = group.book.roll.cut(this.#options.identity.member)
    const { effects, entryId } = writeControl(group, { type: 'leave', message, cut }, now)
    this.#lobby.left(group.group, undefined, now)
    return { entryId, effects: [...farewell, ...effects] }
  }

  /** Whether it is a member of any of our groups now. */
  knows(member: MemberId): boolean {
    return this.#find(group => group.membership?.members.get(member)?.present === true) !== undefined
  }

  handle(event: PeerEvent, now: number): PeerEffect[] {
    const effects = this.#handle(event, now)
    return [...effects, ...this.#side.splice(0)]
  }

  flush(phase: Phase, now: number): PeerEffect[] {
    return [...this.groups.values()].flatMap(group => group.flush(phase, now))
  }

  halt(group: GroupId): void {
    const halted = this.groups.get(group)
    this.#side.push(...(halted?.links.closeAll() ?? []), ...this.#lobby.halt(group))
    this.groups.delete(group)
  }

  #handle(event: PeerEvent, now: number): PeerEffect[] {
    switch (event.type) {
      case 'clock':
        return this.#clockRead(event.wallMs, now)
      case 'wake':
        return [...this.#late(now), ...[...this.groups.values()].flatMap(group => group.wake(now, event.lateMs))]
      case 'incoming':
        return this.#incoming(event.channel, event.remote, event.protocol, now)
      case 'opened':
        return this.#opened(event.dial, event.channel, now)
      case 'open-failed': {
        if (this.#lobby.ownsDial(event.dial)) return [...this.#lobby.openFailed(event.dial, now), ...this.#reroute(now)]
        const group = this.#find(candidate => candidate.links.ownsDial(event.dial))
        return group?.linked(group.links.openFailed(event.dial, now), now) ?? []
      }
      case 'data':
        return this.#data(event.channel, event.bytes, now)
      case 'writable':
        for (const group of this.groups.values()) group.links.writable(event.channel, event.writable)
        return []
      case 'closed':
        return this.#closed(event.channel, now)
      case 'read-done':
        return [...this.groups.values()].flatMap(group => group.read(event.read, event.entries, now))
      default:
        return unreachable(event)
    }
  }

  /** Where the machine slept long it finds out at once who is there. */
  #clockRead(wallMs: number, now: number): PeerEffect[] {
    const setMs = this.#clock.read(wallMs, now)
    if (setMs === 0) return []
    if (setMs >= SLEPT_MS) this.#lobby.woke(now)
    return [...this.groups.values()].flatMap(group => group.woke(setMs, setMs >= SLEPT_MS, now))
  }

  #incoming(channel: number, remote: MemberId, protocol: string, now: number): PeerEffect[] {
    if (protocol === '/tocsin/join/1') return this.#lobby.incoming(channel, remote, now)
    const gone = this.#unrouted.hold(channel, remote, new Uint8Array(0), now)
    return gone.map(one => ({ type: 'close', channel: one, abort: true }))
  }

  #opened(dial: number, channel: number, now: number): PeerEffect[] {
    if (this.#lobby.ownsDial(dial)) return this.#lobby.opened(dial, channel, now)
    const group = this.#find(candidate => candidate.links.ownsDial(dial))
    if (group === undefined) return [{ type: 'close', channel, abort: true }]
    return group.linked(group.links.opened(dial, channel, now), now)
  }

  #data(channel: number, bytes: Uint8Array, now: number): PeerEffect[] {
    const group = this.#find(candidate => candidate.links.owns(channel))
    if (group !== undefined) return group.linked(group.links.received(channel, bytes, now), now)
    if (this.#lobby.owns(channel)) return [...this.#lobby.received(channel, bytes, now), ...this.#reroute(now)]
    if (!this.#unrouted.has(channel)) return []
    const hello = this.#unrouted.more(channel, bytes)
    return hello === undefined ? [{ type: 'close', channel, abort: true }] : this.#route(hello, now)
  }

  /** The hello's tag names the group to whoever is in it. */
  #route({ channel, member, bytes }: EarlyHello, now: number): PeerEffect[] {
    const splitter = new RecordSplitter()
    splitter.push(bytes)
    const record = splitter.next()
    if (record === undefined && !splitter.broken) return []
    const hello = record === undefined ? undefined : decodeHello(record)
    const { suite, identity } = this.#options
    const remote = publicKeyOf(member)
    const group = this.#find(
      candidate =>
        hello !== undefined &&
        remote !== undefined &&
        bytesEqual(hello.tag, groupTag(suite, bytesOfHex(candidate.group), remote, identity.publicKey)),
    )
    // whoever admits us may dial us before we have read that it did
    if (group === undefined && hello !== undefined && this.#lobby.pending) return []
    this.#unrouted.delete(channel)
    if (group === undefined) return [{ type: 'close', channel, abort: true }]
    return group.linked(group.links.accepted(member, channel, bytes, now), now)
  }

  /** A join was decided: hellos that waited for it are answered, or not. */
  #reroute(now: number): PeerEffect[] {
    return this.#unrouted.all().flatMap(hello => this.#route(hello, now))
  }

  #late(now: number): PeerEffect[] {
    const late = this.#unrouted.expire(now).map(channel => ({ type: 'close', channel, abort: true }) as const)
    return [...late, ...this.#lobby.wake(now)]
  }

  #closed(channel: number, now: number): PeerEffect[] {
    this.#unrouted.delete(channel)
    if (this.#lobby.owns(channel)) return [...this.#lobby.closed(channel, now), ...this.#reroute(now)]
    const group = this.#find(candidate => candidate.links.owns(channel))
    return group?.linked(group.links.closed(channel, now), now) ?? []
  }

  #open(group: GroupId, now: number): GroupPeer {
    const peer = new GroupPeer({
      ...this.#options,
      group,
      incarnation: this.#clock.at(now),
      clock: this.#clock,
      holds: entryId => this.#options.holds(group, entryId),
      turnedAway: (member, at) => this.#lobby.turnedAway(group, member, at),
      nextDial: () => this.#dialNumber(),
      nextRead: () => this.#nextRead++,
    })
    this.groups.set(group, peer)
    return peer
  }

  #find(test: (group: GroupPeer) => boolean): GroupPeer | undefined {
    for (const group of this.groups.values()) if (test(group)) return group
    return undefined
  }

  #dialNumber(): number {
    this.#nextDial += 1
    return this.#nextDial
  }
}
