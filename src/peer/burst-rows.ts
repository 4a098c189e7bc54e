/**
 * A burst as the rows that are stored of it, and back. Serves docs/protocol.md, "Storage". Only the last row has the
 * signature; where a log forks the rows of both sides lie between each other, and a burst never mixes them.
 */
import { type EntryId, entryIdOf, hexOf, logKeyOf, memberIdOf } from '../base/ids.js'
import { MAX_BURST_ENTRIES, MAX_RECORD_BYTES } from '../base/limits.js'
import type { Burst, CheckedBurst, CheckedEntry } from '../crypto/burst.js'
import { decodeHeader, entryHash, prevIn } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { BurstSummary } from '../history/log-index.js'
import type { StoredEntry } from '../history/stored.js'

/** A burst is relayed and served in one record, beside a frame's own few bytes. */
export const MAX_BURST_BYTES = MAX_RECORD_BYTES - 4096
/** Tags and lengths of an entry within a burst. */
const ENTRY_FRAMING = 16

/** What a burst takes in a frame, at most. */
export function bytesOf({ entries }: Pick<Burst, 'entries'>): number {
  return entries.reduce((sum, { header, body }) => sum + header.length + body.length + ENTRY_FRAMING, 128)
}

export function storedEntries(burst: CheckedBurst): StoredEntry[] {
  const last = burst.entries.length - 1
  const { author, log } = burst.entries[last]!.fields
  const key = logKeyOf(memberIdOf(author), log)
  return burst.entries.map((entry, at) => ({
    entryId: entry.entryId,
    log: key,
    seq: entry.fields.seq,
    order: entry.fields.order,
    header: entry.header,
    body: entry.body,
    signature: at === last ? burst.signature : new Uint8Array(0),
  }))
}

export interface BurstRows {
  readonly first: StoredEntry
  readonly last: StoredEntry
  readonly rows: readonly StoredEntry[]
  /** What it takes in a frame, at most. */
  readonly bytes: number
}

/** The bursts that end in these rows, in the rows' order; each log's rows ascend and reach back a burst's length. */
export function burstsIn(rows: readonly StoredEntry[]): BurstRows[] {
  const byId = new Map(rows.map(row => [row.entryId, row]))
  return rows.filter(({ signature }) => signature.length > 0).map(last => burstOf(last, byId))
}

/** Back from the signed row to the one after the last that is signed, or as far as a burst goes. */
function burstOf(last: StoredEntry, byId: ReadonlyMap<EntryId, StoredEntry>): BurstRows {
  const rows = [last]
  for (let first = last; rows.length < MAX_BURST_ENTRIES; ) {
    const before = byId.get(entryIdOf(prevIn(first.header)))
    if (before === undefined || before.signature.length > 0) break
    rows.unshift(before)
    first = before
  }
  return { first: rows[0]!, last, rows, bytes: bytesOf({ entries: rows }) }
}

/** A burst of our own disk, which was checked before it was stored: fields and ids only. */
export function rebuilt(suite: Suite, rows: readonly StoredEntry[]): CheckedBurst | undefined {
  const entries: CheckedEntry[] = []
  for (const { header, body } of rows) {
    const fields = decodeHeader(header)
    if (fields === undefined) return undefined
    const hash = entryHash(suite, header)
    entries.push({ header, body, fields, hash, entryId: entryIdOf(hash) })
  }
  const signature = rows.at(-1)?.signature
  return signature === undefined ? undefined : { entries, signature }
}

/** As far as its place in its log goes. */
export function summaryOf({ entries }: CheckedBurst): BurstSummary {
  const [first, last] = [entries[0]!.fields, entries.at(-1)!.fields]
  return {
    log: logKeyOf(memberIdOf(first.author), first.log),
    firstSeq: first.seq,
    lastSeq: last.seq,
    prev: hexOf(first.prev),
    ids: entries.map(entry => entry.entryId),
  }
}
