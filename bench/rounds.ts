/**
 * The order of a run: systems take turns within a round, and rounds go over all sizes, so that whatever the machine
 * does meanwhile hits all of them alike. Nothing begins that would not be done in time.
 */
import { measured, type Outcome } from './child.ts'
import type { Plan, Size } from './options.ts'
import type { SystemName, TrialResult } from './trial.ts'

export interface Turn {
  readonly round: number
  readonly members: number
  readonly system: SystemName
  readonly outcome: Outcome<TrialResult>
}

export const SYSTEM_NAMES: readonly SystemName[] = ['tocsin', 'gossipsub', 'mesh']
/** One trial; the slowest (a mesh of 100) takes half of it. */
const TRIAL_LIMIT_MS = 300_000
/** A guess until one trial of that size was seen. */
const FIRST_GUESS_MS = 10_000

/** Runs all rounds that fit before `endsAt` (ms of performance.now()) and tells of each turn as it is done. */
export async function runRounds(plan: Plan, endsAt: number, told: (turn: Turn) => void): Promise<readonly Turn[]> {
  const turns: Turn[] = []
  const effort = plan.quick ? 'quick' : 'full'
  const most = Math.max(...plan.sizes.map(({ rounds }) => rounds))
  for (let round = 0; round < most; round += 1) {
    for (const { members } of plan.sizes.filter(({ rounds }) => rounds > round)) {
      if (performance.now() + expectedMs(turns, members) > endsAt) continue
      for (const system of inTurn(round)) {
        const limitMs = Math.min(TRIAL_LIMIT_MS, endsAt - performance.now())
        if (limitMs <= 0) return turns
        const outcome = await measured<TrialResult>('trial.ts', [system, String(members), effort], limitMs)
        const turn = { round, members, system, outcome }
        told(turn)
        turns.push(turn)
      }
    }
  }
  return turns
}

/** Another system begins each round. */
function inTurn(round: number): SystemName[] {
  return SYSTEM_NAMES.map((_, index) => SYSTEM_NAMES[(index + round) % SYSTEM_NAMES.length]!)
}

/** What a round at this size took so far. */
function expectedMs(turns: readonly Turn[], members: number): number {
  const seen = turns.filter(turn => turn.members === members)
  if (seen.length === 0) return FIRST_GUESS_MS * SYSTEM_NAMES.length
  const rounds = new Set(seen.map(turn => turn.round)).size
  return seen.reduce((sum, { outcome }) => sum + outcome.wallMs, 0) / rounds
}

/** What was measured of one system at one size, round by round. */
export function resultsOf(turns: readonly Turn[], system: SystemName, { members }: Pick<Size, 'members'>) {
  return turns.flatMap(turn =>
    turn.system === system && turn.members === members && turn.outcome.type === 'measured'
      ? [{ round: turn.round, result: turn.outcome.result }]
      : [],
  )
}
