/**
 * What the run was to show: each figure with its target, what was measured, and whether that meets it. A ratio is taken
 * round by round, between systems that ran minutes apart, and only then the median. It judges; it measures nothing.
 */
import type { CatchUpResult, CatchUpVariant } from './catch-up.ts'
import type { Outcome } from './child.ts'
import type { Pattern, PhaseResult } from './meter.ts'
import { resultsOf, type Turn } from './rounds.ts'
import { type Spread, spreadOf } from './spread.ts'

export interface Target {
  readonly type: 'at-most' | 'at-least'
  readonly value: number
}

export interface Figure {
  readonly name: string
  readonly unit: string
  /** Undefined where nothing is promised at this size. */
  readonly target: Target | undefined
  readonly measured: Spread | undefined
  readonly verdict: 'met' | 'missed' | 'not measured' | 'no target'
}

export interface Measurements {
  readonly turns: readonly Turn[]
  readonly catchUps: readonly { readonly variant: CatchUpVariant; readonly outcome: Outcome<CatchUpResult> }[]
  readonly helpMs: readonly number[]
}

/** The size at which speed, joining and memory are promised. */
const PROMISED_MEMBERS = 50
const MEGABYTE = 1024 * 1024
const PATTERNS: readonly Pattern[] = ['one', 'all']
const FACTOR: Readonly<Record<Pattern, number>> = { one: 15, all: 5 }
export const PUBLISHING: Readonly<Record<Pattern, string>> = { one: 'one publisher', all: 'all publishing' }

export function figuresOf({ turns, catchUps, helpMs }: Measurements): Figure[] {
  const sizes = [...new Set(turns.map(({ members }) => members))]
  const catchUp = (variant: CatchUpVariant) =>
    catchUps.flatMap(one => (one.variant === variant && one.outcome.type === 'measured' ? [one.outcome.result] : []))
  const seconds = (results: readonly CatchUpResult[]) => results.map(({ caughtUpMs }) => caughtUpMs / 1000)
  return [
    ...sizes.flatMap(members => figuresAt(turns, members)),
    figure('catch-up of 10,000 messages, returner', 's', atMost(5), seconds(catchUp('returner'))),
    figure('catch-up of 10,000 messages, newcomer', 's', atMost(5), seconds(catchUp('newcomer'))),
    figure(
      'tocsin --help',
      's',
      atMost(0.3),
      helpMs.map(ms => ms / 1000),
    ),
  ]
}

function figuresAt(turns: readonly Turn[], members: number): Figure[] {
  const at = `N = ${members}`
  const promised = members === PROMISED_MEMBERS
  const results = resultsOf(turns, 'tocsin', { members }).map(({ result }) => result)
  const loaded = results.flatMap(({ phases }) => PATTERNS.map(pattern => phases[pattern].loaded))
  const every = results.flatMap(({ phases }) => PATTERNS.flatMap(pattern => Object.values(phases[pattern])))
  const of = (phases: readonly PhaseResult[], value: (phase: PhaseResult) => number | undefined) => phases.map(value)
  return [
    ...PATTERNS.map(pattern => {
      const target = promised ? { type: 'at-least' as const, value: FACTOR[pattern] } : undefined
      const name = `${at}: deliveries per CPU second against gossipsub, ${PUBLISHING[pattern]}`
      return figure(name, '×', target, ratios(turns, members, pattern))
    }),
    figure(
      `${at}: sends per delivery`,
      '',
      atMost(1.05),
      of(loaded, phase => phase.sendsPerDelivery),
    ),
    figure(
      `${at}: duplicates per delivery`,
      '',
      atMost(0.05),
      of(loaded, phase => phase.duplicatesPerDelivery),
    ),
    figure(
      `${at}: mean hops`,
      '',
      atMost(0.5 * Math.log2(members)),
      of(loaded, phase => phase.hopsMean),
    ),
    figure(
      `${at}: share of deliveries made`,
      '',
      { type: 'at-least', value: 1 },
      of(every, phase => phase.delivered),
    ),
    figure(
      `${at}: joined, ring closed`,
      's',
      promised ? atMost(15) : undefined,
      results.map(({ readyMs }) => readyMs / 1000),
    ),
    figure(
      `${at}: memory per member`,
      'MB',
      promised ? atMost(6) : undefined,
      results.map(({ bytesPerMember }) => bytesPerMember / MEGABYTE),
    ),
  ]
}

/** Tocsin's deliveries per CPU second over gossipsub's, for each round in which both were measured. */
export function ratios(turns: readonly Turn[], members: number, pattern: Pattern): number[] {
  const theirs = new Map(resultsOf(turns, 'gossipsub', { members }).map(({ round, result }) => [round, result]))
  return resultsOf(turns, 'tocsin', { members }).flatMap(({ round, result }) => {
    const other = theirs.get(round)?.phases[pattern].loaded.perCpuSecond
    return other === undefined ? [] : [result.phases[pattern].loaded.perCpuSecond / other]
  })
}

function atMost(value: number): Target {
  return { type: 'at-most', value }
}

function figure(
  name: string,
  unit: string,
  target: Target | undefined,
  values: readonly (number | undefined)[],
): Figure {
  const measured = spreadOf(values)
  return { name, unit, target, measured, verdict: verdictOf(target, measured) }
}

function verdictOf(target: Target | undefined, measured: Spread | undefined): Figure['verdict'] {
  if (measured === undefined) return 'not measured'
  if (target === undefined) return 'no target'
  const meets = target.type === 'at-most' ? measured.median <= target.value : measured.median >= target.value
  return meets ? 'met' : 'missed'
}
