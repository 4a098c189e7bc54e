/** Mallory floods by hand, over the arcs and in answers that nobody asked for: one rate holds for both. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import { type CheckedBurst, type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { nodeSuite } from '#src/node-suite.js'
import { packBursts } from '#src/peer/packed-bursts.js'
import { type HostileStory, linkToAlice, say, threeAndMallory } from '../support/hostile-story.ts'
import { whole } from '../support/hostility.ts'

const suite = nodeSuite()
/** Eight entries each. */
const BURSTS = 50
const AT_ONCE = 96
const ORDER = 1n << 57n

/** What is right in every way, but for how much it is. */
function flood({ mallory, group }: HostileStory): CheckedBurst[] {
  const bursts: CheckedBurst[] = []
  let tip: LogTip = {
    scheme: 1,
    group: bytesOfHex(group),
    author: mallory.publicKey,
    log: 7n,
    nextSeq: 0,
    prev: new Uint8Array(32),
    order: ORDER,
  }
  for (let count = 0; count < BURSTS; count += 1) {
    const { order } = tip
    const drafts = Array.from({ length: 8 }, (_, line) => ({
      kind: 1,
      epoch: 0,
      parents: [],
      time: 1,
      order: order + BigInt(line + 1),
      salt: new Uint8Array(16),
      plaintext: new TextEncoder().encode(`flood ${count}.${line}`),
    }))
    const burst = writeBurst(suite, mallory.seed, drafts, tip)
    bursts.push(burst)
    tip = tipAfter(burst)
  }
  return bursts
}

function floodsAt({ alice, group }: HostileStory): string[] {
  return alice.stored(group).filter(text => text.startsWith('flood'))
}

test('an answer that was not asked for gets no more past the rate than the arcs do', async () => {
  const story = await threeAndMallory()
  const link = linkToAlice(story)!
  story.world.run(500)
  for (const burst of flood(story)) {
    say(story, link, {
      rangeAnswer: { request: 9, bursts: packBursts([burst]), more: false, bases: [], served: 1, left: 0 },
    })
  }
  story.world.run(500)
  assert.equal(floodsAt(story).length, AT_ONCE)
  story.world.run(10_000)
  assert.equal(floodsAt(story).length, AT_ONCE, 'and nothing of it waits')
})

test('over the arcs as much again waits, and comes at the rate', async () => {
  const story = await threeAndMallory()
  const link = linkToAlice(story)!
  story.world.run(500)
  for (const burst of flood(story)) {
    const { entries, signature } = burst
    const bare = { entries: entries.map(({ header, body }) => ({ header, body })), signature }
    say(story, link, { forward: { arc: whole, hops: 1, burst: bare } })
  }
  story.world.run(200)
  assert.equal(floodsAt(story).length, AT_ONCE)
  story.world.run(2_400)
  const grown = floodsAt(story).length
  assert.ok(grown > AT_ONCE + 30 && grown < AT_ONCE + 60, `${grown} after two seconds and a half`)
  story.world.run(10_000)
  assert.equal(floodsAt(story).length, 2 * AT_ONCE)
})
