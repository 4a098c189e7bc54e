/**
 * What this member tells others of what it holds: frontiers, what changed since a version that the other names, and news
 * of a repair. Serves docs/protocol.md, "Frontiers". Must never tell a member that may read nothing.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { Acquaintances } from './acquaintances.js'
import { type Frontier, type LogFrontier, MAX_FRONTIER_LOGS, MESSAGE_LOGS, missing } from './frontier.js'
import type { LogIndex } from './log-index.js'
import type { LogNames } from './log-names.js'
import type { FrontierMessage, SyncEffect } from './sync-messages.js'

/** A whole frontier is the dearest answer: what a link was told is not told again within this. */
const AGAIN_MS = 100

interface Told {
  /** Version of ours this member last got on this link. */
  version: number
  asked: boolean
  againAt: number
}

export interface TellingOptions {
  readonly index: LogIndex
  readonly frontier: Frontier
  readonly names: LogNames
  readonly acquaintances: Acquaintances
  /** What a member said it holds of a log. */
  readonly claimed: (member: MemberId, log: LogKey) => LogFrontier | undefined
  /** The order above which a member may read; undefined when it may read nothing. */
  readonly mayRead: (member: MemberId) => bigint | undefined
}

type Why = Pick<FrontierMessage, 'because' | 'inFull'>

export class Telling {
  readonly #options: TellingOptions
  readonly #told = new Map<MemberId, Told>()

  constructor(options: TellingOptions) {
    this.#options = options
  }

  linkUp(member: MemberId): void {
    this.#told.set(member, { version: 0, asked: false, againAt: 0 })
  }

  linkDown(member: MemberId): void {
    this.#told.delete(member)
  }

  /** It asked for what changed after a version of ours; for all, where that is none we had. */
  asked(to: MemberId, since: number, inFull: boolean, now: number): SyncEffect[] {
    const told = this.#told.get(to)
    if (told === undefined || !this.#mayHear(to)) return []
    const after = since <= this.#options.index.version ? since : 0
    if (after < told.version) {
      if (now < told.againAt) return []
      told.againAt = now + AGAIN_MS
    }
    // what it heard before this link it names because it holds it
    if (!told.asked) this.#options.acquaintances.holdsOurs(to, after)
    told.asked = true
    return this.#tell(to, told, after, { because: 'asked', inFull })
  }

  /** What changed since it was last told, where anything did. */
  news(to: MemberId): SyncEffect[] {
    const told = this.#told.get(to)
    if (told === undefined || !this.#mayHear(to)) return []
    const after = Math.max(told.version, this.#options.acquaintances.ours(to))
    return this.#options.index.version > after ? this.#tell(to, told, after, { because: 'news', inFull: false }) : []
  }

  /** Lines whose short names said nothing to it. */
  named(to: MemberId, names: readonly string[]): SyncEffect[] {
    if (!this.#told.has(to) || !this.#mayHear(to)) return []
    const logs = names.flatMap(name => this.#options.names.logsOf(name)).slice(0, MESSAGE_LOGS)
    return [this.#message(to, this.#lines(logs), { because: 'names', inFull: true })]
  }

  /** What the arcs did not bring here they did not bring to others either; `lacks` says who of them may want it. */
  repaired(logs: readonly LogKey[], lacks: (member: MemberId, line: LogFrontier) => boolean): SyncEffect[] {
    const lines = this.#lines(logs)
    return [...this.#told.keys()].flatMap(to => {
      const wanted = this.#mayHear(to) ? lines.filter(line => lacks(to, line)) : []
      return wanted.length === 0 ? [] : [this.#message(to, wanted, { because: 'repair', inFull: true })]
    })
  }

  #mayHear(member: MemberId): boolean {
    return this.#options.mayRead(member) !== undefined
  }

  /** In as many messages as it takes; at least one. */
  #tell(to: MemberId, told: Told, after: number, why: Why): SyncEffect[] {
    const { index, frontier, claimed } = this.#options
    const lines = frontier.delta(after).filter(line => !isBehind(line, claimed(to, line.log)))
    const changed = lines.slice(0, MAX_FRONTIER_LOGS)
    const last = changed.at(-1)
    // what is over comes with the next request, and what no log told of is nobody's business
    told.version = lines.length > changed.length && last !== undefined ? index.versionOf(last.log) : index.version
    const effects: SyncEffect[] = []
    for (let at = 0; at === 0 || at < changed.length; at += MESSAGE_LOGS) {
      const logs = changed.slice(at, at + MESSAGE_LOGS)
      const more = at + MESSAGE_LOGS < changed.length
      const rest = { delta: after > 0 || at > 0 || why.because === 'news', more }
      const version = more || why.because === 'news' ? undefined : told.version
      effects.push(this.#message(to, logs, why, { ...rest, version }))
    }
    return effects
  }

  #lines(logs: readonly LogKey[]): LogFrontier[] {
    const { frontier, index } = this.#options
    return logs.filter(log => !index.rules.isLiveOnly(log)).map(log => frontier.of(log))
  }

  #message(
    to: MemberId,
    logs: readonly LogFrontier[],
    { because, inFull }: Why,
    rest: Pick<FrontierMessage, 'delta' | 'more' | 'version'> = { delta: true, more: false, version: undefined },
  ): SyncEffect {
    return { type: 'send', to, message: { type: 'frontier', logs, unknown: [], because, inFull, ...rest } }
  }
}

/** Whoever holds more of a log need not hear how much less we do: it is what we are pulling, most often from it. */
function isBehind(line: LogFrontier, theirs: LogFrontier | undefined): boolean {
  if (theirs === undefined || theirs.next <= line.next) return false
  return line.fork === undefined && theirs.fork === undefined && missing(theirs, line).length === 0
}
