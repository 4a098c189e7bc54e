/**
 * One group's history kept equal to the others': sync's messages on links, its reads on the store. Serves
 * docs/protocol.md, "Sync". Serves nobody below its floor; what is served is stored here.
 */
import { bytesOfHex, hexOf, type MemberId } from '../base/ids.js'
import type { LogIndex } from '../history/log-index.js'
import type { StoredEntry } from '../history/stored.js'
import { Sync } from '../history/sync.js'
import type { LiarReason, SyncEffect, SyncEvent } from '../history/sync-messages.js'
import type { Frame } from '../wire/generated/link.js'
import { burstsOf } from './bursts.js'
import type { GroupContext } from './context.js'
import { frameOfSync, isContent, partsOfLog, syncOfFrame } from './sync-wire.js'

export interface SyncingOptions {
  readonly index: LogIndex
  /** Ring neighbours, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
  readonly caughtUp: () => void
  readonly liar: (member: MemberId, reason: LiarReason) => void
}

export interface SyncProgress {
  readonly have: number
  readonly missing: number
  readonly from: readonly MemberId[]
  readonly caughtUp: boolean
}

interface Serving {
  readonly to: MemberId
  readonly requestId: number
  readonly toSeq: number
  readonly floor: bigint
}

export class Syncing {
  readonly #context: GroupContext
  readonly #options: SyncingOptions
  readonly #sync: Sync
  readonly #reads = new Map<number, Serving>()
  #progress: SyncProgress = { have: 0, missing: 0, from: [], caughtUp: false }

  constructor(context: GroupContext, options: SyncingOptions) {
    this.#context = context
    this.#options = options
    const { suite, random } = context
    const { index, neighbours, mayRead } = options
    this.#sync = new Sync({ index, suite, random, neighbours, mayRead })
  }

  get deadline(): number | undefined {
    return this.#sync.deadline
  }

  get progress(): SyncProgress {
    return this.#progress
  }

  handle(event: SyncEvent, now: number): void {
    for (const effect of this.#sync.handle(event, now)) this.#obey(effect)
  }

  /** Any frame that nobody else understands. */
  frame(from: MemberId, frame: Frame, now: number): void {
    const message = syncOfFrame(frame)
    if (message !== undefined) this.handle({ type: 'message', from, message }, now)
  }

  /** What an answer carried was taken; `bad` when something in it was wrong. */
  answered(from: MemberId, answer: NonNullable<Frame['rangeAnswer']>, bad: boolean, now: number): void {
    const { request: requestId, more } = answer
    const base = answer.base === undefined ? undefined : { seq: answer.base.seq, prev: hexOf(answer.base.prev) }
    if (bad) this.handle({ type: 'range-bad', from, requestId }, now)
    else this.handle({ type: 'range-answered', from, requestId, more, base }, now)
  }

  /** The store answered a read that was ours. */
  read(read: number, entries: readonly StoredEntry[], now: number): void {
    const serving = this.#reads.get(read)
    if (serving === undefined) return
    this.#reads.delete(read)
    const { to, requestId, toSeq, floor } = serving
    const wanted = entries.filter(entry => entry.seq <= toSeq)
    const { bursts, last } = burstsOf(wanted, floor)
    const first = bursts[0]?.entries[0]
    const base = first === undefined ? undefined : { seq: first.seq, prev: bytesOfHex(first.prev) }
    const served = bursts.map(({ entries: held, signature }) => ({ entries: [...held], signature }))
    const more = last !== undefined && last < toSeq
    this.#context.send(to, { rangeAnswer: { request: requestId, bursts: served, more, base } }, 'after-commit')
    this.handle({ type: 'range-served', to, requestId }, now)
  }

  #obey(effect: SyncEffect): void {
    switch (effect.type) {
      case 'send':
        this.#context.send(effect.to, frameOfSync(effect.message), 'after-commit')
        return
      case 'read-range':
        this.#read(effect)
        return
      case 'progress': {
        const { have, missing, from } = effect
        this.#tell({ have, missing, from, caughtUp: false })
        return
      }
      case 'caught-up':
        this.#options.caughtUp()
        this.#tell({ ...this.#progress, missing: 0, caughtUp: true })
        return
      case 'liar':
        this.#options.liar(effect.member, effect.reason)
        return
    }
  }

  #read(effect: SyncEffect & { readonly type: 'read-range' }): void {
    const read = this.#context.nextRead()
    const { to, requestId, log, fromSeq, toSeq, maxBytes } = effect
    // control logs are given whole to everyone
    const floor = isContent(partsOfLog(log).log) ? effect.floor : -1n
    this.#reads.set(read, { to, requestId, toSeq, floor })
    const query = { log, fromSeq, limit: toSeq - fromSeq + 1, maxBytes }
    this.#context.effect({ type: 'read', read, group: this.#context.group, query })
  }

  #tell(progress: SyncProgress): void {
    this.#progress = progress
    this.#context.emit({ type: 'sync', ...progress })
  }
}
