/** S7 of the scenarios: half of a group of 16 is lost at once, both sides talk on, and it heals. Any encryption. */
import assert from 'node:assert/strict'
import type { GroupId } from '#src/base/ids.js'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../../support/checkers.ts'

/** One offline member is probed each half minute, eight at once at a start: whoever lost 12 finds the last one by then. */
const HEAL_LIMIT_MS = 13 * 30_000

/** 4 are killed and 4 cut off; when all is healed and told they leave one by one. */
export async function halfIsLost(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(16)
  assertMembers(group, actors)
  for (const actor of actors) actor.say(group, `before, ${actor.name}`)
  world.run(2_000)

  const drawn = shuffled(world, actors)
  const [killed, away, staying] = [drawn.slice(0, 4), drawn.slice(4, 8), drawn.slice(8)]
  for (const actor of killed) actor.kill()
  world.cut(away, staying, 'severed')
  for (let round = 0; round < 3; round += 1) {
    for (const actor of [...away, ...staying]) actor.say(group, `outage ${round}, ${actor.name}`)
    world.run(15_000)
  }
  assertSide(group, away)
  assertSide(group, staying)

  world.heal(away, staying)
  const again: Actor[] = []
  for (const actor of killed) again.push(await world.restart(actor))
  const all = [...again, ...away, ...staying]
  world.until(() => all.every(actor => onlineFor(actor, group, all) === all.length), HEAL_LIMIT_MS)
  world.run(10_000)
  assertMembers(group, all)
  assertRing(group, all)
  for (const actor of all) actor.say(group, `after, ${actor.name}`)
  world.run(10_000)
  assert.equal(all[0]?.stored(group).length, 16 + 3 * 12 + 16)
  assertOneHistory(group, all)
  assertNoFailures(all)

  for (let left = 1; left < all.length; left += 1) {
    all[left - 1]?.leave(group)
    world.run(3_000)
    const rest = all.slice(left)
    assertMembers(group, rest)
    assertRing(group, rest)
  }
}

function onlineFor(actor: Actor, group: GroupId, all: readonly Actor[]): number {
  return all.filter(other => actor.group(group).isOnline(other.member)).length
}

/** Each side is a whole group of its own meanwhile. */
function assertSide(group: GroupId, side: readonly Actor[]): void {
  assertRing(group, side)
  const spoken = side[0]?.stored(group)
  for (const actor of side) assert.deepEqual(actor.stored(group), spoken, `${actor.name} differs on its side`)
}

function shuffled(world: World, actors: readonly Actor[]): Actor[] {
  const rest = [...actors]
  const drawn: Actor[] = []
  while (rest.length > 0) drawn.push(...rest.splice(Math.floor(world.random.next() * rest.length), 1))
  return drawn
}
