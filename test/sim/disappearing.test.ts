/**
 * Disappearing messages in whole groups: when their time is up they are gone on every member, nobody misses them, and what
 * each member holds is the same again as on the others.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MINUTE_MS = 60_000
const LIFE_S = 600
const LIFE_MS = LIFE_S * 1000
/** A 32nd of a life is the longest that what has expired still lies on a disk. */
const LATE_MS = LIFE_MS / 32 + 5_000
const SEEDS = 3

const liars = (actors: readonly Actor[]) =>
  actors.flatMap(({ events, name }) => events.filter(({ type }) => type === 'liar').map(event => ({ name, event })))

function assertOneRoot(group: GroupId, actors: readonly Actor[]): void {
  assert.equal(new Set(actors.map(actor => actor.group(group).syncing.root)).size, 1)
}

const gone = (group: GroupId, actors: readonly Actor[]) => actors.every(actor => actor.stored(group).length === 0)

test('what was said is gone from every disk when its time is up, nobody misses it, and they talk on', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all', { expire: LIFE_S })
    for (const [at, actor] of actors.entries()) {
      actor.say(group, `early ${at}`)
      world.run(10_000)
    }
    world.run(LIFE_MS / 2)
    for (const [at, actor] of actors.entries()) actor.say(group, `later ${at}`)
    world.run(10_000)
    for (const actor of actors) assert.equal(actor.stored(group).length, 10)
    world.run(LIFE_MS / 2 + LATE_MS)
    for (const actor of actors) {
      assert.deepEqual(
        actor.stored(group).toSorted(),
        actors.map((_, at) => `later ${at}`),
        actor.name,
      )
    }
    assertOneRoot(group, actors)
    world.run(LIFE_MS / 2)
    assert.ok(gone(group, actors))
    assertOneRoot(group, actors)
    for (const [at, actor] of actors.entries()) actor.say(group, `again ${at}`)
    world.run(10_000)
    for (const actor of actors) assert.equal(actor.stored(group).length, 5)
    assertOneRoot(group, actors)
    assert.deepEqual(liars(actors), [])
    assertNoFailures(actors)
  })
})

test('who comes back after all has expired, and who joins then, is caught up with nothing, and hears what comes', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all', { expire: LIFE_S })
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    alice.say(group, 'dave hears this')
    world.run(5_000)
    dave.kill()
    for (let count = 0; count < 20; count += 1) {
      bob.say(group, `dave is away ${count}`)
      world.run(1_000)
    }
    world.run(LIFE_MS + LATE_MS)
    alice.say(group, 'the first that stays')
    world.run(5_000)
    const back = await world.restart(dave)
    world.run(20_000)
    const erin = await world.actor('erin')
    const joined = erin.join(carol.invite(group))
    assert.ok('group' in joined)
    world.run(20_000)
    const all = [alice, bob, carol, back, erin]
    bob.say(group, 'and the second')
    back.say(group, 'and the third')
    world.run(10_000)
    for (const actor of all) {
      assert.deepEqual(actor.stored(group).toSorted(), ['and the second', 'and the third', 'the first that stays'])
      assert.deepEqual(actor.group(group).syncing.missing, [])
    }
    assert.equal(back.group(group).syncing.progress.returned, true)
    assertOneRoot(group, all)
    assert.deepEqual(liars(all), [])
    assertNoFailures(all)
  })
})

test('clocks that are minutes apart let go of messages minutes apart, and nobody takes another for a liar', async () => {
  await eachSeed(1, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all', { expire: LIFE_S })
    for (const [at, actor] of actors.entries()) actor.jumpClock((at - 2) * MINUTE_MS)
    for (let count = 0; count < 70; count += 1) {
      actors[count % 5]!.say(group, `${count}`)
      // one of them misses a part, and is told by those whose clock is ahead
      if (count === 20) world.cut(actors.slice(0, 1), actors.slice(1), 'severed')
      if (count === 55) world.heal(actors.slice(0, 1), actors.slice(1))
      world.run(20_000)
    }
    world.run(30_000)
    assertOneRoot(group, actors)
    world.run(LIFE_MS + 5 * MINUTE_MS + LATE_MS)
    assert.ok(gone(group, actors))
    assertOneRoot(group, actors)
    assert.deepEqual(liars(actors), [])
    assertNoFailures(actors)
  })
})

test('a member whose clock is set a day ahead while it is alone loses what it holds, and is not cut off for saying so', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all', { expire: LIFE_S })
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    for (let count = 0; count < 20; count += 1) alice.say(group, `${count}`)
    world.run(5_000)
    dave.kill()
    dave.jumpClock(24 * 60 * MINUTE_MS)
    const alone = [alice, bob, carol]
    world.cut([dave], alone, 'severed')
    const back = await world.restart(dave)
    world.run(LATE_MS)
    assert.deepEqual(back.stored(group), [])
    world.heal([back], alone)
    world.run(MINUTE_MS)
    const erin = await world.actor('erin')
    const joined = erin.join(back.invite(group))
    assert.ok('group' in joined)
    world.run(2 * MINUTE_MS)
    for (const actor of [alice, bob, carol, erin]) assert.equal(actor.stored(group).length, 20, actor.name)
    assert.deepEqual(
      liars([alice, bob, carol, erin]).filter(({ event }) => event.type === 'liar' && event.cutOff),
      [],
    )
    assertNoFailures([alice, bob, carol, erin])
  })
})

test('a log of which all has expired is gone on with after a restart, and no second entry takes the place of one', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3, 'all', { expire: LIFE_S })
    const [alice, bob, carol] = actors
    assert.ok(alice && bob && carol)
    for (let count = 0; count < 9; count += 1) carol.say(group, `${count}`)
    world.run(LIFE_MS + LATE_MS)
    assert.ok(gone(group, actors))
    carol.kill()
    world.run(MINUTE_MS)
    const back = await world.restart(carol)
    world.run(MINUTE_MS)
    assert.equal(back.group(group).syncing.progress.returned, true)
    back.say(group, 'the tenth')
    world.run(10_000)
    const all = [alice, bob, back]
    for (const actor of all) assert.deepEqual(actor.stored(group), ['the tenth'])
    const [entry] = alice.store.newest(group, undefined, 1)
    assert.equal(entry?.seq, 9)
    assert.ok(all.every(({ events }) => events.every(({ type }) => type !== 'fork')))
    assertOneRoot(group, all)
  })
})

test('a moderator makes messages disappear, from then on and what was before with them, and lets them stay again', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob] = actors
    assert.ok(alice && bob)
    bob.say(group, 'long before')
    world.run(LIFE_MS)
    for (const actor of actors) assert.deepEqual(actor.stored(group), ['long before'])
    assert.throws(() => bob.write(group, { type: 'setting', name: 'expire', value: '600' }), { code: 'not-allowed' })
    alice.write(group, { type: 'setting', name: 'expire', value: '600' })
    world.run(5_000)
    bob.say(group, 'said to go')
    world.run(LIFE_MS / 2)
    alice.write(group, { type: 'setting', name: 'expire', value: 'off' })
    world.run(5_000)
    bob.say(group, 'said to stay')
    world.run(5_000)
    for (const actor of actors) {
      assert.deepEqual(actor.stored(group).toSorted(), ['long before', 'said to go', 'said to stay'])
    }
    world.run(3 * LIFE_MS)
    for (const actor of actors) assert.deepEqual(actor.stored(group), ['said to stay'])
    assertOneRoot(group, actors)
    assert.deepEqual(liars(actors), [])
    assertNoFailures(actors)
  })
})
