/** What is kept of a group: entries, and small named values beside them. Data only; src/store keeps it. */
import type { EntryId, GroupId, LogKey } from '../base/ids.js'

/** One entry as it is kept. `order` is the display order's first key, the header's own field. */
export interface StoredEntry {
  readonly entryId: EntryId
  readonly log: LogKey
  readonly seq: number
  readonly order: bigint
  /** The fixed-layout header (src/crypto/entry.ts). */
  readonly header: Uint8Array
  /** Clear body: salt ‖ plaintext. */
  readonly body: Uint8Array
  /** 64 bytes on the last entry of a burst; empty on the others. */
  readonly signature: Uint8Array
  /** What opens a private message for us, who alone have it: it lies in the entry's own row, and never leaves. 32 bytes. */
  readonly contentKey?: Uint8Array | undefined
}

/** Everything one tick makes durable, all or nothing. */
export interface Batch {
  readonly group: GroupId
  readonly entries: readonly StoredEntry[]
  /** Small named values (log states, presence, settings); undefined deletes. */
  readonly values: readonly (readonly [name: string, value: Uint8Array | undefined])[]
  /** Logs whose entries are forgotten: they say nothing any more, and are given to nobody. */
  readonly dropped?: readonly LogKey[] | undefined
}

/** A group as the store had it at start: all but the content entries, which stay on disk. */
export interface SavedGroup {
  readonly group: GroupId
  readonly values: ReadonlyMap<string, Uint8Array>
  /** Every control entry, each log ascending. */
  readonly control: readonly StoredEntry[]
  /** The last entry of each content log. */
  readonly heads: readonly StoredEntry[]
}

/** Where a store is, as far as the system tells. */
export interface Place {
  /** Each copy of a store has another one: what was begun at another place is the other's to go on with. */
  readonly id: string
  /** Whether the last run here ended by a stop, so that all that it said is stored here. */
  readonly stopped: boolean
}
