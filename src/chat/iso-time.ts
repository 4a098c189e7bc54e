/** Times as an embedder sees them. */

const MAX_DATE_MS = 8.64e15

/** ISO 8601. A time beyond what a date can say is shown as the last one it can. */
export function isoTime(ms: number): string {
  return new Date(Math.min(ms, MAX_DATE_MS)).toISOString()
}
