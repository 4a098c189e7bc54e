/**
 * Clocks that are wrong: a year ahead from the start, set ahead in mid-talk, set back an hour. Ten seeds of each in `npm
 * test`; in the long run a hundred of 4 to 9 members and three of 24. What a wrong clock does to those that it lets in, and to what
 * disappears, is in wrong-clocks.test.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { decodeHeader } from '#src/crypto/entry.js'
import { MAX_AHEAD_MS } from '#src/history/order.js'
import type { Actor } from '../support/actor.ts'
import { assertMembers, assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS
const MANY_MEMBERS = 24

for (const { what, jumpMs, mark } of [
  { what: 'a year ahead', jumpMs: YEAR_MS, mark: 'ahead' },
  { what: 'six minutes ahead', jumpMs: 6 * 60_000, mark: 'ahead' },
  { what: 'an hour back', jumpMs: -HOUR_MS, mark: 'behind' },
] as const) {
  test(`a clock is set ${what}: one order everywhere, honest clocks are not dragged, its messages are marked`, async () => {
    await eachSeed(
      10,
      async seed => {
        const world = new World(seed)
        const { group, actors } = await world.gather(crowdOf(seed, 4 + (seed % 6), MANY_MEMBERS), 'all')
        world.checks = true
        for (const actor of actors) actor.say(group, `before, ${actor.name}`)
        world.run(3_000)
        const odd = actors[seed % actors.length]!
        const honest = actors.filter(actor => actor !== odd)
        odd.jumpClock(jumpMs)
        // its loop reads the clock with the next thing it does
        world.run(2_000)
        for (let round = 0; round < 3; round += 1) {
          for (const actor of actors) actor.say(group, `after ${round}, ${actor.name}`)
          world.run(3_000)
        }
        world.run(5_000)
        assertOneHistory(group, actors)
        assertMembers(group, actors)
        assertRing(group, actors)
        assertNoFailures(actors)
        for (const actor of honest) {
          assertNotDragged(world, actor, group)
          assertMarked(actor, odd, mark)
        }
      },
      LONG_SEEDS,
    )
  })
}

test('a clock is set back while a neighbour dies: it is found out all the same', async () => {
  await eachSeed(
    10,
    async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(5, 'all')
      const [odd, dead, ...others] = actors
      assert.ok(odd && dead)
      odd.say(group, 'here')
      world.run(2_000)
      odd.jumpClock(-HOUR_MS)
      world.run(1_000)
      world.cut([dead], [odd, ...others], 'silent')
      odd.say(group, 'is everybody here?')
      world.run(30_000)
      assert.equal(odd.group(group).isOnline(dead.member), false, 'a dead neighbour is believed online')
      assertRing(group, [odd, ...others])
    },
    LONG_SEEDS,
  )
})

/** What an honest member wrote stands near its own time. */
function assertNotDragged(world: World, actor: Actor, group: GroupId): void {
  for (const { log, header } of actor.history(group)) {
    if (!log.startsWith(actor.member)) continue
    const order = decodeHeader(header)?.order ?? 0n
    const aheadMs = Number(order >> 16n) - world.scheduler.now()
    assert.ok(aheadMs <= MAX_AHEAD_MS, `${actor.name} writes ${aheadMs} ms ahead of its clock`)
  }
}

/** All that was said after the clock was set, and nothing else. */
function assertMarked(actor: Actor, odd: Actor, mark: 'ahead' | 'behind'): void {
  for (const { message } of actor.screen) {
    const expected = message.author === odd.member && message.text.startsWith('after') ? mark : undefined
    assert.equal(message.clock, expected, `${actor.name} marks ‘${message.text}’ ${message.clock}`)
  }
}
