/**
 * A group in which some flood while the others talk: what the others notice, and what is passed on of the flood. The same
 * seed without the flood is the measure.
 */
import type { GroupId, MemberId } from '#src/base/ids.js'
import { memberIdOf } from '#src/base/ids.js'
import { decodeHeader } from '#src/crypto/entry.js'
import type { Frame } from '#src/wire/generated/link.js'
import type { Actor } from './actor.ts'
import type { HostileKind } from './hostile.ts'
import { seamLinks } from './seam.ts'
import { World } from './world.ts'

export interface FloodPlan {
  readonly seed: number
  readonly members: number
  /** How many of them flood, and how many messages each; at least as long is talked without it. */
  readonly flooders: number
  readonly each: number
  /** In which way they keep to no rate; undefined: they do. */
  readonly hostile?: HostileKind
  /** So many at once, each STEP_MS. */
  readonly atOnce: number
}

export interface Flood {
  readonly world: World
  readonly group: GroupId
  readonly flooders: readonly Actor[]
  readonly others: readonly Actor[]
  /** From saying to showing, of what the others said, at each of the others: ms. */
  readonly latencies: () => readonly number[]
  /** Entries of one flooder that one of the others has passed on, the largest of all. */
  readonly mostPassedOn: () => number
  /** Bytes of others that waited at one member at most. */
  readonly mostWaiting: () => number
  /** How long the flood took, ms. */
  readonly tookMs: number
}

const STEP_MS = 20
/** The others say something each so many steps. */
const TALK_STEPS = 10
const MIN_STEPS = 100

export async function flood(plan: FloodPlan, flooding: boolean): Promise<Flood> {
  const { members, flooders: count, each, hostile, atOnce } = plan
  const world = new World(plan.seed, { suite: 'cheap' })
  const bad = hostile === undefined ? [] : Array.from({ length: count }, (_, index) => [index + 1, hostile] as const)
  const { group, actors } = await world.gather(members, 'all', { hostile: Object.fromEntries(bad) })
  const flooders = actors.slice(1, 1 + count)
  const others = actors.filter(actor => !flooders.includes(actor))
  const passed = new Map<string, Set<string>>()
  for (const actor of others) watch(actor, group, flooders, passed)

  const saidAt = new Map<string, number>()
  let mostWaiting = 0
  const began = world.scheduler.now()
  const steps = Math.max(MIN_STEPS, each / atOnce)
  for (let step = 0; step < steps; step += 1) {
    const lines = Array.from({ length: atOnce }, (_, line) => `floods ${step * atOnce + line}`)
    if (flooding && step * atOnce < each) for (const flooder of flooders) flooder.say(group, ...lines)
    if (step % TALK_STEPS === 0) {
      for (const actor of others) {
        for (const id of actor.say(group, `${actor.name} at ${step}`)) saidAt.set(id, world.scheduler.now())
      }
    }
    world.run(STEP_MS)
    for (const actor of others) mostWaiting = Math.max(mostWaiting, actor.group(group).intake.pacing.waitingBytes)
  }
  return {
    world,
    group,
    flooders,
    others,
    latencies: () => others.flatMap(actor => latenciesOf(actor, saidAt)),
    mostPassedOn: () => Math.max(0, ...[...passed.values()].map(entries => entries.size)),
    mostWaiting: () => mostWaiting,
    tookMs: world.scheduler.now() - began,
  }
}

export function quantileOf(values: readonly number[], share: number): number {
  const ascending = values.toSorted((one, other) => one - other)
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.POSITIVE_INFINITY
}

function latenciesOf({ screen, member }: Actor, saidAt: ReadonlyMap<string, number>): number[] {
  return screen.flatMap(({ message, at }) => {
    const said = message.author === member ? undefined : saidAt.get(message.id)
    return said === undefined ? [] : [at - said]
  })
}

/** Notes which entries of the flooders this member forwards. */
function watch(actor: Actor, group: GroupId, flooders: readonly Actor[], passed: Map<string, Set<string>>): void {
  const watched = new Set<MemberId>(flooders.map(({ member }) => member))
  seamLinks(actor.group(group), {
    incoming: (_from, frame) => frame,
    outgoing: (_to, frame) => {
      for (const { author, place } of entriesIn(frame)) {
        if (!watched.has(author)) continue
        const key = `${actor.name} ${author}`
        passed.set(key, (passed.get(key) ?? new Set()).add(place))
      }
      return [frame]
    },
  })
}

function entriesIn(frame: Partial<Frame>): { author: MemberId; place: string }[] {
  return (frame.forward?.burst?.entries ?? []).flatMap(({ header }) => {
    const fields = decodeHeader(header)
    return fields === undefined ? [] : [{ author: memberIdOf(fields.author), place: `${fields.log} ${fields.seq}` }]
  })
}
