/**
 * What this member tells others of what it holds: whole frontiers, deltas against what each was told last, and news of a
 * repair. Serves docs/protocol.md, "Frontiers". Must never tell a member that may read nothing.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { type Frontier, MAX_FRONTIER_LOGS, MESSAGE_LOGS } from './frontier.js'
import type { LogIndex } from './log-index.js'
import type { SyncEffect, SyncMessage } from './sync-messages.js'

/** A whole frontier is the dearest answer: not twice within this. */
const WHOLE_FRONTIER_MS = 100

interface Told {
  /** Version of ours this member last got. */
  version: number
  wholeAt: number | undefined
}

export interface TellingOptions {
  readonly index: LogIndex
  readonly frontier: Frontier
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
}

export class Telling {
  readonly #options: TellingOptions
  readonly #told = new Map<MemberId, Told>()

  constructor(options: TellingOptions) {
    this.#options = options
  }

  linkUp(member: MemberId): void {
    this.#told.set(member, { version: 0, wholeAt: undefined })
  }

  linkDown(member: MemberId): void {
    this.#told.delete(member)
  }

  /** It asked; `whole`: as if it had been told nothing. */
  asked(to: MemberId, whole: boolean, now: number): SyncEffect[] {
    const told = this.#told.get(to)
    if (told === undefined || this.#options.mayRead(to) === undefined) return []
    if (whole && told.wholeAt !== undefined && now - told.wholeAt < WHOLE_FRONTIER_MS) return []
    if (whole) {
      told.version = 0
      told.wholeAt = now
    }
    return this.#tell(to, told, !whole)
  }

  /** What changed since it was last told, where anything did. */
  news(to: MemberId): SyncEffect[] {
    const told = this.#told.get(to)
    if (told === undefined || this.#options.mayRead(to) === undefined) return []
    return this.#options.index.version > told.version ? this.#tell(to, told, true) : []
  }

  /** What the arcs did not bring here they did not bring to others either; `lacks` says who of them may want it. */
  repaired(log: LogKey, lacks: (member: MemberId, next: number) => boolean): SyncEffect[] {
    const { frontier, index, mayRead } = this.#options
    if (index.rules.isLiveOnly(log)) return []
    const line = frontier.of(log)
    const message = { type: 'frontier', logs: [line], delta: true, more: false, repaired: true } as const
    return [...this.#told.keys()]
      .filter(to => lacks(to, line.next) && mayRead(to) !== undefined)
      .map(to => ({ type: 'send', to, message }))
  }

  /** In as many messages as it takes; at least one. */
  #tell(to: MemberId, told: Told, delta: boolean): SyncEffect[] {
    const { index, frontier } = this.#options
    const changed = frontier.delta(told.version).slice(0, MAX_FRONTIER_LOGS)
    told.version = changed.reduce((version, { log }) => Math.max(version, index.versionOf(log)), told.version)
    const effects: SyncEffect[] = []
    for (let at = 0; at === 0 || at < changed.length; at += MESSAGE_LOGS) {
      const logs = changed.slice(at, at + MESSAGE_LOGS)
      const more = at + MESSAGE_LOGS < changed.length
      const message: SyncMessage = { type: 'frontier', logs, delta: delta || at > 0, more, repaired: false }
      effects.push({ type: 'send', to, message })
    }
    return effects
  }
}
