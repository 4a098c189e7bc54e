/** S1, S2 and S3 of the scenarios: people are invited one by the other, twice, and into two groups. Any encryption. */
import assert from 'node:assert/strict'
import type { Encryption } from '#src/group/control.js'
import { World } from '../../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../../support/checkers.ts'

/** Alice invites bob, bob invites carol; one text reaches all, none twice. */
export async function threeJoin(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
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
}

/** Bob is invited twice and joins twice. */
export async function oneJoinsTwice(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
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
}

/** Alice and bob are in two groups, carol in one of them. */
export async function twoGroups(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
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
}
