/** `--since`: a message id or a prefix of one, a time in ISO 8601, or how long ago. Text → what is too old. */
import { TocsinError } from '../base/errors.js'
import { durationMs } from '../chat/durations.js'
import type { MessageEvent } from '../chat/surface.js'

export type Since =
  | { readonly type: 'message'; readonly prefix: string }
  | { readonly type: 'time'; readonly ms: number }

/** Throws TocsinError `bad-argument`. */
export function parsedSince(text: string, nowMs: number): Since {
  if (/^\d{4}-\d\d-\d\d/u.test(text)) {
    const ms = Date.parse(text)
    if (!Number.isNaN(ms)) return { type: 'time', ms }
  } else if (/^\d+(?:ms|s|m|h|d)$/u.test(text) && !isLongId(text)) {
    return { type: 'time', ms: nowMs - durationMs('--since', text) }
  } else if (/^[0-9a-f]{4,64}$/iu.test(text)) {
    return { type: 'message', prefix: text.toLowerCase() }
  }
  const choices = 'an id of 4 or more digits, a time such as 2026-01-31T12:00Z, or a duration such as 10m'
  throw new TocsinError('bad-argument', `--since is ${choices}, not "${text}"`)
}

/** An id may end in a d after nothing but digits; more days than ten years have nobody means. */
function isLongId(text: string): boolean {
  return /^\d{5,63}d$/u.test(text)
}

/** The message named is itself too old: what is asked for comes after it. */
export function isBefore(since: Since, message: MessageEvent): boolean {
  return since.type === 'time' ? Date.parse(message.time) < since.ms : message.id.startsWith(since.prefix)
}
