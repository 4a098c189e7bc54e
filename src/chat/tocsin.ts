/**
 * Tocsin: one peer in this process, and the only place where peer, store, network and loop are put together. Serves
 * docs/architecture.md, "The embedding API". No singleton: many live in one process. An argument that is not what its type
 * says is TocsinError `bad-argument` in every call, and nothing was done then.
 */
import type { GroupId, MemberId } from '../base/ids.js'
import { OwnTimers } from '../base/own-timers.js'
import type { Random } from '../base/random.js'
import { ciphers } from '../crypto/schemes/ciphers.js'
import type { Suite } from '../crypto/suite.js'
import { HERE, type MemberStatus, type Status } from '../group/presence.js'
import { systemRandom, systemScheduler } from '../host.js'
import { mlsEngine } from '../mls-engine.js'
import { libp2pNetwork } from '../net/libp2p.js'
import type { Network, NetworkNode } from '../net/network.js'
import { nodeSuite } from '../node-suite.js'
import { DEFAULT_LIMITS } from '../peer/allowance.js'
import type { Identity } from '../peer/book.js'
import type { GroupEvent } from '../peer/events.js'
import { Peer } from '../peer/peer.js'
import { Runtime } from '../runtime.js'
import { savedGroup } from '../store/saved-group.js'
import type { Store } from '../store/store.js'
import { stored } from './actions.js'
import { tocsinCalls } from './arguments-of-calls.js'
import { expireSeconds } from './durations.js'
import type { Group } from './group.js'
import { stopped } from './group-life.js'
import { Groups } from './groups.js'
import { type Home, openHome } from './home.js'
import type { JoinEvent, PendingJoin } from './join-surface.js'
import { type JoinOptions, Joins } from './joins.js'
import type { WaitOptions } from './message.js'
import type { CreateGroupOptions, TocsinOptions } from './tocsin-options.js'

/** One for all peers of the process: a key is admitted once and not once a peer. */
const sharedSuite = nodeSuite()
const DEFAULT_LISTEN = ['/ip4/127.0.0.1/tcp/0']

/**
 * Starts a peer. Rejects with TocsinError `unreachable` when it cannot listen, and with those of the folder:
 * `unsafe-folder`, `wrong-passphrase`, `folder-in-use`, `store-damaged`, `disk-full`, `store-failed`. `bad-argument`, also for an option that
 * there is none of, before the folder is touched. Where it rejects nothing is left running.
 */
export async function createTocsin(given: TocsinOptions = {}): Promise<Tocsin> {
  const { options } = tocsinCalls.createTocsin({ options: given })
  const network = options.network ?? libp2pNetwork()
  // before the folder is made
  network.checkListen?.(options.listen ?? DEFAULT_LISTEN)
  const suite = options.suite ?? sharedSuite
  const random = options.random ?? systemRandom
  const home = openHome(suite, random, options)
  const tocsin = new Tocsin({ ...options, ...home, network, suite, random })
  try {
    await begin(tocsin)
  } catch (cause) {
    await abandon(tocsin)
    throw cause
  }
  return tocsin
}

/** What a peer is made of, whatever was left out. */
interface Parts extends Omit<TocsinOptions, keyof Home>, Home {
  readonly network: Network
  readonly suite: Suite
  readonly random: Random
}

/** Of a peer that was just made; no embedder's to call. */
let begin: (tocsin: Tocsin) => Promise<void>
/** Of one that could not begin. */
let abandon: (tocsin: Tocsin) => Promise<void>

export class Tocsin {
  static {
    begin = tocsin => tocsin.#start()
    abandon = tocsin => tocsin.#abandon()
  }

  readonly #options: Parts
  readonly #scheduler: OwnTimers
  readonly #identity: Identity
  readonly #name: string
  readonly #peer: Peer
  readonly #store: Store
  readonly #runtime: Runtime
  readonly #joins: Joins
  readonly #groups: Groups
  #node: NetworkNode | undefined
  #status: MemberStatus = HERE
  #stopping: Promise<void> | undefined

  constructor(options: Parts) {
    const { suite, random, identity, name, store, fingers } = options
    this.#options = options
    this.#scheduler = new OwnTimers(options.scheduler ?? systemScheduler)
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
      limits: { ...DEFAULT_LIMITS, ...options.limits },
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
        this.#groups.lifeOf(group)?.fail(error)
      },
    })
    const machinery = { suite, peer: this.#peer, store, runtime: this.#runtime, scheduler: this.#scheduler }
    this.#groups = new Groups({ ...machinery, self: identity.member })
    this.#joins = new Joins({
      ...machinery,
      wrap: group => this.#groups.of(group),
    })
  }

  async #start(): Promise<void> {
    const { network, listen = DEFAULT_LISTEN } = this.#options
    this.#node = await network.start(this.#identity.seed, listen, channel => this.#runtime.accept(channel))
    this.#runtime.useNode(this.#node)
    this.#node.favour?.(member => this.#peer.knows(member))
    const now = this.#scheduler.now()
    const restored: Promise<void>[] = []
    for (const group of this.#store.groups()) {
      const saved = savedGroup(this.#store, group)
      // of a join that came to nothing only the name is left
      if (saved.control.length === 0 && saved.values.size === 0) this.#store.drop(group)
      else {
        const effects = this.#peer.restore(saved, now)
        // one that failed is a group all the same: its calls say why
        restored.push(stored(this.#runtime, group, () => effects).catch(() => undefined))
      }
    }
    await Promise.all(restored)
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

  /** The groups in the store, those that were left included (`joined` is false), and those that failed. */
  groups(): Group[] {
    return this.#groups.all()
  }

  /** Resolves once the group is stored. Rejects with TocsinError `bad-argument`, `unknown-encryption`, the store's error, or
   * `worker-failed` where the worker of `mls` cannot be had; no group is there then. */
  async createGroup(options: CreateGroupOptions): Promise<Group> {
    const { options: given } = tocsinCalls.createGroup({ options })
    const { name, encryption = 'per-peer', history = 'from-join', notarised = false } = given
    const expire = expireSeconds(given.expire ?? 'off')
    this.#checkRunning()
    const settings = { name, encryption, history, expire, deniable: !notarised && encryption !== 'mls' }
    const { group, effects } = this.#peer.createGroup(settings, this.#scheduler.now())
    try {
      await stored(this.#runtime, group.group, () => effects)
    } catch (cause) {
      this.#groups.forget(group.group)
      throw cause
    }
    return this.#groups.of(group)
  }

  /**
   * Redeems a ticket with any online member; resolves once this peer is in the ring and has the history it may see.
   * Rejects with TocsinError `bad-ticket`, `invite-expired`, `invite-used-up`, `invite-revoked`, `invite-outdated` (this peer was removed after the ticket was made), `invite-unknown`,
   * `declined`, `banned`, `group-full`, `already-member` (this peer is linked with one of the ticket's contacts), `unsupported-encryption` (this version lacks the group's),
   * `unreachable` (no contact answers), or `aborted` when `signal` gives up. With `queue` the join is kept where nobody lets us in at once: it rejects with `queued`, goes on by itself
   * while this folder is open, and `joined` waits for it. Without, it waits for whom the group wants to have a look at.
   */
  async join(ticket: string, options: JoinOptions = {}): Promise<Group> {
    const given = tocsinCalls.join({ ticket, options })
    this.#checkRunning()
    return this.#joins.join(given.ticket, given.options)
  }

  /** Joins that go on by themselves, and those that were refused after they had: these stay until they are cancelled. */
  get joins(): readonly PendingJoin[] {
    return this.#joins.pending
  }

  /**
   * Resolves once a queued join has come about, at once where it has. Rejects with what `join` rejects with, or
   * `unknown-group` where none is under way; with `aborted` when `signal` gives up waiting: the join goes on.
   */
  async joined(group: GroupId, options: WaitOptions = {}): Promise<Group> {
    const given = tocsinCalls.joined({ group, options })
    this.#checkRunning()
    return this.#joins.joined(given.group, given.options.signal)
  }

  /** Takes back a queued join, or forgets a refused one. Rejects with TocsinError `unknown-group`. */
  async cancelJoin(group: GroupId): Promise<void> {
    const given = tocsinCalls.cancelJoin({ group })
    this.#checkRunning()
    await this.#joins.cancel(given.group)
  }

  /** What becomes of joins from this call on. Ends when the peer stops; `signal` ends it too. */
  joinEvents(options: WaitOptions = {}): AsyncGenerator<JoinEvent> {
    return this.#joins.events(tocsinCalls.joinEvents({ options }).options.signal)
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
    const given = tocsinCalls.setStatus({ status, text })
    this.#checkRunning()
    this.#status = { status: given.status, statusText: given.text }
    const groups = [...this.#peer.groups.values()]
    await Promise.all(groups.map(group => stored(this.#runtime, group.group, now => group.restate(now))))
  }

  /**
   * Says goodbye, stores what is pending and closes every link. Opening the folder again resumes. Whatever waits rejects with
   * `stopped`, iterations end, and nothing of this peer keeps the process. Twice is once.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    for (const group of this.#peer.groups.values()) this.#runtime.perform(group.goodbye(this.#scheduler.now()))
    this.#runtime.stop()
    this.#joins.end()
    this.#groups.stop()
    try {
      await this.#node?.stop()
    } finally {
      this.#scheduler.end()
      this.#store.close(true)
    }
  }

  /** Nothing was said: the next start finds all as this one did. */
  async #abandon(): Promise<void> {
    this.#runtime.stop(false)
    try {
      await this.#node?.stop()
    } finally {
      this.#scheduler.end()
      this.#store.close(this.#store.place?.stopped)
    }
  }

  /** `await using` stops it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #show(group: GroupId, event: GroupEvent): void {
    if (event.type === 'join') this.#joins.push(group, event)
    else this.#groups.lifeOf(group)?.push(event)
  }

  #checkRunning(): void {
    if (this.#stopping !== undefined) throw stopped()
  }
}
