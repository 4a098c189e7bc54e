/**
 * One system at one size, once, in a process of its own: nothing of another system is loaded, beats or is collected
 * while this one is measured. Prints its result as the last line, JSON.
 */
import type { Fleet, System } from './fleet.ts'
import { fullMesh } from './full-mesh.ts'
import { gossipsubFleet } from './gossipsub.ts'
import { type Load, Meter, type Pattern, type PhaseResult } from './meter.ts'
import { tocsin } from './tocsin.ts'

export const SYSTEMS = { tocsin, gossipsub: gossipsubFleet, mesh: fullMesh } satisfies Record<string, System>
export type SystemName = keyof typeof SYSTEMS

export interface TrialResult {
  readonly system: SystemName
  readonly members: number
  readonly readyMs: number
  readonly memoryPerMember: number
  readonly phases: Readonly<Record<Pattern, Readonly<Record<Load, PhaseResult>>>>
}

/** Deliveries a loaded phase aims at: seconds of work for the slowest system. */
const LOADED_DELIVERIES = 5_000
const SINGLE_MESSAGES = 50
const WARM_UP_MESSAGES = 100

async function trial(system: SystemName, members: number): Promise<TrialResult> {
  const meter = new Meter(members)
  const before = process.memoryUsage.rss()
  const { fleet, readyMs } = await SYSTEMS[system](members, meter.heard)
  const memoryPerMember = (process.memoryUsage.rss() - before) / members
  await meter.phase(fleet, 'all', 'loaded', WARM_UP_MESSAGES)
  const phases = { one: await both(meter, fleet, 'one', members), all: await both(meter, fleet, 'all', members) }
  return { system, members, readyMs, memoryPerMember, phases }
}

async function both(meter: Meter, fleet: Fleet, pattern: Pattern, members: number): Promise<Record<Load, PhaseResult>> {
  const messages = Math.max(60, Math.ceil(LOADED_DELIVERIES / (members - 1)))
  return {
    loaded: await meter.phase(fleet, pattern, 'loaded', messages),
    single: await meter.phase(fleet, pattern, 'single', SINGLE_MESSAGES),
  }
}

function isSystem(name: string | undefined): name is SystemName {
  return name !== undefined && Object.hasOwn(SYSTEMS, name)
}

if (import.meta.main) {
  const [system, members] = process.argv.slice(2)
  if (!isSystem(system)) throw new Error(`a system is one of ${Object.keys(SYSTEMS).join(', ')}, not ${system}`)
  const result = await trial(system, Number(members))
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}
