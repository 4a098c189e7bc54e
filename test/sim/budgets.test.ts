/** How much membership log one author can make the others keep, whichever way it comes. Serves docs/protocol.md, "Budgets". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GroupId, type MemberId, publicKeyOf } from '#src/base/ids.js'
import { DAY_MS } from '#src/base/time.js'
import { MAX_OPEN_INVITES } from '#src/group/rules.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

/** Counted by the times that entries claim, and by those when they come: CONTROL_ENTRIES and CONTROL_ENTRIES_PER_SECOND. */
const TIMES = 2
const AT_ONCE = 100
const PER_SECOND = 5
const KEY_MESSAGE_BYTES = 256 * 1024

/** Membership entries of an author that a member holds. */
function entriesOf(actor: Actor, group: GroupId, author: MemberId): number {
  const { bursts } = actor.group(group).book.roll
  return bursts.flatMap(({ entries }) => entries).filter(({ fields }) => same(fields.author, author)).length
}

function same(bytes: Uint8Array, member: MemberId): boolean {
  return Buffer.from(bytes).equals(publicKeyOf(member)!)
}

function isComplete(actor: Actor, group: GroupId): boolean {
  return actor.group(group).syncing.missing.length === 0
}

test('of two thousand invites in twenty seconds the others take what the rate allows, and hold up nobody', async () => {
  await eachSeed(2, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, mallory, carol, dave] = actors
    world.run(5_000)
    const before = entriesOf(alice!, group, mallory!.member)
    let made = 0
    for (; made < 2_120; made += 1) {
      const invite = world.random.bytes(32)
      const expiresMs = world.scheduler.now() + DAY_MS
      mallory!.force(group, { type: 'invite', invite, uses: 5, expiresMs, approve: false })
      if (made % 53 === 52) world.run(500)
    }
    world.run(10_000)
    const honest = [alice!, carol!, dave!]
    for (const actor of honest) {
      const taken = entriesOf(actor, group, mallory!.member) - before
      assert.ok(taken <= TIMES * (AT_ONCE + PER_SECOND * 31), `${actor.name} took ${taken} of ${made}`)
      // between two rests it is known to lack some
      world.until(() => isComplete(actor, group), 5_000)
      assert.ok(isComplete(actor, group), `${actor.name} misses nothing that it is to have`)
    }
    carol!.say(group, 'is anybody held up?')
    world.run(3_000)
    for (const actor of honest) assert.deepEqual(actor.texts(), ['is anybody held up?'])
    const erin = await world.actor('erin')
    erin.mustJoin(alice!.invite(group))
    for (const { failures } of [...honest, erin]) assert.deepEqual(failures, [])
  })
})

test('a member has as many invites open as it may, and is told so; used up and revoked ones make room', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(2)
  const [alice, bob] = actors
  const first = bob!.invite(group, 1)
  for (let count = 1; count < MAX_OPEN_INVITES; count += 1) bob!.invite(group)
  assert.throws(() => bob!.invite(group), { code: 'limit-exceeded' })
  const carol = await world.actor('carol')
  carol.mustJoin(first)
  bob!.invite(group)
  assert.throws(() => bob!.invite(group), { code: 'limit-exceeded' })
  alice!.invite(group)
})

test('what an honest member writes over its rate reaches everybody, by and by', async () => {
  await eachSeed(2, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice] = actors
    for (let count = 0; count < 400; count += 1) alice!.write(group, { type: 'topic', text: `${count}` })
    world.run(90_000)
    for (const actor of actors) {
      assert.equal(actor.group(group).membership?.topic?.text, '399', actor.name)
      assert.ok(isComplete(actor, group))
    }
    assertOneHistory(group, actors)
    assertNoFailures(actors)
  })
})

test('a member that was away for weeks takes at once what the others wrote meanwhile', async () => {
  await eachSeed(2, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const [alice, , carol] = actors
    carol!.kill()
    for (let count = 0; count < 600; count += 1) {
      alice!.write(group, { type: 'topic', text: `${count}` })
      world.run(1_000)
    }
    const back = await world.restart(carol!)
    world.run(10_000)
    assert.equal(back.group(group).membership?.topic?.text, '599')
    assertNoFailures([alice!, back])
  })
})

test('key messages in a group whose encryption has none are kept by nobody, and newcomers come in', async () => {
  const world = new World(1, { encryption: 'per-peer' })
  const { group, actors } = await world.gather(4)
  const [alice, mallory, carol, dave] = actors
  const honest = [alice!, carol!, dave!]
  const before = honest.map(actor => entriesOf(actor, group, mallory!.member))
  for (let count = 0; count < 20; count += 1) {
    mallory!.force(group, { type: 'keys', payload: world.random.bytes(KEY_MESSAGE_BYTES - 64) })
    world.run(1_000)
  }
  world.run(10_000)
  assert.deepEqual(
    honest.map(actor => entriesOf(actor, group, mallory!.member)),
    before,
  )
  for (const actor of honest) {
    assert.ok(
      actor.events.some(event => event.type === 'liar' && event.member === mallory!.member),
      actor.name,
    )
    assert.ok(isComplete(actor, group), actor.name)
  }
  const erin = await world.actor('erin')
  erin.mustJoin(alice!.invite(group))
  for (const { failures } of [...honest, erin]) assert.deepEqual(failures, [])
})

test('what a removed member wrote in vain is handed to nobody', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(3)
  const [alice, mallory] = actors
  for (let count = 0; count < 80; count += 1) {
    // it has no right to set this
    mallory!.force(group, { type: 'setting', name: 'limit', value: `${100 + count}` })
  }
  world.run(10_000)
  assert.ok(entriesOf(alice!, group, mallory!.member) > 80)
  alice!.remove(group, mallory!)
  world.run(2_000)
  const erin = await world.actor('erin')
  erin.mustJoin(alice!.invite(group))
  assert.ok(entriesOf(erin, group, mallory!.member) < 10, `${entriesOf(erin, group, mallory!.member)} entries`)
})
