/**
 * What a peer needs of a disk: one atomic, durable commit per tick, and bounded reads.
 *
 * Two implementations behave alike (test/conformance): node:sqlite and memory. Rows are opaque to the network: the
 * store seals everything but the columns it must sort by. What `commit` returned from is on disk.
 */
import type { EntryId, GroupId, LogKey } from '../base/ids.js'
import type { Batch, Place, StoredEntry } from '../history/stored.js'

export type { Batch, Place, StoredEntry } from '../history/stored.js'

/** A stored entry with its place in this store's order of arrival, which is the cursor of replayable events. */
export type ArrivedEntry = StoredEntry & { readonly arrival: number }

/** Display order: (order, author, entry id), all ascending; `author` is the part of `log` before the slash. */
export interface DisplayCursor {
  readonly order: bigint
  readonly entryId: EntryId
}

/** The text of a content entry. The bytes are the store's own and are not to be kept. */
export type ReadText = (entry: Omit<StoredEntry, 'entryId'>) => string | undefined

export interface Store {
  /** Whether a commit takes no time worth sending anything ahead of it. */
  readonly instant: boolean
  /** Where it was opened; as it was then. Undefined where nobody can tell. */
  readonly place?: Place | undefined
  /** Atomic and durable on return. Throws TocsinError `disk-full`, `store-damaged` or `store-failed`; then nothing of it is kept. */
  commit(batches: readonly Batch[]): void
  groups(): GroupId[]
  /** Every named value of a group. */
  values(group: GroupId): Map<string, Uint8Array>
  has(group: GroupId, entryId: EntryId): boolean
  get(group: GroupId, entryId: EntryId): StoredEntry | undefined
  /** Entries of one log from `fromSeq` up, ascending, until `limit` entries or `maxBytes` of headers and bodies (at least one). */
  readLog(group: GroupId, log: LogKey, fromSeq: number, limit: number, maxBytes: number): StoredEntry[]
  /**
   * Content entries only (an odd log number), newest first in display order, strictly before `before` (from the end when undefined).
   * What has an order above `upTo` stands after what its author had seen (ahead.ts).
   */
  newest(group: GroupId, before: DisplayCursor | undefined, limit: number, upTo?: bigint): StoredEntry[]
  /**
   * Content entries whose text has every word, newest first, strictly before `before`, at most `limit` in all. It opens
   * one block of rows a step and gives what that settled, often nothing: so the caller can let others run in between.
   * What is committed after the first step may be missing. Case does not count, nor do accents and width unless it is `exact`.
   * `read` gives the text that is searched, and undefined for what must not be found; when it is left out, the text of every clear body.
   */
  search(
    group: GroupId,
    words: readonly string[],
    before: DisplayCursor | undefined,
    limit: number,
    read?: ReadText,
    exact?: boolean,
    upTo?: bigint,
  ): Generator<readonly StoredEntry[]>
  /** In order of arrival, strictly after `arrival`; control entries as well, since joining and leaving are replayed too. */
  since(group: GroupId, arrival: number, limit: number): ArrivedEntry[]
  /** An entry's place in the order of arrival, as a cursor for `since`; undefined when it is not held. */
  arrivalOf(group: GroupId, entryId: EntryId): number | undefined
  /** Content entries held. */
  count(group: GroupId): number
  /**
   * Of each content log the last entry with a signature whose order is at most `upTo`: where what `shred` forgets ends. An entry
   * with an order above `counted` goes by the order at which it is shown (src/store/ahead.ts); without `counted` none does.
   */
  edges(group: GroupId, upTo: bigint, counted?: bigint): StoredEntry[]
  /**
   * Forgets the content up to those edges whose order is at most `upTo`, for good: the keys that sealed it are gone, too.
   * Looks at 1,000 entries or so a call, so that others can run in between; whether there may be more. Durable on return.
   */
  shred(group: GroupId, upTo: bigint, counted?: bigint): boolean
  /** Forgets a group whole (after leave with purge); durable on return. */
  drop(group: GroupId): void
  /** `stopped`: this run is over and told the others so, and the next one may go on where it ended. */
  close(stopped?: boolean): void
}
