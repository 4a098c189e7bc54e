/**
 * `npm run figures`: measures the lines of docs/figures.md that the swarm can tell, prints them as a table, and draws its
 * two plots. `--seeds 3` for a look, `--only talk` for a part; 20 key sets take half an hour.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Outcome } from '../../sim/measure.ts'
import {
  CRASHES,
  crashLines,
  dropperLines,
  hopLines,
  type Line,
  linkLines,
  staleLines,
  talkLines,
  trials,
} from './lines.ts'
import { crashPlot, healthy, sizePlot } from './plots.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    members: { type: 'string', default: '1000' },
    largest: { type: 'string', default: '10000' },
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: join(import.meta.dirname, '../../docs/figures') },
  },
})
const seeds = Number(values.seeds)
const members = Number(values.members)
if (!(seeds >= 1 && members >= 32)) throw new Error('--seeds takes 1 or more, --members 32 or more')

/** Few key sets of the larger: they differ by less than a plotted line is wide, and one of 10,000 takes minutes. */
const LARGE_SEEDS = 3
const sizes = [8, 16, 32, 64, 128, 256, 512, 1000, 2000, 5000, 10_000].filter(size => size <= Number(values.largest))
const seedsOf = (size: number) => (size > 5000 ? 1 : size > 1000 ? Math.min(seeds, LARGE_SEEDS) : seeds)

const parts: { readonly [part: string]: () => void } = {
  crash: () => {
    const byShare = new Map<number, readonly Outcome[]>()
    for (const share of CRASHES) {
      const outcomes = trials({ members, crashShare: share }, seeds)
      byShare.set(share, outcomes)
      report(crashLines(members, share, outcomes))
    }
    draw('crash.svg', crashPlot(members, CRASHES, byShare))
  },
  drop: () => report(dropperLines(trials({ members, dropShare: 0.2 }, seeds))),
  stale: () => report(staleLines(trials({ members, crashShare: 0.3, staleShare: 0.3 }, seeds))),
  talk: () => report(talkLines(members, seeds)),
  links: () => report(linkLines(members, seeds)),
  size: () => {
    const bySize = new Map(sizes.map(size => [size, healthy(size, seedsOf(size))]))
    for (const [size, outcomes] of bySize) if (size >= 32) report(hopLines(size, outcomes))
    draw('size.svg', sizePlot(bySize, seedsOf))
  },
}

const only = values.only ?? Object.keys(parts)
const unknown = only.find(part => !(part in parts))
if (unknown !== undefined) throw new Error(`--only takes ${Object.keys(parts).join(', ')}, not ${unknown}`)

function report(lines: readonly Line[]): void {
  for (const { name, bound, measured, isMet } of lines) {
    process.stdout.write(`| ${name} | ${bound} | ${measured} | ${isMet ? 'met' : '**missed**'} |\n`)
  }
}

function draw(file: string, plot: string): void {
  mkdirSync(values.out, { recursive: true })
  writeFileSync(join(values.out, file), plot)
}

const began = Date.now()
process.stdout.write(`${members} members, ${seeds} key sets, one-way latency 50-150 ms\n\n`)
process.stdout.write('| what | bound | measured | |\n| --- | --- | --- | --- |\n')
for (const part of only) parts[part]?.()
process.stdout.write(`\nplots in ${values.out}; ${Math.round((Date.now() - began) / 1000)} s\n`)
