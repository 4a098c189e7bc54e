/** S14 and S16 as processes: who was removed stays out over restarts; a join outlives whoever is away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertFailed, jsonLines, type Person, person } from './support/command.ts'

/** Looks until a verb prints what it should. */
async function until(who: Person, argv: readonly string[], wanted: RegExp): Promise<void> {
  while (!wanted.test((await who.run(argv)).stdout)) await who.run(['whoami'])
}

test('S14: a kicked member is heard no more and a banned one cannot come back, also after everyone was restarted', async context => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => person(context, name)))
  assert.ok(alice && bob && carol)
  await alice.result(['create', 'friends'])
  const first = await alice.up()
  const ticket = await alice.result(['invite', 'friends', '--uses', '9'])
  for (const who of [bob, carol]) await who.result(['join', ticket])
  // both are away when it happens
  await alice.result(['kick', 'friends', 'bob'])
  await alice.result(['ban', 'friends', 'carol'])
  await first.stop()
  const again = await alice.up()
  const up = await bob.up()
  await up.prints('friends: you were removed by alice')
  assert.match(await bob.result(['groups']), / removed$/mu)
  assertFailed(await bob.run(['send', 'friends', 'still me', '--json']), 'removed', 4)
  await up.stop()
  assert.equal(await alice.result(['export', 'friends']), '')
  const fresh = await alice.result(['invite', 'friends', '--uses', '9'])
  // she does not know it yet, and is told on the way
  assertFailed(await carol.run(['join', fresh, '--json']), 'banned', 4)
  assert.match(await carol.result(['groups']), / banned$/mu)
  // a kicked one may come back with a new ticket
  await bob.result(['join', fresh])
  assert.match(
    await alice.result(['members', 'friends']),
    /^bob +member .*\ncarol +member +removed .* banned, removed by alice/mu,
  )
  await again.stop()
})

test('S16: with the inviter away another member lets in; with nobody there the join waits and completes by itself', async context => {
  const [alice, bob, carol, dave] = await Promise.all(
    ['alice', 'bob', 'carol', 'dave'].map(name => person(context, name)),
  )
  assert.ok(alice && bob && carol && dave)
  const group = await alice.result(['create', 'friends'])
  const inviter = await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  const other = await bob.up()
  await until(alice, ['members', 'friends'], /^bob +member +online/mu)
  const ticket = await alice.result(['invite', 'friends', '--uses', '2'])
  await inviter.stop()
  const joined = await carol.run(['join', ticket])
  assert.deepEqual([joined.code, joined.stdout], [0, `${group}\n`])
  assert.match(
    joined.stderr,
    /^tocsin: friends: you are shown what is said from your joining on \(history from-join\)$/mu,
  )

  await other.stop()
  assertFailed(await dave.run(['join', ticket, '--json']), 'queued', 75)
  const [waiting] = jsonLines(await dave.result(['joins', '--json']))
  assert.deepEqual([waiting?.type, waiting?.group, waiting?.name, waiting?.state], ['join', group, 'friends', 'queued'])
  const up = await dave.up()
  await bob.up()
  await up.prints('joined friends')
  assert.match(await dave.result(['groups']), /^[0-9a-f]{12} +friends +4 members/u)
  assert.equal(await dave.result(['joins']), '')
})

test('with --approve the bearer waits: a moderator turns one away, and lets another in', async context => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => person(context, name)))
  assert.ok(alice && bob && carol)
  const group = await alice.result(['create', 'friends'])
  await alice.up()
  const ticket = await alice.result(['invite', 'friends', '--uses', '2', '--approve'])
  const [bobUp, carolUp] = [await bob.up(), await carol.up()]
  for (const who of [bob, carol]) assertFailed(await who.run(['join', ticket, '--json']), 'queued', 75)
  const waiting = jsonLines(await alice.result(['waiting', 'friends', '--json']))
  assert.deepEqual(waiting.map(({ type, name, byName }) => [type, name, byName]).sort(), [
    ['waiting', 'bob', 'alice'],
    ['waiting', 'carol', 'alice'],
  ])
  assert.match(await alice.result(['status']), /, 2 waiting to be let in$/mu)
  assert.equal(await alice.result(['decline', 'friends', 'bob']), 'bob was not let in')
  assert.equal(await alice.result(['approve', 'friends', 'carol']), 'carol joined')
  assertFailed(await alice.run(['approve', 'friends', 'dave', '--json']), 'unknown-member', 1)
  await carolUp.prints('joined friends')
  await bobUp.prints('joining friends: refused')
  assert.match(await bob.result(['joins']), / friends +refused /u)
  assert.match(await bob.result(['joins', 'friends', '--cancel', '--json']), /"state":"cancelled"/u)
  assertFailed(await bob.run(['joins', 'friends', '--cancel', '--json']), 'unknown-group', 1)
  const [invite] = jsonLines(await alice.result(['invites', 'friends', '--json']))
  assert.deepEqual([invite?.group, invite?.used, invite?.uses, invite?.approve], [group, 1, 2, true])
})
