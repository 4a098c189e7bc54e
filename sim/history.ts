/**
 * What one member of a swarm holds: the real log index and sync over messages that all members share, so that ten
 * thousand histories cost ten thousand lists of references. Serves docs/protocol.md, "Sync".
 */
import type { EntryId, LogKey, MemberId } from '#src/base/ids.js'
import type { Random } from '#src/base/random.js'
import { LogIndex } from '#src/history/log-index.js'
import { Sync } from '#src/history/sync.js'
import type { SyncEvent } from '#src/history/sync-messages.js'
import { cheapSuite } from '../test/support/cheap-suite.ts'
import type { Item, SwarmFrame } from './frames.ts'

export interface SwarmHistoryOptions {
  readonly random: Random
  readonly now: () => number
  readonly send: (to: MemberId, frame: SwarmFrame) => void
  readonly dial: (to: MemberId) => void
  /** Ring neighbours, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** Members believed online that no link goes to. */
  readonly unlinked: () => readonly MemberId[]
}

export class SwarmHistory {
  /** Hops each message came over; undefined where it came by repair. */
  readonly held = new Map<EntryId, number | undefined>()
  readonly #options: SwarmHistoryOptions
  readonly #index = new LogIndex(name => this.held.has(name))
  readonly #logs = new Map<LogKey, Item[]>()
  readonly #sync: Sync

  constructor(options: SwarmHistoryOptions) {
    this.#options = options
    const { random, neighbours, unlinked } = options
    const mayRead = () => 0n
    this.#sync = new Sync({ index: this.#index, suite: cheapSuite, random, neighbours, unlinked, mayRead })
  }

  get deadline(): number | undefined {
    return this.#sync.deadline
  }

  /** Whether a member has told that it holds the message. */
  claims(member: MemberId, { log, seq }: Item): boolean {
    return this.#sync.claims(member, log, seq)
  }

  /** False when it was here before. */
  take(item: Item, hops: number | undefined): boolean {
    if (this.held.has(item.name)) return false
    const { log, seq, prev, name } = item
    this.#index.add({ log, firstSeq: seq, lastSeq: seq, prev, ids: [name] })
    this.held.set(name, hops)
    const items = this.#logs.get(log) ?? []
    items[seq] = item
    this.#logs.set(log, items)
    this.handle({ type: 'traffic' })
    return true
  }

  handle(event: SyncEvent): void {
    const { send, dial, now } = this.#options
    for (const effect of this.#sync.handle(event, now())) {
      if (effect.type === 'send') {
        send(effect.to, { type: 'sync', message: effect.message })
      } else if (effect.type === 'read-ranges') {
        const { to, requestId, ranges } = effect
        const items = ranges.flatMap(({ log, from, to: last }) => (this.#logs.get(log) ?? []).slice(from, last + 1))
        const held = items.filter(item => item !== undefined)
        send(to, { type: 'range-answer', requestId, ranges: ranges.length, items: held })
        this.handle({ type: 'range-served', to, requestId })
      } else if (effect.type === 'dial') {
        dial(effect.member)
      }
    }
  }
}
