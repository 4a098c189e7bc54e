/** S10 of the scenarios: every link loses packets, streams die with their bytes in flight, links overtake each other. Any encryption. */
import assert from 'node:assert/strict'
import type { Encryption } from '#src/group/control.js'
import { World } from '../../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../../support/checkers.ts'
import { crowdOf } from '../../support/seeds.ts'

const MEMBERS = 8
const MANY_MEMBERS = 32
const JITTER_MS = 300
/** Of each stream, a minute. */
const STREAM_DEATHS = 1
const ROUNDS = 12
const ROUND_MS = 3_000
/** What broadcast lost is repaired in a few rounds, each of which may be late or lost itself. */
const REPAIR_LIMIT_MS = 60_000

export async function talkOverLoss(seed: number, loss: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(crowdOf(seed, MEMBERS, MANY_MEMBERS), 'all')
  world.checks = true
  world.lose(loss)
  world.jitter(JITTER_MS)
  world.killStreams(STREAM_DEATHS)
  let said = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, actor] of actors.entries()) {
      // some one line, some a burst that takes a moment, and most of them nothing
      const texts = Array.from({ length: (index + round + seed) % 4 }, (_, line) => `${actor.name} ${round} ${line}`)
      if (texts.length > 0) actor.say(group, ...texts)
      said += texts.length
      world.run(ROUND_MS / actors.length)
    }
  }
  world.until(() => actors.every(actor => actor.history(group).length === said), REPAIR_LIMIT_MS)
  assertOneHistory(group, actors)
  assertNoFailures(actors)
  if (loss > 0.05) return
  for (const actor of actors) {
    const offline = actor.events.filter(event => event.type === 'member' && event.state === 'offline')
    assert.equal(offline.length, 0, `${actor.name} called ${offline.length} of the living offline`)
  }
}
