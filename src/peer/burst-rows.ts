/**
 * A burst as the rows that are stored of it. Serves docs/protocol.md, "Storage". Only the last row has the signature.
 */
import { logKeyOf, memberIdOf } from '../base/ids.js'
import { MAX_RECORD_BYTES } from '../base/limits.js'
import type { Burst, CheckedBurst } from '../crypto/burst.js'
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
