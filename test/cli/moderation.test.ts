/** Who may what, from the command line: each verb alone and beside a running member, its lines and its refusals. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertFailed, jsonLines, person } from './support/command.ts'

test('the founder sets topic and limits, gives roles, and removes; each is seen by the others and refused to them', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  assert.ok(alice && bob)
  const peer = await bob.result(['whoami'])
  const group = await alice.result(['create', 'friends'])
  // nobody runs: the verb has an engine of its own
  assert.equal(await alice.result(['topic', 'friends', 'frogs and toads']), 'frogs and toads')
  await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])

  const [shown] = jsonLines(await bob.result(['topic', 'friends', '--json']))
  assert.deepEqual([shown?.type, shown?.id, shown?.role], ['group', group, 'member'])
  assert.match(JSON.stringify(shown?.topic), /"text":"frogs and toads".*"name":"alice"/u)
  assert.match(
    await bob.result(['set', 'friends']),
    /^name +friends\nlimit +10000\nspeak +all\ninvites +all\ntopic-lock +off\nexpire +off$/u,
  )
  for (const words of [
    ['topic', 'friends', 'x'],
    ['set', 'friends', 'limit', '2'],
  ]) {
    if (words[0] === 'topic') await alice.result(['set', 'friends', 'topic-lock', 'on'])
    assertFailed(await bob.run([...words, '--json']), 'not-allowed', 4)
  }
  assert.deepEqual(jsonLines(await alice.result(['set', 'friends', 'limit', '20', '--json'])), [
    { v: 1, type: 'setting', group, name: 'limit', value: '20' },
  ])
  assertFailed(await alice.run(['set', 'friends', 'limit', 'many', '--json']), 'bad-argument', 1)
  assertFailed(await alice.run(['set', 'friends', 'colour', 'red', '--json']), 'bad-argument', 1)

  assert.equal(await alice.result(['role', 'friends', 'bob', 'observer']), 'bob is an observer now')
  assertFailed(await bob.run(['send', 'friends', 'may I?', '--json']), 'not-allowed', 4)
  assertFailed(await bob.run(['kick', 'friends', 'alice', '--json']), 'not-allowed', 4)
  assertFailed(await alice.run(['role', 'friends', 'bob', 'king', '--json']), 'bad-argument', 1)
  assertFailed(await alice.run(['role', 'friends', 'bob', 'observer', '--json']), 'bad-argument', 1)
  const alone = await alice.run(['role', 'friends', 'alice', 'member'])
  assert.equal(alone.code, 4)
  assert.match(alone.stderr, /^tocsin: the founder keeps this role until it hands it over to another member$/mu)
  assertFailed(await alice.run(['kick', 'friends', 'nobody', '--json']), 'unknown-member', 1)
  assertFailed(await alice.run(['unban', 'friends', 'bob', '--json']), 'unknown-member', 1)
  assertFailed(await alice.run(['kick', 'friends', 'alice', '--json']), 'bad-argument', 1)

  const [removed] = jsonLines(await alice.result(['kick', 'friends', peer.slice(0, 16), '--json']))
  assert.deepEqual(
    [removed?.type, removed?.member, removed?.state, removed?.byName],
    ['member', peer, 'removed', 'alice'],
  )
  assertFailed(await alice.run(['kick', 'friends', 'bob', '--json']), 'bad-argument', 1)
  assert.match(
    await alice.result(['members', 'friends']),
    /^bob .* removed .* removed by alice; \d of \d have applied it$/mu,
  )
})

test('a name, a status, whom one ignores and what is said in private are seen as they should be', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  assert.ok(alice && bob)
  const group = await alice.result(['create', 'friends'])
  await alice.up()
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  await bob.up()

  assert.equal(await bob.result(['nick', 'friends', 'bob the great']), 'bob is now bob the great')
  const watching = alice.start(['chat', 'friends', '--json'])
  watching.child.stdin.write('here\n')
  await watching.prints('"text":"here"')
  assert.equal(await bob.result(['busy', 'reading']), 'bob is busy: reading')
  await watching.prints('"statusText":"reading"')
  const [, seen] = jsonLines(await alice.result(['members', 'friends', '--json']))
  assert.deepEqual(
    [seen?.name, seen?.role, seen?.status, seen?.statusText, seen?.ignored, seen?.banned],
    ['bob the great', 'member', 'busy', 'reading', false, false],
  )
  assert.match(await alice.result(['members', 'friends']), /^bob the great +member +busy .* "reading"$/mu)

  const id = await alice.result(['msg', 'friends', 'bob the great', '-'], { input: 'psst\n' })
  assertFailed(await alice.run(['msg', 'friends', 'alice', 'psst', '--json']), 'bad-argument', 1)
  const [, told] = jsonLines(await bob.result(['tail', 'friends', '--json']))
  assert.deepEqual([told?.id, told?.private, told?.toName, told?.text], [id, true, 'bob the great', 'psst'])
  await bob.result(['me', 'friends', 'nods'])
  assert.match(await alice.result(['tail', 'friends']), / \* bob the great nods$/u)

  assert.match(await alice.result(['ignore', 'friends', 'bob the great']), /^bob the great is ignored/u)
  assert.doesNotMatch(await alice.result(['tail', 'friends']), /nods/u)
  const [heard] = jsonLines(await alice.result(['unignore', 'friends', 'bob the great', '--json']))
  assert.deepEqual([heard?.group, heard?.ignored], [group, false])
  assert.match(await alice.result(['tail', 'friends']), /nods/u)

  assert.equal(await bob.result(['leave', 'friends', 'so long']), 'bob the great left: so long')
  await watching.prints('"message":"so long"')
})
