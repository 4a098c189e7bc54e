/** The logs that introduced keys which are over are forgotten, so that weeks of talk leave no rows behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKeyLog } from '#src/history/log-key.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const LATE_MS = 25 * 3_600_000
const WEEKS = 8

test('after many weeks a member keeps the introductions of the keys in use, and all that was said', async () => {
  await eachSeed(2, async seed => {
    const world = new World(seed, { suite: 'cheap', encryption: 'per-peer', deniable: true })
    const { group, actors } = await world.gather(3, 'all')
    const logsOf = (actor: Actor) =>
      new Set(
        actor.store
          .since(group, 0, 1_000_000)
          .map(({ log }) => log)
          .filter(isKeyLog),
      ).size
    const counts: number[] = []
    let there = actors
    for (let week = 0; week < WEEKS; week += 1) {
      for (const actor of there) actor.say(group, `week ${week}`)
      world.run(5_000)
      // all sleep for a week, and the seeds of its keys come a day after it
      there = await slept(world, there, WEEK_MS)
      there = await slept(world, there, LATE_MS)
      counts.push(Math.max(...there.map(logsOf)))
    }
    // of each member a key that is in use, the last one, and one that is about to be over
    assert.ok(Math.max(...counts) <= 3 * actors.length, `${counts}`)
    const again = there
    for (const actor of again) assert.equal(actor.stored(group).length, WEEKS * actors.length, actor.name)
    assertOneHistory(group, again)
    assertNoFailures(again)
  })
})

async function slept(world: World, actors: readonly Actor[], ms: number): Promise<Actor[]> {
  for (const actor of actors) actor.kill()
  world.run(ms)
  const again: Actor[] = []
  for (const actor of actors) again.push(await world.restart(actor))
  world.run(90_000)
  return again
}
