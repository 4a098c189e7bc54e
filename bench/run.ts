/**
 * `npm run bench`: tocsin next to gossipsub and a full mesh, interleaved, and the figures tocsin is to reach. Tables and
 * one line of JSON go to standard output, progress to standard error. Every part is bounded in count and in time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { CatchUpResult, CatchUpVariant } from './catch-up.ts'
import { measured, type Outcome } from './child.ts'
import { helpWallMs } from './cli-help.ts'
import { figuresOf, type Measurements } from './figures.ts'
import { type Plan, planOf, USAGE } from './options.ts'
import { figureLines, tables } from './print.ts'
import { runRounds, type Turn } from './rounds.ts'

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
  const catchUps = await runCatchUps(plan)
  const turns = await runRounds(plan, endsAt, tell)
  const measurements: Measurements = { turns, catchUps, helpMs }
  const figures = figuresOf(measurements)
  const json = JSON.stringify({ v: 1, type: 'bench', machine, figures, ...measurements })
  process.stdout.write(`${tables(turns)}\n${figureLines(figures)}\n\n`)
  if (plan.jsonFile === undefined) process.stdout.write(`${json}\n`)
  else writeFileSync(plan.jsonFile, `${json}\n`)
  if (figures.some(({ verdict }) => verdict === 'not measured')) process.exitCode = 1
}

async function runCatchUps(plan: Plan): Promise<Measurements['catchUps']> {
  const done: Measurements['catchUps'][number][] = []
  for (let round = 0; round < plan.catchUpRounds; round += 1) {
    for (const variant of VARIANTS) {
      // what failed once is not worth another minute
      if (done.some(earlier => earlier.variant === variant && earlier.outcome.type === 'failed')) continue
      const outcome = await catchUp(variant, plan)
      progress(`catch-up, ${variant}`, outcome)
      done.push({ variant, outcome })
    }
  }
  return done
}

/** The folder is made here, so that it goes even when the measuring process is killed. */
async function catchUp(variant: CatchUpVariant, plan: Plan): Promise<Outcome<CatchUpResult>> {
  const root = mkdtempSync(join(tmpdir(), 'tocsin-bench-'))
  try {
    const args = [variant, String(plan.catchUpMessages), root]
    return await measured<CatchUpResult>('catch-up.ts', args, plan.catchUpLimitMs)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function tell({ round, members, system, outcome }: Turn): void {
  progress(`round ${round + 1}, N = ${members}, ${system}`, outcome)
}

function progress(what: string, outcome: Outcome<unknown>): void {
  const how = outcome.type === 'failed' ? ` FAILED: ${outcome.reason}` : ''
  process.stderr.write(`${what}: ${(outcome.wallMs / 1000).toFixed(1)} s${how}\n`)
}
