/**
 * Tocsin and Group: the embedding API over the loop. Promises and async iteration begin here; below it are none.
 * Shapes and meanings are those of docs/cli.md, the same words as the command line's JSON.
 */
import { TocsinError } from './base/errors.js'
import type { EntryId, GroupId, MemberId } from './base/ids.js'
import { MAX_TEXT_BYTES } from './base/limits.js'
import type { Random } from './base/random.js'
import type { Scheduler } from './base/time.js'
import type { Suite } from './crypto/suite.js'
import { type Encryption, type HistoryPolicy, isName } from './group/control.js'
import { decodeTicket, encodeTicket } from './group/ticket.js'
import { systemRandom, systemScheduler } from './host.js'
import { hasIdentity, loadIdentity, newIdentity, saveIdentity } from './identity.js'
import { libp2pNetwork } from './net/libp2p.js'
import type { Network, NetworkNode } from './net/network.js'
import { nodeSuite } from './node-suite.js'
import type { Identity } from './peer/book.js'
import type { GroupEvent } from './peer/events.js'
import type { GroupPeer } from './peer/group.js'
import { Peer } from './peer/peer.js'
import type { RingSnapshot } from './ring/ring.js'
import { Runtime } from './runtime.js'
import { openMasterKey } from './store/key-file.js'
import { memoryStore } from './store/memory.js'
import { savedGroup } from './store/saved-group.js'
import { openSqliteStore } from './store/sqlite.js'
import type { Store } from './store/store.js'

export interface TocsinOptions {
  /** What others call this member; within 128 bytes of UTF-8. A folder that has an identity keeps its name. */
  readonly name?: string
  /** Folder for identity and history, made where missing; without it everything is in memory. */
  readonly data?: string
  /** Seals the folder; without it a key file of mode 0600 does. */
  readonly passphrase?: string
  /** Multiaddrs to listen on; default: any port of the loopback interface. */
  readonly listen?: readonly string[]
  /** False gives the pure ring: neighbours only. */
  readonly fingers?: boolean
  readonly network?: Network
  readonly store?: Store
  readonly identity?: Identity
  readonly random?: Random
  readonly scheduler?: Scheduler
  readonly suite?: Suite
}

const DEFAULT_LISTEN = ['/ip4/127.0.0.1/tcp/0']
const HOUR_MS = 3_600_000

/** Starts a peer. Rejects with TocsinError `unreachable` when it cannot listen. */
export async function createTocsin(options: TocsinOptions): Promise<Tocsin> {
  const suite = options.suite ?? nodeSuite()
  const random = options.random ?? systemRandom
  const home =
    options.data === undefined ? inMemory(suite, random, options) : onDisk(suite, random, options.data, options)
  const tocsin = new Tocsin({ ...options, ...home, suite, random })
  await tocsin.start()
  return tocsin
}

interface Home {
  readonly name: string
  readonly identity: Identity
  readonly store: Store
}

function inMemory(suite: Suite, random: Random, options: TocsinOptions): Home {
  const name = options.name ?? 'anonymous'
  if (!isName(name)) throw new TocsinError('bad-argument', 'a name is some text of at most 128 bytes')
  return {
    name,
    identity: options.identity ?? newIdentity(suite, random),
    store: options.store ?? memoryStore(),
  }
}

function onDisk(suite: Suite, random: Random, folder: string, options: TocsinOptions): Home {
  const masterKey = openMasterKey({ folder, passphrase: options.passphrase, suite, random })
  if (!hasIdentity(folder)) {
    const { name, identity } = inMemory(suite, random, { ...options, store: memoryStore() })
    saveIdentity(suite, random, folder, masterKey, identity, name)
  }
  const { identity, name } = loadIdentity(suite, folder, masterKey)
  return { identity, name, store: openSqliteStore({ folder, masterKey, suite, random }) }
}

export class Tocsin {
  readonly #options: TocsinOptions
  readonly #suite: Suite
  readonly #random: Random
  readonly #scheduler: Scheduler
  readonly #identity: Identity
  readonly #peer: Peer
  readonly #store: Store
  readonly #runtime: Runtime
  readonly #groups = new Map<GroupId, Group>()
  #node: NetworkNode | undefined

  constructor(options: TocsinOptions & Home & { readonly suite: Suite; readonly random: Random }) {
    this.#options = options
    this.#suite = options.suite
    this.#random = options.random
    this.#scheduler = options.scheduler ?? systemScheduler
    this.#identity = options.identity
    const { store } = options
    this.#store = store
    this.#peer = new Peer({
      suite: this.#suite,
      random: this.#random,
      identity: this.#identity,
      name: options.name,
      fingers: options.fingers ?? true,
      addresses: () => this.addresses,
      holds: (group, entryId) => store.has(group, entryId),
    })
    this.#runtime = new Runtime({
      peer: this.#peer,
      store,
      scheduler: this.#scheduler,
      show: (group, event) => this.#groupOf(group)?.push(event),
      failed: (group, error) => this.#groupOf(group)?.fail(error),
    })
  }

  async start(): Promise<void> {
    const network = this.#options.network ?? libp2pNetwork()
    const listen = this.#options.listen ?? DEFAULT_LISTEN
    this.#node = await network.start(this.#identity.seed, listen, channel => this.#runtime.accept(channel))
    this.#runtime.useNode(this.#node)
    const now = this.#scheduler.now()
    for (const group of this.#store.groups())
      this.#runtime.perform(this.#peer.restore(savedGroup(this.#store, group), now))
  }

  /** The groups this member is in. */
  groups(): Group[] {
    return [...this.#peer.groups.values()].map(group => this.#wrap(group))
  }

  get peerId(): MemberId {
    return this.#identity.member
  }

  /** Multiaddrs this peer can be dialled at. */
  get addresses(): readonly string[] {
    return this.#node?.addresses ?? []
  }

  async createGroup(options: {
    readonly name: string
    readonly encryption?: Encryption
    readonly history?: HistoryPolicy
  }): Promise<Group> {
    if (!isName(options.name)) throw new TocsinError('bad-argument', 'a group name is some text of at most 128 bytes')
    const { name, encryption = 'per-peer', history = 'from-join' } = options
    if (encryption !== 'per-peer') {
      throw new TocsinError('bad-argument', `this version encrypts groups per-peer only, not ${encryption}`)
    }
    const { group, effects } = this.#peer.createGroup({ name, encryption, history }, this.#scheduler.now())
    this.#runtime.perform(effects)
    return this.#wrap(group)
  }

  /** Redeems a ticket with any online member. Rejects with the codes of docs/cli.md; `signal` gives up waiting. */
  join(ticket: string, options: { readonly signal?: AbortSignal } = {}): Promise<Group> {
    const decoded = decodeTicket(this.#suite, ticket)
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(aborted(options.signal?.reason)), { once: true })
      const effects = this.#peer.join(
        decoded,
        result => (result instanceof TocsinError ? reject(result) : resolve(this.#wrap(result))),
        this.#scheduler.now(),
      )
      this.#runtime.perform(effects)
    })
  }

  /** Says goodbye, stores what is pending and closes every link. */
  async stop(): Promise<void> {
    const now = this.#scheduler.now()
    for (const group of this.#peer.groups.values()) this.#runtime.perform(group.goodbye())
    this.#runtime.stop()
    for (const group of this.#groups.values()) group.end()
    await this.#node?.stop()
    this.#store.close()
  }

  #groupOf(group: GroupId): Group | undefined {
    const known = this.#groups.get(group)
    if (known !== undefined) return known
    const peer = this.#peer.groups.get(group)
    return peer === undefined ? undefined : this.#wrap(peer)
  }

  #wrap(peer: GroupPeer): Group {
    const known = this.#groups.get(peer.group)
    if (known !== undefined) return known
    const group = new Group(peer, {
      send: text => this.#send(peer, text),
      invite: (uses, expiresMs) => this.#invite(peer, uses, expiresMs),
      leave: () => this.#runtime.perform(this.#peer.leave(peer, this.#scheduler.now())),
    })
    this.#groups.set(peer.group, group)
    return group
  }

  #send(group: GroupPeer, text: string): EntryId {
    const { ids, effects } = this.#peer.send(group, [text], this.#scheduler.now())
    this.#runtime.perform(effects)
    return ids[0]!
  }

  #invite(group: GroupPeer, uses: number, lifetimeMs: number): string {
    const now = this.#scheduler.now()
    const { ticket, effects } = this.#peer.invite(group, { uses, expiresMs: now + lifetimeMs }, now)
    this.#runtime.perform(effects)
    return encodeTicket(this.#suite, ticket)
  }
}

interface GroupActions {
  send(text: string): EntryId
  invite(uses: number, lifetimeMs: number): string
  leave(): void
}

/** Events a slow reader may fall behind by before it is told that it lagged. */
const MAX_WAITING_EVENTS = 10_000

export type ChatEvent = GroupEvent | { readonly type: 'lagged'; readonly missed: number }

export class Group {
  readonly #peer: GroupPeer
  readonly #actions: GroupActions
  readonly #readers = new Set<Reader>()
  #failure: TocsinError | undefined

  constructor(peer: GroupPeer, actions: GroupActions) {
    this.#peer = peer
    this.#actions = actions
  }

  get id(): GroupId {
    return this.#peer.group
  }

  get name(): string {
    return this.#peer.membership?.name ?? ''
  }

  get members(): { readonly member: MemberId; readonly name: string; readonly role: string; readonly state: string }[] {
    return [...(this.#peer.membership?.members.values() ?? [])].map(({ member, name, role, present }) => ({
      member,
      name,
      role,
      state: present ? (this.#peer.isOnline(member) ? 'online' : 'offline') : 'left',
    }))
  }

  get ring(): RingSnapshot {
    return this.#peer.ring
  }

  /** The id of the message, once it is handed to the loop that stores it before anything leaves. */
  async send(text: string): Promise<EntryId> {
    if (this.#failure !== undefined) throw this.#failure
    const bytes = Buffer.byteLength(text)
    if (bytes === 0) throw new TocsinError('bad-text', 'there is nothing to send')
    if (bytes > MAX_TEXT_BYTES) {
      throw new TocsinError('text-too-large', `the text has ${bytes} bytes; a message holds at most ${MAX_TEXT_BYTES}`)
    }
    return this.#actions.send(text)
  }

  /** A ticket that any online member redeems. */
  async invite(options: { readonly uses?: number; readonly expiresMs?: number } = {}): Promise<string> {
    return this.#actions.invite(options.uses ?? 1, options.expiresMs ?? 24 * HOUR_MS)
  }

  async leave(): Promise<void> {
    this.#actions.leave()
  }

  /** What happens from now on. Ends when the peer stops. */
  async *events(options: { readonly signal?: AbortSignal } = {}): AsyncGenerator<ChatEvent> {
    const reader = new Reader()
    this.#readers.add(reader)
    const onAbort = (): void => reader.end()
    options.signal?.addEventListener('abort', onAbort, { once: true })
    try {
      for (let event = await reader.next(); event !== undefined; event = await reader.next()) yield event
    } finally {
      this.#readers.delete(reader)
      options.signal?.removeEventListener('abort', onAbort)
    }
  }

  push(event: GroupEvent): void {
    for (const reader of this.#readers) reader.push(event)
  }

  fail(error: TocsinError): void {
    this.#failure = error
    this.end()
  }

  end(): void {
    for (const reader of this.#readers) reader.end()
  }
}

/** One reader's queue: bounded, and it says how much it dropped. */
class Reader {
  #events: ChatEvent[] = []
  #missed = 0
  #ended = false
  #wake: (() => void) | undefined

  push(event: GroupEvent): void {
    if (this.#events.length >= MAX_WAITING_EVENTS) this.#missed += 1
    else this.#events.push(event)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async next(): Promise<ChatEvent | undefined> {
    for (;;) {
      const event = this.#events.shift()
      if (event !== undefined) return event
      if (this.#missed > 0) {
        const missed = this.#missed
        this.#missed = 0
        return { type: 'lagged', missed }
      }
      if (this.#ended) return undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}

function aborted(cause: unknown): TocsinError {
  return new TocsinError('aborted', 'gave up waiting', { cause })
}
