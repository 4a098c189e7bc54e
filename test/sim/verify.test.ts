/** Safety numbers in a living group: one number on both sides, and a key that changes afterwards is loud. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { Actor } from '../support/actor.ts'
import { World } from '../support/cast.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

const changes = (actor: Actor) => actor.events.filter(event => event.type === 'key-changed')

function verify(actor: Actor, group: GroupId, other: Actor, verified = true): void {
  actor.runtime.perform(actor.group(group).trust.mark(other.member, verified))
}

const standing = (actor: Actor, group: GroupId, other: Actor) => actor.group(group).trust.of(other.member)

/** Whoever has the identity key of a member, and no other key of it: takes the member out, and comes back as it. */
async function thiefOf(victim: Actor, group: GroupId, world: World, host: Actor): Promise<Actor> {
  const ticket = host.invite(group)
  victim.leave(group)
  world.run(5_000)
  await victim.stop()
  const thief = new Actor(world, victim.name, { identity: victim.stolenIdentity })
  await thief.start()
  thief.mustJoin(ticket)
  world.run(10_000)
  return thief
}

test('each pair has one number, whichever of the two computes it, and every pair another', async () => {
  await eachSeed(1, async seed => {
    const world = new World(seed, { suite: 'real' })
    const { group, actors } = await world.gather(4)
    const seen = new Set<string>()
    for (const one of actors) {
      for (const other of actors) {
        const number = one.group(group).trust.numberWith(other.member)
        assert.deepEqual(number, other.group(group).trust.numberWith(one.member))
        assert.equal(number === undefined, one === other)
        if (number !== undefined) seen.add(number.digits)
      }
    }
    assert.equal(seen.size, 6)
  })
})

test('a verified member that comes back with another link key is loud to who verified it, and still heard', async () => {
  await eachSeed(8, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    verify(alice, group, bob)
    verify(alice, group, carol)
    world.run(1_000)
    const compared = alice.group(group).trust.numberWith(bob.member)
    const thief = await thiefOf(bob, group, world, dave)

    assert.equal(thief.member, bob.member)
    const told = { type: 'key-changed', member: bob.member, name: thief.name, was: bob.member }
    assert.deepEqual(changes(alice), [told])
    assert.deepEqual(changes(carol), [])
    assert.deepEqual(standing(alice, group, bob), { verified: 'changed', was: bob.member })
    assert.deepEqual(standing(alice, group, carol), { verified: 'yes', was: undefined })
    assert.deepEqual(standing(carol, group, bob), { verified: 'no', was: undefined })
    assert.notDeepEqual(alice.group(group).trust.numberWith(bob.member), compared)
    thief.say(group, 'it is me')
    world.run(5_000)
    assert.ok(alice.texts().includes('it is me'))

    // compared anew, it is verified anew; and when it happens again, it is told again
    verify(alice, group, thief)
    assert.deepEqual(standing(alice, group, bob), { verified: 'yes', was: undefined })
    await thiefOf(thief, group, world, dave)
    assert.deepEqual(changes(alice).length, 2)
    assertNoFailures([alice, carol, dave])
  })
})

test('a mark outlives its process, and a key that changed meanwhile is told when it is back', async () => {
  await eachSeed(8, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    verify(alice, group, bob)
    verify(alice, group, carol)
    verify(alice, group, dave)
    verify(alice, group, dave, false)
    world.run(1_000)
    alice.kill()
    await thiefOf(bob, group, world, dave)
    const again = await world.restart(alice)
    world.run(1)
    assert.deepEqual(standing(again, group, carol), { verified: 'yes', was: undefined })
    assert.deepEqual(standing(again, group, dave), { verified: 'no', was: undefined })
    world.run(20_000)
    assert.deepEqual(
      changes(again).map(({ member, was }) => [member, was]),
      [[bob.member, bob.member]],
    )
    // what was told is still so after the next start
    await again.stop()
    const third = await world.restart(again)
    world.run(1_000)
    assert.deepEqual(
      third.group(group).trust.changes.map(({ member }) => member),
      [bob.member],
    )
  })
})

test('another key under the name of a verified member is loud, here or gone', async () => {
  await eachSeed(8, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, bob, carol] = actors
    assert.ok(alice && bob && carol)
    verify(alice, group, bob)
    if (seed % 2 === 0) bob.leave(group)
    world.run(1_000)
    // a Cyrillic м, and a character without width
    const mallory = await world.actor('\u043c\u200b1')
    mallory.mustJoin(carol.invite(group))
    world.run(10_000)
    assert.deepEqual(changes(alice), [
      { type: 'key-changed', member: mallory.member, name: mallory.name, was: bob.member },
    ])
    assert.deepEqual(changes(carol), [])
    assert.deepEqual(standing(alice, group, bob), { verified: 'yes', was: undefined })
    assert.deepEqual(standing(alice, group, mallory), { verified: 'changed', was: bob.member })
    // whoever compared the number knows better than a rule
    verify(alice, group, mallory)
    assert.deepEqual(standing(alice, group, mallory), { verified: 'yes', was: undefined })
    assert.deepEqual(alice.group(group).trust.changes, [])
  })
})
