/** away, busy and back with nothing running: kept in the folder, and said by whatever runs next. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertFailed, jsonLines, person } from './support/command.ts'

test('who says it is away with nothing running is away once it runs, until it is back', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  assert.ok(alice && bob)
  await alice.result(['create', 'friends'])
  const up = await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  const [said] = jsonLines(await bob.result(['away', 'on the road', '--json']))
  assert.deepEqual([said?.status, said?.statusText], ['away', 'on the road'])
  let beside = await bob.up()
  assert.match(await alice.result(['members', 'friends', '--json']), /"status":"away","statusText":"on the road"/u)
  await bob.result(['back'])
  await beside.stop()
  beside = await bob.up()
  assert.doesNotMatch(await alice.result(['members', 'friends', '--json']), /"status":"away"/u)
  await bob.result(['busy', 'packing'])
  await beside.stop()
  beside = await bob.up()
  assert.match(await alice.result(['members', 'friends', '--json']), /"status":"busy","statusText":"packing"/u)
  await beside.stop()
  // a file that says nothing is as none
  writeFileSync(join(bob.folder, 'status.json'), '{"status":"elsewhere"')
  assert.deepEqual(jsonLines(await bob.result(['status', '--json'])).length > 0, true)
  assertFailed(await bob.run(['away', 'x'.repeat(300), '--json']), 'bad-argument', 1)
  await up.stop()
})
