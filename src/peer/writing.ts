/**
 * What we write into bursts, and on its way: messages of one tick are signed together, a membership entry by itself.
 * Serves docs/protocol.md, "Bursts". Keeps the order of writing, and a large message in a burst of its own, so that
 * small ones are never announced and pulled.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId } from '../base/ids.js'
import { ANNOUNCE_BYTES, MAX_BURST_ENTRIES } from '../base/limits.js'
import type { ControlBody } from '../group/control.js'
import { ContentKind, messageKind } from './content.js'
import type { PeerEffect, Written } from './events.js'
import type { GroupPeer } from './group.js'
import type { Recipient } from './reading.js'
import { refusedError } from './refused.js'

export interface Draft {
  /** ContentKind. */
  readonly kind: number
  readonly plaintext: Uint8Array
  /** Whom it is for alone: it is sealed when it is written, since each has a key of its own. */
  readonly to?: Recipient | undefined
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
    const sealed = together.map(draft => sealedFor(group, draft))
    const verdict = group.book.writeContent(sealed, now)
    for (const [at, { entryId }] of verdict.burst.entries.entries()) {
      const contentKey = sealed[at]?.contentKey
      if (contentKey !== undefined) group.privates.wrote(entryId, contentKey)
    }
    group.authorship.said(now)
    bursts.push(verdict.burst.entries.map(entry => entry.entryId))
    effects.push(...group.publish(verdict, now))
  }
  return { bursts, effects }
}

interface SealedDraft extends Draft {
  /** Opens what is private. */
  readonly contentKey?: Uint8Array
}

/** To one who has published no prekey yet, or one that is none, it goes sealed to the link key. */
function sealedFor({ privates, reading }: GroupPeer, draft: Draft): SealedDraft {
  const { to, kind, plaintext: text } = draft
  if (to === undefined) return draft
  const sealed = privates.seal(to.member, kind, text)
  if (sealed !== undefined) return { kind: ContentKind.privateOnce, ...sealed }
  const plaintext = reading.sealed(to, messageKind(kind) ?? 'text', text)
  if (plaintext === undefined) throw new TocsinError('bug', 'a private draft for a link key that is none')
  return { kind: ContentKind.private, plaintext }
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
