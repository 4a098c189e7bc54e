/**
 * Two members flood, as fast as their own disks take it: 1,000 messages each, with two seeds in `npm test`; in the long run
 * with a hundred among four members and three among 20, and once 40,000 each among four. What the
 * others notice of it, and how far it gets, is in rates.test.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertMembers, assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { crowdOf, eachSeed, LONG, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MEMBERS = 4
const MANY_MEMBERS = 20
const FLOOD = 1_000
const LARGE_FLOOD = 40_000
const AT_ONCE = 50
const STEP_MS = 20

test('two members flood: queues keep their bounds, nobody is called offline, and nothing that was said is lost', async () => {
  await eachSeed(2, seed => flood(seed, crowdOf(seed, MEMBERS, MANY_MEMBERS), FLOOD), LONG_SEEDS)
})

test('two members flood for as long as it takes to say 40,000 things each', {
  skip: !LONG && 'in the long run',
}, async () => {
  await eachSeed(0, seed => flood(seed, MEMBERS, LARGE_FLOOD), 1)
})

async function flood(seed: number, members: number, each: number): Promise<void> {
  const world = new World(seed, { suite: 'cheap' })
  const { group, actors } = await world.gather(members, 'all')
  world.checks = true
  const [alice, bob, ...others] = actors
  assert.ok(alice && bob)
  for (let from = 0; from < each; from += AT_ONCE) {
    for (const flooder of [alice, bob]) {
      flooder.say(group, ...Array.from({ length: AT_ONCE }, (_, line) => `${flooder.name} floods ${from + line}`))
    }
    for (const other of others) if (from % 500 === 0) other.say(group, `${other.name} speaks at ${from}`)
    world.run(STEP_MS)
  }
  const said = actors.reduce((sum, actor) => sum + actor.said.length, 0)
  world.until(() => actors.every(actor => actor.screen.length === said), 120_000)
  assertOneHistory(group, actors)
  assertMembers(group, actors)
  assertNoFailures(actors)
  for (const { name, events } of actors) {
    const offline = events.filter(event => event.type === 'member' && event.state === 'offline')
    assert.equal(offline.length, 0, `${name} called ${offline.length} of the living offline`)
  }
}
