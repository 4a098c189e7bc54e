/**
 * One system at one size, once: how long until it is ready, what a member costs in memory, and two patterns of
 * publishing under two loads. Only the system that is measured is loaded.
 */
import { report } from './child.ts'
import type { Fleet, System } from './fleet.ts'
import { residentBytes } from './footprint.ts'
import { type Load, Meter, type Pattern, type PhaseResult } from './meter.ts'

export type SystemName = 'tocsin' | 'gossipsub' | 'mesh'

export interface TrialResult {
  readonly system: SystemName
  readonly members: number
  readonly readyMs: number
  /** (resident with all members ready − resident with none) / members, both after a collection. */
  readonly bytesPerMember: number
  readonly phases: Readonly<Record<Pattern, Readonly<Record<Load, PhaseResult>>>>
}

interface Effort {
  /** Deliveries a loaded phase aims at. */
  readonly loadedDeliveries: number
  readonly leastMessages: number
  readonly singleMessages: number
  readonly warmUpMessages: number
}

/** Several windows of messages, and about ten seconds of work for the slowest system. */
const FULL: Effort = { loadedDeliveries: 10_000, leastMessages: 200, singleMessages: 50, warmUpMessages: 200 }
const QUICK: Effort = { loadedDeliveries: 5_000, leastMessages: 100, singleMessages: 20, warmUpMessages: 100 }

/** The code of a system is loaded before memory is first looked at. */
const SYSTEMS: Readonly<Record<SystemName, () => Promise<System>>> = {
  tocsin: async () => (await import('./tocsin.ts')).tocsin,
  gossipsub: async () => (await import('./gossipsub.ts')).gossipsubFleet,
  mesh: async () => (await import('./full-mesh.ts')).fullMesh,
}

async function trial(name: SystemName, members: number, effort: Effort): Promise<TrialResult> {
  const system = await SYSTEMS[name]()
  const meter = new Meter(members)
  const before = await residentBytes()
  const { fleet, readyMs } = await system(members, meter.heard)
  const bytesPerMember = ((await residentBytes()) - before) / members
  await meter.phase(fleet, 'all', 'loaded', effort.warmUpMessages)
  await meter.phase(fleet, 'one', 'loaded', effort.warmUpMessages)
  const one = await both(meter, fleet, 'one', members, effort)
  const all = await both(meter, fleet, 'all', members, effort)
  return { system: name, members, readyMs, bytesPerMember, phases: { one, all } }
}

async function both(
  meter: Meter,
  fleet: Fleet,
  pattern: Pattern,
  members: number,
  effort: Effort,
): Promise<Record<Load, PhaseResult>> {
  const { loadedDeliveries, leastMessages, singleMessages } = effort
  const messages = Math.max(leastMessages, Math.ceil(loadedDeliveries / (members - 1)))
  return {
    loaded: await meter.phase(fleet, pattern, 'loaded', messages),
    single: await meter.phase(fleet, pattern, 'single', singleMessages),
  }
}

function isSystem(name: string | undefined): name is SystemName {
  return name !== undefined && Object.hasOwn(SYSTEMS, name)
}

if (import.meta.main) {
  const [name, members, effort] = process.argv.slice(2)
  if (!isSystem(name)) throw new Error(`a system is one of ${Object.keys(SYSTEMS).join(', ')}, not ${name}`)
  report(await trial(name, Number(members), effort === 'quick' ? QUICK : FULL))
}
