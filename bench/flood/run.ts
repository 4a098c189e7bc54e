/**
 * `npm run bench:flood`: members as processes over TCP, each with a folder on disk; two of them flood while the others talk.
 * Prints how late the others' talk is, without the flood and in it, and how large the members grow, against the bounds.
 * Bounded in count and in time.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { spreadOf } from '../spread.ts'
import { type Trial, trial } from './trial.ts'

const USAGE = `npm run bench:flood -- [--members N] [--flood N] [--per-second N] [--quiet SECONDS] [--runs N] [--flag FLAG]...

  --members     5; two of them flood
  --flood       messages of each of the two; 10000
  --per-second  how many of them it writes in a second; 1000
  --quiet       how long the others talk without it, half before and half after; 20
  --runs        each with fresh processes; 3, and the medians are judged
  --flag        for the engine of the members, such as --cpu-prof
`
const FLOODERS = 2
const MAX_RATIO = 2
const MAX_MEMBER_BYTES = 150_000_000

function report(runs: readonly Trial[]): boolean {
  const medianOf = (value: (run: Trial) => number | undefined): number =>
    spreadOf(runs.map(value))?.median ?? Number.NaN
  const ratio = medianOf(ratioOf)
  const most = medianOf(({ mostBytes }) => Math.max(...mostBytes))
  const lost = runs.reduce((sum, run) => sum + run.lost, 0)
  const twice = runs.reduce((sum, run) => sum + run.twice, 0)
  const everywhere = runs.every(({ everywhereMs }) => everywhereMs !== undefined)
  const rows = [
    line('p99 quiet', `${medianOf(({ quiet }) => quiet.p99)} ms`),
    line('p99 flooded', `${medianOf(({ flooded }) => flooded.p99)} ms`),
    line('ratio', ratio.toFixed(2), `<= ${MAX_RATIO}`, ratio <= MAX_RATIO),
    line('largest member', `${megabytes(most)} MB`, `< ${megabytes(MAX_MEMBER_BYTES)} MB`, most < MAX_MEMBER_BYTES),
    line('everywhere', `${seconds(medianOf(({ everywhereMs }) => everywhereMs))}`, 'in all runs', everywhere),
    line('acked and lost', String(lost), '0', lost === 0),
    line('shown twice', String(twice), '0', twice === 0),
  ]
  process.stdout.write(`median of ${runs.length}\n${rows.join('\n')}\n`)
  process.stdout.write(`${JSON.stringify({ v: 1, type: 'flood', node: process.version, runs })}\n`)
  return ratio <= MAX_RATIO && most < MAX_MEMBER_BYTES && everywhere && lost === 0 && twice === 0
}

function line(what: string, value: string, bound = '', met?: boolean): string {
  return `  ${what.padEnd(16)}${value.padEnd(14)}${bound.padEnd(14)}${met === undefined ? '' : met ? 'met' : 'MISSED'}`
}

function ratioOf({ quiet, flooded }: Trial): number {
  return flooded.p99 / quiet.p99
}

function tell(run: Trial): void {
  const { quiet, flooded, atFlooders, idleBytes, mostBytes, writtenMs, everywhereMs } = run
  const sizes = mostBytes.map((bytes, at) => `${megabytes(bytes)}${at < FLOODERS ? ' (floods)' : ''}`).join(', ')
  const latencies = Object.entries({ quiet, flooded, 'flooded, at the flooders': atFlooders }).map(
    ([phase, { samples, p50, p99, most }]) =>
      `  ${phase}: ${samples} deliveries, p50 ${p50}, p99 ${p99}, most ${most} ms\n`,
  )
  process.stdout.write(
    `load ${loadavg()[0]!.toFixed(1)}\n${latencies.join('')}` +
      `  resident at most, MB: ${sizes}; ${megabytes(idleBytes)} in no group\n` +
      `  written in ${seconds(writtenMs)}, ${everywhereMs === undefined ? 'NOT everywhere' : `everywhere after ${seconds(everywhereMs)}`}\n`,
  )
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '5' },
    flood: { type: 'string', default: '10000' },
    'per-second': { type: 'string', default: '1000' },
    quiet: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
    flag: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) process.stdout.write(USAGE)
else {
  const runs: Trial[] = []
  for (let run = 0; run < Number(values.runs); run += 1) {
    runs.push(
      await trial({
        members: Number(values.members),
        flooders: FLOODERS,
        each: Number(values.flood),
        perSecond: Number(values['per-second']),
        quietMs: Number(values.quiet) * 1_000,
        flags: values.flag,
      }),
    )
    tell(runs.at(-1)!)
  }
  if (!report(runs)) process.exitCode = 1
}
