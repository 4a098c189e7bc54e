/**
 * `npm run bench:encryption`: what the four ways to encrypt a group cost, N = 2 ... 500, as a table and two plots. Each
 * group is measured in a process of its own, with an hour glass: a group that takes too long is said to, and not guessed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { SchemeName } from '#src/crypto/schemes/names.js'
import { type PlotPoint, svgOf } from '../plot/svg.ts'
import { trialOf } from './named.ts'
import { type Cost, ENTRY_BYTES } from './trial.ts'

const SCHEMES: readonly SchemeName[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const SIZES = [2, 5, 10, 20, 50, 100, 200, 500]

const { values } = parseArgs({
  options: {
    one: { type: 'string' },
    largest: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '120' },
    out: { type: 'string', default: join(import.meta.dirname, '../../docs/encryption') },
  },
})

if (values.one !== undefined) {
  const [scheme, members] = values.one.split(':')
  process.stdout.write(JSON.stringify(trialOf(scheme ?? '', Number(members))))
} else {
  const costs = new Map<string, Cost>()
  const sizes = SIZES.filter(size => size <= Number(values.largest))
  head()
  for (const scheme of SCHEMES) {
    for (const size of sizes) {
      const cost = measured(scheme, size)
      if (cost !== undefined) costs.set(`${scheme} ${size}`, cost)
      row(scheme, size, cost)
      if (cost === undefined) break
    }
  }
  mkdirSync(values.out, { recursive: true })
  const of = (what: (cost: Cost) => number | undefined) => ({
    series: SCHEMES.map(name => ({
      name,
      points: sizes.flatMap(size => point(costs.get(`${name} ${size}`), size, what)),
    })),
    x: { label: 'members', scale: 'log2' as const },
  })
  writeFileSync(
    join(values.out, 'message.svg'),
    svgOf({
      title: 'A message of 1 KiB',
      subtitle: `bytes with header, signature and frame (${ENTRY_BYTES} bytes); CPU of the sender, without signature and link`,
      panels: [
        { title: 'bytes on the wire', y: { label: 'bytes', scale: 'log2' }, ...of(cost => cost.messageBytes) },
        { title: 'CPU to send', y: { label: 'ms', scale: 'log2' }, ...of(cost => cost.sealMs) },
      ],
    }),
  )
  writeFileSync(
    join(values.out, 'changes.svg'),
    svgOf({
      title: 'A member comes, a member is removed',
      subtitle:
        'key messages of all members together, with header, signature and frame of each, until all can talk again',
      panels: [
        { title: 'a join', y: { label: 'bytes', scale: 'log2' }, ...of(cost => cost.join?.bytes) },
        { title: 'a removal', y: { label: 'bytes', scale: 'log2' }, ...of(cost => cost.removal?.bytes) },
      ],
    }),
  )
  process.stdout.write(`\nplots in ${values.out}\n`)
}

/** In a process of its own; undefined when it took too long. */
function measured(scheme: SchemeName, size: number): Cost | undefined {
  const { stdout, status, stderr } = spawnSync(process.execPath, [import.meta.filename, '--one', `${scheme}:${size}`], {
    encoding: 'utf8',
    timeout: Number(values.seconds) * 1000,
    maxBuffer: 1 << 20,
  })
  if (status === null) return undefined
  if (status !== 0) throw new Error(`${scheme} with ${size}: ${stderr}`)
  return JSON.parse(stdout)
}

function point(cost: Cost | undefined, x: number, what: (cost: Cost) => number | undefined): PlotPoint[] {
  const y = cost === undefined ? undefined : what(cost)
  return y === undefined || y === 0 ? [] : [{ x, y }]
}

function head(): void {
  process.stdout.write(
    '| scheme | N | 1 KiB message, bytes | seal, ms | open, ms | join: bytes (messages), CPU ms | removal: bytes (messages), CPU ms |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  )
}

function row(scheme: string, size: number, cost: Cost | undefined): void {
  const cells =
    cost === undefined
      ? [`not within ${values.seconds} s`, '', '', '', '']
      : [
          String(cost.messageBytes),
          cost.sealMs.toFixed(2),
          cost.openMs.toFixed(2),
          ...[cost.join, cost.removal].map(one =>
            one === undefined ? 'not measured' : `${one.bytes} (${one.messages}), ${one.cpuMs.toFixed(0)}`,
          ),
        ]
  process.stdout.write(`| ${[scheme, size, ...cells].join(' | ')} |\n`)
}
