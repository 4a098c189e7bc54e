/** Members that end and come back from their store: what they were, and what they missed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { allStart, authorsLeave, oneStartsAlone } from './stories/coming-back.ts'

test('carol dies without a goodbye, misses what is said, and has it all after a restart from disk', async () => {
  await eachSeed(100, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, bob, carol] = actors
    assert.ok(alice && bob && carol)
    carol.say(group, 'before')
    world.run(1_000)
    carol.kill()
    world.run(30_000)
    assert.equal(alice.group(group).isOnline(carol.member), false)
    for (let count = 0; count < 20; count += 1) alice.say(group, `missed ${count}`)
    bob.say(group, 'she is away')
    world.run(2_000)
    const again = await world.restart(carol, seed % 2 === 0 ? 'same' : 'moved')
    world.run(40_000)
    assert.equal(alice.group(group).isOnline(carol.member), true)
    again.say(group, 'back')
    world.run(2_000)
    assert.equal(again.stored(group).length, 23)
    assertOneHistory(group, [alice, bob, again])
    assertNoFailures([alice, bob, again])
  })
})

test('bob stops and starts alone: same key, role, groups, roster with last-seen, settings and history', async () => {
  await eachSeed(100, oneStartsAlone)
})

test('the whole group dies at once and starts from disk: one ring, one history, and it goes on', async () => {
  await eachSeed(100, allStart)
})

test('dave is away for 100 messages whose authors leave before he returns: he has all 100 from two others', async () => {
  await eachSeed(100, authorsLeave)
})
