/**
 * Durations as people write them, in the command line's options and in an embedder's code: `500ms`, `10s`, `5m`, `24h`,
 * `7d`. They serve docs/cli.md; no time is read here.
 */
import { TocsinError } from '../base/errors.js'
import { isLife } from '../group/expiry.js'
import { shown } from './arguments.js'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Longest first. */
const SPOKEN: readonly (readonly [unit: string, ms: number])[] = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** Beyond ten years a duration is a mistake. */
const MAX_MS = 3650 * 86_400_000

/** A length of time for a person: `2 days`, `10 minutes`. */
export function roughly(ms: number): string {
  const [unit, unitMs] = SPOKEN.find(([, size]) => ms >= size) ?? ['second', 1000]
  const count = Math.max(1, Math.round(ms / unitMs))
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Milliseconds. Throws TocsinError `bad-argument`, naming the option. */
export function durationMs(option: string, text: string): number {
  const ms = parsed(text)
  if (isDuration(ms)) return ms
  throw new TocsinError('bad-argument', `${option} is a duration such as 10s, 5m, 24h or 7d, not ${shown(text)}`)
}

/** How long an invite lasts, in milliseconds, from milliseconds or text. Throws TocsinError `bad-argument`. */
export function lifetimeMs(given: number | string): number {
  const ms = Math.round(typeof given === 'number' ? given : parsed(given))
  if (isDuration(ms)) return ms
  throw new TocsinError('bad-argument', `an invite lasts for example 24h or 7d, not ${shown(given)}`)
}

/** How many seconds messages live, from milliseconds or text; 0, for ever, is `off`. Throws TocsinError `bad-argument`. */
export function expireSeconds(given: number | string): number {
  if (given === 'off') return 0
  const seconds = Math.round((typeof given === 'number' ? given : parsed(given)) / 1000)
  if (seconds !== 0 && isLife(seconds)) return seconds
  throw new TocsinError(
    'bad-argument',
    `messages live for example 1h or 7d, from 5m to 3650d, or off, not ${shown(given)}`,
  )
}

/** As `expireSeconds` reads it, in the largest unit that is exact. */
export function expireText(seconds: number): string {
  if (seconds === 0) return 'off'
  const [unit = 's', ms = 1000] = Object.entries(UNITS_MS).findLast(([, one]) => (seconds * 1000) % one === 0) ?? []
  return `${(seconds * 1000) / ms}${unit}`
}

/** False for what is not a number, too. */
function isDuration(ms: number): boolean {
  return ms > 0 && ms <= MAX_MS
}

function parsed(text: string): number {
  const [, digits, unit] = /^(\d{1,12})(ms|s|m|h|d)$/u.exec(text) ?? []
  return digits === undefined || unit === undefined ? Number.NaN : Number(digits) * (UNITS_MS[unit] ?? Number.NaN)
}
