/** Kinds of content entries, and what of them an embedder is shown. */

import { memberIdOf } from '../base/ids.js'
import type { CheckedEntry } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import { oddClock } from '../history/order.js'
import type { GroupEvent } from './events.js'

export const ContentKind = { text: 1, action: 2 } as const

export type MessageKind = keyof typeof ContentKind

/** The kind's name; undefined for what this version does not show. */
export function messageKind(kind: number): MessageKind | undefined {
  return kind === ContentKind.text ? 'text' : kind === ContentKind.action ? 'action' : undefined
}

/** The messages in entries of one content burst. `hops`: links it came over, undefined when it came by repair; `wallMs`: our clock. */
export function messagesOf(
  entries: readonly CheckedEntry[],
  hops: number | undefined,
  wallMs: number,
): (GroupEvent & { type: 'message' })[] {
  const messages: (GroupEvent & { type: 'message' })[] = []
  for (const { entryId, fields, body } of entries) {
    const kind = messageKind(fields.kind)
    if (kind === undefined) continue
    const { time, order } = fields
    const author = memberIdOf(fields.author)
    const clock = oddClock(time, order, wallMs)
    messages.push({ type: 'message', id: entryId, author, kind, time, clock, text: textOf(body), hops })
  }
  return messages
}

/** The text in a clear body; bytes that are no UTF-8 show as replacement characters. */
export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(SALT_BYTES))
}
