/**
 * Hours over links that lose 5 % of what they carry: in a group that talks nobody alive is called offline, nor in one that is
 * quiet. An hour of ten members in `npm test`; a hundred such hours, which are a thousand of a member, in the long run.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MEMBERS = 10
const LOSS = 0.05
const HOUR_S = 3_600
/** How often somebody speaks, by turns of the seeds: in a conversation, now and then, and never. */
const PAUSES_S = [5, 60, HOUR_S] as const
const REPAIR_LIMIT_MS = 60_000

test('over links that lose 5 % nobody alive is called offline, by the hour', async context => {
  let hours = 0
  await eachSeed(
    1,
    async seed => {
      const world = new World(seed, { suite: 'cheap' })
      const { group, actors } = await world.gather(MEMBERS, 'all')
      world.lose(LOSS)
      const pause = PAUSES_S[seed % PAUSES_S.length]!
      let said = 0
      for (let second = 0; second < HOUR_S; second += pause) {
        if (pause < HOUR_S) {
          said += 1
          actors[Math.floor(world.random.next() * MEMBERS)]!.say(group, `line ${said}`)
        }
        world.run(1_000 * pause)
      }
      for (const { name, events } of actors) {
        const calls = events.filter(event => event.type === 'member' && event.state === 'offline')
        assert.equal(calls.length, 0, `${name} called ${calls.length} of the living offline`)
      }
      world.lose(0)
      world.until(() => actors.every(actor => actor.history(group).length === said), REPAIR_LIMIT_MS)
      assertOneHistory(group, actors)
      assertRing(group, actors)
      assertNoFailures(actors)
      hours += MEMBERS
    },
    100,
  )
  context.diagnostic(`${hours} hours of a member, and nobody alive was called offline`)
})
