/** Tickets of those who are or were members, as processes: what docs/cli.md says of `join`. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertFailed, person } from './support/command.ts'

test('two members at new addresses, and one that left unheard, are back by a fresh ticket; a kicked one by no older one', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  assert.ok(alice && bob)
  await alice.result(['create', 'friends'])
  let up = await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])

  await up.stop()
  // remembered ports are what makes addresses last
  for (const { folder } of [alice, bob]) rmSync(join(folder, 'ports.json'), { force: true })
  up = await alice.up()
  const beside = await bob.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  assert.match(await alice.result(['members', 'friends']), /^bob +member +online/mu)
  assertFailed(await bob.run(['join', await alice.result(['invite', 'friends']), '--json']), 'already-member', 1)
  await beside.stop()

  await up.stop()
  const left = await bob.run(['leave', 'friends'])
  assert.deepEqual([left.code, /at the next contact/u.test(left.stderr)], [0, true])
  up = await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  assert.equal(await bob.result(['send', 'friends', 'back', '--wait', 'all']).then(id => id.length), 64)

  const open = await alice.result(['invite', 'friends', '--uses', '9'])
  await alice.result(['kick', 'friends', 'bob'])
  assertFailed(await bob.run(['join', open, '--json']), 'invite-outdated', 4)
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  await up.stop()
})
