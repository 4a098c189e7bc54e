/**
 * Memory and open files over a run, and whether they stayed flat. Judged on members that kept one process for the whole
 * run: the median of the last third against that of the middle third, since the first is spent warming up.
 */
import { readdirSync } from 'node:fs'
import type { Finding } from './ledger.ts'

export interface Sample {
  readonly member: string
  readonly atMs: number
  readonly rss: number
  /** After a full collection. */
  readonly heap: number
  /** Bytes outside the heap that it keeps alive, after the collection. */
  readonly buffers: number
  readonly files: number
}

export interface Trend {
  readonly member: string
  readonly what: Measure
  readonly middle: number
  readonly last: number
  readonly flat: boolean
}

type Measure = (typeof MEASURES)[number]

const MEASURES = ['rss', 'heap', 'buffers', 'files'] as const
const MIB = 1024 * 1024
/** A heap holds an index of the logs, and each start of a member may add a log; RSS follows with the allocator's slack. */
const GROWTH: Readonly<Record<Measure, { readonly share: number; readonly fixed: number }>> = {
  rss: { share: 0.1, fixed: 8 * MIB },
  heap: { share: 0.1, fixed: 2 * MIB },
  buffers: { share: 0.1, fixed: 4 * MIB },
  // a socket for each member that may be linked at one time and not at the other
  files: { share: 0, fixed: 8 },
}
/** Below this the middle third is still warming up, and nothing can be said of memory. */
export const LEAST_JUDGED_MS = 300_000

/** How many descriptors the process has; 0 where there is no /proc. */
export function filesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

export function trendsOf(samples: readonly Sample[], members: readonly string[], durationMs: number): readonly Trend[] {
  const between = (from: number, to: number) => samples.filter(({ atMs }) => atMs >= from && atMs < to)
  const middles = between(durationMs / 3, (durationMs * 2) / 3)
  const lasts = between((durationMs * 2) / 3, durationMs)
  return members.flatMap(member =>
    MEASURES.flatMap((what): Trend[] => {
      const middle = medianOf(middles.filter(sample => sample.member === member).map(sample => sample[what]))
      const last = medianOf(lasts.filter(sample => sample.member === member).map(sample => sample[what]))
      if (middle === undefined || last === undefined) return []
      const { share, fixed } = GROWTH[what]
      return [{ member, what, middle, last, flat: last <= middle * (1 + share) + fixed }]
    }),
  )
}

export function growthIn(trends: readonly Trend[]): readonly Finding[] {
  return trends
    .filter(({ flat }) => !flat)
    .map(({ member, what, middle, last }) => ({
      type: 'grew',
      member,
      what: `${what} went from ${shownAs(what, middle)} in the middle third to ${shownAs(what, last)} in the last`,
    }))
}

export function shownAs(what: Measure, value: number): string {
  return what === 'files' ? String(value) : `${(value / MIB).toFixed(1)} MiB`
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)]
}
