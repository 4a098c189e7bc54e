/**
 * `--since`: a message id or a prefix of one, a time in ISO 8601, or how long ago. Text → what is too old. A time without a
 * zone is one of the reader's: the process that was asked makes it absolute, before an owner in another zone reads it.
 */
import { TocsinError } from '../base/errors.js'
import { durationMs } from '../chat/durations.js'
import type { MessageEvent } from '../chat/surface.js'

export type Since =
  | { readonly type: 'message'; readonly prefix: string }
  | { readonly type: 'time'; readonly ms: number }

/** As `tail` shows it, or as ISO 8601 writes it; without a clock it is the beginning of the day. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/iu

/** Throws TocsinError `bad-argument`. */
export function parsedSince(text: string, nowMs: number): Since {
  if (/^\d{4}-/u.test(text)) {
    const ms = timeMs(text)
    if (ms !== undefined) return { type: 'time', ms }
  } else if (/^\d+(?:ms|s|m|h|d)$/u.test(text) && !isLongId(text)) {
    return { type: 'time', ms: nowMs - durationMs('--since', text) }
  } else if (/^[0-9a-f]{4,64}$/iu.test(text)) {
    return { type: 'message', prefix: text.toLowerCase() }
  }
  const choices = 'an id of 4 or more digits, a time that there is such as 2026-01-31T12:00, or a duration such as 10m'
  throw new TocsinError('bad-argument', `--since is ${choices}, not "${text}"`)
}

/** The same, for whom zone and clock are others. Throws TocsinError `bad-argument`. */
export function absoluteSince(text: string, nowMs: number): string {
  const since = parsedSince(text, nowMs)
  return since.type === 'message' ? since.prefix : isoTime(since.ms)
}

/** The last one of an option counts, and what follows `--` is none. */
export function withSince(argv: readonly string[], since: string): readonly string[] {
  const end = argv.indexOf('--')
  const at = end < 0 ? argv.length : end
  return [...argv.slice(0, at), `--since=${since}`, ...argv.slice(at)]
}

/**
 * The message named is itself too old: what is asked for comes after it. A time that is marked as wrong says nothing of when
 * that was, nor of the messages that stand above it.
 */
export function isBefore(since: Since, { id, time, clock }: MessageEvent): boolean {
  if (since.type === 'message') return id.startsWith(since.prefix)
  return clock === undefined && Date.parse(time) < since.ms
}

/** Undefined for what no calendar or clock has. A local time that is skipped in spring counts from before, and one that comes twice in autumn is the first. */
function timeMs(text: string): number | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = TIME.exec(text) ?? []
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const clock = [Number(hour), Number(minute), Number(second), ms] as const
  if (zone === undefined) return localMs([Number(year), Number(month) - 1, Number(day)], clock)
  const offset = offsetMs(zone.toUpperCase())
  if (offset === undefined) return undefined
  const utc = new Date(0)
  utc.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  utc.setUTCHours(...clock)
  return utc.getTime() - offset
}

/** By the calendar, which knows no zones: a day is one even where its midnight was skipped. */
function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** Day and clock at once: a day that is set first may be moved by a midnight that it does not have. */
function localMs(day: readonly [number, number, number], clock: readonly [number, number, number, number]): number {
  const date = new Date(...day, ...clock)
  // the constructor takes these years for ones of the last century
  if (day[0] < 100) date.setFullYear(...day)
  return date.getTime()
}

/** In four digits of a year, which a zone may leave at either end. */
function isoTime(ms: number): string {
  const [first, last] = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']
  const iso = new Date(ms).toISOString()
  return iso.length === first.length ? iso : iso.startsWith('-') ? first : last
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const [, sign, hours = '', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/u.exec(zone) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** An id may end in a d after nothing but digits; more days than ten years have nobody means. */
function isLongId(text: string): boolean {
  return /^\d{5,63}d$/u.test(text)
}
