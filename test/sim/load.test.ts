/** Many messages and large ones, from one author to everybody. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

test('301 messages of 4 to 16,384 random bytes: each member holds each once, in order, checksums equal', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice] = actors
    assert.ok(alice)
    const sums: string[] = []
    for (let index = 0; index <= 300; index += 1) {
      const size = index === 0 ? 4 : index === 300 ? 16_384 : 4 + Math.floor(world.random.next() * 16_380)
      const text = randomText(world, size)
      sums.push(checksum(text))
      alice.say(group, text)
      world.run(20)
    }
    world.run(20_000)
    for (const actor of actors) assert.deepEqual(actor.stored(group).map(checksum), sums, actor.name)
    assertOneHistory(group, actors)
    assertNoFailures(actors)
  })
})

test('9,002 small messages in a row arrive ascending, none lost', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice] = actors
    assert.ok(alice)
    const wanted = Array.from({ length: 9_002 }, (_, index) => String(index))
    for (let from = 0; from < wanted.length; from += 100) {
      alice.say(group, ...wanted.slice(from, from + 100))
      world.run(20)
    }
    world.run(30_000)
    for (const actor of actors) {
      assert.deepEqual(actor.stored(group), wanted, actor.name)
      assert.deepEqual(actor.texts(), wanted, `${actor.name}’s screen`)
    }
    assertNoFailures(actors)
  })
})

/** This many bytes of UTF-8, each a printable character by chance. */
function randomText(world: World, size: number): string {
  return Buffer.from(world.random.bytes(size).map(byte => 32 + (byte % 95))).toString()
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
