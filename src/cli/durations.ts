/** Durations as people write them: `500ms`, `10s`, `5m`, `24h`, `7d`. */
import { TocsinError } from '../base/errors.js'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Beyond ten years a duration is a mistake. */
const MAX_MS = 3650 * 86_400_000

/** Milliseconds. Throws TocsinError `bad-argument`, naming the option. */
export function durationMs(option: string, text: string): number {
  const [, digits, unit] = /^(\d{1,12})(ms|s|m|h|d)$/u.exec(text) ?? []
  const value = digits === undefined || unit === undefined ? 0 : Number(digits) * (UNITS[unit] ?? 0)
  if (value > 0 && value <= MAX_MS) return value
  throw new TocsinError('bad-argument', `${option} is a duration such as 10s, 5m, 24h or 7d, not "${text}"`)
}
