/** A small group under a virtual clock: joining, and what one message costs nobody twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

test('alice invites bob, bob invites carol: all three see three, and one text reaches all, none twice', async () => {
  await eachSeed(100, async seed => {
    const world = new World(seed)
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    const { group } = alice.create('friends')
    bob.mustJoin(alice.invite(group))
    carol.mustJoin(bob.invite(group))
    world.run(5_000)
    const all = [alice, bob, carol]
    assertMembers(group, all)
    alice.say(group, 'hello')
    world.run(1_000)
    for (const actor of all) assert.deepEqual(actor.texts(), ['hello'])
    assertRing(group, all)
    assertNoFailures(all)
  })
})

test('bob is invited twice and joins twice: the second is an error with a code, and nobody sees him join again', async () => {
  await eachSeed(100, async seed => {
    const world = new World(seed)
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const { group } = alice.create('friends')
    const [first, second] = [alice.invite(group), alice.invite(group)]
    bob.mustJoin(first)
    world.run(2_000)
    const again = bob.join(second)
    assert.ok('code' in again)
    assert.equal(again.code, 'already-member')
    world.run(5_000)
    for (const actor of [alice, bob]) {
      const joins = actor.events.filter(event => event.type === 'member' && event.state === 'joined')
      const ofBob = joins.filter(event => event.type === 'member' && event.member === bob.member)
      assert.equal(ofBob.length, 1, `${actor.name} saw ${ofBob.length} joins of bob`)
      assert.equal(actor.group(group).membership?.members.size, 2)
    }
    assertNoFailures([alice, bob])
  })
})

test('alice is in two groups: what is said in one never shows in the other', async () => {
  await eachSeed(100, async seed => {
    const world = new World(seed)
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    const family = alice.create('family').group
    const friends = alice.create('friends').group
    bob.mustJoin(alice.invite(family))
    bob.mustJoin(alice.invite(friends))
    carol.mustJoin(alice.invite(friends))
    world.run(5_000)
    alice.say(family, 'dinner?')
    alice.say(friends, 'cards?')
    bob.say(family, 'at eight')
    carol.say(friends, 'tomorrow')
    world.run(2_000)
    assert.deepEqual(new Set(bob.stored(family)), new Set(['dinner?', 'at eight']))
    assert.deepEqual(new Set(carol.stored(friends)), new Set(['cards?', 'tomorrow']))
    assert.ok(carol.screen.every(line => line.group === friends))
    assertOneHistory(family, [alice, bob])
    assertOneHistory(friends, [alice, bob, carol])
    assertNoFailures([alice, bob, carol])
  })
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
