/** What one run does: read from the command line, bounded in sizes, rounds and time. It decides no measurement. */
import { parseArgs } from 'node:util'

export interface Plan {
  readonly quick: boolean
  readonly sizes: readonly Size[]
  /** Where the JSON goes besides standard output. */
  readonly jsonFile: string | undefined
  /** No trial begins that is expected to end later than this after the start. */
  readonly limitMs: number
  readonly catchUpMessages: number
  readonly catchUpRounds: number
  readonly catchUpLimitMs: number
  readonly helpRuns: number
}

export interface Size {
  readonly members: number
  readonly rounds: number
}

export const USAGE = `npm run bench -- [--quick] [--members N[,N…]] [--rounds R] [--json FILE]

  --quick      10 and 50 members, one round, short loads; within 2 minutes
  --members    these sizes, 2 to 200; default 10,50,100
  --rounds     rounds for each size, 1 to 20; default 3 (1 for more than 50 members)
  --json FILE  writes the JSON to FILE instead of standard output
`

const MINUTE_MS = 60_000
/** Above this a full mesh alone takes a minute to link; one round tells enough. */
const LARGE = 50
/** 39,800 descriptors in one process for the mesh; beyond this it does not start. */
const MAX_MEMBERS = 200
const MAX_ROUNDS = 20

export function planOf(args: readonly string[]): Plan | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      members: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const { quick } = values
  const sizes = (values.members ?? (quick ? '50,10' : '10,50,100')).split(',').map(members => {
    const count = whole('--members', members, 2, MAX_MEMBERS)
    if (values.rounds !== undefined) return { members: count, rounds: whole('--rounds', values.rounds, 1, MAX_ROUNDS) }
    return { members: count, rounds: quick || count > LARGE ? 1 : 3 }
  })
  return {
    quick,
    sizes,
    jsonFile: values.json,
    limitMs: quick ? 2 * MINUTE_MS : 20 * MINUTE_MS,
    catchUpMessages: 10_000,
    catchUpRounds: quick ? 1 : 3,
    catchUpLimitMs: quick ? 15_000 : MINUTE_MS,
    helpRuns: quick ? 5 : 15,
  }
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${option} takes a whole number from ${least} to ${most}, not "${text}"`)
}
