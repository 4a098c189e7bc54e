/**
 * Two are there when a member returns, and one of them lies about what was said meanwhile. Three seeds of each kind in `npm
 * test`; in the long run a hundred with five members and three with 20. A range is asked of one of the two, so that the liar
 * is named where it was asked first, and never anybody else. Who claims less than it has cannot be told from one who has
 * less: the other's answer is used, and nobody is named for it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../support/actor.ts'
import type { HostileKind } from '../support/hostile.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MEMBERS = 5
const MANY_MEMBERS = 20
/** Of each author: several ranges, so that both are asked. */
const MISSED = 20
/** A request that is never answered runs out once for each log. */
const RETURN_MS = 90_000

for (const { kind, what } of [
  { kind: 'withholder', what: 'claims entries and does not give them' },
  { kind: 'alterer', what: 'changes the bodies' },
  { kind: 'rewriter', what: 'gives what nobody signed' },
  { kind: 'reorderer', what: 'gives them in another order' },
] as const) {
  test(`one of two who answer a returner ${what}: the other’s is used, and the liar is named`, async () => {
    let told = 0
    let caught = 0
    await eachSeed(
      3,
      async seed => {
        const { returner, liar, said } = await returnBetweenTwo(kind, seed)
        assert.equal(returner.screen.length, said, `the returner has ${returner.screen.length} of ${said}`)
        const named = new Set(returner.events.filter(event => event.type === 'liar').map(event => event.member))
        told += 1
        if (named.delete(liar.member)) caught += 1
        assert.equal(named.size, 0, 'somebody is named who told the truth')
      },
      LONG_SEEDS,
    )
    assert.ok(told < 4 || 3 * caught >= told, `the liar is named in ${caught} of ${told} stories`)
  })
}

test('one of two who answer a returner has dropped what was said: the other’s is used', async () => {
  await eachSeed(
    3,
    async seed => {
      const { returner, said } = await returnBetweenTwo('dropper', seed)
      assert.equal(returner.screen.length, said, `the returner has ${returner.screen.length} of ${said}`)
    },
    LONG_SEEDS,
  )
})

/** Everybody talks while one is away; when it returns only an honest member and the hostile one are there. */
async function returnBetweenTwo(
  kind: HostileKind,
  seed: number,
): Promise<{ returner: Actor; liar: Actor; said: number }> {
  const world = new World(seed, { suite: 'real' })
  const count = crowdOf(seed, MEMBERS, MANY_MEMBERS)
  // the last to join, through whom nobody joins: whose first contact lies to it may never hear of the others
  const { group, actors } = await world.gather(count, 'all', { hostile: { [count - 1]: kind } })
  world.checks = true
  const [honest] = actors
  const [away, liar] = actors.slice(-2)
  assert.ok(honest && liar && away)
  away.kill()
  world.run(10_000)
  const authors = actors.filter(actor => actor !== away && actor !== liar)
  // a burst of several entries, which have an order
  const lines = [1, 2, 3]
  for (let count = 0; count < MISSED; count += 1) {
    for (const author of authors) author.say(group, ...lines.map(line => `${count}.${line} of ${author.name}`))
    world.run(200)
  }
  world.run(10_000)
  for (const author of authors) if (author !== honest) author.kill()
  world.run(15_000)
  const returner = await world.restart(away)
  world.run(RETURN_MS)
  return { returner, liar, said: lines.length * MISSED * authors.length }
}
