/**
 * What a ticket is worth to one that is, was, or believes itself a member; and words that nobody heard. Serves
 * docs/protocol.md, "What a ticket is worth" and "Showing".
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { backupOf } from '../support/backups.ts'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory, assertRing } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

/** A dial, a second, an answer, a handshake, and rounds of sync on lines of 150 ms. */
const MEETS_MS = 20_000

function sees(actor: Actor, group: GroupId, other: Actor): boolean {
  return actor.group(group).membership?.members.get(other.member)?.present === true
}

function assertTogether(group: GroupId, pair: readonly Actor[], world: World): void {
  for (const one of pair) for (const other of pair) assert.ok(sees(one, group, other), `${one.name} sees ${other.name}`)
  assertRing(group, pair)
  for (const actor of pair) actor.say(group, `back ${actor.name}`)
  world.run(5_000)
  for (const actor of pair) {
    const heard = actor.texts().filter(text => text.startsWith('back '))
    assert.deepEqual(heard.sort(), pair.map(({ name }) => `back ${name}`).sort(), actor.name)
  }
  assertOneHistory(group, pair)
  assertNoFailures(pair)
}

test('two members whose addresses both changed meet again by a fresh ticket, which is not used up', async () => {
  await eachSeed(12, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    for (const actor of actors) actor.kill()
    world.run(1_000)
    const [alice, bob] = [await world.restart(actors[0]!, 'moved'), await world.restart(actors[1]!, 'moved')]
    world.run(MEETS_MS)
    assert.equal(linked(alice, group, bob), false)
    const ticket = alice.invite(group, 1)
    bob.mustJoin(ticket)
    world.run(MEETS_MS)
    assertTogether(group, [alice, bob], world)
    const invite = [...alice.group(group).membership!.invites.values()].find(
      ({ entryId }) => entryId === ticket.inviteEntry,
    )
    assert.equal(invite?.used, 0)
    const again = bob.join(alice.invite(group))
    assert.equal('code' in again && again.code, 'already-member')
  })
})

test('a member that left with nobody online is in again by a fresh ticket, and its leave is heard', async () => {
  await eachSeed(12, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    const [alice, bob] = actors
    alice!.kill()
    world.run(1_000)
    bob!.leave(group)
    world.run(1_000)
    bob!.kill()
    const back = await world.restart(alice!)
    world.run(1_000)
    assert.ok(sees(back, group, bob!))
    const again = await world.restart(bob!)
    again.mustJoin(back.invite(group))
    world.run(MEETS_MS)
    assert.deepEqual(movesOf(back, bob!), ['left', 'joined'])
    assertTogether(group, [back, again], world)
  })
})

for (const isRunning of [true, false]) {
  test(`a leave that nobody heard reaches a member at the next contact, ${isRunning ? 'of a process that ran on' : 'and after a restart'}`, async () => {
    await eachSeed(12, async seed => {
      const world = new World(seed)
      const { group, actors } = await world.gather(3)
      const [alice, bob, carol] = actors
      for (const actor of [alice!, carol!]) actor.kill()
      world.run(10_000)
      bob!.leave(group)
      world.run(10_000)
      if (!isRunning) bob!.kill()
      const back = await world.restart(alice!, seed % 2 === 0 ? 'moved' : 'same')
      world.run(1_000)
      const left = isRunning ? bob! : await world.restart(bob!)
      // one that is offline is dialled each 30 s in turn, where its address is known
      world.until(() => !sees(back, group, left), 80_000)
      assert.deepEqual(movesOf(back, left), ['left'])
      world.run(70_000)
      assertNoFailures([back, left])
    })
  })
}

function linked(one: Actor, group: GroupId, other: Actor): boolean {
  return one.group(group).links.get(other.member) !== undefined
}

/** What became of the other, as this life of the actor was told. */
function movesOf(actor: Actor, { member }: Actor): string[] {
  return actor.events.flatMap(event =>
    event.type === 'member' && event.member === member && (event.state === 'left' || event.state === 'joined')
      ? [event.state]
      : [],
  )
}

test('a founder that comes back from an old backup meets those it does not know, by a fresh ticket of either side', async () => {
  await eachSeed(16, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(1)
    const [alice] = actors
    const backup = backupOf(alice!.store)
    const [bob, carol] = [await world.actor('bob'), await world.actor('carol')]
    bob.mustJoin(alice!.invite(group))
    carol.mustJoin(bob.invite(group))
    alice!.say(group, 'of before')
    world.run(5_000)
    alice!.kill()
    const isMoved = seed % 4 < 2
    if (isMoved) bob.kill()
    world.run(1_000)
    const others = [isMoved ? await world.restart(bob, 'moved') : bob, carol]
    // it had seen nothing when the backup was made
    alice!.screen.length = 0
    const back = await world.restore(alice!, backup)
    world.run(1_000)
    if (seed % 2 === 0) join(back, others[0]!.invite(group))
    else join(others[0]!, back.invite(group))
    world.run(2 * MEETS_MS)
    for (const one of [back, ...others]) for (const other of [back, ...others]) assert.ok(sees(one, group, other))
    assertRing(group, [back, ...others])
    back.say(group, 'here again')
    world.run(5_000)
    for (const other of others) assert.ok(other.texts().includes('here again'), other.name)
    assertOneHistory(group, [back, ...others])
    assertNoFailures([back, ...others])
  })
})

test('a member restored from before its own return meets the others by a fresh ticket', async () => {
  await eachSeed(16, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, bob, carol] = actors
    bob!.leave(group)
    world.run(2_000)
    const backup = backupOf(bob!.store)
    bob!.mustJoin(alice!.invite(group))
    world.run(10_000)
    bob!.kill()
    world.run(1_000)
    const back = await world.restore(bob!, backup)
    world.run(1_000)
    join(back, carol!.invite(group))
    world.run(2 * MEETS_MS)
    assertTogether(group, [alice!, back, carol!], world)
  })
})

/** A member that met the other by itself meanwhile needs no ticket. */
function join(actor: Actor, ticket: Parameters<Actor['join']>[0]): void {
  const result = actor.join(ticket)
  if ('code' in result) assert.equal(result.code, 'already-member')
}
