/**
 * `npm run bench`: tocsin next to gossipsub and a full mesh, interleaved, and the figures tocsin is to reach. Tables and
 * one line of JSON go to standard output, progress to standard error. Every part is bounded in count and in time.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import type { CatchUpResult, CatchUpVariant } from './catch-up.ts'
import { measured } from './child.ts'
import { helpWallMs } from './cli-help.ts'
import { figuresOf, type Measurements } from './figures.ts'
import { type Plan, planOf, USAGE } from './options.ts'
import { figureLines, tables } from './print.ts'
import { runRounds, type Turn } from './rounds.ts'

const CATCH_UP_LIMIT_MS = 60_000
const VARIANTS: readonly CatchUpVariant[] = ['returner', 'newcomer']

const plan = planOf(process.argv.slice(2))
if (plan === undefined) process.stdout.write(USAGE)
else await bench(plan)

async function bench(plan: Plan): Promise<void> {
  const endsAt = performance.now() + plan.limitMs
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    load: loadavg()[0],
  }
  const helpMs = helpWallMs(plan.helpRuns)
  const catchUps = await runCatchUps(plan, endsAt)
  const turns = await runRounds(plan, endsAt, tell)
  const measurements: Measurements = { turns, catchUps, helpMs }
  const figures = figuresOf(measurements)
  const json = JSON.stringify({ v: 1, type: 'bench', machine, figures, ...measurements })
  process.stdout.write(`${tables(turns)}\n${figureLines(figures)}\n\n`)
  if (plan.jsonFile === undefined) process.stdout.write(`${json}\n`)
  else writeFileSync(plan.jsonFile, `${json}\n`)
  if (figures.some(({ verdict }) => verdict === 'not measured')) process.exitCode = 1
}

async function runCatchUps(plan: Plan, endsAt: number): Promise<Measurements['catchUps']> {
  const done: { variant: CatchUpVariant; outcome: Measurements['catchUps'][number]['outcome'] }[] = []
  for (let round = 0; round < plan.catchUpRounds; round += 1) {
    for (const variant of VARIANTS) {
      const limitMs = Math.min(CATCH_UP_LIMIT_MS, endsAt - performance.now())
      const outcome = await measured<CatchUpResult>('catch-up.ts', [variant, String(plan.catchUpMessages)], limitMs)
      progress(`catch-up, ${variant}`, outcome)
      done.push({ variant, outcome })
    }
  }
  return done
}

function tell({ round, members, system, outcome }: Turn): void {
  progress(`round ${round + 1}, N = ${members}, ${system}`, outcome)
}

function progress(what: string, outcome: { readonly wallMs: number } & ({ type: 'measured' } | Failed)): void {
  const how = outcome.type === 'failed' ? ` FAILED: ${outcome.reason}` : ''
  process.stderr.write(`${what}: ${(outcome.wallMs / 1000).toFixed(1)} s${how}\n`)
}

interface Failed {
  readonly type: 'failed'
  readonly reason: string
}
