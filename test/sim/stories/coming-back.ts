/** S5 and S17 of the scenarios: members end and come back from their store, to what they were and missed. Any encryption. */
import assert from 'node:assert/strict'
import type { Encryption } from '#src/group/control.js'
import { World } from '../../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../../support/checkers.ts'

/** Bob stops and starts with nobody there. */
export async function oneStartsAlone(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(4, 'all')
  const [alice, bob] = actors
  assert.ok(alice && bob)
  const other = bob.create('notes').group
  bob.say(other, 'buy milk')
  for (const actor of actors) actor.say(group, `from ${actor.name}`)
  world.run(5_000)
  const before = bob.group(group).membership
  const history = bob.stored(group)
  const seen = actors.map(actor => bob.group(group).presences.lastSeen(actor.member))
  await bob.stop()
  for (const actor of actors) if (actor !== bob) actor.kill()
  world.run(3_600_000)
  const again = await world.restart(bob)
  world.run(1_000)
  assert.equal(again.member, bob.member)
  assert.deepEqual(new Set(again.peer.groups.keys()), new Set([group, other]))
  assert.deepEqual(again.group(group).membership, before)
  assert.equal(history.length, 4)
  assert.deepEqual(again.stored(group), history)
  assert.deepEqual(again.stored(other), ['buy milk'])
  actors.forEach((actor, index) => {
    if (actor === bob) return
    const now = again.group(group).presences.lastSeen(actor.member)
    assert.ok(seen[index] !== undefined && now !== undefined, `when ${actor.name} was seen is lost`)
    assert.ok(now >= Math.floor(seen[index]) && now < seen[index] + 60_000, `${actor.name} was not seen at ${now}`)
    assert.equal(again.group(group).isOnline(actor.member), false)
  })
  assertNoFailures([again])
}

/** All die at once, and all start. */
export async function allStart(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(6)
  for (const actor of actors) actor.say(group, `before, ${actor.name}`)
  world.run(5_000)
  for (const actor of actors) actor.kill()
  world.run(60_000)
  const again = []
  for (const actor of actors) again.push(await world.restart(actor))
  world.run(60_000)
  assertMembers(group, again)
  assertRing(group, again)
  for (const actor of again) actor.say(group, `after, ${actor.name}`)
  world.run(5_000)
  assert.equal(again[0]?.stored(group).length, 12)
  assertOneHistory(group, again)
  assertNoFailures(again)
}

/** Dave is away for 100 messages, and whoever wrote them is gone when he returns. */
export async function authorsLeave(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(5)
  const [alice, bob, carol, erin, dave] = actors
  assert.ok(alice && bob && carol && erin && dave)
  dave.kill()
  world.run(10_000)
  for (let count = 0; count < 50; count += 1) {
    alice.say(group, `alice ${count}`)
    world.run(100)
    bob.say(group, `bob ${count}`)
  }
  world.run(5_000)
  alice.leave(group)
  world.run(2_000)
  await alice.stop()
  await bob.stop()
  world.run(10_000)
  const again = await world.restart(dave)
  world.run(30_000)
  assert.equal(again.stored(group).length, 100)
  assertOneHistory(group, [carol, erin, again], actors)
  const caughtUp = again.events.filter(event => event.type === 'sync' && event.missing === 0)
  assert.ok(caughtUp.length > 0, 'dave was never told that he has caught up')
  assertNoFailures([carol, erin, again])
}
