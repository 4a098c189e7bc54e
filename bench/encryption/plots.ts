/** The two plots of docs/encryption.md: a message, and what a change costs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SchemeName } from '#src/crypto/schemes/names.js'
import { type PlotPoint, svgOf } from '../plot/svg.ts'
import { SCHEMES } from './named.ts'
import { type Change, type Cost, ENTRY_BYTES } from './trial.ts'

type Costs = (scheme: SchemeName, members: number) => Cost | undefined

export function draw(folder: string, sizes: readonly number[], costs: Costs): void {
  mkdirSync(folder, { recursive: true })
  const of = (what: (cost: Cost) => number) => ({
    series: SCHEMES.map(name => ({ name, points: sizes.flatMap(size => point(costs(name, size), size, what)) })),
    x: { label: 'members', scale: 'log2' as const },
  })
  writeFileSync(
    join(folder, 'message.svg'),
    svgOf({
      title: 'A message of 1 KiB',
      subtitle: `bytes with header, signature and frame (${ENTRY_BYTES} bytes); CPU of the sender, without signature and link`,
      panels: [
        { title: 'bytes on the wire', y: { label: 'bytes', scale: 'log2' }, ...of(cost => cost.messageBytes) },
        { title: 'CPU to send', y: { label: 'ms', scale: 'log2' }, ...of(cost => cost.sealMs) },
      ],
    }),
  )
  const changes: readonly (readonly [string, (cost: Cost) => Change])[] = [
    ['a join', cost => cost.join],
    ['a removal', cost => cost.removal],
    ['a rekey', cost => cost.rekey],
  ]
  writeFileSync(
    join(folder, 'changes.svg'),
    svgOf({
      title: 'A member comes, one is removed, one renews its keys',
      subtitle:
        'key messages with header, signature and frame of each, until all can talk again; CPU of the one that has most to do',
      width: 1500,
      panels: [
        ...changes.map(([title, change]) => ({
          title,
          y: { label: 'bytes', scale: 'log2' as const },
          ...of(cost => change(cost).bytes),
        })),
        ...changes.map(([title, change]) => ({
          title: `${title}, CPU`,
          y: { label: 'ms', scale: 'log2' as const },
          ...of(cost => change(cost).mostMs),
        })),
      ],
    }),
  )
}

/** What costs nothing is no point on a scale that begins above it. */
function point(cost: Cost | undefined, x: number, what: (cost: Cost) => number): PlotPoint[] {
  const y = cost === undefined ? 0 : what(cost)
  return y > 0 ? [{ x, y }] : []
}
