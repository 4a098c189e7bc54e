/** Members as people, through outages and restarts: how they are, what they are called, whom they do not want to hear. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { ignore, nameIn, readBy, rename, says, sendCustom, statusOf, toldOf } from '../support/people.ts'
import { eachSeed } from '../support/seeds.ts'

const SEEDS = 20

test('alice is away: everyone is told once, and so is one who joins later', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6)
    const [alice] = actors
    assert.ok(alice)
    says(alice, 'away', 'at the mill')
    world.run(3_000)
    const erin = await world.actor('erin')
    erin.mustJoin(actors[3]!.invite(group))
    world.run(10_000)
    for (const actor of [...actors, erin]) {
      assert.equal(statusOf(actor, group, alice.member), 'away: at the mill', actor.name)
      const told = toldOf(actor, alice.member, 'status')
      assert.deepEqual(
        told.map(({ name, status, statusText }) => ({ name, status, statusText })),
        [{ name: 'm0', status: 'away', statusText: 'at the mill' }],
        actor.name,
      )
    }
    assert.deepEqual(toldOf(alice, erin.member, 'status'), [], 'who says nothing is no news')
    assertNoFailures(actors)
  })
})

test('alice changes her mind a hundred times a second: the others hear the first and the last, and few between', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5)
    const [alice, ...others] = actors
    assert.ok(alice)
    for (let times = 0; times < 300; times += 1) {
      says(alice, times % 2 === 0 ? 'busy' : 'away', `${times}`)
      world.run(10)
    }
    world.run(5_000)
    for (const actor of others) {
      assert.equal(statusOf(actor, group, alice.member), 'away: 299', actor.name)
      const told = toldOf(actor, alice.member, 'status')
      assert.ok(told.length >= 2 && told.length <= 5, `${actor.name} was told ${told.length} times`)
    }
    assertNoFailures(actors)
  })
})

test('a change of status during a partition arrives when it heals, on both sides', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6)
    const [left, right] = [actors.slice(0, 3), actors.slice(3)]
    world.cut(left, right, seed % 2 === 0 ? 'severed' : 'silent')
    world.run(30_000)
    says(left[0]!, 'busy', 'left')
    says(right[0]!, 'away', 'right')
    world.run(20_000)
    assert.equal(statusOf(right[1]!, group, left[0]!.member), 'online: ')
    world.heal(left, right)
    world.run(90_000)
    assertMembers(group, actors)
    for (const actor of actors) {
      assert.equal(statusOf(actor, group, left[0]!.member), 'busy: left', actor.name)
      assert.equal(statusOf(actor, group, right[0]!.member), 'away: right', actor.name)
    }
    assertNoFailures(actors)
  })
})

test('who was away is online again after a restart, and everyone is told', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const bob = actors[1]!
    says(bob, 'away', 'till Monday')
    world.run(3_000)
    if (seed % 2 === 0) await bob.stop()
    else bob.kill()
    world.run(60_000)
    const others = actors.filter(actor => actor !== bob)
    for (const actor of others) {
      assert.equal(statusOf(actor, group, bob.member), 'away: till Monday', 'what the offline said is still there')
    }
    await world.restart(bob)
    world.run(30_000)
    for (const actor of others) {
      assert.equal(statusOf(actor, group, bob.member), 'online: ', actor.name)
      assert.deepEqual(
        toldOf(actor, bob.member, 'status').map(({ status, statusText }) => `${status}: ${statusText}`),
        ['away: till Monday', 'online: '],
      )
    }
    assertNoFailures(others)
  })
})

test('a restart within the same millisecond takes back what was said, too', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(3)
  const bob = actors[1]!
  bob.kill()
  // a record as of this very start: the next one begins with the same incarnation
  const again = await world.restart(bob)
  says(again, 'busy', 'just now')
  world.run(0)
  const said = again.group(group).presences.of(again.member)
  assert.equal(said?.statusText, 'just now')
  again.clock.jump(said.incarnation - again.clock.wall())
  again.kill()
  const third = await world.restart(again)
  world.run(30_000)
  for (const actor of [actors[0]!, actors[2]!, third]) assert.equal(statusOf(actor, group, bob.member), 'online: ')
})

test('names that members take while the network is parted arrive when it heals, each told once', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6)
    const [left, right] = [actors.slice(0, 3), actors.slice(3)]
    const [alice, dave] = [left[0]!, right[0]!]
    world.cut(left, right, seed % 2 === 0 ? 'severed' : 'silent')
    world.run(30_000)
    rename(alice, group, 'al')
    rename(alice, group, 'Alice')
    // nobody has to ask whether a name is taken
    rename(dave, group, 'Alice')
    world.run(20_000)
    assert.equal(nameIn(right[1]!, group, alice.member), 'm0')
    assert.equal(nameIn(left[1]!, group, dave.member), 'm3')
    world.heal(left, right)
    world.run(90_000)
    for (const actor of actors) {
      assert.equal(nameIn(actor, group, alice.member), 'Alice', actor.name)
      assert.equal(nameIn(actor, group, dave.member), 'Alice', actor.name)
      const told = toldOf(actor, dave.member, 'renamed')
      assert.deepEqual(
        told.map(({ name, oldName }) => [oldName, name]),
        [['m3', 'Alice']],
        actor.name,
      )
      const last = toldOf(actor, alice.member, 'renamed').at(-1)
      assert.equal(last?.name, 'Alice', actor.name)
    }
    assertMembers(group, actors)
    assertNoFailures(actors)
  })
})

test('what the ignored says is held, passed on and acked, and is no event', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5)
    const [alice, bob, mallory] = actors
    assert.ok(alice && bob && mallory)
    ignore(bob, group, mallory.member)
    mallory.say(group, 'listen to me')
    sendCustom(mallory, group, 'noise', Uint8Array.of(1))
    alice.say(group, 'good morning')
    world.run(5_000)
    assert.deepEqual(bob.texts(), ['good morning'])
    assert.ok(!bob.events.some(event => event.type === 'custom'))
    assert.deepEqual(alice.texts().sort(), ['good morning', 'listen to me'])
    assert.equal(bob.history(group).length, 3)
    const item = mallory.said[0]!.id
    assert.ok(
      mallory.group(group).spreading.holders(item).proven.includes(bob.member),
      'mallory can tell by her receipts',
    )

    bob.kill()
    world.run(20_000)
    mallory.say(group, 'are you there?')
    world.run(2_000)
    const again = await world.restart(bob)
    world.run(30_000)
    assert.deepEqual(again.texts(), [], 'who was ignored before the restart is ignored after it')
    assert.equal(again.history(group).length, 4)
    ignore(again, group, mallory.member, false)
    mallory.say(group, 'at last')
    world.run(5_000)
    assert.deepEqual(again.texts(), ['at last'])
    again.kill()
    const third = await world.restart(again)
    mallory.say(group, 'and again')
    world.run(30_000)
    assert.deepEqual(third.texts(), ['and again'])
    assertNoFailures([...actors, again, third])
  })
})

test('bob starts alone from disk: names, statuses, whom he ignores, last seen, and what was said are as they were', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol] = actors
    assert.ok(alice && bob && carol)
    says(alice, 'busy', 'baking')
    rename(carol, group, 'Caroline')
    ignore(bob, group, carol.member)
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    sendCustom(alice, group, 'bytes/1', data)
    carol.say(group, 'bob?')
    world.run(5_000)
    for (const actor of actors) if (actor !== bob) actor.kill()
    world.run(120_000)
    const before = bob.group(group).membership
    const seen = [alice, carol].map(({ member }) => bob.group(group).presences.lastSeen(member))
    if (seed % 2 === 0) await bob.stop()
    else bob.kill()
    world.run(3_600_000)
    const again = await world.restart(bob)
    world.run(1_000)
    assert.deepEqual(again.group(group).membership, before)
    assert.equal(nameIn(again, group, carol.member), 'Caroline')
    assert.equal(statusOf(again, group, alice.member), 'busy: baking')
    assert.deepEqual(
      [alice, carol].map(({ member }) => again.group(group).presences.lastSeen(member)),
      seen.map(ms => Math.floor(ms!)),
    )
    assert.equal(again.group(group).reading.ignored.has(carol.member), true)
    assert.equal(again.group(group).reading.ignored.has(alice.member), false)
    for (const { member } of [alice, carol]) assert.equal(again.group(group).isOnline(member), false)
    const custom = readBy(again, group).find(content => content.type === 'custom')
    assert.deepEqual(custom, { type: 'custom', customType: 'bytes/1', data })
    assertOneHistory(group, [alice], actors)
    assertNoFailures([again])
  })
})
