/**
 * Joins, as an embedder asks for them and waits for them. Serves docs/architecture.md, "Joining". What becomes of a join is
 * decided by the peer and told in its events; here it is only handed to whoever waits.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupId } from '../base/ids.js'
import type { Scheduler } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import { decodeTicket } from '../group/ticket.js'
import type { GroupEvent } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import type { Peer } from '../peer/peer.js'
import type { Runtime } from '../runtime.js'
import { stored } from './actions.js'
import type { Group } from './group.js'
import { stopped } from './group-life.js'
import { isoTime } from './iso-time.js'
import { JoinFeed } from './join-feed.js'
import type { JoinEvent, PendingJoin } from './join-surface.js'
import { settled } from './joining.js'
import { aborted, checkSignal } from './message.js'

export interface JoinOptions {
  /** Gives up waiting; what is queued stays. */
  readonly signal?: AbortSignal | undefined
  /** The join is kept, and goes on by itself, where nobody lets us in at once. */
  readonly queue?: boolean | undefined
}

export interface JoinsOptions {
  readonly peer: Peer
  readonly runtime: Runtime
  readonly scheduler: Scheduler
  readonly suite: Suite
  readonly wrap: (group: GroupPeer) => Group
}

type Told = GroupEvent & { readonly type: 'join' }
/** True once it has heard enough. */
type Waiter = (news: Told | TocsinError) => boolean

export class Joins {
  readonly #options: JoinsOptions
  readonly #waiters = new Map<GroupId, Set<Waiter>>()
  readonly #feed = new JoinFeed()

  constructor(options: JoinsOptions) {
    this.#options = options
  }

  get pending(): readonly PendingJoin[] {
    return this.#options.peer.joins.map(({ group, name, state, sinceMs, expiresMs, error }) => ({
      group,
      name,
      state,
      since: isoTime(sinceMs),
      expires: isoTime(expiresMs),
      code: error?.code,
      message: error?.message,
    }))
  }

  async join(text: string, { signal, queue = false }: JoinOptions): Promise<Group> {
    checkSignal(signal)
    const { suite, peer, runtime } = this.#options
    const ticket = decodeTicket(suite, text)
    const { group } = ticket
    const asked = this.#decided(group, signal, ({ state, error }) => queue && isOpen(state) && stillQueued(error))
    try {
      await stored(runtime, group, now => peer.join(ticket, queue, now))
      await asked.decided
    } catch (cause) {
      asked.stop()
      if (!signal?.aborted || !isAborted(cause)) throw cause
      if (queue) throw stillQueued(undefined, cause)
      await stored(runtime, group, () => peer.cancelJoin(group))
      throw cause
    }
    return this.#settled(group, signal)
  }

  async joined(group: GroupId, signal: AbortSignal | undefined): Promise<Group> {
    checkSignal(signal)
    const { peer } = this.#options
    const join = peer.joins.find(one => one.group === group)
    if (peer.groups.get(group)?.present !== true) {
      if (join === undefined) throw noSuchJoin(group)
      if (join.state === 'refused' && join.error !== undefined) throw join.error
      await this.#decided(group, signal, () => false).decided
    }
    return this.#settled(group, signal)
  }

  async cancel(group: GroupId): Promise<void> {
    const { peer, runtime } = this.#options
    if (!peer.joins.some(one => one.group === group)) throw noSuchJoin(group)
    await stored(runtime, group, () => peer.cancelJoin(group))
  }

  events(signal: AbortSignal | undefined): AsyncGenerator<JoinEvent> {
    return this.#feed.events(signal)
  }

  /** The runtime shows what the peer decided. */
  push(group: GroupId, event: Told): void {
    const { name, state, error } = event
    this.#feed.push({ type: 'join', group, name, state, code: error?.code, message: error?.message })
    this.#tell(group, event)
  }

  /** The store of the group failed. */
  fail(group: GroupId, error: TocsinError): void {
    this.#tell(group, error)
  }

  end(): void {
    this.#feed.end()
    for (const group of this.#waiters.keys()) this.#tell(group, stopped())
  }

  #tell(group: GroupId, news: Told | TocsinError): void {
    const waiters = this.#waiters.get(group) ?? new Set()
    for (const waiter of [...waiters]) if (waiter(news)) waiters.delete(waiter)
    if (waiters.size === 0) this.#waiters.delete(group)
  }

  /** Resolves when we are in; rejects when we will not be, or with what `enough` makes of what else is told. */
  #decided(
    group: GroupId,
    signal: AbortSignal | undefined,
    enough: (event: Told) => TocsinError | false,
  ): { readonly decided: Promise<void>; readonly stop: () => void } {
    const waiters = this.#waiters.get(group) ?? new Set()
    this.#waiters.set(group, waiters)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter: Waiter = news => {
      const verdict = news instanceof TocsinError ? news : verdictOf(news, enough)
      if (verdict === undefined) return false
      signal?.removeEventListener('abort', onAbort)
      if (verdict === 'in') resolve()
      else reject(verdict)
      return true
    }
    const onAbort = (): void => {
      waiters.delete(waiter)
      reject(aborted(signal?.reason))
    }
    // it may be decided before anybody waits for it
    promise.catch(() => undefined)
    waiters.add(waiter)
    signal?.addEventListener('abort', onAbort, { once: true })
    const stop = (): void => {
      waiters.delete(waiter)
      signal?.removeEventListener('abort', onAbort)
    }
    return { decided: promise, stop }
  }

  async #settled(id: GroupId, signal: AbortSignal | undefined): Promise<Group> {
    const { peer, wrap, scheduler } = this.#options
    const group = wrap(peer.groups.get(id)!)
    await settled(group, scheduler, signal)
    return group
  }
}

function verdictOf(event: Told, enough: (event: Told) => TocsinError | false): TocsinError | 'in' | undefined {
  switch (event.state) {
    case 'joined':
      return 'in'
    case 'refused':
      return event.error
    case 'cancelled':
      return new TocsinError('aborted', 'the join was cancelled')
    default:
      return enough(event) || undefined
  }
}

function isOpen(state: Told['state']): boolean {
  return state === 'queued' || state === 'waiting'
}

function isAborted(cause: unknown): boolean {
  return cause instanceof TocsinError && cause.code === 'aborted'
}

/** `inTheWay`: undefined where a moderator has to let us in, or nobody has answered yet. */
function stillQueued(inTheWay: TocsinError | undefined, cause?: unknown): TocsinError {
  const why =
    inTheWay === undefined
      ? cause === undefined
        ? 'a moderator has to let you in'
        : 'not decided yet'
      : inTheWay.code === 'unreachable'
        ? 'no member in the ticket is online'
        : inTheWay.message
  const options = cause === undefined ? {} : { cause }
  return new TocsinError('queued', `${why}; joining goes on by itself while tocsin runs`, options)
}

function noSuchJoin(group: GroupId): TocsinError {
  return new TocsinError('unknown-group', `no join of ${group.slice(0, 16)} is under way`)
}
