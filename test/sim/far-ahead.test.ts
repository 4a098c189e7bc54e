/**
 * A member that goes by its own clock, which is far ahead, decides nothing on the others' screens: what it says stands
 * after what it had seen, what answers it stands below, and all members show one order, now and when that time comes.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeHeader } from '#src/crypto/entry.js'
import { MAX_AHEAD_MS } from '#src/history/order.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { goByOwnClock } from '../support/own-clock.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const untilTheEnd = (world: World) => 2 ** 47 - 2 - world.scheduler.now()

for (const [what, ahead] of [
  ['at the end of all time', untilTheEnd],
  ['a day ahead', () => DAY_MS],
  ['six minutes ahead', () => 6 * MINUTE_MS],
] as const) {
  test(`a clock ${what}: what its member says stands where it was said, on all screens and for good`, async () => {
    await eachSeed(5, async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(3 + (seed % 3), 'all')
      const odd = actors[seed % actors.length]!
      const honest = actors.filter(actor => actor !== odd)
      honest[0]!.say(group, 'before')
      world.run(3_000)
      goByOwnClock(odd, group)
      odd.jumpClock(ahead(world))
      world.run(1_000)
      const said = ['before']
      for (let round = 0; round < 3; round += 1) {
        for (let count = 0; count < 9; count += 1) {
          odd.say(group, `odd ${round} ${count}`)
          said.push(`odd ${round} ${count}`)
        }
        world.run(3_000)
        honest[round % honest.length]!.say(group, `answer ${round}`)
        said.push(`answer ${round}`)
        world.run(3_000)
      }
      for (const actor of honest) assert.deepEqual(actor.stored(group), said, actor.name)
      // when its time has come it stays where it is
      world.run(ahead === untilTheEnd ? MINUTE_MS : 20 * MINUTE_MS)
      for (const actor of honest) assert.deepEqual(actor.stored(group), said, actor.name)
      for (const actor of honest) assertNotDragged(world, actor)
      honest[0]!.kill()
      const back = await world.restart(honest[0]!)
      const late = await world.actor('late')
      late.mustJoin(back.invite(group))
      world.run(20_000)
      late.say(group, 'the end')
      world.run(5_000)
      const all = [...honest.slice(1), back, late]
      for (const actor of all) assert.deepEqual(actor.stored(group), [...said, 'the end'], actor.name)
      assertNoFailures(all)
    })
  })
}

test('a clock a day ahead: when the day has passed, also for who came meanwhile, all stands where it was said', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3, 'all')
    const [alice, bob, odd] = actors
    assert.ok(alice && bob && odd)
    alice.say(group, 'before')
    world.run(3_000)
    goByOwnClock(odd, group)
    odd.jumpClock(DAY_MS)
    world.run(1_000)
    odd.say(group, 'of tomorrow')
    world.run(3_000)
    bob.say(group, 'of today')
    world.run(3_000)
    odd.kill()
    for (const actor of [alice, bob]) actor.jumpClock(2 * DAY_MS)
    world.run(20_000)
    const late = await world.actor('late')
    late.jumpClock(2 * DAY_MS)
    late.mustJoin(alice.invite(group))
    world.run(20_000)
    for (const actor of [alice, bob, late])
      assert.deepEqual(actor.stored(group), ['before', 'of tomorrow', 'of today'], actor.name)
  })
})

test('two members far ahead that answer each other: their answers stand in order, among those of the others', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all')
    const [one, other, ...honest] = actors
    assert.ok(one && other)
    for (const actor of [one, other]) goByOwnClock(actor, group)
    one.jumpClock(untilTheEnd(world))
    other.jumpClock(DAY_MS)
    world.run(1_000)
    const said: string[] = []
    const say = (actor: Actor, text: string) => {
      actor.say(group, text)
      said.push(text)
      world.run(3_000)
    }
    for (let round = 0; round < 3; round += 1) {
      say(one, `one ${round}`)
      say(other, `other ${round}`)
      say(honest[round % 3]!, `honest ${round}`)
    }
    for (const actor of honest) assert.deepEqual(actor.stored(group), said, actor.name)
  })
})

/** What an honest member wrote stands near its own time. */
function assertNotDragged(world: World, actor: Actor): void {
  for (const group of actor.peer.groups.keys()) {
    for (const { log, header } of actor.history(group)) {
      const order = decodeHeader(header)?.order ?? 0n
      if (log.startsWith(actor.member)) assert.ok(Number(order >> 16n) - world.scheduler.now() <= MAX_AHEAD_MS)
    }
  }
}

test('where messages live for minutes, one of the end of all time is gone from every member as well, and stays so', async () => {
  await eachSeed(6, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3, 'all', { expire: 300 })
    const [alice, odd, carol] = actors
    alice!.say(group, 'before')
    world.run(3_000)
    goByOwnClock(odd!, group)
    odd!.jumpClock(untilTheEnd(world))
    world.run(1_000)
    odd!.say(group, 'for ever')
    world.run(1_000)
    for (const actor of [alice!, carol!]) assert.deepEqual(actor.stored(group), ['before', 'for ever'], actor.name)
    world.run(2 * MINUTE_MS)
    // whoever comes late, or starts anew, renews nothing
    const late = await world.actor('late')
    late.mustJoin(alice!.invite(group))
    world.run(10_000)
    carol!.kill()
    const back = await world.restart(carol!)
    world.run(4 * MINUTE_MS)
    const honest = [alice!, back, late]
    for (const actor of honest) assert.deepEqual(actor.stored(group), [], actor.name)
    const newcomer = await world.actor('newcomer')
    newcomer.mustJoin(back.invite(group))
    world.run(MINUTE_MS)
    for (const actor of [...honest, newcomer]) {
      assert.deepEqual(actor.stored(group), [], actor.name)
      assert.equal(actor.group(group).syncing.missing.length, 0, actor.name)
    }
    alice!.say(group, 'after')
    world.run(3_000)
    for (const actor of [...honest, newcomer]) assert.deepEqual(actor.stored(group), ['after'], actor.name)
    assertNoFailures([...honest, newcomer])
  })
})
