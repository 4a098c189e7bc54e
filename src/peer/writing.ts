/**
 * What we write into bursts, and on its way: messages of one tick are signed together, a membership entry by itself.
 * Serves docs/protocol.md, "Bursts". Keeps the order of writing, and a large message in a burst of its own, so that
 * small ones are never announced and pulled.
 */
import type { EntryId } from '../base/ids.js'
import { ANNOUNCE_BYTES, MAX_BURST_ENTRIES } from '../base/limits.js'
import type { ControlBody } from '../group/control.js'
import type { PeerEffect, Written } from './events.js'
import type { GroupPeer } from './group.js'
import { refusedError } from './refused.js'

export interface Draft {
  /** ContentKind. */
  readonly kind: number
  readonly plaintext: Uint8Array
}

/** The ids of each burst, in the order of writing, and what is to be done. */
export function writeMessages(
  group: GroupPeer,
  drafts: readonly Draft[],
  now: number,
): { readonly bursts: readonly (readonly EntryId[])[]; readonly effects: PeerEffect[] } {
  const bursts: EntryId[][] = []
  const effects: PeerEffect[] = []
  for (const together of grouped(drafts)) {
    group.authorship.prepare(now)
    const verdict = group.book.writeContent(together, now)
    group.authorship.said(now)
    bursts.push(verdict.burst.entries.map(entry => entry.entryId))
    effects.push(...group.publish(verdict, now))
  }
  return { bursts, effects }
}

/** A membership entry of our own. Throws TocsinError where the rules refuse it: nothing is written then. */
export function writeControl(group: GroupPeer, body: ControlBody, now: number): Written {
  const refusal = group.book.refusal(body, now)
  if (refusal !== undefined) throw refusedError(refusal, body)
  const verdict = group.book.writeControl(body, now)
  return { entryId: verdict.burst.entries[0]!.entryId, effects: group.publish(verdict, now) }
}

/** Header, salt and framing of one entry, roughly; only the grouping hangs on it. */
const ENTRY_OVERHEAD = 512

function* grouped(drafts: readonly Draft[]): Generator<Draft[]> {
  let open: Draft[] = []
  let size = 0
  for (const draft of drafts) {
    const bytes = draft.plaintext.length + ENTRY_OVERHEAD
    if (open.length > 0 && (open.length === MAX_BURST_ENTRIES || size + bytes > ANNOUNCE_BYTES)) {
      yield open
      open = []
      size = 0
    }
    open.push(draft)
    size += bytes
  }
  if (open.length > 0) yield open
}
