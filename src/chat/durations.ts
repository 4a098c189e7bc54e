/** How long an invite lasts, as an embedder writes it: milliseconds, or text such as `90s`, `30m`, `24h`, `7d`. */
import { TocsinError } from '../base/errors.js'

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Beyond ten years a duration is a mistake. */
const MAX_MS = 3650 * 86_400_000

/** Milliseconds. Throws TocsinError `bad-argument`. */
export function lifetimeMs(given: number | string): number {
  const ms = typeof given === 'number' ? given : parsed(given)
  if (Number.isFinite(ms) && ms > 0 && ms <= MAX_MS) return Math.round(ms)
  throw new TocsinError('bad-argument', `an invite lasts for example 24h or 7d, not "${given}"`)
}

function parsed(text: string): number {
  const [, digits, unit] = /^(\d{1,9})(s|m|h|d)$/u.exec(text) ?? []
  return digits === undefined || unit === undefined ? Number.NaN : Number(digits) * (UNITS_MS[unit] ?? Number.NaN)
}
