/** S6 of the scenarios: a chain breaks in the middle, both ends talk, and one link joins them. Any encryption. */
import assert from 'node:assert/strict'
import type { GroupId } from '#src/base/ids.js'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../../support/cast.ts'
import { assertNoFailures, assertOneHistory, idsIn } from '../../support/checkers.ts'
import { crowdOf } from '../../support/seeds.ts'

const CHAIN = 5
const LONG_CHAIN = 33
const ROUNDS_APART = 3
const APART_MS = 10_000
/** Each probes one offline member each half minute, in turn: this often until the two that can meet have met. */
const PROBE_MS = 30_000
/** From link to link, a round each. */
const SPREAD_MS = 20_000

/** Five of whom each reaches those beside it alone; of 33, the halves are whole in themselves. */
export async function chainBreaks(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(crowdOf(seed, CHAIN, LONG_CHAIN), 'all')
  world.checks = true
  const middle = Math.floor(actors.length / 2)
  const [left, right] = [actors.slice(0, middle), actors.slice(middle + 1)]
  const living = [...left, ...right]
  if (actors.length === CHAIN) linkInAChain(world, actors)
  for (const actor of actors) actor.say(group, `before, ${actor.name}`)
  world.run(SPREAD_MS)
  assertOneHistory(group, actors)

  actors[middle]!.kill()
  world.cut(left, right, 'severed')
  for (let round = 0; round < ROUNDS_APART; round += 1) {
    for (const actor of living) actor.say(group, `apart ${round}, ${actor.name}`)
    world.run(APART_MS)
  }
  world.run(SPREAD_MS)
  for (const half of [left, right]) assertHalf(group, half, actors.length + ROUNDS_APART * half.length)

  const ends = [left.at(-1)!, right[0]!] as const
  world.heal([ends[0]], [ends[1]])
  const count = actors.length + ROUNDS_APART * living.length
  const isMerged = () => living.every(actor => actor.history(group).length === count)
  world.until(isMerged, PROBE_MS * (right.length + 1) + SPREAD_MS)
  assertOneHistory(group, living, actors)
  for (const actor of living) assertNobodyJoined(actor)

  living[0]!.say(group, 'one end')
  living.at(-1)!.say(group, 'the other')
  world.run(SPREAD_MS)
  assertOneHistory(group, living, actors)
  assertNoFailures(living)
}

/** Only those next to each other reach each other. */
function linkInAChain(world: World, actors: readonly Actor[]): void {
  for (const [index, actor] of actors.entries()) world.cut([actor], actors.slice(index + 2), 'severed')
}

/** Each half talks on as a group of its own. */
function assertHalf(group: GroupId, half: readonly Actor[], count: number): void {
  for (const actor of half) {
    assert.equal(actor.history(group).length, count, `${actor.name} holds another number than was said on its side`)
    assert.deepEqual(idsIn(actor, group), idsIn(half[0]!, group), `${actor.name} differs on its side`)
  }
}

/** Whoever was a member is one still: a second join would be an invite that was needed. */
function assertNobodyJoined({ name, events }: Actor): void {
  const joins = events.filter(event => event.type === 'member' && event.state === 'joined')
  const joined = new Set(joins.map(event => (event.type === 'member' ? event.member : '')))
  assert.equal(joins.length, joined.size, `${name} saw somebody join again`)
}
