/** Who is believed online: the dead are found out in time, and the living are never called dead. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { frameMeter } from '../support/frame-meter.ts'
import { eachSeed } from '../support/seeds.ts'
import { offlineCalls, oneDies } from './stories/dying.ts'

/** Silence has to be noticed first: a link is idle for a minute at most, and an answer may take 15 s. */
const SILENT_LIMIT_MS = 90_000
/** One offline member is probed each half minute. */
const BACK_LIMIT_MS = 60_000
const HOUR_MS = 3_600_000

test('a member dies without a goodbye: offline within 8.5 seconds at everybody, names stay, no living one is called dead', async () => {
  await eachSeed(100, oneDies)
})

test('a member falls silent with its streams open: offline within 90 s, and online again when it is back', async () => {
  await eachSeed(40, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5)
    const silent = actors[Math.floor(world.random.next() * actors.length)]!
    const others = actors.filter(actor => actor !== silent)
    world.cut([silent], others, 'silent')
    world.run(SILENT_LIMIT_MS)
    for (const actor of others) {
      assert.equal(actor.group(group).isOnline(silent.member), false, `${actor.name} believes it online`)
    }
    assertRing(group, others)
    others[0]?.say(group, 'where is it?')
    world.heal([silent], others)
    world.run(BACK_LIMIT_MS)
    assertMembers(group, actors)
    assertRing(group, actors)
    assertOneHistory(group, actors)
    assertNoFailures(actors)
  })
})

test('in a quiet hour nobody is called offline and nobody loses its place in the ring', async () => {
  await eachSeed(10, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(8)
    const rings = actors.map(actor => actor.group(group).ring.order)
    const before = actors.map(actor => actor.events.length)
    world.run(HOUR_MS)
    actors.forEach((actor, index) => {
      assert.deepEqual(offlineCalls(actor, actors), [])
      const later = actor.events.slice(before[index]).filter(event => event.type === 'member')
      assert.deepEqual(later, [], `${actor.name} saw members come or go`)
      assert.deepEqual(actor.group(group).ring.order, rings[index])
    })
    assertMembers(group, actors)
    assertRing(group, actors)
    actors[3]?.say(group, 'still there?')
    world.run(2_000)
    assertOneHistory(group, actors)
    assertNoFailures(actors)
  })
})

test('two members do not reach each other and all others do: nobody is called offline, everybody hears everybody, and nobody asks on and on', async () => {
  for (const how of ['severed', 'silent'] as const) {
    await eachSeed(10, async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(6, 'all')
      const [one, other] = actors
      assert.ok(one && other)
      world.cut([one], [other], how)
      world.run(20_000)
      const meter = frameMeter()
      for (let round = 0; round < 6; round += 1) {
        for (const actor of actors) actor.say(group, `${round}, ${actor.name}`)
        world.run(10_000)
      }
      meter.stop()
      // a root each round and link, six messages, and what keeps the ring: some 100 a member and minute, not 100 a second
      assert.ok(meter.frames < 6 * 60 * 12, `${meter.frames} frames in a minute`)
      for (const actor of actors) {
        assert.equal(actor.history(group).length, 36, `${actor.name} lacks something`)
        assert.deepEqual(offlineCalls(actor, actors), [], `${actor.name} calls the living offline`)
        for (const { member } of actors) assert.ok(actor.group(group).isOnline(member))
      }
      world.heal([one], [other])
      world.run(BACK_LIMIT_MS + 20_000)
      assertRing(group, actors)
      assertNoFailures(actors)
    })
  }
})
