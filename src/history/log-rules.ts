/** What a log index is asked, what it answers, and what it is told of the group. Serves docs/protocol.md, "Logs". */
import type { EntryId, LogKey } from '../base/ids.js'
import type { Limit } from './log-state.js'

/** A burst as far as its place in the log goes. `prev`: the id before `firstSeq`, 64 hex digits. */
export interface BurstSummary {
  readonly log: LogKey
  readonly firstSeq: number
  readonly lastSeq: number
  readonly prev: string
  readonly ids: readonly EntryId[]
}

export type Refusal = 'malformed' | 'below-base' | 'too-scattered' | 'too-many-logs' | 'closed' | 'unlinked'
export type Added = 'new' | 'held' | { readonly fork: number } | { readonly refused: Refusal }

/** Where the logs of one author end, by log number in hex; of the others nothing counts. */
export type Limits = ReadonlyMap<string, Limit>

/** What the group's state says of a log; whoever keeps that state gives it with `govern`. */
export interface LogRules {
  /** Whether its author is or was a member; entries of others are early. */
  readonly hasAuthor: (log: LogKey) => boolean
  /** Whether entries of the log can be judged: the key that signs its content is known, where content needs one. */
  readonly isIntroduced: (log: LogKey) => boolean
  /** Whether what was missed is never given later: content of a group without history. */
  readonly isLiveOnly: (log: LogKey) => boolean
  /** Until when nothing more is taken of the log, in steady ms: its author wrote too much; undefined where it did not. */
  readonly restsUntil: (log: LogKey) => number | undefined
}
