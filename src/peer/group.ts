/**
 * One member's part in one group: hands events between ring, gossip, history and membership, which do not know each
 * other. Serves docs/architecture.md, "The life of a message". Decides only what goes to whom.
 */
import {
  bytesOfHex,
  type EntryId,
  entryIdOf,
  type GroupId,
  hexOf,
  type LogKey,
  type MemberId,
  memberIdOf,
  publicKeyOf,
} from '../base/ids.js'
import { earliest, unreachable } from '../base/machine.js'
import type { Random } from '../base/random.js'
import type { Burst, CheckedBurst } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import { Broadcast } from '../gossip/broadcast.js'
import type { BroadcastEffect } from '../gossip/events.js'
import type { Member, Membership } from '../group/membership.js'
import { type Presence, readPresence, signPresence } from '../group/presence.js'
import { LogIndex } from '../history/log-index.js'
import type { SavedGroup, StoredEntry } from '../history/stored.js'
import { Sync } from '../history/sync.js'
import type { SyncEffect } from '../history/sync-messages.js'
import { Liveness, type LivenessEffect, type LivenessEvent } from '../ring/liveness.js'
import { positionOf } from '../ring/position.js'
import { Ring, type RingSnapshot } from '../ring/ring.js'
import { decoded } from '../wire/decoded.js'
import { type Doubt, type Frame, Presence as PresenceMessage } from '../wire/generated/link.js'
import { Book, type Identity, OWN_LOG, type Verdict } from './book.js'
import { burstsOf, rebuilt } from './bursts.js'
import type { GroupEvent, PeerEffect } from './events.js'
import { ItemCache } from './item-cache.js'
import type { Phase } from './link.js'
import { type LinkNotice, Links, type LinksResult } from './links.js'
import { frameOfSync, isContent, partsOfLog, syncOfFrame, unsigned } from './sync-wire.js'

export interface GroupOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly group: GroupId
  readonly fingers: boolean
  /** Rises with every start: the first incarnation this run may announce. */
  readonly incarnation: number
  readonly addresses: () => readonly string[]
  /** Whether the store holds the entry: a look at what is committed, and the only one that is not an effect. */
  readonly holds: (entryId: EntryId) => boolean
  readonly nextDial: () => number
  readonly nextRead: () => number
}

/** Kinds of content entries. */
export const ContentKind = { text: 1, action: 2 } as const

interface Serving {
  readonly to: MemberId
  readonly requestId: number
  readonly toSeq: number
  readonly floor: bigint
}

export class GroupPeer {
  readonly group: GroupId
  readonly book: Book
  readonly links: Links
  readonly #options: GroupOptions
  readonly #groupBytes: Uint8Array
  readonly #ring: Ring
  readonly #liveness: Liveness
  readonly #index: LogIndex
  readonly #sync: Sync
  readonly #items = new ItemCache()
  readonly #pending = new Set<EntryId>()
  readonly #presences = new Map<MemberId, Presence & { readonly bytes: Uint8Array }>()
  readonly #reads = new Map<number, Serving>()
  #broadcast: Broadcast | undefined
  #known: ReadonlyMap<MemberId, Member> = new Map()
  #effects: PeerEffect[] = []

  constructor(options: GroupOptions) {
    const { suite, random, identity, group } = options
    this.#options = options
    this.group = group
    this.#groupBytes = bytesOfHex(group)
    this.#index = new LogIndex(entryId => this.#pending.has(entryId) || options.holds(entryId))
    this.book = new Book({ suite, random, identity, group, groupBytes: this.#groupBytes, index: this.#index })
    this.#ring = new Ring(identity.member, { fingers: options.fingers })
    this.#liveness = new Liveness(identity.member, { random, incarnation: options.incarnation })
    this.links = new Links({
      suite,
      random,
      self: identity.member,
      ends: member => ({
        group: this.#groupBytes,
        ownMember: identity.publicKey,
        ownStaticSecret: identity.linkSecret,
        peerMember: publicKeyOf(member)!,
        peerStaticKey: this.book.membership?.members.get(member)?.linkKey,
      }),
      addresses: member => this.#presences.get(member)?.addresses ?? [],
      nextDial: options.nextDial,
    })
    this.#sync = new Sync({
      index: this.#index,
      suite,
      random,
      neighbours: () => this.#neighbours().filter(member => this.links.get(member) !== undefined),
      mayRead: member => this.book.floorOf(member),
    })
  }

  get deadline(): number | undefined {
    return earliest(this.links.deadline, this.#liveness.deadline, this.#sync.deadline, this.#broadcast?.deadline)
  }

  get membership(): Membership | undefined {
    return this.book.membership
  }

  get ring(): RingSnapshot {
    return this.#ring.snapshot()
  }

  isOnline(member: MemberId): boolean {
    return member === this.#options.identity.member || this.#ring.isUsable(member)
  }

  presence(member: MemberId): (Presence & { readonly bytes: Uint8Array }) | undefined {
    return this.#presences.get(member)
  }

  /** What the store had, before `start`. */
  restore(saved: SavedGroup): void {
    const { suite } = this.#options
    for (const [name, bytes] of saved.values) {
      if (name.startsWith('log/')) this.#index.restore(name.slice(4) as LogKey, bytes)
      if (!name.startsWith('presence/')) continue
      const presence = readPresence(suite, this.#groupBytes, bytes)
      if (presence !== undefined) this.#presences.set(presence.member, { ...presence, bytes })
    }
    const control = burstsOf(saved.control, -1n).bursts.map(burst => rebuilt(suite, burst.entries, burst.signature))
    const heads = saved.heads.map(head => rebuilt(suite, [head], head.signature))
    const own = saved.values.get(OWN_LOG)
    const ownLog = own === undefined ? undefined : BigInt(`0x${new TextDecoder().decode(own)}`)
    const bursts = [...control, ...heads].filter(burst => burst !== undefined)
    bursts.sort((left, right) => (left.entries[0]!.fields.order < right.entries[0]!.fields.order ? -1 : 1))
    this.book.restore(bursts, ownLog)
    this.#known = this.book.membership?.members ?? this.#known
  }

  /** Asks the world what is new. */
  start(now: number): PeerEffect[] {
    this.#membershipChanged(now)
    const before = this.#presences.get(this.#options.identity.member)?.incarnation ?? 0
    this.#announce(Math.max(this.#options.incarnation, before + 1), false, now)
    this.#drive(this.#liveness.handle({ type: 'network-changed' }, now), now)
    this.#toSync({ type: 'came-online' }, now)
    return this.#take()
  }

  /** Own entries, just written: stored first, then sent. */
  publish(verdict: Verdict & { type: 'new' }, now: number): PeerEffect[] {
    this.#stored(verdict, 0, now)
    const item = this.#items.addBurst(verdict.burst)
    this.#spread({ type: 'publish', item: item.name, size: item.size }, now, 'after-commit')
    return this.#take()
  }

  /** Entries from an admitter, before any link is up. */
  adopt(burst: Burst, now: number): { readonly verdict: Verdict; readonly effects: PeerEffect[] } {
    const verdict = this.book.take(burst, now)
    if (verdict.type === 'new') this.#stored(verdict, undefined, now)
    return { verdict, effects: this.#take() }
  }

  heardPresence(bytes: Uint8Array, now: number): boolean {
    return this.#presence(bytes, now)
  }

  wake(now: number): PeerEffect[] {
    this.#linked(this.links.wake(now), now)
    this.#drive(this.#liveness.handle({ type: 'wake' }, now), now)
    this.#toSync({ type: 'wake' }, now)
    this.#spread({ type: 'wake' }, now, 'before-commit')
    return this.#take()
  }

  /** Carries on what the links report. */
  linked(result: LinksResult, now: number): PeerEffect[] {
    this.#linked(result, now)
    return this.#take()
  }

  read(read: number, entries: readonly StoredEntry[], now: number): PeerEffect[] {
    const serving = this.#reads.get(read)
    if (serving === undefined) return []
    this.#reads.delete(read)
    const wanted = entries.filter(entry => entry.seq <= serving.toSeq)
    const { bursts, last } = burstsOf(wanted, serving.floor)
    const first = bursts[0]?.entries[0]
    const base = first === undefined ? undefined : { seq: first.seq, prev: bytesOfHex(first.prev) }
    this.links.send(
      serving.to,
      {
        rangeAnswer: {
          request: serving.requestId,
          bursts: bursts.map(({ entries: held, signature }) => ({ entries: [...held], signature })),
          more: last !== undefined && last < serving.toSeq,
          base,
        },
      },
      'after-commit',
    )
    this.#toSync({ type: 'range-served', to: serving.to, requestId: serving.requestId }, now)
    return this.#take()
  }

  flush(phase: Phase, now: number): PeerEffect[] {
    if (phase === 'after-commit') this.#pending.clear()
    return this.links.flush(phase, now)
  }

  /** Says goodbye; neighbours then link to each other at once. */
  goodbye(now: number): PeerEffect[] {
    this.#announce(this.#liveness.incarnation + 1, true, now)
    return this.#take()
  }

  #neighbours(): MemberId[] {
    const { predecessor, successor } = this.#ring
    return [predecessor, successor].filter(member => member !== undefined)
  }

  #linked({ effects, notices }: LinksResult, now: number): void {
    this.#effects.push(...effects)
    for (const notice of notices) this.#notice(notice, now)
  }

  #notice(notice: LinkNotice, now: number): void {
    const { member } = notice
    switch (notice.type) {
      case 'up': {
        const own = this.#presences.get(this.#options.identity.member)
        if (own !== undefined) this.#sendPresence(member, own.bytes)
        this.#live({ type: 'link-up', member }, now)
        this.#spread({ type: 'link-up', member }, now, 'before-commit')
        this.#toSync({ type: 'link-up', member }, now)
        return
      }
      case 'down':
        this.#live({ type: 'link-down', member }, now)
        this.#spread({ type: 'link-down', member }, now, 'before-commit')
        this.#toSync({ type: 'link-down', member }, now)
        return
      case 'dial-failed':
        this.#live({ type: 'probe-result', member, reachable: false }, now)
        this.#spread({ type: 'dial-failed', member }, now, 'before-commit')
        return
      case 'frame':
        this.#live({ type: 'heard', member }, now)
        this.#frame(member, notice.frame, now)
        return
    }
  }

  #frame(from: MemberId, frame: Frame, now: number): void {
    if (frame.forward !== undefined) {
      const { arc, hops, burst, presence } = frame.forward
      if (burst !== undefined) {
        const whole = { from: unsigned(arc?.from ?? 0n), to: unsigned(arc?.to ?? 0n) }
        this.#received(from, burst, { arc: whole, hops }, now)
      } else if (presence !== undefined) {
        this.#presence(PresenceMessage.encode(presence), now)
      } else if (frame.forward.doubt !== undefined) {
        this.#doubted(from, frame.forward.doubt, now)
      }
    } else if (frame.acks !== undefined) {
      for (const { item, dup } of frame.acks.acks) {
        this.#spread({ type: 'ack', from, item: hexOf(item), dup }, now, 'before-commit')
      }
    } else if (frame.announce !== undefined) {
      this.#announced(from, frame.announce.item)
    } else if (frame.pull !== undefined) {
      const held = this.#items.get(hexOf(frame.pull.item))
      if (held?.offered.has(from) === true) {
        const { arc, hops } = held.offered.get(from)!
        this.links.send(from, { forward: { ...held.content, arc, hops } }, 'after-commit')
        this.#spread({ type: 'progress', from, item: held.name }, now, 'before-commit')
      }
    } else if (frame.rangeAnswer !== undefined) {
      this.#answered(from, frame.rangeAnswer, now)
    } else {
      const message = syncOfFrame(frame)
      if (message !== undefined) this.#toSync({ type: 'message', from, message }, now)
    }
  }

  #doubted(from: MemberId, doubt: Doubt, now: number): void {
    if (doubt.member.length !== 32) return
    const member = memberIdOf(doubt.member)
    const incarnation = Number(doubt.incarnation)
    if (!Number.isSafeInteger(incarnation)) return
    this.#live({ type: doubt.offline ? 'verdict' : 'suspicion', member, incarnation, from }, now)
  }

  #announced(from: MemberId, item: Uint8Array): void {
    if (this.#options.holds(entryIdOf(item))) {
      this.links.send(from, { acks: { acks: [{ item, dup: true }] } }, 'after-commit')
    } else {
      this.links.send(from, { pull: { item } }, 'before-commit')
    }
  }

  #received(from: MemberId, burst: Burst, way: { arc: { from: bigint; to: bigint }; hops: number }, now: number): void {
    const verdict = this.book.take(burst, now)
    if (verdict.type !== 'new' && verdict.type !== 'held') return
    const item = this.#items.addBurst(verdict.burst)
    const { arc, hops } = way
    const held = verdict.type === 'held'
    this.#spread({ type: 'received', from, item: item.name, arc, hops, held, size: item.size }, now, 'before-commit')
    if (verdict.type === 'new') this.#stored(verdict, hops, now)
    this.#spread({ type: 'stored', item: item.name }, now, 'after-commit')
  }

  #answered(from: MemberId, answer: NonNullable<Frame['rangeAnswer']>, now: number): void {
    let bad = false
    for (const burst of answer.bursts) {
      const verdict = this.book.take(burst, now)
      if (verdict.type === 'wrong') bad = true
      if (verdict.type === 'new') this.#stored(verdict, undefined, now)
    }
    const requestId = answer.request
    const base = answer.base === undefined ? undefined : { seq: answer.base.seq, prev: hexOf(answer.base.prev) }
    if (bad) this.#toSync({ type: 'range-bad', from, requestId }, now)
    else this.#toSync({ type: 'range-answered', from, requestId, more: answer.more, base }, now)
  }

  /** Puts a new burst on disk and, after that, on the screen. */
  #stored(verdict: Verdict & { type: 'new' }, hops: number | undefined, now: number): void {
    this.#effects.push({ type: 'append', batch: verdict.batch })
    for (const entry of verdict.burst.entries) this.#pending.add(entry.entryId)
    if (isContent(verdict.burst.entries[0]!.fields.log)) this.#show(verdict.burst, hops)
    else this.#membershipChanged(now)
    this.#toSync({ type: 'traffic' }, now)
  }

  #show(burst: CheckedBurst, hops: number | undefined): void {
    const author = memberIdOf(burst.entries[0]!.fields.author)
    for (const { entryId, fields, body } of burst.entries) {
      const kind = fields.kind === ContentKind.text ? 'text' : fields.kind === ContentKind.action ? 'action' : undefined
      if (kind === undefined) continue
      const text = new TextDecoder().decode(body.subarray(SALT_BYTES))
      this.#emit({ type: 'message', id: entryId, author, kind, time: fields.time, text, hops })
    }
  }

  #live(event: LivenessEvent, now: number): void {
    this.#drive(this.#liveness.handle(event, now), now)
  }

  #drive(effects: readonly LivenessEffect[], now: number): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'probe':
          this.#linked(this.links.dial(effect.member), now)
          break
        case 'ask':
          this.links.send(effect.via, { livenessQuery: { member: publicKeyOf(effect.target)! } }, 'after-commit')
          break
        case 'tell-suspect':
        case 'tell-offline':
          for (const link of this.links.all()) this.#doubt(link.member, effect, effect.type === 'tell-offline')
          break
        case 'warn':
          this.#doubt(effect.member, effect, false)
          break
        case 'refute':
          this.#announce(effect.incarnation, false, now)
          break
        case 'changed': {
          this.#ring.setUsable(effect.member, effect.state === 'online')
          if (effect.state !== 'suspect') this.#emitMember(effect.member, effect.state)
          this.#rewire(now)
          break
        }
        default:
          unreachable(effect)
      }
    }
  }

  #doubt(to: MemberId, about: { member: MemberId; incarnation: number }, offline: boolean): void {
    const by = this.#options.identity.publicKey
    const doubt = { member: publicKeyOf(about.member)!, incarnation: BigInt(about.incarnation), offline, by }
    this.links.send(to, { forward: { arc: undefined, hops: 1, doubt } }, 'after-commit')
  }

  #spread(event: Parameters<Broadcast['handle']>[0], now: number, phase: Phase): void {
    if (this.#broadcast === undefined) return
    for (const effect of this.#broadcast.handle(event, now)) this.#carry(effect, phase, now)
  }

  #carry(effect: BroadcastEffect, phase: Phase, now: number): void {
    switch (effect.type) {
      case 'forward': {
        const item = this.#items.get(effect.item)
        if (item === undefined) return
        const { arc, hops } = effect
        item.offered.set(effect.to, { arc, hops })
        const announce = { item: bytesOfHex(item.name), arc, hops, size: item.size }
        const frame = effect.announce ? { announce } : { forward: { ...item.content, arc, hops } }
        this.links.send(effect.to, frame, phase)
        return
      }
      case 'ack':
        this.links.send(
          effect.to,
          { acks: { acks: [{ item: bytesOfHex(effect.item), dup: effect.dup }] } },
          'after-commit',
        )
        return
      case 'dial':
        this.#linked(this.links.dial(effect.member), now)
        return
      case 'settled':
        return
    }
  }

  #toSync(event: Parameters<Sync['handle']>[0], now: number): void {
    for (const effect of this.#sync.handle(event, now)) this.#obey(effect)
  }

  #obey(effect: SyncEffect): void {
    switch (effect.type) {
      case 'send':
        this.links.send(effect.to, frameOfSync(effect.message), 'after-commit')
        return
      case 'read-range': {
        const read = this.#options.nextRead()
        const { to, requestId, log, fromSeq, toSeq, maxBytes } = effect
        // control logs are given whole to everyone
        const floor = isContent(partsOfLog(log).log) ? effect.floor : -1n
        this.#reads.set(read, { to, requestId, toSeq, floor })
        const query = { log, fromSeq, limit: toSeq - fromSeq + 1, maxBytes }
        this.#effects.push({ type: 'read', read, group: this.group, query })
        return
      }
      case 'progress':
        this.#emit({ type: 'sync', have: effect.have, missing: effect.missing, from: effect.from[0] })
        return
      case 'caught-up':
        this.book.resume()
        this.#emit({ type: 'sync', have: 0, missing: 0, from: undefined })
        return
      case 'liar':
        this.#emit({ type: 'liar', member: effect.member, reason: effect.reason })
        return
    }
  }

  #membershipChanged(now: number): void {
    const membership = this.book.membership
    if (membership === undefined) return
    const { suite, identity } = this.#options
    const present = [...membership.members.values()].filter(member => member.present)
    const placed = present.map(({ member, nonce }) => ({
      member,
      position: positionOf(suite, this.#groupBytes, publicKeyOf(member)!, nonce),
    }))
    const self = placed.find(one => one.member === identity.member)
    if (self === undefined) return
    const before = this.#known
    this.#known = membership.members
    this.#ring.setMembers(placed)
    this.#broadcast ??= new Broadcast({
      self: self.position,
      fingers: this.#options.fingers,
      memberCount: () => this.#ring.order().length,
      links: () => this.#placedLinks(),
      knownInside: () =>
        this.#ring.order().filter(({ member }) => this.#ring.isUsable(member) && member !== identity.member),
    })
    this.#live({ type: 'members', members: placed.map(one => one.member) }, now)
    for (const member of membership.members.values()) {
      const known = before.get(member.member)
      if (known?.present === member.present) continue
      this.#emitMember(member.member, member.present ? 'joined' : 'left')
    }
    this.links.stepAll()
    this.#rewire(now)
  }

  #placedLinks(): { member: MemberId; position: bigint; rttMs: number }[] {
    return this.#ring
      .order()
      .map(placed => ({ placed, link: this.links.get(placed.member) }))
      .filter(({ link }) => link?.writable === true)
      .map(({ placed, link }) => ({ ...placed, rttMs: link?.rttMs ?? 0 }))
  }

  #rewire(now: number): void {
    const { effects, notices } = this.links.want(this.#ring.wanted(), now)
    this.#linked({ effects, notices }, now)
  }

  #announce(incarnation: number, leaving: boolean, now: number): void {
    const { suite, identity, addresses } = this.#options
    const presence = { member: identity.member, incarnation, leaving, addresses: addresses() }
    this.#presence(signPresence(suite, identity.seed, this.#groupBytes, presence), now)
  }

  /** Takes a newer record and passes it on to every link; true when it was news. */
  #presence(bytes: Uint8Array, now: number): boolean {
    const message = decoded(PresenceMessage, bytes)
    if (message === undefined) return false
    const presence = readPresence(this.#options.suite, this.#groupBytes, bytes)
    if (presence === undefined) return false
    const known = this.#presences.get(presence.member)
    if (known !== undefined && known.incarnation >= presence.incarnation) return false
    this.#presences.set(presence.member, { ...presence, bytes })
    const value = [`presence/${presence.member}`, bytes] as const
    this.#effects.push({ type: 'append', batch: { group: this.group, entries: [], values: [value] } })
    const { member, incarnation, leaving } = presence
    this.#live({ type: 'presence', member, incarnation, leaving }, now)
    for (const link of this.links.all()) this.#sendPresence(link.member, bytes)
    return true
  }

  #sendPresence(to: MemberId, bytes: Uint8Array): void {
    const presence = decoded(PresenceMessage, bytes)
    if (presence !== undefined) this.links.send(to, { forward: { arc: undefined, hops: 1, presence } }, 'after-commit')
  }

  #emitMember(member: MemberId, state: 'joined' | 'online' | 'offline' | 'left'): void {
    const known = this.#known.get(member)
    if (known !== undefined) this.#emit({ type: 'member', member, name: known.name, role: known.role, state })
  }

  #emit(event: GroupEvent): void {
    this.#effects.push({ type: 'show', group: this.group, event })
  }

  #take(): PeerEffect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }
}
