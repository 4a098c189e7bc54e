/** A small group under a virtual clock: joining, and what one message costs nobody twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { oneJoinsTwice, threeJoin, twoGroups } from './stories/coming-in.ts'

test('alice invites bob, bob invites carol: all three see three, and one text reaches all, none twice', async () => {
  await eachSeed(100, threeJoin)
})

test('bob is invited twice and joins twice: the second is an error with a code, and nobody sees him join again', async () => {
  await eachSeed(100, oneJoinsTwice)
})

test('alice is in two groups: what is said in one never shows in the other', async () => {
  await eachSeed(100, twoGroups)
})

test('the inviter is gone: any other member in the ticket admits the bearer', async () => {
  await eachSeed(100, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [, bob, , dave] = actors
    assert.ok(bob && dave)
    const ticket = bob.invite(group)
    world.run(2_000)
    bob.kill()
    const erin = await world.actor('erin')
    erin.mustJoin(ticket)
    world.run(20_000)
    const living = [...actors.filter(actor => actor !== bob), erin]
    for (const actor of living) {
      assert.equal(actor.group(group).membership?.members.size, 5, `${actor.name} counts another group`)
      assert.equal(actor.group(group).isOnline(bob.member), false, `${actor.name} believes the dead bob online`)
    }
    assertRing(group, living)
    dave.say(group, 'welcome')
    world.run(2_000)
    assert.deepEqual(erin.texts(), ['welcome'])
    assertOneHistory(group, living)
    assertNoFailures(living)
  })
})

test('a late joiner sees only what is said after it came, or under `all` everything', async () => {
  await eachSeed(100, async seed => {
    for (const history of ['from-join', 'all'] as const) {
      const world = new World(seed)
      const { group, actors } = await world.gather(3, history)
      const [alice, bob, carol] = actors
      assert.ok(alice && bob && carol)
      for (let count = 0; count < 10; count += 1) alice.say(group, `alice ${count}`)
      bob.say(group, 'one', 'two', 'three')
      world.run(2_000)
      const dave = await world.actor('dave')
      dave.mustJoin(carol.invite(group))
      world.run(10_000)
      carol.say(group, 'after')
      world.run(5_000)
      assertOneHistory(group, actors)
      assert.deepEqual(dave.stored(group), history === 'all' ? alice.stored(group) : ['after'])
      assertNoFailures([...actors, dave])
    }
  })
})
