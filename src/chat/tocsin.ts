/**
 * Tocsin: one peer in this process, and the only place where peer, store, network and loop are put together. Serves
 * docs/architecture.md, "The embedding API". No singleton: many live in one process.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { Scheduler } from '../base/time.js'
import { ciphers } from '../crypto/schemes/ciphers.js'
import type { Suite } from '../crypto/suite.js'
import { type Encryption, type HistoryPolicy, isEncryption, isName } from '../group/control.js'
import { HERE, isStatus, isStatusText, type MemberStatus, type Status } from '../group/presence.js'
import { systemRandom, systemScheduler } from '../host.js'
import { mlsEngine } from '../mls-engine.js'
import { libp2pNetwork } from '../net/libp2p.js'
import type { Network, NetworkNode } from '../net/network.js'
import { nodeSuite } from '../node-suite.js'
import type { RateLimits } from '../peer/allowance.js'
import type { Identity } from '../peer/book.js'
import type { GroupEvent } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import { Peer } from '../peer/peer.js'
import { Runtime } from '../runtime.js'
import { savedGroup } from '../store/saved-group.js'
import type { Store } from '../store/store.js'
import { groupActions, stored } from './actions.js'
import { expireSeconds } from './durations.js'
import { Group } from './group.js'
import { type Home, openHome } from './home.js'
import type { JoinEvent, PendingJoin } from './join-surface.js'
import { type JoinOptions, Joins } from './joins.js'
import { limitsOf } from './limits.js'

export interface TocsinOptions {
  /** What others call this member; within 128 bytes of UTF-8. A folder that has an identity keeps its name. */
  readonly name?: string | undefined
  /** Folder for identity and history, made where missing; without it everything is in memory. */
  readonly data?: string | undefined
  /** Seals the folder; without it a key file of mode 0600 does. */
  readonly passphrase?: string | undefined
  /** Multiaddrs to listen on; default: any port of the loopback interface. */
  readonly listen?: readonly string[] | undefined
  /** 0 gives the pure ring: neighbours only, N/2 hops. Left out: about 2·log2 N links and log2 N hops. */
  readonly fingers?: 0 | undefined
  /**
   * How fast each author's messages are spread, 20 a second, 100 and 1 MiB at once unless given: what is more is pulled by
   * the others at their pace. For tests and measurements; all members of a group should have the same. Infinity in
   * `entriesPerSecond` limits nothing.
   */
  readonly limits?: Partial<RateLimits> | undefined
  readonly network?: Network | undefined
  readonly store?: Store | undefined
  readonly identity?: Identity | undefined
  readonly random?: Random | undefined
  readonly scheduler?: Scheduler | undefined
  readonly suite?: Suite | undefined
}

/** One for all peers of the process: a key is admitted once and not once a peer. */
const sharedSuite = nodeSuite()
const DEFAULT_LISTEN = ['/ip4/127.0.0.1/tcp/0']

/**
 * Starts a peer. Rejects with TocsinError `unreachable` when it cannot listen, and with those of the folder:
 * `wrong-passphrase`, `folder-in-use`, `store-damaged`.
 */
export async function createTocsin(options: TocsinOptions): Promise<Tocsin> {
  const suite = options.suite ?? sharedSuite
  const random = options.random ?? systemRandom
  const home = openHome(suite, random, options)
  const tocsin = new Tocsin({ ...options, ...home, suite, random })
  try {
    await tocsin.start()
  } catch (cause) {
    // nothing was said: the next start finds all as this one did
    home.store.close(home.store.place?.stopped)
    throw cause
  }
  return tocsin
}

export class Tocsin {
  readonly #options: TocsinOptions
  readonly #suite: Suite
  readonly #scheduler: Scheduler
  readonly #identity: Identity
  readonly #name: string
  readonly #peer: Peer
  readonly #store: Store
  readonly #runtime: Runtime
  readonly #joins: Joins
  readonly #groups = new Map<GroupId, Group>()
  #node: NetworkNode | undefined
  #status: MemberStatus = HERE
  #stopping: Promise<void> | undefined

  constructor(options: TocsinOptions & Home & { readonly suite: Suite; readonly random: Random }) {
    const { suite, random, identity, name, store, fingers } = options
    this.#options = options
    this.#suite = suite
    this.#scheduler = options.scheduler ?? systemScheduler
    this.#identity = identity
    this.#name = name
    this.#store = store
    this.#peer = new Peer({
      suite,
      random,
      identity,
      name,
      fingers: fingers !== 0,
      cipherOf: ciphers(mlsEngine),
      limits: limitsOf(options.limits),
      addresses: () => this.addresses,
      status: () => this.#status,
      holds: (group, entryId) => store.has(group, entryId),
      place: store.place,
    })
    this.#runtime = new Runtime({
      peer: this.#peer,
      store,
      scheduler: this.#scheduler,
      show: (group, event) => this.#show(group, event),
      failed: (group, error) => {
        this.#joins.fail(group, error)
        this.#groupOf(group)?.fail(error)
      },
    })
    this.#joins = new Joins({
      suite,
      peer: this.#peer,
      runtime: this.#runtime,
      scheduler: this.#scheduler,
      wrap: group => this.#wrap(group),
    })
  }

  async start(): Promise<void> {
    const network = this.#options.network ?? libp2pNetwork()
    const listen = this.#options.listen ?? DEFAULT_LISTEN
    this.#node = await network.start(this.#identity.seed, listen, channel => this.#runtime.accept(channel))
    this.#runtime.useNode(this.#node)
    const now = this.#scheduler.now()
    for (const group of this.#store.groups()) {
      const saved = savedGroup(this.#store, group)
      // of a join that came to nothing only the name is left
      if (saved.control.length === 0 && saved.values.size === 0) this.#store.drop(group)
      else this.#runtime.perform(this.#peer.restore(saved, now))
    }
  }

  /** This peer's identity key as a libp2p peer id. */
  get peerId(): MemberId {
    return this.#identity.member
  }

  get name(): string {
    return this.#name
  }

  /** Multiaddrs this peer can be dialled at. */
  get addresses(): readonly string[] {
    return this.#node?.addresses ?? []
  }

  /** The groups in the store, those that were left included (`joined` is false). */
  groups(): Group[] {
    return [...this.#peer.groups.values()].map(group => this.#wrap(group))
  }

  /** Resolves once the group is stored. Rejects with TocsinError `bad-argument`, or `unknown-encryption`. */
  async createGroup(options: {
    readonly name: string
    readonly encryption?: Encryption | undefined
    readonly history?: HistoryPolicy | undefined
    /** How long messages live, in ms or as text such as `1d`, from `5m` to ten years; `off`, for ever, when left out. */
    readonly expire?: string | number | undefined
    /**
     * Whether messages are signed with the members' lasting identities, so that anyone who has one can prove who wrote it.
     * False when left out: members know who wrote what, and can prove it to nobody. Always so with `mls`, which signs by itself.
     */
    readonly notarised?: boolean | undefined
  }): Promise<Group> {
    const { name, encryption = 'per-peer', history = 'from-join', notarised = false } = options
    const expire = expireSeconds(options.expire ?? 'off')
    if (!isName(name)) throw new TocsinError('bad-argument', 'a group name is some text of at most 128 bytes')
    if (!isEncryption(encryption)) {
      throw new TocsinError('unknown-encryption', `there is no way to encrypt a group called "${encryption}"`)
    }
    this.#checkRunning()
    const settings = { name, encryption, history, expire, deniable: !notarised && encryption !== 'mls' }
    const { group, effects } = this.#peer.createGroup(settings, this.#scheduler.now())
    await stored(this.#runtime, group.group, () => effects)
    return this.#wrap(group)
  }

  /**
   * Redeems a ticket with any online member; resolves once this peer is in the ring and has the history it may see.
   * Rejects with TocsinError `bad-ticket`, `invite-expired`, `invite-used-up`, `invite-revoked`, `invite-unknown`,
   * `declined`, `banned`, `group-full`, `already-member`, `unsupported-encryption` (this version lacks the group's),
   * `unreachable` (no contact answers), or `aborted` when `signal` gives up. With `queue` the join is kept where nobody lets us in at once: it rejects with `queued`, goes on by itself
   * while this folder is open, and `joined` waits for it. Without, it waits for whom the group wants to have a look at.
   */
  async join(ticket: string, options: JoinOptions = {}): Promise<Group> {
    this.#checkRunning()
    return this.#joins.join(ticket, options)
  }

  /** Joins that go on by themselves, and those that were refused after they had: these stay until they are cancelled. */
  get joins(): readonly PendingJoin[] {
    return this.#joins.pending
  }

  /**
   * Resolves once a queued join has come about, at once where it has. Rejects with what `join` rejects with, or
   * `unknown-group` where none is under way; with `aborted` when `signal` gives up waiting: the join goes on.
   */
  async joined(group: GroupId, { signal }: Pick<JoinOptions, 'signal'> = {}): Promise<Group> {
    this.#checkRunning()
    return this.#joins.joined(group, signal)
  }

  /** Takes back a queued join, or forgets a refused one. Rejects with TocsinError `unknown-group`. */
  async cancelJoin(group: GroupId): Promise<void> {
    this.#checkRunning()
    await this.#joins.cancel(group)
  }

  /** What becomes of joins from this call on. Ends when the peer stops; `signal` ends it too. */
  joinEvents({ signal }: Pick<JoinOptions, 'signal'> = {}): AsyncGenerator<JoinEvent> {
    return this.#joins.events(signal)
  }

  /** What this peer says of itself, in all its groups. */
  get status(): MemberStatus {
    return this.#status
  }

  /**
   * Says in every group, those of later on too, that this peer is `online`, `away` or `busy`, and `text`, at most 256 bytes
   * of UTF-8, beside it. The others hear it at once, or within a second of the last change. It lasts until this peer is
   * stopped: it comes back online. Rejects with TocsinError `bad-argument`.
   */
  async setStatus(status: Status, text = ''): Promise<void> {
    if (!isStatus(status)) throw new TocsinError('bad-argument', `a status is online, away or busy, not "${status}"`)
    if (!isStatusText(text)) throw new TocsinError('bad-argument', 'the text of a status has at most 256 bytes')
    this.#checkRunning()
    this.#status = { status, statusText: text }
    const groups = [...this.#peer.groups.values()]
    await Promise.all(groups.map(group => stored(this.#runtime, group.group, now => group.restate(now))))
  }

  /** Says goodbye, stores what is pending and closes every link. Opening the folder again resumes. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    for (const group of this.#peer.groups.values()) this.#runtime.perform(group.goodbye(this.#scheduler.now()))
    this.#runtime.stop()
    this.#joins.end()
    for (const group of this.#groups.values()) group.end()
    await this.#node?.stop()
    this.#store.close(true)
  }

  #show(group: GroupId, event: GroupEvent): void {
    if (event.type === 'join') this.#joins.push(group, event)
    else this.#groupOf(group)?.push(event)
  }

  #groupOf(group: GroupId): Group | undefined {
    const peer = this.#peer.groups.get(group)
    return peer === undefined ? this.#groups.get(group) : this.#wrap(peer)
  }

  #wrap(peer: GroupPeer): Group {
    const known = this.#groups.get(peer.group)
    if (known !== undefined) return known
    const actions = groupActions(peer, {
      self: this.peerId,
      peer: this.#peer,
      store: this.#store,
      runtime: this.#runtime,
      scheduler: this.#scheduler,
      suite: this.#suite,
    })
    const group = new Group(peer, actions)
    this.#groups.set(peer.group, group)
    return group
  }

  #checkRunning(): void {
    if (this.#stopping !== undefined) throw new TocsinError('stopped', 'the peer was stopped')
  }
}
