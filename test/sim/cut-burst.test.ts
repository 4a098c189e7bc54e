/** The end of a burst is a burst as well: whoever passes on less than it got leaves a gap, and nothing is shown twice for it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

test('a member passes on the ends of bursts alone: the others get the rest by sync, and see each message once', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed, { fingers: false })
    world.checks = true
    const { group, actors } = await world.gather(8, 'all', { hostile: { 3: 'cutter' } })
    const honest = actors.filter(actor => actor.hostile === undefined)
    for (const actor of honest) actor.say(group, 'one', 'two', 'three')
    world.run(30_000)
    assert.equal(honest[0]?.stored(group).length, 21)
    assertOneHistory(group, honest, actors)
    assertNoFailures(honest)
  })
})
