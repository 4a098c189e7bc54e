/**
 * Floods: what the others notice of one, how far it gets, and that nothing is lost of it. In `npm test` 1,000 messages of
 * each flooder, in the long run 40,000.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_LIMITS } from '#src/peer/allowance.js'
import { assertMembers, assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { type Flood, flood, quantileOf } from '../support/flood.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const LONG = process.env.TOCSIN_LONG === '1'
const SHORT_FLOOD = 1_000
const LONG_FLOOD = 40_000
/** 2,500 messages a second each, where twenty are the rate. */
const AT_ONCE = 50
const MAX_WAITING_BYTES = 8 * 1024 * 1024
const { burst, entriesPerSecond } = DEFAULT_LIMITS

/** What one author may have spread in so long. */
function rateIn(ms: number): number {
  return burst + (entriesPerSecond * ms) / 1_000
}

function assertUnhurt(seed: number, quiet: Flood, flooded: Flood): void {
  const [before, after] = [quiet, flooded].map(run => quantileOf(run.latencies(), 0.99))
  console.log(`seed ${seed}: p99 of the others ${before} ms quiet, ${after} ms flooded`)
  assert.ok(after! <= 2 * before!, `p99 ${after} ms in the flood, ${before} ms without`)
  assert.ok(flooded.mostWaiting() <= MAX_WAITING_BYTES, `${flooded.mostWaiting()} bytes wait`)
}

function assertAllHere({ world, group, flooders, others }: Flood, limitMs: number): void {
  const everyone = [...flooders, ...others]
  const said = everyone.reduce((sum, actor) => sum + actor.said.length, 0)
  world.until(() => everyone.every(actor => actor.screen.length === said), limitMs)
  for (const { name, screen, failures } of everyone) {
    assert.equal(screen.length, said, `${name} has all that was said`)
    assert.deepEqual(failures, [], `${name} failed`)
  }
  assertOneHistory(group, everyone)
}

test('two members flood: the others notice nothing, the flood is not passed on beyond the rate, and all of it is pulled in order', async () => {
  await eachSeed(
    2,
    async seed => {
      const plan = { seed, members: 8, flooders: 2, each: SHORT_FLOOD, atOnce: AT_ONCE }
      const quiet = await flood(plan, false)
      const flooded = await flood(plan, true)
      assertAllHere(flooded, 120_000)
      const everyone = [...flooded.flooders, ...flooded.others]
      assertMembers(flooded.group, everyone)
      assertNoFailures(everyone)
      assertUnhurt(seed, quiet, flooded)
      assert.ok(flooded.mostPassedOn() <= rateIn(flooded.tookMs), `${flooded.mostPassedOn()} entries are passed on`)
      assert.equal(flooded.mostWaiting(), 0, 'who limits itself makes nobody wait')
      for (const { name, screen } of flooded.others) {
        for (const { member } of flooded.flooders) {
          const lines = screen.filter(({ message }) => message.author === member).map(({ message }) => message.text)
          const wanted = Array.from({ length: SHORT_FLOOD }, (_, line) => `floods ${line}`)
          assert.deepEqual(lines, wanted, `${name} was shown them in their order`)
        }
      }
    },
    20,
  )
})

test('two members flood with 40,000 messages each', { skip: !LONG && 'in the long run' }, async () => {
  await eachSeed(
    0,
    async seed => {
      const plan = { seed, members: 4, flooders: 2, each: LONG_FLOOD, atOnce: AT_ONCE }
      const quiet = await flood(plan, false)
      const flooded = await flood(plan, true)
      assertUnhurt(seed, quiet, flooded)
      assertAllHere(flooded, 240_000)
    },
    2,
  )
})

test('two members that keep to no rate are stopped by their neighbours, and cut off; the others notice nothing', async () => {
  await eachSeed(
    1,
    async seed => {
      const each = 4 * SHORT_FLOOD
      const plan = { seed, members: 12, flooders: 2, each, hostile: 'flooder' as const, atOnce: AT_ONCE }
      const quiet = await flood(plan, false)
      const flooded = await flood(plan, true)
      const { world, flooders, others, tookMs } = flooded
      const names = new Set(flooders.map(({ member }) => member))
      assert.ok(flooded.mostPassedOn() <= rateIn(tookMs), `${flooded.mostPassedOn()} entries passed on in ${tookMs} ms`)
      for (const { name, screen } of others) {
        // whoever is linked with them gets it from them, and the others from those
        const live = screen.filter(({ message }) => message.hops !== undefined && names.has(message.author))
        assert.ok(live.length >= burst / 2, `what is within the rate reaches ${name}: ${live.length}`)
      }
      assertUnhurt(seed, quiet, flooded)
      for (const { name, events } of others) {
        for (const event of events) {
          if (event.type !== 'liar') continue
          assert.ok(names.has(event.member), `${name} blames ${world.nameOf(event.member)} for ${event.reason}`)
        }
      }
      const cutOff = others.filter(({ events }) => events.some(event => event.type === 'liar' && event.cutOff))
      assert.ok(cutOff.length > others.length / 2, `${cutOff.length} of ${others.length} cut one off`)
      // who cut them off lets them in again after twenty minutes
      assertAllHere(flooded, 40 * 60_000)
    },
    5,
  )
})

test('who gives each of its links other messages is held to the rate by those who get them from there', async () => {
  await eachSeed(
    1,
    async seed => {
      const plan = { seed, members: 12, flooders: 1, each: 2 * SHORT_FLOOD, hostile: 'sprinkler' as const, atOnce: 8 }
      const flooded = await flood(plan, true)
      const { tookMs } = flooded
      assert.ok(flooded.mostPassedOn() <= rateIn(tookMs), `${flooded.mostPassedOn()} entries passed on in ${tookMs} ms`)
      assert.ok(flooded.mostPassedOn() >= burst / 2, `what is within the rate goes on: ${flooded.mostPassedOn()}`)
      assertAllHere(flooded, 60_000)
    },
    5,
  )
})

for (const encryption of ['per-peer', 'pairwise', 'sender-keys', 'mls'] as const) {
  test(`${encryption}: who writes at twice the rate is slowed and never cut off, and nothing of it is lost`, async () => {
    await eachSeed(1, async seed => {
      const world = new World(seed, { suite: 'cheap', encryption })
      const { group, actors } = await world.gather(5, 'all', { hostile: { 1: 'flooder' } })
      const [alice, bob] = actors
      assert.ok(alice && bob)
      const seconds = LONG || encryption === 'per-peer' ? 110 : 30
      for (let count = 0; count < 2 * entriesPerSecond * seconds; count += 1) {
        bob.say(group, `${count}`)
        world.run(500 / entriesPerSecond)
      }
      world.until(() => actors.every(actor => actor.screen.length === bob.said.length), 60_000)
      assertOneHistory(group, actors)
      for (const { name, screen } of actors) assert.equal(screen.length, bob.said.length, `${name} has all`)
      // nobody is blamed
      assertNoFailures(actors)
    })
  })
}

test('a message that is pulled is proven to be held by all, and so is the last of a thousand', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5)
    const [alice] = actors
    assert.ok(alice)
    const ids = alice.say(group, ...Array.from({ length: 1_000 }, (_, line) => `${line}`))
    // bursts are of eight
    const items = ids.filter((_, index) => index % 8 === 7)
    const now = alice.clock.now()
    for (const item of items) alice.runtime.perform(alice.group(group).wait(item, item, 'all', now))
    const reached = (): Set<string> =>
      new Set(alice.events.flatMap(event => (event.type === 'reached' ? [event.waiter] : [])))
    world.until(() => reached().size === items.length, 60_000)
    assert.equal(reached().size, items.length)
    assert.ok(world.scheduler.now() - now < 20_000, `after ${world.scheduler.now() - now} ms`)
    assertOneHistory(group, actors)
  })
})

test('where there is no history our own messages wait for their turn, and all who are online hear all, in order', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'none')
    const [alice] = actors
    assert.ok(alice)
    const wanted = Array.from({ length: 400 }, (_, line) => `${line}`)
    alice.say(group, ...wanted)
    assert.deepEqual(alice.texts(), [], 'shown once stored')
    world.run(10)
    assert.deepEqual(alice.texts(), wanted, 'and stored at once')
    world.run(20_000)
    for (const actor of actors) assert.deepEqual(actor.texts(), wanted, actor.name)
    assertNoFailures(actors)
  })
})

test('three hundred membership entries at once reach everybody', async () => {
  await eachSeed(2, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice] = actors
    assert.ok(alice)
    for (let count = 1; count <= 300; count += 1) alice.write(group, { type: 'topic', text: `${count}` })
    // a hundred by the times that they claim, a hundred as they come, and then five a second
    world.run(30_000)
    for (const actor of actors) assert.equal(actor.group(group).membership?.topic?.text, '300')
    assertMembers(group, actors)
  })
})
