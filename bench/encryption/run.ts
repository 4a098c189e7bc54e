/**
 * `npm run bench:encryption`: what the four ways to encrypt a group cost, N = 2 ... 500, as a table and two plots, what a hop
 * costs, and what it costs to verify a history. Each group is measured in a process of its own, with an hour glass: one that takes
 * too long is said to, and not guessed.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { SchemeName } from '#src/crypto/schemes/names.js'
import { type Verifying, verifying } from './history.ts'
import { type Hop, hops } from './hop.ts'
import { SCHEMES, trialOf } from './named.ts'
import { draw } from './plots.ts'
import { COST_HEAD, costRow, HISTORY_HEAD, HOP_HEAD, historyRow, hopRow } from './tables.ts'
import type { Cost } from './trial.ts'

const SIZES = [2, 5, 10, 20, 50, 100, 200, 500]
const PARTS = ['schemes', 'hop', 'history'] as const

const { values } = parseArgs({
  options: {
    one: { type: 'string' },
    only: { type: 'string' },
    largest: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '300' },
    out: { type: 'string', default: join(import.meta.dirname, '../../docs/encryption') },
  },
})

if (values.one === 'hop') report(hops())
else if (values.one === 'history') report(verifying())
else if (values.one !== undefined) {
  const [scheme, members] = values.one.split(':')
  report(trialOf(scheme ?? '', Number(members)))
} else {
  for (const part of PARTS) if (values.only === undefined || values.only === part) measure(part)
}

function measure(part: (typeof PARTS)[number]): void {
  if (part === 'schemes') measureSchemes()
  else if (part === 'hop') print([HOP_HEAD, ...(measured<Hop[]>('hop') ?? []).map(hopRow)])
  else print([HISTORY_HEAD, ...(measured<Verifying[]>('history') ?? []).map(historyRow)])
}

function measureSchemes(): void {
  const costs = new Map<string, Cost>()
  const sizes = SIZES.filter(size => size <= Number(values.largest))
  print([COST_HEAD])
  for (const scheme of SCHEMES) {
    for (const size of sizes) {
      const cost = measured<Cost>(`${scheme}:${size}`)
      if (cost !== undefined) costs.set(`${scheme} ${size}`, cost)
      print([costRow(scheme, size, cost ?? `took longer than ${values.seconds} s`)])
      if (cost === undefined) break
    }
  }
  draw(values.out, sizes, (scheme: SchemeName, size) => costs.get(`${scheme} ${size}`))
}

/** In a process of its own; undefined when it took too long. */
function measured<Result>(what: string): Result | undefined {
  const { stdout, status, stderr } = spawnSync(process.execPath, [import.meta.filename, '--one', what], {
    encoding: 'utf8',
    timeout: Number(values.seconds) * 1000,
    maxBuffer: 1 << 20,
  })
  if (status === null) return undefined
  if (status !== 0) throw new Error(`${what}: ${stderr}`)
  return JSON.parse(stdout)
}

function report(result: unknown): void {
  process.stdout.write(JSON.stringify(result))
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map(line => `${line}\n`).join(''))
}
