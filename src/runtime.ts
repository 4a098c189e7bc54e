/**
 * The only loop: events in, effects out. Serves docs/architecture.md, "The loop".
 *
 * A tick takes what has come, lets the peer decide, seals what may leave before it is stored, commits once, and only then
 * shows, acks and sends the rest. It decides nothing about the protocol, and must never let an effect pass its commit.
 */
import { TocsinError } from './base/errors.js'
import type { GroupId } from './base/ids.js'
import { Lateness } from './base/lateness.js'
import type { Machine } from './base/machine.js'
import type { Scheduler } from './base/time.js'
import type { Channel, NetworkNode } from './net/network.js'
import type { GroupEvent, PeerEffect, PeerEvent } from './peer/events.js'
import { type Command, Decisions } from './runtime/commands.js'
import { byGroup } from './store/batches.js'
import { asStoreError } from './store/failure.js'
import { Shreds } from './store/shreds.js'
import type { Store, StoredEntry } from './store/store.js'

export type { Command } from './runtime/commands.js'

/** Which frames may leave: a forward before the commit, an ack only after it. */
export type FlushPhase = 'before-commit' | 'after-commit'

/** What the loop needs of a peer beyond being a machine. */
export interface PeerCore extends Machine<PeerEvent, PeerEffect> {
  /** Seals what is queued for each link: the only place where frames become bytes. */
  flush(phase: FlushPhase, now: number): PeerEffect[]
  /** The group's store failed: forget everything of it that has not left. */
  halt(group: GroupId): void
}

export interface RuntimeOptions {
  readonly peer: PeerCore
  readonly store: Store
  readonly scheduler: Scheduler
  readonly show: (group: GroupId, event: GroupEvent) => void
  readonly failed: (group: GroupId, error: TocsinError) => void
}

/** One pass handles at most this many events, so that a flood on one link cannot keep the others from being served. */
const MAX_EVENTS_PER_TICK = 4096

/** Turns of the loop from a dial to an open channel: TCP, Noise, yamux and protocol selection. */
const HANDSHAKE_TURNS = 10

export class Runtime {
  readonly #options: RuntimeOptions
  #node: NetworkNode | undefined
  #events: PeerEvent[] = []
  readonly #commands: Command[] = []
  readonly #channels = new Map<number, Channel>()
  #nextChannel = 1
  /** Groups of which something has expired, and up to which order. */
  readonly #shreds = new Shreds()
  readonly #lateness = new Lateness()
  #ticking = false
  #tickPlanned = false
  #cancelWake: (() => void) | undefined
  #wakeAt: number | undefined
  #stopped = false

  constructor(options: RuntimeOptions) {
    this.#options = options
  }

  /** From now on `open` effects go to this node. */
  useNode(node: NetworkNode): void {
    this.#node = node
  }

  /** Takes a channel that the network accepted. */
  accept(channel: Channel): void {
    if (this.#stopped) {
      channel.abort()
      return
    }
    const number = this.#register(channel)
    this.dispatch({ type: 'incoming', channel: number, remote: channel.remote, protocol: channel.protocol })
    this.#attach(number, channel)
  }

  dispatch(event: PeerEvent): void {
    if (this.#stopped) return
    this.#events.push(event)
    this.#planTick()
  }

  /** Has the peer decide at the start of the next tick. */
  submit(command: Command): void {
    if (this.#stopped) {
      command.done?.(new TocsinError('stopped', 'the peer was stopped'))
      return
    }
    this.#commands.push(command)
    this.#planTick()
  }

  /** Carries out what was decided outside of a tick, in the same tick as the events that wait. */
  perform(effects: readonly PeerEffect[]): void {
    this.submit({ group: undefined, decide: () => effects })
  }

  /** Commits and sends what is pending, unless it is not to, then drops every channel. */
  stop(flush = true): void {
    if (this.#stopped) return
    if (flush) this.#tick()
    this.#stopped = true
    this.#cancelWake?.()
    for (const channel of this.#channels.values()) channel.close()
    this.#channels.clear()
  }

  #planTick(): void {
    if (this.#tickPlanned || this.#ticking) return
    this.#tickPlanned = true
    const { scheduler } = this.#options
    const planned = scheduler.now()
    scheduler.after(0, () => {
      this.#tickPlanned = false
      this.#lateness.note(planned, scheduler.now())
      if (!this.#stopped) this.#tick()
    })
  }

  #tick(): void {
    this.#ticking = true
    const { peer, scheduler } = this.#options
    const now = scheduler.now()
    const effects: PeerEffect[] = []
    const commands = this.#commands.splice(0)
    const wallMs = scheduler.wall?.()
    if (wallMs !== undefined) effects.push(...peer.handle({ type: 'clock', wallMs }, now))
    const decisions = new Decisions(commands, now)
    effects.push(...decisions.effects)
    for (const event of this.#events.splice(0, MAX_EVENTS_PER_TICK)) effects.push(...peer.handle(event, now))
    // what is late here may wait in our own sockets: nobody is judged by a clock that we did not keep
    const lateMs = this.#lateness.of(now)
    const judged = now - lateMs
    const due = (peer.deadline ?? Number.POSITIVE_INFINITY) <= judged
    if (due) effects.push(...peer.handle({ type: 'wake', lateMs }, judged))
    if (!this.#options.store.instant) for (const effect of peer.flush('before-commit', now)) this.#carryOut(effect)
    const failed = this.#commit(effects)
    decisions.tell(failed)
    for (const effect of effects) {
      if (!('group' in effect && failed.has(effect.group))) this.#carryOut(effect)
    }
    for (const effect of peer.flush('after-commit', now)) this.#carryOut(effect)
    this.#shred()
    this.#ticking = false
    if (this.#events.length > 0 || this.#commands.length > 0 || this.#shreds.pending) this.#planTick()
    this.#planWake()
  }

  /** One commit a tick and group; a group that failed, or whose commit did, is halted and none of its effects leave. */
  #commit(effects: readonly PeerEffect[]): Map<GroupId, TocsinError> {
    const appended = effects.filter(effect => effect.type === 'append').map(({ batch }) => batch)
    const failed = new Map<GroupId, TocsinError>()
    for (const effect of effects) {
      if (effect.type === 'failed' && !failed.has(effect.group)) {
        failed.set(effect.group, this.#halt(effect.group, effect.error))
      }
    }
    for (const [group, batch] of byGroup(appended)) {
      if (failed.has(group)) continue
      try {
        this.#options.store.commit([batch])
      } catch (cause) {
        failed.set(group, this.#halt(group, cause))
      }
    }
    return failed
  }

  #carryOut(effect: PeerEffect): void {
    switch (effect.type) {
      case 'append':
      case 'failed':
        return // committed, or halted, before
      case 'write':
        this.#write(effect.channel, effect.bytes)
        return
      case 'close':
        this.#close(effect.channel, effect.abort)
        return
      case 'open':
        this.#open(effect)
        return
      case 'read': {
        const { log, fromSeq, limit, maxBytes } = effect.query
        this.#answer(effect, store => store.readLog(effect.group, log, fromSeq, limit, maxBytes))
        return
      }
      case 'read-edges':
        this.#answer(effect, store => store.edges(effect.group, effect.upTo, effect.counted))
        return
      case 'shred':
        this.#shreds.add(effect.group, effect.upTo, effect.counted)
        return
      case 'show':
        this.#options.show(effect.group, effect.event)
        return
    }
  }

  #answer({ group, read }: { readonly group: GroupId; readonly read: number }, query: (store: Store) => StoredEntry[]) {
    try {
      this.dispatch({ type: 'read-done', read, entries: query(this.#options.store) })
    } catch (cause) {
      this.#halt(group, cause)
    }
  }

  /** One share a tick: the rest waits for the events that came meanwhile. */
  #shred(): void {
    const share = this.#shreds.take()
    try {
      share?.one(this.#options.store)
    } catch (cause) {
      if (share !== undefined) this.#halt(share.group, cause)
    }
  }

  /** Ends a group whose store failed: what it decided from now on would rest on nothing. */
  #halt(group: GroupId, cause: unknown): TocsinError {
    const error = asStoreError(cause)
    this.#shreds.delete(group)
    this.#options.failed(group, error)
    this.#options.peer.halt(group)
    return error
  }

  #write(number: number, bytes: Uint8Array): void {
    const channel = this.#channels.get(number)
    if (channel === undefined) return
    channel.write(bytes)
    if (!channel.writable) this.dispatch({ type: 'writable', channel: number, writable: false })
  }

  #close(number: number, abort: boolean): void {
    const channel = this.#channels.get(number)
    this.#channels.delete(number)
    if (abort) channel?.abort()
    else channel?.close()
  }

  #open(effect: PeerEffect & { type: 'open' }): void {
    const { dial, to, addresses, protocol, timeoutMs } = effect
    if (this.#node === undefined || this.#stopped) {
      this.dispatch({ type: 'open-failed', dial })
      return
    }
    // a handshake takes many turns of the loop, and each is late
    const patienceMs = timeoutMs + HANDSHAKE_TURNS * this.#lateness.of(this.#options.scheduler.now())
    this.#node.open(to, addresses, protocol, patienceMs, result => {
      if (result instanceof Error) {
        this.dispatch({ type: 'open-failed', dial })
      } else if (this.#stopped) {
        result.abort()
      } else {
        const number = this.#register(result)
        this.dispatch({ type: 'opened', dial, channel: number })
        this.#attach(number, result)
      }
    })
  }

  #register(channel: Channel): number {
    const number = this.#nextChannel++
    this.#channels.set(number, channel)
    return number
  }

  #attach(number: number, channel: Channel): void {
    channel.attach({
      data: bytes => this.dispatch({ type: 'data', channel: number, bytes }),
      drain: () => this.dispatch({ type: 'writable', channel: number, writable: true }),
      close: () => {
        this.#channels.delete(number)
        this.dispatch({ type: 'closed', channel: number })
      },
    })
  }

  #planWake(): void {
    const { peer, scheduler } = this.#options
    const { deadline } = peer
    if (deadline === this.#wakeAt && this.#cancelWake !== undefined) return
    this.#cancelWake?.()
    this.#cancelWake = undefined
    this.#wakeAt = deadline
    if (deadline === undefined) return
    const at = this.#lateness.wakeAt(deadline, scheduler.now())
    this.#cancelWake = scheduler.after(at - scheduler.now(), () => {
      this.#cancelWake = undefined
      this.#lateness.note(at, scheduler.now())
      this.#planTick()
    })
  }
}
