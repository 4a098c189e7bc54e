/**
 * One member on its machine: a whole peer with its loop and store, what it showed, and what can be done to its process.
 * A restarted member is another actor with the same name, key, store and screen.
 */
import { TocsinError } from '#src/base/errors.js'
import { type EntryId, type GroupId, type MemberId, publicKeyOf } from '#src/base/ids.js'
import { ciphers } from '#src/crypto/schemes/ciphers.js'
import type { ControlBody, HistoryPolicy } from '#src/group/control.js'
import { HERE, type MemberStatus } from '#src/group/presence.js'
import type { Ticket } from '#src/group/ticket.js'
import { highestCounted } from '#src/history/order.js'
import { mlsEngine } from '#src/mls-engine.js'
import type { Channel, NetworkNode } from '#src/net/network.js'
import { UNLIMITED } from '#src/peer/allowance.js'
import type { Identity } from '#src/peer/book.js'
import { ContentKind } from '#src/peer/content.js'
import type { CipherOf } from '#src/peer/context.js'
import type { GroupEvent } from '#src/peer/events.js'
import type { GroupPeer } from '#src/peer/group.js'
import { Peer } from '#src/peer/peer.js'
import { writeControl, writeMessages } from '#src/peer/writing.js'
import { Runtime } from '#src/runtime.js'
import { memoryStore } from '#src/store/memory.js'
import { savedGroup } from '#src/store/saved-group.js'
import type { Store, StoredEntry } from '#src/store/store.js'
import { ActorClock } from './actor-clock.ts'
import { isContentHeader } from './frame-meter.ts'
import { type HostileKind, hostileSeam } from './hostile.ts'
import { describe, newIdentity } from './newborn.ts'
import { kindOf, type Seam, seamGroups } from './seam.ts'
import type { World } from './world.ts'

const ciphersOfTests = ciphers(mlsEngine)

/** A join that takes longer will never be decided. */
const JOIN_LIMIT_MS = 60_000
const DAY_MS = 86_400_000

export interface ActorOptions {
  /** The life before this one. */
  readonly before?: Actor
  /** A copy of its folder, as it is now: the same key, and a store of its own. */
  readonly copyOf?: Actor
  /** With `copyOf`: a snapshot of its disk, which nothing tells from the disk. */
  readonly samePlace?: boolean
  /** Empty: wherever there is room. */
  readonly listen?: readonly string[]
  readonly hostile?: HostileKind | undefined
  /** What its disk has, where it is not what the life before left. */
  readonly store?: Store
  /** Who it is: for a thief of somebody's keys. */
  readonly identity?: Identity
  /** What its program can encrypt with; everything when left out. */
  readonly cipherOf?: CipherOf
}

export class Actor {
  readonly name: string
  readonly member: MemberId
  readonly peer: Peer
  readonly runtime: Runtime
  readonly store: Store
  /** What this life of the member showed. */
  readonly events: GroupEvent[] = []
  /** Every message shown, over all its lives, and when by the world's clock. */
  readonly screen: {
    readonly group: GroupId
    readonly message: GroupEvent & { readonly type: 'message' }
    readonly at: number
  }[]
  /** Every message it wrote, over all its lives, in order. */
  readonly said: { readonly group: GroupId; readonly id: EntryId }[]
  readonly failures: TocsinError[]
  /** What became of its joins, in this life. */
  readonly joinNews: (GroupEvent & { readonly type: 'join'; readonly group: GroupId })[] = []
  readonly hostile: HostileKind | undefined
  readonly clock: ActorClock
  /** What it says of itself in this life. */
  status: MemberStatus = HERE
  dead = false
  paused = false
  readonly #world: World
  readonly #identity: Identity
  readonly #listen: readonly string[]
  #node: NetworkNode | undefined

  constructor(world: World, name: string, options: ActorOptions = {}) {
    const { before, copyOf, listen = [], hostile = before?.hostile, cipherOf = ciphersOfTests } = options
    const { suite, random, fingers } = world
    const source = before ?? copyOf
    this.store = options.store ?? before?.store ?? (copyOf === undefined ? memoryStore() : storeCopy(copyOf.store))
    this.screen = before?.screen ?? []
    this.said = before?.said ?? []
    this.failures = before?.failures ?? []
    this.#world = world
    this.name = name
    this.hostile = hostile
    this.#listen = listen
    const known = options.identity ?? (source === undefined ? undefined : source.#identity)
    this.#identity = known ?? newIdentity(world)
    this.member = this.#identity.member
    this.clock = new ActorClock(world.scheduler, before?.clock)
    this.peer = new Peer({
      suite,
      random,
      identity: this.#identity,
      name,
      fingers,
      cipherOf,
      limits: hostile === 'flooder' || hostile === 'sprinkler' ? UNLIMITED : undefined,
      addresses: () => this.addresses,
      status: () => this.status,
      holds: (group, entryId) => this.store.has(group, entryId),
      place: options.samePlace === true ? copyOf?.store.place : this.store.place,
    })
    seamGroups(this.peer, group => this.#seam(group))
    this.runtime = new Runtime({
      peer: this.peer,
      store: this.store,
      scheduler: this.clock,
      show: (group, event) => this.#show(group, event),
      failed: (_group, error) => this.failures.push(error),
    })
    world.actors.set(this.member, this)
  }

  /** Signs in its name: for those who lie. */
  get seed(): Uint8Array {
    return this.#identity.seed
  }

  /** Signs what it says in this group now. */
  contentSeed(group: GroupId): Uint8Array {
    return this.group(group).book.signing.current?.seed ?? this.seed
  }

  /** All of its identity, for a thief of the folder. */
  get stolen(): Identity {
    return this.#identity
  }

  /** Its identity as whoever stole the identity key alone has it: with a link key of their own. */
  get stolenIdentity(): Identity {
    const { suite, random } = this.#world
    const linkSecret = random.bytes(32)
    return { ...this.#identity, linkSecret, linkKey: suite.x25519PublicKey(linkSecret) }
  }

  get addresses(): readonly string[] {
    return this.#node?.addresses ?? []
  }

  async start(): Promise<void> {
    const accept = (channel: Channel) => this.runtime.accept(channel)
    this.#node = await this.#world.network.start(this.#identity.seed, this.#listen, accept)
    this.runtime.useNode(this.#node)
    for (const group of this.store.groups()) {
      this.runtime.perform(this.peer.restore(savedGroup(this.store, group), this.clock.now()))
    }
  }

  /** Gone without a word: what is in its store is all that is left. */
  kill(): void {
    this.#world.note(this.name, 'is killed')
    this.#end()
    this.#world.network.kill(this.member)
  }

  /** Its process stands still: the clock runs on, and nothing is handled until `resume`, then all at once. */
  pause(): void {
    if (this.dead || this.paused) return
    this.#world.note(this.name, 'is paused')
    this.paused = true
    this.clock.pause()
    this.#world.network.freeze(this.member)
  }

  resume(): void {
    if (this.dead || !this.paused) return
    this.#world.note(this.name, 'goes on')
    this.paused = false
    this.clock.resume()
    this.#world.network.thaw(this.member)
  }

  readSlowly(bytesPerSecond: number): void {
    this.#world.note(this.name, `reads ${bytesPerSecond} bytes a second`)
    this.#world.network.readAt(this.member, bytesPerSecond)
  }

  readNormally(): void {
    this.#world.network.readAt(this.member, undefined)
  }

  /** Its clock is set so much forward, or back. */
  jumpClock(ms: number): void {
    this.#world.note(this.name, `has its clock moved by ${ms} ms`)
    this.clock.jump(ms)
  }

  /** Its clock runs so many times as fast as the others'. */
  driftClock(rate: number): void {
    this.#world.note(this.name, `has a clock that runs ${rate} times as fast`)
    this.clock.drift(rate)
  }

  /** Says goodbye and ends. */
  async stop(): Promise<void> {
    for (const group of this.peer.groups.values()) this.runtime.perform(group.goodbye(this.clock.now()))
    this.runtime.stop()
    this.#world.run(200)
    this.#end()
    await this.#node?.stop()
    this.store.close(true)
  }

  /** `expire`: seconds that messages live. */
  create(name: string, history: HistoryPolicy = 'from-join', expire = 0): GroupPeer {
    const now = this.clock.now()
    const { encryption, deniable } = this.#world
    const { group, effects } = this.peer.createGroup({ name, encryption, history, expire, deniable }, now)
    this.runtime.perform(effects)
    return group
  }

  invite(group: GroupId, uses = 100, approve = false, lifetimeMs = DAY_MS) {
    const now = this.clock.now()
    const { ticket, effects } = this.peer.invite(
      this.group(group),
      { uses, expiresMs: this.group(group).book.time.at(now) + lifetimeMs, approve },
      now,
    )
    this.#world.tap.guard(this.member, ticket.inviteSeed)
    this.runtime.perform(effects)
    return ticket
  }

  /** Begins to join; with `keep` it goes on by itself. What comes of it is in `joinNews`. */
  beginJoin(ticket: Ticket, keep = false): void {
    this.runtime.perform(this.peer.join(ticket, keep, this.clock.now()))
  }

  /** Joins and runs the clock until it is decided. */
  join(ticket: Ticket): GroupPeer | TocsinError {
    const before = this.joinNews.length
    try {
      this.beginJoin(ticket)
    } catch (error) {
      if (error instanceof TocsinError) return error
      throw error
    }
    for (let step = 0; step < JOIN_LIMIT_MS / 100; step += 1) {
      this.#world.run(100)
      for (const { group, state, error } of this.joinNews.slice(before)) {
        if (group === ticket.group && state === 'joined') return this.group(group)
        if (group === ticket.group && error !== undefined) return error
      }
    }
    throw new Error(`the join of ${this.name} was never decided`)
  }

  mustJoin(ticket: Ticket): GroupPeer {
    const result = this.join(ticket)
    if ('code' in result) throw result
    return result
  }

  leave(group: GroupId): void {
    this.#world.note(this.name, 'leaves')
    this.runtime.perform(this.peer.leave(this.group(group), '', this.clock.now()).effects)
  }

  /** Writes a membership entry, or throws what the rules have against it. */
  write(group: GroupId, body: ControlBody): EntryId {
    this.#world.note(this.name, `writes ${body.type}`)
    const { entryId, effects } = writeControl(this.group(group), body, this.clock.now())
    this.runtime.perform(effects)
    return entryId
  }

  /** Writes it whatever the rules say, as a hostile program would; its header. */
  force(group: GroupId, body: ControlBody): Uint8Array {
    this.#world.note(this.name, `forces ${body.type}`)
    const now = this.clock.now()
    const verdict = this.group(group).book.writeControl(body, now)
    this.runtime.perform(this.group(group).publish(verdict, now))
    return verdict.burst.entries[0]!.header
  }

  /** With what it holds of the other's logs as the cut. */
  remove(group: GroupId, other: Actor, type: 'remove' | 'ban' = 'remove'): EntryId {
    const cut = this.group(group).book.roll.cut(other.member)
    return this.write(group, { type, member: publicKeyOf(other.member)!, cut })
  }

  setRole(group: GroupId, other: Actor, role: 'moderator' | 'member' | 'observer'): EntryId {
    const cut = this.group(group).book.roll.cut(other.member)
    return this.write(group, { type: 'role', member: publicKeyOf(other.member)!, role, cut })
  }

  /** Whether it holds it and does not show it: its author had no right to say it. */
  isVoid(group: GroupId, { log, seq, order }: StoredEntry): boolean {
    return this.peer.groups.get(group)?.book.roll.isVoid(log, seq, order) ?? false
  }

  /** Says it; whoever is paused cannot. */
  say(group: GroupId, ...texts: string[]): readonly EntryId[] {
    if (this.paused) throw new Error(`${this.name} is paused and says nothing`)
    const drafts = texts.map(text => ({ kind: ContentKind.text, plaintext: new TextEncoder().encode(text) }))
    const { bursts, effects } = writeMessages(this.group(group), drafts, this.clock.now())
    const ids = bursts.flat()
    for (const id of ids) {
      this.said.push({ group, id })
      this.#world.note(this.name, `says ${id.slice(0, 8)}`)
    }
    this.runtime.perform(effects)
    return ids
  }

  group(group: GroupId): GroupPeer {
    const found = this.peer.groups.get(group)
    if (found === undefined) throw new Error(`${this.name} is not in ${group}`)
    return found
  }

  texts(): string[] {
    return this.events.filter(event => event.type === 'message').map(event => event.text)
  }

  /** Content in display order, as the store has it, without what is void. */
  history(group: GroupId): StoredEntry[] {
    return this.store
      .newest(group, undefined, 100_000, this.#upTo(group))
      .filter(entry => isContentHeader(entry.header) && !this.isVoid(group, entry))
      .reverse()
  }

  /** By the time of the group as long as it runs. */
  #upTo(group: GroupId): bigint {
    const time = this.dead ? undefined : this.peer.groups.get(group)?.book.time
    return highestCounted(time?.at(this.clock.now()) ?? this.#world.scheduler.now())
  }

  stored(group: GroupId): string[] {
    return this.history(group).map(entry => new TextDecoder().decode(entry.body.subarray(16)))
  }

  #end(): void {
    this.dead = true
    this.clock.end()
  }

  #show(group: GroupId, event: GroupEvent): void {
    this.events.push(event)
    if (event.type === 'join') this.joinNews.push({ ...event, group })
    if (event.type === 'message') this.screen.push({ group, message: event, at: this.#world.scheduler.now() })
    if (this.#world.trace !== undefined) this.#world.note(this.name, `shows ${describe(event, this.#world)}`)
  }

  #seam(group: GroupPeer): Seam {
    const world = this.#world
    const inner = hostileSeam(this.hostile, { suite: world.suite, store: this.store, identity: this.#identity, group })
    return {
      outgoing: inner.outgoing,
      incoming: (from, frame) => {
        const heard = inner.incoming(from, frame)
        if (world.trace !== undefined) world.note(this.name, `hears ${kindOf(frame)} from ${world.nameOf(from)}`)
        return heard
      },
    }
  }
}

/** All that is in it, at another place. */
function storeCopy(store: Store): Store {
  const copy = memoryStore()
  for (const group of store.groups()) {
    copy.commit([{ group, entries: store.since(group, 0, Number.MAX_SAFE_INTEGER), values: [...store.values(group)] }])
  }
  return copy
}
