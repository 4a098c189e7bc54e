/** Joins that are not decided at once: nobody is online, or a moderator has to have a look. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertRing } from '../support/checkers.ts'
import { approves, declines, isIn, joinStates } from '../support/moderating.ts'
import { eachSeed } from '../support/seeds.ts'

const MINUTE_MS = 60_000
/** The longest pause between two rounds, and a round. */
const ROUND_MS = 80_000
/** Until a newcomer calls a dead member offline: a dial that ends after 5 s, and one more beside the suspicion; then news of it. */
const DEAD_MS = 12_000

test('nobody is online: the join is queued, and comes about by itself once any member is back', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [, bob, carol] = actors
    const ticket = bob!.invite(group)
    world.run(2_000)
    for (const actor of actors) actor.kill()
    const dave = await world.actor('dave')
    dave.beginJoin(ticket, true)
    world.run(20 * MINUTE_MS)
    assert.deepEqual(joinStates(dave, group), ['queued: unreachable'])
    const back = await world.restart(carol!)
    world.until(() => isIn(dave, group), ROUND_MS)
    world.run(20_000)
    assert.deepEqual(joinStates(dave, group), ['queued: unreachable', 'joined'])
    assert.deepEqual(dave.peer.joins, [])
    assertRing(group, [back, dave])
    back.say(group, 'welcome')
    world.run(2_000)
    assert.deepEqual(dave.texts(), ['welcome'])
    assertNoFailures([back, dave])
  })
})

test('a queued join is still there after its bearer was killed, and comes about from the store', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    const ticket = actors[0]!.invite(group)
    world.run(1_000)
    for (const actor of actors) actor.kill()
    const dave = await world.actor('dave')
    dave.beginJoin(ticket, true)
    world.run(seed * 1_000)
    dave.kill()
    const again = await world.restart(dave)
    const [join] = again.peer.joins
    assert.deepEqual([join?.group, join?.name, join?.state], [group, 'friends', 'queued'])
    assert.equal(again.peer.groups.size, 0)
    const back = await world.restart(actors[1]!)
    world.until(() => isIn(again, group), ROUND_MS)
    world.run(DEAD_MS)
    assertRing(group, [back, again])
    again.kill()
    const third = await world.restart(again)
    world.run(10_000)
    assert.deepEqual([isIn(third, group), third.peer.joins.length], [true, 0])
    assertNoFailures([back, third])
  })
})

test('a queued join ends with its ticket, and says so; one that was cancelled is gone, and not only from memory', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(2)
  const ticket = actors[0]!.invite(group)
  world.run(1_000)
  for (const actor of actors) actor.kill()
  const [dave, erin] = [await world.actor('dave'), await world.actor('erin')]
  const ended = { ...ticket, expiresMs: dave.clock.wall() + 5 * MINUTE_MS }
  dave.beginJoin(ended, true)
  erin.beginJoin(ticket, true)
  world.run(7 * MINUTE_MS)
  assert.deepEqual(joinStates(dave, group), ['queued: unreachable', 'refused: invite-expired'])
  erin.runtime.perform(erin.peer.cancelJoin(group))
  world.run(1_000)
  for (const actor of [dave, erin]) actor.kill()
  const [daveAgain, erinAgain] = [await world.restart(dave), await world.restart(erin)]
  assert.deepEqual(
    daveAgain.peer.joins.map(({ state, error }) => [state, error?.code]),
    [['refused', 'invite-expired']],
  )
  assert.deepEqual(erinAgain.peer.joins, [])
})

test('a bearer waits until a moderator lets it in, whoever it showed its ticket to, and any member hands it the log', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors
    alice!.setRole(group, carol!, 'moderator')
    const ticket = bob!.invite(group, 1, true)
    world.run(3_000)
    const erin = await world.actor('erin')
    erin.beginJoin(ticket)
    world.run(3 * MINUTE_MS)
    assert.deepEqual(joinStates(erin, group), ['waiting'])
    for (const actor of actors) {
      assert.deepEqual([...actor.group(group).membership!.waiting.keys()], [erin.member], actor.name)
      assert.equal(actor.group(group).membership?.members.has(erin.member), false)
    }
    // whom it knocked at is gone, and so is who made the invite; carol has never spoken with erin
    approves(carol!, group, erin)
    world.run(1_000)
    for (const actor of [alice!, bob!]) actor.kill()
    world.until(() => isIn(erin, group), ROUND_MS)
    world.run(20_000)
    assert.deepEqual(joinStates(erin, group), ['waiting', 'joined'])
    assertRing(group, [carol!, dave!, erin])
    assert.equal(carol!.group(group).membership?.invites.get(inviteOf(carol!, erin))?.used, 1)
    dave!.say(group, 'welcome')
    world.run(2_000)
    assert.deepEqual(erin.texts(), ['welcome'])
    assertNoFailures([carol!, dave!, erin])
  })
})

test('the ticket has one contact: those that it names while the bearer waits are asked once it is gone', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, bob, carol] = actors
    alice!.setRole(group, bob!, 'moderator')
    const whole = alice!.invite(group, 1, true)
    const ticket = { ...whole, contacts: whole.contacts.slice(0, 1) }
    world.run(3_000)
    const erin = await world.actor('erin')
    erin.beginJoin(ticket, true)
    world.run(20_000)
    alice!.kill()
    // what it learnt is kept as well
    erin.kill()
    const again = await world.restart(erin)
    approves(bob!, group, again)
    world.until(() => isIn(again, group), ROUND_MS)
    world.run(20_000)
    assertRing(group, [bob!, carol!, again])
    assertNoFailures([bob!, carol!, again])
  })
})

test('a bearer that is declined is told, gives up, and stays told after a restart; its ticket is worth nothing to it', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, bob] = actors
    const ticket = bob!.invite(group, 5, true)
    world.run(2_000)
    const [erin, frank] = [await world.actor('erin'), await world.actor('frank')]
    erin.beginJoin(ticket, true)
    frank.beginJoin(ticket, true)
    world.run(5_000)
    declines(alice!, group, erin)
    world.run(ROUND_MS)
    assert.deepEqual(joinStates(erin, group), ['waiting', 'refused: declined'])
    assert.deepEqual(joinStates(frank, group), ['waiting'])
    erin.kill()
    const again = await world.restart(erin)
    world.run(2 * MINUTE_MS)
    assert.deepEqual(
      again.peer.joins.map(({ state, error }) => [state, error?.code]),
      [['refused', 'declined']],
    )
    const refused = again.join(ticket)
    assert.ok('code' in refused && refused.code === 'declined')
    assert.deepEqual([...bob!.group(group).membership!.waiting.keys()], [frank.member])
    // another ticket is another chance
    again.mustJoin(alice!.invite(group))
    assertNoFailures([...actors, again, frank])
  })
})

test('who waits learns that the ticket was taken back, or that the group is full', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(2)
  const [alice, bob] = actors
  const ticket = bob!.invite(group, 5, true)
  const plain = alice!.invite(group)
  world.run(2_000)
  const erin = await world.actor('erin')
  erin.beginJoin(ticket, true)
  world.run(5_000)
  bob!.write(group, { type: 'revoke', invite: world.suite.ed25519PublicKey(ticket.inviteSeed) })
  alice!.write(group, { type: 'setting', name: 'limit', value: '2' })
  world.run(ROUND_MS)
  assert.deepEqual(joinStates(erin, group), ['waiting', 'refused: invite-revoked'])
  const full = erin.join(plain)
  assert.ok('code' in full && full.code === 'group-full')
})

/** The invite by which `who` came in, as `actor` has it. */
function inviteOf(actor: Actor, who: Actor): string {
  const [[group] = []] = actor.peer.groups
  return (group && actor.group(group).membership?.members.get(who.member)?.invite) ?? ''
}
