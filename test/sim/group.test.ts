import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'

test('alice invites bob, bob invites carol: all three see three, and one text reaches all, none twice', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const world = new World(seed)
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    const { group } = alice.create('friends')
    world.run(100)
    assert.ok('group' in bob.join(alice.invite(group)))
    assert.ok('group' in carol.join(bob.invite(group)))
    world.run(5_000)
    for (const actor of [alice, bob, carol]) {
      assert.equal(actor.group(group).membership?.members.size, 3, `${actor.name} with seed ${seed}`)
    }
    alice.say(group, 'hello')
    world.run(1_000)
    for (const actor of [alice, bob, carol]) {
      assert.deepEqual(actor.texts(), ['hello'], `${actor.name} with seed ${seed}`)
      assert.deepEqual(actor.failures, [])
    }
  }
})

test('carol dies without a goodbye, misses what is said, and has it all after a restart from disk', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const world = new World(seed)
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    const { group } = alice.create('friends')
    world.run(100)
    bob.join(alice.invite(group))
    carol.join(alice.invite(group))
    world.run(5_000)
    carol.say(group, 'before')
    world.run(1_000)
    carol.kill()
    world.run(30_000)
    assert.equal(alice.group(group).isOnline(carol.member), false, `seed ${seed}`)
    for (let count = 0; count < 20; count += 1) alice.say(group, `missed ${count}`)
    bob.say(group, 'she is away')
    world.run(2_000)
    const again = await world.restart(carol)
    world.run(40_000)
    assert.equal(alice.group(group).isOnline(carol.member), true, `seed ${seed}`)
    again.say(group, 'back')
    world.run(2_000)
    assert.equal(again.stored(group).length, 23, `seed ${seed}`)
    assert.deepEqual(again.stored(group), alice.stored(group), `seed ${seed}`)
    assert.deepEqual(bob.stored(group), alice.stored(group), `seed ${seed}`)
  }
})
