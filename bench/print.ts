/** The run as text: a table for each size and pattern, then one line for each figure. It computes medians, no verdicts. */
import type { Figure } from './figures.ts'
import { PUBLISHING } from './figures.ts'
import type { Pattern, PhaseResult } from './meter.ts'
import { resultsOf, SYSTEM_NAMES, type Turn } from './rounds.ts'
import { type Spread, spreadOf } from './spread.ts'
import type { SystemName, TrialResult } from './trial.ts'

interface Column {
  readonly title: string
  readonly value: (phases: { readonly loaded: PhaseResult; readonly single: PhaseResult }) => number | undefined
  /** Whether the lowest and highest round are shown. */
  readonly spread?: true
}

/** Speed and cost under load; the time to the last member with one message under way at a time. */
const COLUMNS: readonly Column[] = [
  { title: 'deliveries/CPU s', value: ({ loaded }) => loaded.perCpuSecond, spread: true },
  { title: 'sends/del.', value: ({ loaded }) => loaded.sendsPerDelivery },
  { title: 'dup./del.', value: ({ loaded }) => loaded.duplicatesPerDelivery },
  { title: 'hops', value: ({ loaded }) => loaded.hopsMean },
  { title: 'most', value: ({ loaded }) => loaded.hopsMax },
  { title: 'wire B/B', value: ({ loaded }) => loaded.wirePerPayloadByte },
  { title: 'last p50 ms', value: ({ single }) => single.lastP50Ms },
  { title: 'last p99 ms', value: ({ single }) => single.lastP99Ms },
  { title: 'loaded p50', value: ({ loaded }) => loaded.lastP50Ms },
  { title: 'loaded p99', value: ({ loaded }) => loaded.lastP99Ms },
  { title: 'delivered', value: ({ loaded, single }) => Math.min(loaded.delivered, single.delivered) },
]

const MEGABYTE = 1024 * 1024

export function tables(turns: readonly Turn[]): string {
  const sizes = [...new Set(turns.map(({ members }) => members))]
  return sizes.flatMap(members => (['one', 'all'] as const).map(pattern => table(turns, members, pattern))).join('\n')
}

function table(turns: readonly Turn[], members: number, pattern: Pattern): string {
  const header = ['', ...COLUMNS.map(({ title }) => title), 'ready s', 'MB/member']
  const rows = SYSTEM_NAMES.map(system => {
    const results = resultsOf(turns, system, { members }).map(({ result }) => result)
    return [system, ...cells(results, pattern)]
  })
  const rounds = Math.max(...SYSTEM_NAMES.map((system: SystemName) => resultsOf(turns, system, { members }).length))
  const title = `N = ${members}, ${PUBLISHING[pattern]}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
  return `${title}\n${aligned([header, ...rows])}\n`
}

function cells(results: readonly TrialResult[], pattern: Pattern): string[] {
  const measured = COLUMNS.map(({ value, spread }) => {
    const found = spreadOf(results.map(({ phases }) => value(phases[pattern])))
    if (found === undefined) return '–'
    return spread && found.samples > 1 ? withSpread(found) : brief(found.median)
  })
  const ready = spreadOf(results.map(({ readyMs }) => readyMs / 1000))
  const memory = spreadOf(results.map(({ bytesPerMember }) => bytesPerMember / MEGABYTE))
  return [...measured, ...[ready, memory].map(found => (found === undefined ? '–' : brief(found.median)))]
}

export function figureLines(figures: readonly Figure[]): string {
  const header = ['figure', 'target', 'measured', 'verdict']
  const rows = figures.map(({ name, unit, target, measured, verdict }) => {
    const bound = target === undefined ? '' : `${target.type === 'at-most' ? '≤' : '≥'} ${brief(target.value)} ${unit}`
    const found = measured === undefined ? '–' : `${withSpread(measured)} ${unit}`
    return [name, bound.trim(), found.trim(), verdict]
  })
  return aligned([header, ...rows])
}

function withSpread({ median, low, high, samples }: Spread): string {
  return samples === 1 ? brief(median) : `${brief(median)} [${brief(low)}–${brief(high)}]`
}

/** Three significant digits, and whole thousands with a comma. */
function brief(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')
  return rows.map(row => line(row).trimEnd()).join('\n')
}
