/**
 * A fifth of the members acks, gives complete receipts and passes nothing on; some of them vouch for everybody. Five seeds
 * in `npm test`; in the long run a hundred of 10 to 15 members and three of 30.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, GroupId } from '#src/base/ids.js'
import type { Actor } from '../support/actor.ts'
import type { HostileKind } from '../support/hostile.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const ROUND_MS = 1000
const DELIVERY_ROUNDS = 5
const MANY_MEMBERS = 30

interface Gathered {
  readonly world: World
  readonly group: GroupId
  readonly actors: readonly Actor[]
  readonly honest: readonly Actor[]
}

/** A group with every fifth member of this kind. */
async function gatherWith(kind: HostileKind, seed: number): Promise<Gathered> {
  const world = new World(seed)
  const count = crowdOf(seed, 10 + (seed % 6), MANY_MEMBERS)
  const hostile: Record<number, HostileKind> = {}
  for (let index = 2; index < count; index += 5) hostile[index] = kind
  const { group, actors } = await world.gather(count, 'all', { hostile })
  world.checks = true
  return { world, group, actors, honest: actors.filter(actor => actor.hostile === undefined) }
}

test('a fifth acks and drops: everyone else has every message within five rounds', async () => {
  await eachSeed(
    5,
    async seed => {
      const { world, group, honest } = await gatherWith('dropper', seed)
      let said = 0
      for (const author of honest) {
        author.say(group, `from ${author.name}`)
        said += 1
        world.run(ROUND_MS / 2)
      }
      world.run(DELIVERY_ROUNDS * ROUND_MS)
      for (const actor of honest) {
        const held = actor.history(group).length
        assert.equal(held, said, `${actor.name} holds ${held} of ${said} messages after five rounds`)
      }
    },
    LONG_SEEDS,
  )
})

test('a fifth drops and vouches for whole arcs: no member is counted as a holder before it holds the message', async () => {
  await eachSeed(
    5,
    async seed => {
      const { world, group, actors, honest } = await gatherWith('voucher', seed)
      let counted = 0
      for (const author of honest) {
        const [item] = author.say(group, `from ${author.name}`)
        assert.ok(item)
        for (let step = 0; step < 10; step += 1) {
          world.run(ROUND_MS / 5)
          counted += assertProvenHold(author, group, item, actors)
        }
      }
      assert.ok(counted > 0, 'nobody was ever counted, which would prove nothing')
    },
    LONG_SEEDS,
  )
})

/** How many members the author counts, each of which must hold the message by then, whoever it is. */
function assertProvenHold(author: Actor, group: GroupId, item: EntryId, actors: readonly Actor[]): number {
  const proven = new Set(author.group(group).spreading.holders(item).proven)
  const counted = actors.filter(actor => proven.has(actor.member))
  for (const actor of counted) {
    assert.ok(actor.store.has(group, item), `${author.name} counts ${actor.name}, which does not hold ${item}`)
  }
  return counted.length
}
