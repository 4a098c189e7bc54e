/**
 * The lines of the table in docs/figures.md that the swarm measures: what is asked, and the bound. A bound in rounds holds
 * when the 95th percentile over the key sets is at most half a round more, and the worst at most half as much again.
 */
import { linkCosts, type Outcome, type Trial, talk, trial } from '../../sim/measure.ts'

export interface Line {
  readonly name: string
  readonly bound: string
  readonly measured: string
  readonly isMet: boolean
}

export const CRASHES = [0, 0.05, 0.1, 0.2, 0.3, 0.5] as const
const DELIVERY_ROUNDS = new Map<number, number>([
  [0, 1],
  [0.05, 2],
  [0.1, 2],
  [0.2, 3],
  [0.3, 3],
])
const RING_ROUNDS = new Map<number, number>([
  [0.1, 3],
  [0.3, 5],
  [0.5, 10],
])

/** The same trial with key sets 1 to `seeds`. */
export function trials(about: Omit<Trial, 'seed'>, seeds: number): Outcome[] {
  return Array.from({ length: seeds }, (_, index) => trial({ ...about, seed: index + 1 }))
}

export function crashLines(members: number, share: number, outcomes: readonly Outcome[]): Line[] {
  const percent = `${100 * share} % crashed unnoticed`
  const living = members - Math.floor(members * share)
  const sendsBound = share === 0 ? 1.02 : (1.2 * (members - 1)) / living
  const lines = [
    most(`sends per delivery, ${percent}`, sendsBound, outcomes.map(perDelivery('sends'))),
    ...roundLines(`full delivery, ${percent}`, DELIVERY_ROUNDS.get(share), outcomes.map(delivered)),
    ...roundLines(`perfect ring, ${percent}`, RING_ROUNDS.get(share), outcomes.map(ringClosed)),
  ]
  if (share === 0) lines.push(most('duplicates per delivery, healthy', 0.05, outcomes.map(perDelivery('duplicates'))))
  if (share === 0.3)
    lines.push(most(`duplicates per delivery, ${percent}`, 0.15, outcomes.map(perDelivery('duplicates'))))
  return lines
}

export function dropperLines(outcomes: readonly Outcome[]): Line[] {
  return [
    most('sends per delivery, 20 % droppers', 1.4, outcomes.map(perDelivery('sends'))),
    ...roundLines('full delivery, 20 % droppers', 5, outcomes.map(delivered)),
  ]
}

export function staleLines(outcomes: readonly Outcome[]): Line[] {
  return roundLines('full delivery, 30 % crashed with 30 % stale views', 4, outcomes.map(delivered))
}

export function hopLines(members: number, outcomes: readonly Outcome[]): Line[] {
  const log = Math.log2(members)
  return [
    most(
      `hops, worst, N = ${members}`,
      log,
      outcomes.map(one => one.hops.worst),
      Math.max,
    ),
    most(
      `hops, mean, N = ${members}`,
      0.45 * log,
      outcomes.map(one => one.hops.mean),
    ),
  ]
}

export function talkLines(members: number, seeds: number): Line[] {
  const talks = Array.from({ length: seeds }, (_, index) =>
    talk({ members, seed: index + 1, perSecond: 20, seconds: 10 }),
  )
  const name = `20 messages a second among ${members}`
  return [
    most(
      `sends per delivery, ${name}`,
      1.02,
      talks.map(one => one.sends / one.deliveries),
    ),
    most(
      `duplicates per delivery, ${name}`,
      0.05,
      talks.map(one => one.duplicates / one.deliveries),
    ),
    most(
      `control frames per delivery, ${name}`,
      1.5,
      talks.map(one => one.control / one.deliveries),
    ),
  ]
}

export function linkLines(members: number, seeds: number): Line[] {
  const costs = Array.from({ length: seeds }, (_, index) => linkCosts(members, index + 1))
  const bound = 2 * Math.log2(members) + 4
  return [
    most(
      `own links of a member, most, N = ${members}`,
      bound,
      costs.map(one => one.most),
      Math.max,
    ),
    most(
      `new links per member and join, N = ${members}`,
      0.05,
      costs.map(one => one.newPerJoin),
    ),
  ]
}

/** `judge` of the values against the bound: their mean unless told. */
function most(name: string, bound: number, values: readonly number[], judge = mean): Line {
  const judged = judge(...values)
  const measured = judge === mean ? `${text(judged)} (worst ${text(Math.max(...values))})` : text(judged)
  return { name, bound: `<= ${text(bound)}`, measured, isMet: judged <= bound }
}

function roundLines(name: string, bound: number | undefined, rounds: readonly number[]): Line[] {
  if (bound === undefined) return []
  const [median, p95, worst] = [quantile(rounds, 0.5), quantile(rounds, 0.95), Math.max(...rounds)]
  const measured = `${text(median)} (p95 ${text(p95)}, worst ${text(worst)}) rounds`
  return [{ name, bound: `<= ${bound} rounds`, measured, isMet: p95 <= bound + 0.5 && worst <= 1.5 * bound }]
}

export function delivered(outcome: Outcome): number {
  return outcome.deliveredRounds ?? Number.POSITIVE_INFINITY
}

function ringClosed(outcome: Outcome): number {
  return outcome.ringRounds ?? Number.POSITIVE_INFINITY
}

export function perDelivery(what: 'sends' | 'duplicates'): (outcome: Outcome) => number {
  return outcome => outcome[what] / Math.max(1, outcome.deliveries)
}

/** The smallest value that at least this share of them do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function mean(...values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function text(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 0.1 ? 3 : 2)
}
