/** What a delivery costs while nobody fails. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { ControlKind } from '#src/group/control.js'
import { World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory, assertRing, assertShownInOrder } from '../support/checkers.ts'
import { frameMeter } from '../support/frame-meter.ts'
import { sealMeter } from '../support/seal-meter.ts'
import { eachSeed } from '../support/seeds.ts'

const meter = frameMeter()

/** Bytes of the largest text that is sent whole; above it a body is announced and pulled. */
const SMALL_BYTES = 1_000
const LARGE_BYTES = 40_000

for (const { size, count } of [
  { size: 3, count: 100 },
  { size: 8, count: 100 },
  { size: 16, count: 10 },
]) {
  test(`among ${size} members a message costs one send a member, no second copies, and at most log2 N + 2 hops`, async () => {
    const total = { sends: 0, duplicates: 0, deliveries: 0 }
    await eachSeed(count, async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(size)
      meter.reset()
      for (const [turn, actor] of actors.entries()) {
        actor.say(group, `hello from ${actor.name}`)
        world.run(turn % 2 === 0 ? 300 : 3)
      }
      actors[0]?.say(group, 'x'.repeat(SMALL_BYTES))
      actors[1]?.say(group, 'y'.repeat(LARGE_BYTES))
      world.run(3_000)
      assertOneHistory(group, actors)
      for (const actor of actors) assertShownInOrder(actor, group, actors)
      total.sends += meter.forwarded + meter.repaired
      total.duplicates += meter.duplicates
      total.deliveries += (size + 2) * (size - 1)
      const bound = Math.log2(size) + 2
      for (const { screen, name } of actors) {
        for (const { message } of screen) {
          assert.ok((message.hops ?? 0) <= bound, `${message.hops} hops to ${name}`)
        }
      }
      assertNoFailures(actors)
    })
    assert.ok(total.sends / total.deliveries <= 1.05, `${total.sends} sends for ${total.deliveries} deliveries`)
    assert.ok(total.duplicates / total.deliveries <= 0.05, `${total.duplicates} second copies`)
  })
}

test('a join costs the group one entry: the newcomer publishes no prekey of its own', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6)
    world.run(60_000)
    const founder = actors[0]!
    const published = () =>
      founder
        .group(group)
        .book.controlBursts()
        .flatMap(({ entries }) => entries.map(({ fields }) => fields))
        .filter(({ kind }) => kind === ControlKind.prekey)
        .map(({ author }) => memberIdOf(author))
    assert.deepEqual(published(), [founder.member])
    for (const { member, prekey } of founder.group(group).membership!.members.values()) {
      assert.ok(prekey !== undefined, `${member} has none`)
    }
  })
})

test('the pure ring of two neighbours delivers everything once too, with no finger wanted', async () => {
  const total = { sends: 0, deliveries: 0 }
  await eachSeed(50, async seed => {
    const world = new World(seed, { fingers: false })
    const { group, actors } = await world.gather(10)
    meter.reset()
    for (const actor of actors) {
      assert.deepEqual(actor.group(group).ring.fingers, [])
      actor.say(group, `hello from ${actor.name}`)
    }
    world.run(5_000)
    assertRing(group, actors)
    assertOneHistory(group, actors)
    total.sends += meter.forwarded + meter.repaired
    total.deliveries += 10 * 9
    assertNoFailures(actors)
  })
  assert.ok(total.sends / total.deliveries <= 1.05, `${total.sends} sends for ${total.deliveries} deliveries`)
})

test('the padding of links costs a message of 1 KB among 8 members at most 45 bytes a delivery', async () => {
  const seals = sealMeter()
  const total = { padding: 0, sealed: 0, deliveries: 0 }
  await eachSeed(10, async seed => {
    // a scheme that seals makes the message longer, and pads it itself; a key is introduced once a week, and not with each
    const world = new World(seed, { encryption: 'per-peer', deniable: false })
    const { group, actors } = await world.gather(8)
    // what has to do with the beginning is over
    world.run(30_000)
    seals.reset()
    for (const actor of actors) {
      actor.say(group, `${actor.name} says ${'x'.repeat(SMALL_BYTES)}`)
      world.run(50)
    }
    world.run(500)
    assertOneHistory(group, actors)
    // a place byte and a tag there were before; a step, which some records have, counts as padding here
    total.padding += seals.sealedBytes - seals.clearBytes - seals.records * 17
    total.sealed += seals.sealedBytes
    total.deliveries += 8 * 7
  })
  seals.stop()
  const each = total.padding / total.deliveries
  assert.ok(each > 0 && each <= 45, `${each} bytes of padding a delivery`)
  assert.ok(total.padding / total.sealed < 1 / 8)
})
