/**
 * All that a member knows to exist and does not show, with the reason and since when: what others claim, what its author's
 * key is unknown of, and what no key opens yet. Serves docs/protocol.md, "What is missing". An entry that is missing for two
 * reasons counts once; nothing that counts here is ever called complete.
 */
import { type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'
import { decodeHeader } from '../crypto/entry.js'
import type { Lacking } from '../history/lacking.js'
import { authorOf } from '../history/log-key.js'
import type { EarlyBurst } from './early-bursts.js'

/** `claimed`: on its way from a member that has it. `key`: its author introduced no key to us. `sealed`: no key opens it. */
export type MissingReason = Lacking['because'] | 'sealed'

export interface Missing {
  readonly because: MissingReason
  readonly author: MemberId
  readonly entries: number
  /** When it was first known of, by the time of day. */
  readonly sinceMs: number
}

export interface SyncProgress {
  /** Entries that came in this catch-up. */
  readonly have: number
  readonly from: readonly MemberId[]
  /** Two members were asked what we missed, and we hold all that they could give. */
  readonly returned: boolean
}

/** As it is shown. */
export interface SyncState {
  readonly have: number
  readonly missing: number
  readonly from: readonly MemberId[]
  /** Two members were asked, and nothing is known to be missing. */
  readonly caughtUp: boolean
  /** Two members were asked, and all that they could give when they were asked is here. */
  readonly settled: boolean
  readonly waiting: readonly Missing[]
}

export interface OutstandingSources {
  readonly claimed: () => Iterable<Lacking>
  /** What came and waits for a key that signs it, and for one that opens it. */
  readonly unintroduced: () => readonly EarlyBurst[]
  readonly unopened: () => readonly EarlyBurst[]
  readonly covers: (log: LogKey, seq: number) => boolean
  /** The time of day at a steady time. */
  readonly wallAt: (now: number) => number
}

/** What is on its way over the arcs comes and goes within this, and is looked at no more than once in it. */
const LOOK_MS = SECOND_MS
/** The reason that explains most counts. */
const RANK: Readonly<Record<MissingReason, number>> = { claimed: 0, sealed: 1, key: 2 }

interface Line {
  readonly because: MissingReason
  readonly entries: number
}

export class Outstanding {
  readonly #sources: OutstandingSources
  #since = new Map<string, number>()
  #lookAt: number | undefined

  constructor(sources: OutstandingSources) {
    this.#sources = sources
  }

  get deadline(): number | undefined {
    return this.#lookAt
  }

  /** Something happened that may change it. */
  changed(now: number): void {
    this.#lookAt ??= now + LOOK_MS
  }

  /** One for each author and reason, as of now. */
  at(now: number): Missing[] {
    const sums = new Map<string, Missing>()
    for (const [log, { because, entries }] of this.#logs()) {
      const author = authorOf(log)
      const name = nameOf(author, because)
      const sinceMs = this.#since.get(name) ?? this.#sources.wallAt(now)
      sums.set(name, { author, because, entries: (sums.get(name)?.entries ?? 0) + entries, sinceMs })
    }
    return [...sums.values()]
  }

  /** True when it was time to look; looks again for as long as something is missing. */
  wake(now: number): boolean {
    if (this.#lookAt === undefined || this.#lookAt > now) return false
    const missing = this.at(now)
    this.#since = new Map(missing.map(({ author, because, sinceMs }) => [nameOf(author, because), sinceMs]))
    this.#lookAt = missing.length > 0 ? now + LOOK_MS : undefined
    return true
  }

  #logs(): Map<LogKey, Line> {
    const logs = new Map<LogKey, Line>()
    const { claimed, unintroduced, unopened } = this.#sources
    for (const { log, because, entries } of claimed()) add(logs, log, { because, entries })
    for (const [log, entries] of this.#waiting(unintroduced())) add(logs, log, { because: 'key', entries })
    for (const [log, entries] of this.#waiting(unopened())) add(logs, log, { because: 'sealed', entries })
    return logs
  }

  /** Entries that wait of each log, less what sync has brought meanwhile. */
  #waiting(bursts: readonly EarlyBurst[]): Map<LogKey, number> {
    const counts = new Map<LogKey, number>()
    for (const { burst } of bursts) {
      for (const { header } of burst.entries) {
        const fields = decodeHeader(header)
        if (fields === undefined) continue
        const log = logKeyOf(memberIdOf(fields.author), fields.log)
        if (!this.#sources.covers(log, fields.seq)) counts.set(log, (counts.get(log) ?? 0) + 1)
      }
    }
    return counts
  }
}

function add(logs: Map<LogKey, Line>, log: LogKey, line: Line): void {
  const known = logs.get(log)
  if (line.entries === 0) return
  const because = known !== undefined && RANK[known.because] > RANK[line.because] ? known.because : line.because
  logs.set(log, { because, entries: Math.max(known?.entries ?? 0, line.entries) })
}

function nameOf(author: MemberId, because: MissingReason): string {
  return `${because} ${author}`
}

export function syncState({ have, from, returned }: SyncProgress, waiting: readonly Missing[]): SyncState {
  const missing = waiting.reduce((sum, { entries }) => sum + entries, 0)
  return { have, missing, from, caughtUp: returned && missing === 0, settled: returned, waiting }
}
