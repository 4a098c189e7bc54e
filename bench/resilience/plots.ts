/**
 * The two plots of docs/figures.md: tocsin's machines in the swarm beside models of gossipsub, Plumtree and Tox
 * conferences. Medians of rounds and means of the rest over key sets, with the 5th and 95th percentile.
 */
import { type Outcome, trial } from '../../sim/measure.ts'
import { gossipsub } from '../models/gossipsub.ts'
import type { Model, ModelResult, ModelRun } from '../models/model.ts'
import { plumtree } from '../models/plumtree.ts'
import { toxConference } from '../models/tox-conference.ts'
import { type PlotPoint, type Series, svgOf } from '../plot/svg.ts'
import { mean, quantile } from './lines.ts'

const MODELS: readonly { readonly name: string; readonly model: Model; readonly limitRounds: number }[] = [
  { name: 'gossipsub', model: gossipsub, limitRounds: 30 },
  { name: 'Plumtree', model: plumtree, limitRounds: 30 },
  { name: 'Tox conference', model: toxConference, limitRounds: 300 },
]

/** What both plots need of one run, ours or a model's. */
interface Seen {
  readonly rounds: number
  readonly meanHops: number
  readonly worstHops: number
  readonly sends: number
}

/** Time to full delivery against the share that crashes at once. */
export function crashPlot(
  members: number,
  shares: readonly number[],
  ours: ReadonlyMap<number, readonly Outcome[]>,
): string {
  const seeds = ours.get(shares[0] ?? 0)?.length ?? 0
  const series: Series[] = [
    {
      name: 'tocsin',
      points: shares.map(share => pointOf(100 * share, (ours.get(share) ?? []).map(seenOf), 'rounds')),
    },
    ...MODELS.map(({ name, model, limitRounds }) => ({
      name,
      points: shares.map(crashShare => {
        const runs = modelled(model, { members, crashShare, limitRounds }, seeds)
        return pointOf(100 * crashShare, runs, 'rounds')
      }),
    })),
  ]
  return svgOf({
    title: 'Time to full delivery after a crash',
    subtitle: `${members} members, one message at the moment of the crash, ${seeds} key sets: median, 5th to 95th percentile`,
    panels: [
      {
        x: { label: 'members crashed at once', scale: 'linear', unit: '%' },
        y: { label: 'until the last living member has it, rounds of 1 s', scale: 'linear', from: 0, to: 12 },
        series,
        neverLabel: 'never all',
      },
    ],
  })
}

/** Hops and sends against the size of a healthy group. */
export function sizePlot(ours: ReadonlyMap<number, readonly Outcome[]>, seedsOf: (members: number) => number): string {
  const sizes = [...ours.keys()]
  const all = new Map<string, ReadonlyMap<number, readonly Seen[]>>([
    ['tocsin', new Map([...ours].map(([size, outcomes]) => [size, outcomes.map(seenOf)]))],
    ...MODELS.map(({ name, model, limitRounds }): [string, ReadonlyMap<number, readonly Seen[]>] => [
      name,
      new Map(
        sizes.map(members => [members, modelled(model, { members, crashShare: 0, limitRounds }, seedsOf(members))]),
      ),
    ]),
  ])
  const seriesOf = (what: 'meanHops' | 'worstHops' | 'sends', variant?: string): Series[] =>
    [...all].map(([name, runs]) => ({
      name,
      ...(variant === undefined ? {} : { variant }),
      points: [...runs].map(([size, seen]) => pointOf(size, seen, what)),
    }))
  const x = { label: 'members', scale: 'log2' } as const
  return svgOf({
    title: 'Hops and copies in a healthy group',
    subtitle:
      'one message among N = 8 ... 10,000; 20 key sets up to 1,000 members, 3 up to 5,000, then 1: mean, 5th to 95th percentile',
    panels: [
      {
        title: 'hops',
        x,
        y: { label: 'hops from the author', scale: 'log2' },
        series: [...seriesOf('meanHops', 'mean'), ...seriesOf('worstHops', 'worst')],
      },
      {
        title: 'copies',
        x,
        y: { label: 'copies sent per delivery', scale: 'linear', from: 0 },
        series: seriesOf('sends'),
      },
    ],
  })
}

/** Ours in a healthy group of so many members. */
export function healthy(members: number, seeds: number): Outcome[] {
  return Array.from({ length: seeds }, (_, index) => trial({ members, seed: index + 1, limitRounds: 5 }))
}

function modelled(
  model: Model,
  about: Pick<ModelRun, 'members' | 'crashShare' | 'limitRounds'>,
  seeds: number,
): Seen[] {
  return Array.from({ length: seeds }, (_, index) =>
    seenOfModel(model({ ...about, seed: index + 1, latencyMs: [50, 150], messages: 1, roundMs: 1000 })),
  )
}

function seenOf({ deliveredRounds, hops, sends, deliveries }: Outcome): Seen {
  return {
    rounds: deliveredRounds ?? Number.POSITIVE_INFINITY,
    meanHops: hops.mean,
    worstHops: hops.worst,
    sends: sends / Math.max(1, deliveries),
  }
}

function seenOfModel({ fullAtMs, hops, sends, deliveries }: ModelResult): Seen {
  return {
    rounds: fullAtMs === undefined ? Number.POSITIVE_INFINITY : fullAtMs / 1000,
    meanHops: hops.mean,
    worstHops: hops.worst,
    sends: sends / Math.max(1, deliveries),
  }
}

/** A median that is infinite was never reached. */
function pointOf(x: number, runs: readonly Seen[], what: keyof Seen): PlotPoint {
  const values = runs.map(run => run[what])
  const median = quantile(values, 0.5)
  if (!Number.isFinite(median)) return { x, y: undefined }
  return {
    x,
    y: what === 'rounds' ? median : mean(...values),
    low: quantile(values, 0.05),
    high: quantile(values, 0.95),
  }
}
