/** What a user is told before the next step surprises: addresses of this machine alone, and a group nobody can moderate. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopbackOnly } from '#src/cli/reach.js'
import { assertFailed, jsonLines, person } from './support/command.ts'

const NOTE = /on this machine alone.*--listen \/ip4\/0\.0\.0\.0\/tcp/u

test('addresses are told for what they are by their text alone', () => {
  for (const address of [
    '/ip4/127.0.0.1/tcp/1',
    '/ip4/127.8.9.10/tcp/1/p2p/12D3',
    '/ip6/::1/tcp/1',
    '/ip6/::ffff:127.0.0.1/tcp/1',
    '/ip6/::ffff:7f00:1/tcp/1',
    '/dns4/localhost/tcp/1',
  ]) {
    assert.ok(isLoopbackOnly([address]), address)
    assert.ok(!isLoopbackOnly([address, '/ip4/192.168.0.7/tcp/1']))
  }
  for (const address of [
    '/ip4/10.0.0.1/tcp/1',
    '/ip4/1.127.0.0/tcp/1',
    '/ip6/fe80::1/tcp/1',
    '/dns4/example.org/tcp/1',
  ]) {
    assert.ok(!isLoopbackOnly([address]), address)
  }
  assert.ok(!isLoopbackOnly([]))
})

test('up, create and invite say that others cannot reach this machine, and with --json in a field', async context => {
  const alice = await person(context, 'alice')
  const created = await alice.run(['create', 'alone'])
  assert.match(created.stderr, NOTE)
  assert.match((await alice.run(['invite', 'alone'])).stderr, NOTE)
  const online = alice.start(['up', '--json'])
  await online.prints('"ready"')
  assert.equal(jsonLines(online.stdout)[0]?.loopbackOnly, true)
  const group = await alice.run(['create', 'friends', '--json'])
  const invite = await alice.run(['invite', 'friends', '--json'])
  for (const { stdout, stderr } of [group, invite]) {
    assert.equal(jsonLines(stdout)[0]?.loopbackOnly, true)
    assert.match(String(jsonLines(stderr)[0]?.message), NOTE)
  }
  const quiet = await alice.run(['invite', 'friends', '--quiet'])
  assert.deepEqual([quiet.code, quiet.stderr], [0, ''])
  const { stderr } = await online.stop()
  assert.match(String(jsonLines(stderr)[0]?.message), NOTE)
})

test('a member that listens on every address is not said to be reached from this machine alone', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const online = alice.start(['up', '--json', '--listen', '/ip4/0.0.0.0/tcp/0'])
  await online.prints('"ready"')
  const [ready] = jsonLines(online.stdout)
  // a machine may have no other interface
  const others = JSON.stringify(ready?.addresses).match(/\/ip4\/(?!127\.)/gu) ?? []
  assert.equal(ready?.loopbackOnly, others.length === 0)
  const { stderr } = await alice.run(['invite', 'friends'])
  assert.equal(NOTE.test(stderr), others.length === 0)
})

test('a founder is not let out of a group that nobody else moderates, but with --force, and whoever is alone is', async context => {
  const [alice, bob] = [await person(context, 'alice'), await person(context, 'bob')]
  await alice.result(['create', 'friends'])
  await alice.result(['create', 'alone'])
  assert.match(await alice.result(['leave', 'alone']), /^alice left$/u)
  await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  await bob.up()
  const refused = await alice.run(['leave', 'friends'])
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /^tocsin: .*tocsin role friends bob founder.*--force\n$/u)
  assertFailed(await alice.run(['leave', 'friends', 'so long', '--json']), 'last-moderator', 1)
  // a member goes as it likes
  await alice.result(['role', 'friends', 'bob', 'observer'])
  assertFailed(await alice.run(['leave', 'friends', '--json']), 'last-moderator', 1)
  await alice.result(['role', 'friends', 'bob', 'founder'])
  assert.match(await alice.result(['leave', 'friends']), /^alice left$/u)
  // nobody else is in it any more
  assert.match(await bob.result(['leave', 'friends']), /^bob left$/u)
})

test('--force leaves all the same, and where a moderator stays there is nothing to say', async context => {
  const [alice, bob] = [await person(context, 'alice'), await person(context, 'bob')]
  await alice.up()
  for (const name of ['first', 'second']) {
    await alice.result(['create', name])
    await bob.result(['join', await alice.result(['invite', name])])
  }
  await alice.result(['role', 'first', 'bob', 'moderator'])
  assert.equal((await alice.run(['leave', 'first'])).code, 0)
  assert.match(await alice.result(['leave', 'second', 'bye', '--force']), /^alice left: bye$/u)
})

test('in a chat a second /leave in a row goes through, and a first one does not', async context => {
  const [alice, bob] = [await person(context, 'alice'), await person(context, 'bob')]
  await alice.result(['create', 'friends'])
  await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  const once = await alice.run(['chat', 'friends', '--json'], { input: '/leave\n/topic\n/leave\n' })
  const errors = jsonLines(once.stderr).filter(({ type }) => type === 'error')
  assert.deepEqual(
    errors.map(({ code, exitCode }) => [code, exitCode]),
    [
      ['last-moderator', 1],
      ['last-moderator', 1],
    ],
  )
  assert.match(String(errors[0]?.message), /type \/leave again/u)
  const twice = await alice.run(['chat', 'friends', '--json'], { input: '/leave\n/leave so long\n' })
  assert.equal(jsonLines(twice.stderr).filter(({ type }) => type === 'error').length, 1)
  const [group] = jsonLines(await alice.result(['groups', '--json']))
  assert.equal(group?.joined, false)
})
