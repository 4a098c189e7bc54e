/** What one run of chaos is asked to do: read from the command line, bounded. It decides nothing about the run. */
import { parseArgs } from 'node:util'

export interface ChaosOptions {
  readonly members: number
  readonly seconds: number
  readonly seed: number
  /** Messages a second that each member sends, in the mean. */
  readonly rate: number
  /** Whether members also leave the group and join it again. */
  readonly leaves: boolean
  readonly json: boolean
  /** How long after the last harm everyone must hold everything. */
  readonly healSeconds: number
}

export const USAGE = `npm run chaos -- [--members N] [--seconds S] [--seed N] [--rate R] [--heal S] [--leaves] [--json]

  --members  processes, 3 to 64; default 16
  --seconds  of harm, 5 to 86400; default 600
  --seed     decides whom what befalls, and when; default 1
  --rate     messages a second of each member, above 0 to 50; default 2
  --heal     seconds after the last harm in which everyone must hold everything, 1 to 3600; default 60
  --leaves   members also leave the group and come back with a ticket; then all may read all
  --json     the summary as one line of JSON instead of a table
`

/** Undefined for --help. Throws on what is out of bounds. */
export function optionsOf(args: readonly string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      members: { type: 'string', default: '16' },
      seconds: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '2' },
      heal: { type: 'string', default: '60' },
      leaves: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  return {
    members: whole('--members', values.members, 3, 64),
    seconds: whole('--seconds', values.seconds, 5, 86_400),
    seed: whole('--seed', values.seed, 0, 2 ** 32 - 1),
    rate: above('--rate', values.rate, 50),
    healSeconds: whole('--heal', values.heal, 1, 3600),
    leaves: values.leaves,
    json: values.json,
  }
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${option} takes a whole number from ${least} to ${most}, not "${text}"`)
}

function above(option: string, text: string, most: number): number {
  const value = Number(text)
  if (value > 0 && value <= most) return value
  throw new Error(`${option} takes a number above 0 and up to ${most}, not "${text}"`)
}
