/**
 * One trial: fresh processes found a group over TCP and talk, and then some of them flood while the others go on. It
 * ends when everything is everywhere, or when that takes too long.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../spread.ts'
import type { Phase, Told } from './member.ts'
import { MemberProcess } from './process.ts'

export interface Plan {
  readonly members: number
  readonly flooders: number
  /** Lines of each flooder, and how many of them it writes in a second. */
  readonly each: number
  readonly perSecond: number
  readonly quietMs: number
  /** For the members' engine. */
  readonly flags: readonly string[]
}

export interface Latency {
  readonly samples: number
  readonly p50: number
  readonly p99: number
  readonly most: number
}

export interface Trial {
  /** Of the others' talk, as the others were shown it. */
  readonly quiet: Latency
  readonly flooded: Latency
  /** And as those were shown it that flood. */
  readonly atFlooders: Latency
  /** A member in no group; then the most of each, those that flood first. */
  readonly idleBytes: number
  readonly mostBytes: readonly number[]
  readonly writtenMs: number
  /** From the first line of the flood until all of it was everywhere; undefined when it took too long. */
  readonly everywhereMs: number | undefined
  /** Lines that were acked to whoever wrote them and are missing somewhere, and lines that were shown again. */
  readonly lost: number
  readonly twice: number
}

const TALK_PER_SECOND = 10
/** After the last line of the flood was written. */
const SETTLE_MS = 300_000
const LOOK_MS = 500
/** The last of the talk is on its way when the flood is there. */
const LAST_TALK_MS = 10_000
/** Links and floors settle, and what is compiled on first use is compiled. */
const WARM_MS = 5_000

export async function trial(plan: Plan): Promise<Trial> {
  const { members, flags, flooders } = plan
  const root = mkdtempSync(join(tmpdir(), 'tocsin-flood-'))
  const processes = Array.from({ length: members }, (_, at) => new MemberProcess(`m${at}`, join(root, `m${at}`), flags))
  try {
    const idle = await Promise.all(processes.map(({ ready }) => ready))
    await gather(processes)
    // who founds the group is one of the others
    const run = {
      flooding: processes.slice(1, 1 + flooders),
      others: [processes[0]!, ...processes.slice(1 + flooders)],
    }
    return { idleBytes: quantile(idle, 0.5)!, ...(await flooded(plan, run)) }
  } finally {
    for (const member of processes) member.kill()
    rmSync(root, { recursive: true, force: true })
  }
}

async function gather([founder, ...joining]: readonly MemberProcess[]): Promise<void> {
  const founded = await founder!.ask({ type: 'found', uses: joining.length })
  if (founded.type !== 'ticket') throw new Error('there is no ticket')
  for (const member of joining) await member.ask({ type: 'join', ticket: founded.ticket })
}

interface Run {
  readonly flooding: readonly MemberProcess[]
  readonly others: readonly MemberProcess[]
}

async function flooded(plan: Plan, { flooding, others }: Run): Promise<Omit<Trial, 'idleBytes'>> {
  const { each, perSecond, quietMs } = plan
  const all = [...flooding, ...others]
  await pause(WARM_MS)
  await talk(others, 'quiet')
  await pause(quietMs / 2)
  await talk(others, 'flooded')
  const began = performance.now()
  await Promise.all(flooding.map(member => member.ask({ type: 'flood', count: each, perSecond })))
  const writtenMs = performance.now() - began
  const isThere = (told: readonly Told[]) => missing(told, told.slice(0, flooding.length), ['flood']) === 0
  const settled = await until(all, isThere, SETTLE_MS)
  const everywhereMs = settled ? performance.now() - began : undefined
  // a flood of one line shows how far apart the phases lie without one
  await pause(Math.max(0, began + quietMs - performance.now()))
  // half before and half after, since a busy machine is not always as busy
  await talk(others, 'quiet')
  await pause(quietMs / 2)
  await Promise.all(others.map(member => member.ask({ type: 'hush' })))
  await until(all, told => missing(told, told, ['quiet', 'flooded', 'flood']) === 0, LAST_TALK_MS)
  const told = await tell(all)
  await Promise.all(all.map(member => member.stop()))
  return {
    quiet: latencyOf(told.slice(flooding.length), 'quiet'),
    flooded: latencyOf(told.slice(flooding.length), 'flooded'),
    atFlooders: latencyOf(told.slice(0, flooding.length), 'flooded'),
    mostBytes: told.map(({ mostBytes }) => mostBytes),
    writtenMs,
    everywhereMs,
    lost: missing(told, told, ['quiet', 'flooded', 'flood']),
    twice: told.reduce((sum, { twice }) => sum + twice, 0),
  }
}

async function talk(members: readonly MemberProcess[], phase: Phase): Promise<void> {
  await Promise.all(members.map(member => member.ask({ type: 'talk', phase, perSecond: TALK_PER_SECOND })))
}

function tell(members: readonly MemberProcess[]): Promise<Told[]> {
  return Promise.all(members.map(member => member.told()))
}

/** Lines of these authors and kinds that were acked and were not shown, over all members. */
function missing(told: readonly Told[], authors: readonly Told[], kinds: readonly (Phase | 'flood')[]): number {
  let count = 0
  for (const { name, acked } of authors) {
    for (const kind of kinds) {
      for (const { shown } of told) count += Math.max(0, acked[kind] - (shown[`${name} ${kind}`] ?? 0))
    }
  }
  return count
}

async function until(
  members: readonly MemberProcess[],
  holds: (told: readonly Told[]) => boolean,
  limitMs: number,
): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += LOOK_MS) {
    if (holds(await tell(members))) return true
    await pause(LOOK_MS)
  }
  return false
}

function latencyOf(told: readonly Told[], phase: Phase): Latency {
  const values = told.flatMap(({ latencies }) => latencies[phase])
  const at = (share: number): number => quantile(values, share) ?? Number.NaN
  return { samples: values.length, p50: at(0.5), p99: at(0.99), most: at(1) }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
