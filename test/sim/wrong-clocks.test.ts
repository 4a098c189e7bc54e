/**
 * What becomes of a member whose clock is wrong, and of those that it writes to, lets in or reads: it goes by the time of
 * the group and is told, and nothing that it or the others say is lost.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { decodeHeader } from '#src/crypto/entry.js'
import { MAX_AHEAD_MS } from '#src/history/order.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SINCE_1970 = Date.UTC(2026, 0, 1)

const clockNews = ({ events }: Actor) => events.filter(({ type }) => type === 'clock')

for (const [what, slowMs] of [
  ['six minutes', 6 * MINUTE_MS],
  ['two days', 2 * DAY_MS],
  ['all the time since 1970', SINCE_1970],
] as const) {
  test(`a clock that is slow by ${what}: its answers stand below the questions on all screens, and it is told`, async () => {
    await eachSeed(6, async seed => {
      const world = new World(seed)
      // pairs as well, where one word is enough
      const { group, actors } = await world.gather(1 + (seed % 3), 'all')
      const slow = await world.actor('slow')
      slow.jumpClock(-slowMs)
      slow.mustJoin(actors.at(-1)!.invite(group))
      world.run(10_000)
      const all = [...actors, slow]
      const asked = actors[0]!
      const said: string[] = []
      for (let round = 0; round < 3; round += 1) {
        asked.say(group, `question ${round}`)
        world.run(5_000)
        slow.say(group, `answer ${round}`)
        world.run(5_000)
        said.push(`question ${round}`, `answer ${round}`)
      }
      for (const actor of all) assert.deepEqual(actor.stored(group), said, actor.name)
      assertOneHistory(group, all)
      const [told] = clockNews(slow)
      assert.ok(told?.type === 'clock' && told.state === 'behind', 'it is not told')
      assert.ok(Math.abs(told.byMs - slowMs) < 5_000)
      for (const actor of actors) {
        assert.deepEqual(clockNews(actor), [])
        for (const { message } of actor.screen) {
          const expected = message.author === slow.member ? 'behind' : undefined
          assert.equal(message.clock, expected, `${actor.name} marks ‘${message.text}’ ${message.clock}`)
        }
      }
      slow.jumpClock(slowMs)
      world.run(2_000)
      assert.deepEqual(clockNews(slow).at(-1), { type: 'clock', state: 'right', byMs: 0 })
      assertNoFailures(all)
    })
  })
}

test('where messages live five minutes, those of a member that is ten minutes or a day slow arrive, and it reads the others', async () => {
  await eachSeed(6, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(1 + (seed % 3), 'all', { expire: 300 })
    const slow = await world.actor('slow')
    slow.jumpClock(seed % 2 === 0 ? -DAY_MS : -10 * MINUTE_MS)
    slow.mustJoin(actors[0]!.invite(group))
    world.run(10_000)
    const all = [...actors, slow]
    slow.say(group, 'does anybody hear me?')
    world.run(10_000)
    actors[0]!.say(group, 'yes')
    world.run(10_000)
    for (const actor of all) assert.deepEqual(actor.stored(group), ['does anybody hear me?', 'yes'], actor.name)
    world.run(6 * MINUTE_MS)
    for (const actor of actors) assert.deepEqual(actor.stored(group), [], actor.name)
    assertNoFailures(all)
  })
})

test('where messages live five minutes, a member a day ahead that hears others keeps what they say, and is told', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all', { expire: 300 })
    const fast = actors[seed % 4]!
    fast.jumpClock(DAY_MS)
    world.run(2_000)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(10_000)
    for (const actor of actors) assert.equal(actor.stored(group).length, 4, actor.name)
    assert.deepEqual(
      clockNews(fast).map(event => event.type === 'clock' && event.state),
      ['ahead'],
    )
    world.run(6 * MINUTE_MS)
    for (const actor of actors) assert.deepEqual(actor.stored(group), [], actor.name)
  })
})

for (const [what, offMs] of [
  ['a year ahead', 365 * DAY_MS],
  ['a day ahead', DAY_MS],
  ['two days slow', -2 * DAY_MS],
] as const) {
  test(`who is let in by a member whose clock is ${what} reads what is said from then on, and nothing of before`, async () => {
    await eachSeed(3, async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(4, 'from-join')
      const odd = actors[seed % 4]!
      const others = actors.filter(actor => actor !== odd)
      odd.jumpClock(offMs)
      world.run(2_000)
      others[0]!.say(group, 'before')
      world.run(5_000)
      const newcomer = await world.actor('newcomer')
      newcomer.mustJoin(odd.invite(group))
      world.run(20_000)
      for (const actor of [...others, newcomer]) actor.say(group, `after, ${actor.name}`)
      world.run(10_000)
      assert.equal(newcomer.stored(group).length, 4)
      assert.ok(!newcomer.stored(group).includes('before'))
      assertNoFailures([...actors, newcomer])
    })
  })
}

test('an invite expires by the time of the group, whatever the clocks of who made it, bears it and lets in', async () => {
  await eachSeed(6, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob] = actors
    assert.ok(alice && bob)
    const odd = [alice, bob][seed % 2]!
    odd.jumpClock(seed % 3 === 0 ? 30 * DAY_MS : -30 * DAY_MS)
    world.run(2_000)
    const ticket = bob.invite(group, 100, false, 10 * MINUTE_MS)
    world.run(2_000)
    const from = [{ member: alice.member, addresses: alice.addresses }]
    const bearer = await world.actor('bearer')
    bearer.jumpClock(seed % 3 === 1 ? 30 * DAY_MS : -30 * DAY_MS)
    bearer.mustJoin({ ...ticket, contacts: from })
    world.run(10_000)
    const late = await world.actor('late')
    world.run(10 * MINUTE_MS)
    const answer = late.join({ ...ticket, contacts: from })
    assert.ok('code' in answer && answer.code === 'invite-expired')
  })
})

test('two of seven that say it is next year move nobody', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(7, 'all')
    const liars = [actors[seed % 7]!, actors[(seed + 3) % 7]!]
    for (const liar of liars) liar.jumpClock(365 * DAY_MS)
    world.run(2_000)
    for (const actor of actors) actor.say(group, `says ${actor.name}`)
    world.run(10_000)
    for (const actor of actors) if (!liars.includes(actor)) assertNear(world, actor, group)
    assertOneHistory(group, actors)
  })
})

function assertNear(world: World, actor: Actor, group: GroupId): void {
  assert.deepEqual(clockNews(actor), [], `${actor.name} believes that its clock is wrong`)
  for (const { log, header } of actor.history(group)) {
    const order = decodeHeader(header)?.order ?? 0n
    if (log.startsWith(actor.member)) assert.ok(Number(order >> 16n) <= world.scheduler.now() + MAX_AHEAD_MS)
  }
}
