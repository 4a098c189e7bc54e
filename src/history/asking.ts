/**
 * Whose frontier is asked for, from which version on, and whether all of the answer came. Serves docs/protocol.md,
 * "Frontiers". Nobody is asked before its root was heard: it may be ours, and it says what its versions are worth.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { Acquaintances } from './acquaintances.js'
import type { LogIndex } from './log-index.js'
import { isContentLog } from './log-key.js'
import type { OwnRoots } from './own-roots.js'
import {
  type FrontierMessage,
  HALF_ROUND_MS,
  REQUEST_TIMEOUT_MS,
  type SyncEffect,
  type SyncMessage,
} from './sync-messages.js'

interface Peer {
  /** It said on this link which run it is: what is known of its versions holds. */
  met: boolean
  rootHeard: boolean
  /** To be asked as soon as its root shows that there is something to ask for. */
  awaitsRoot: boolean
  /** Its version that we have heard all of on this link. */
  heard: number
  /** When to ask for its frontier, and the root that made us. */
  pending: { readonly at: number; readonly digest: string } | undefined
  askedUntil: number | undefined
  /** From where it was asked, and lines that came of it. */
  since: number
  lines: number
  /** What it will have told once the lines came that we asked the names of. */
  last: number | undefined
  unnamed: number
}

export interface AskingOptions {
  readonly index: LogIndex
  readonly roots: OwnRoots
  readonly acquaintances: Acquaintances
}

export interface Heard {
  readonly asked: boolean
  /** The answer is here, to the last line. */
  readonly complete: boolean
  /** It was asked for what is new, and says that nothing is. */
  readonly nothingNew: boolean
  readonly effects: readonly SyncEffect[]
}

export class Asking {
  readonly #options: AskingOptions
  readonly #peers = new Map<MemberId, Peer>()

  constructor(options: AskingOptions) {
    this.#options = options
  }

  get members(): MemberId[] {
    return [...this.#peers.keys()]
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { pending, askedUntil } of this.#peers.values()) first = earliest(first, pending?.at, askedUntil)
    return first
  }

  has(member: MemberId): boolean {
    return this.#peers.has(member)
  }

  linkUp(member: MemberId): void {
    this.#peers.set(member, {
      met: false,
      rootHeard: false,
      awaitsRoot: false,
      heard: 0,
      pending: undefined,
      askedUntil: undefined,
      since: 0,
      lines: 0,
      last: undefined,
      unnamed: 0,
    })
  }

  /** `holdsAll`: we hold everything that it claimed on this link. */
  linkDown(member: MemberId, holdsAll: boolean): void {
    const peer = this.#peers.get(member)
    if (peer?.met === true && holdsAll) this.#options.acquaintances.holdsTheirs(member, peer.heard)
    this.#peers.delete(member)
  }

  /** Asks for what it holds; where nothing was heard of it yet, once that has come. */
  ask(member: MemberId, now: number): SyncEffect[] {
    const peer = this.#peers.get(member)
    if (peer === undefined || peer.askedUntil !== undefined) return []
    peer.askedUntil = now + REQUEST_TIMEOUT_MS
    peer.awaitsRoot = !peer.rootHeard
    return peer.awaitsRoot ? [] : this.#request(member, peer)
  }

  /**
   * A root that we had since `since` is on its way to being ours again: only a lasting difference is asked about. `agreed`:
   * it was to be asked, and there is nothing to ask for.
   */
  root(from: MemberId, message: SyncMessage & { type: 'root' }, since: number, now: number): SyncEffect[] | 'agreed' {
    const peer = this.#peers.get(from)
    if (peer === undefined) return []
    const { roots, acquaintances } = this.#options
    const { digest, version, run } = message
    if (run !== undefined) acquaintances.met(from, run)
    if (run !== undefined) peer.met = true
    const awaited = peer.awaitsRoot
    peer.rootHeard = true
    peer.awaitsRoot = false
    if (roots.had(digest, since, now)) {
      peer.pending = undefined
      if (peer.met) acquaintances.holdsTheirs(from, version)
      if (peer.met) acquaintances.holdsOurs(from, roots.versionOf(digest))
      if (awaited) peer.askedUntil = undefined
      return awaited ? 'agreed' : []
    }
    if (awaited) return this.#request(from, peer)
    peer.pending = { at: peer.pending?.at ?? now + HALF_ROUND_MS, digest }
    return []
  }

  heard(from: MemberId, message: FrontierMessage, now: number): Heard {
    const peer = this.#peers.get(from)
    if (peer === undefined) return { asked: false, complete: false, nothingNew: false, effects: [] }
    const asked = peer.askedUntil !== undefined && !peer.awaitsRoot
    const { because, unknown, logs, more, version } = message
    const effects: SyncEffect[] = []
    if (because === 'names') peer.unnamed = Math.max(0, peer.unnamed - 1)
    else if (unknown.length > 0) {
      if (because === 'asked') peer.unnamed += 1
      effects.push({ type: 'send', to: from, message: { type: 'name-request', names: unknown } })
    }
    if (!asked) return { asked, complete: false, nothingNew: false, effects }
    peer.lines += logs.length + unknown.length
    if (because === 'asked' && !more) peer.last = version ?? peer.heard
    const complete = peer.last !== undefined && peer.unnamed === 0
    // the rest is on its way; whoever goes on sending is not silent
    peer.askedUntil = complete ? undefined : now + REQUEST_TIMEOUT_MS
    if (!complete) return { asked, complete, nothingNew: false, effects }
    peer.heard = Math.max(peer.heard, peer.last ?? 0)
    peer.last = undefined
    return { asked, complete, nothingNew: peer.since > 0 && peer.lines === 0, effects }
  }

  /** What is known of its versions leads nowhere: next time it is asked for everything. */
  startOver(member: MemberId): void {
    this.#options.acquaintances.forget(member)
    const peer = this.#peers.get(member)
    if (peer !== undefined) peer.heard = 0
    if (peer !== undefined) peer.met = false
  }

  /** Requests that have become due, and members that did not answer theirs. */
  due(now: number, roundMs: number): { readonly effects: SyncEffect[]; readonly silent: MemberId[] } {
    const effects: SyncEffect[] = []
    const silent: MemberId[] = []
    for (const [member, peer] of this.#peers) {
      if (peer.askedUntil !== undefined && peer.askedUntil <= now) {
        peer.askedUntil = undefined
        peer.awaitsRoot = false
        silent.push(member)
      }
      if (peer.pending === undefined || peer.pending.at > now) continue
      const { digest } = peer.pending
      peer.pending = undefined
      if (!this.#options.roots.had(digest, now - roundMs, now)) effects.push(...this.ask(member, now))
    }
    return { effects, silent }
  }

  #request(to: MemberId, peer: Peer): SyncEffect[] {
    const since = Math.max(peer.heard, peer.met ? this.#options.acquaintances.theirs(to) : 0)
    Object.assign(peer, { since, lines: 0, last: undefined, unnamed: 0 })
    const inFull = since === 0 && !this.#holdsContent()
    return [{ type: 'send', to, message: { type: 'frontier-request', since, inFull } }]
  }

  /** Who holds nothing could not read a short name. */
  #holdsContent(): boolean {
    for (const log of this.#options.index.logs()) if (isContentLog(log)) return true
    return false
  }
}
