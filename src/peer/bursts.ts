/** Rows of one log back into bursts: a burst ends at a signature. A part without its signature is not served. */
import { entryIdOf, hexOf } from '../base/ids.js'
import type { CheckedBurst, CheckedEntry } from '../crypto/burst.js'
import { decodeHeader, entryHash } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { StoredEntry } from '../history/stored.js'

export interface StoredBurst {
  readonly entries: readonly { readonly header: Uint8Array; readonly body: Uint8Array; seq: number; prev: string }[]
  readonly signature: Uint8Array
}

/** Whole bursts that end above `floor`, and the seq of the last one's end. */
export function burstsOf(
  rows: readonly StoredEntry[],
  floor: bigint,
): { readonly bursts: StoredBurst[]; readonly last: number | undefined } {
  const bursts: StoredBurst[] = []
  let open: StoredBurst['entries'][number][] = []
  let last: number | undefined
  for (const row of rows) {
    const fields = decodeHeader(row.header)
    if (fields === undefined) continue
    open.push({ header: row.header, body: row.body, seq: row.seq, prev: hexOf(fields.prev) })
    if (row.signature.length === 0) continue
    if (row.order > floor) bursts.push({ entries: open, signature: row.signature })
    open = []
    last = row.seq
  }
  return { bursts, last }
}

/** A burst of our own disk, which was checked before it was stored: fields and ids only. */
export function rebuilt(
  suite: Suite,
  entries: readonly { readonly header: Uint8Array; readonly body: Uint8Array }[],
  signature: Uint8Array,
): CheckedBurst | undefined {
  const checked: CheckedEntry[] = []
  for (const { header, body } of entries) {
    const fields = decodeHeader(header)
    if (fields === undefined) return undefined
    const hash = entryHash(suite, header)
    checked.push({ header, body, fields, hash, entryId: entryIdOf(hash) })
  }
  return checked.length === 0 ? undefined : { entries: checked, signature }
}
