/** S8 and S9 of the scenarios: many messages and large ones, from one author to everybody. Any encryption. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Encryption } from '#src/group/control.js'
import { World } from '../../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../../support/checkers.ts'

const LARGE_MESSAGES = 301
const SMALL_MESSAGES = 9_002
const SMALLEST_BYTES = 4
const LARGEST_BYTES = 16_384

/** The first as small, and the last as large as they come. */
export async function largeMessages(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(4)
  const [alice] = actors
  assert.ok(alice)
  const sums: string[] = []
  const last = LARGE_MESSAGES - 1
  for (let index = 0; index <= last; index += 1) {
    const drawn = () => SMALLEST_BYTES + Math.floor(world.random.next() * (LARGEST_BYTES - SMALLEST_BYTES))
    const text = randomText(world, index === 0 ? SMALLEST_BYTES : index === last ? LARGEST_BYTES : drawn())
    sums.push(checksum(text))
    alice.say(group, text)
    world.run(20)
  }
  world.run(20_000)
  for (const actor of actors) assert.deepEqual(actor.stored(group).map(checksum), sums, actor.name)
  assertOneHistory(group, actors)
  assertNoFailures(actors)
}

/** A hundred at a time. */
export async function manyMessages(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(3)
  const [alice] = actors
  assert.ok(alice)
  const wanted = Array.from({ length: SMALL_MESSAGES }, (_, index) => String(index))
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
}

/** This many bytes of UTF-8, each a printable character by chance. */
function randomText(world: World, size: number): string {
  return Buffer.from(world.random.bytes(size).map(byte => 32 + (byte % 95))).toString()
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
