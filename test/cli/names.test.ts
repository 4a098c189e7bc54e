/** Names that others chose: where a text goes is decided by ids, and who speaks can be told, on every screen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertFailed, jsonLines, type Person, person } from './support/command.ts'

const idOf = async (someone: Person) => someone.result(['whoami'])
const short = (peer: string) => peer.slice(8, 16)

test('a text goes to the group whose id was shown, whatever others call theirs, now or after a rename', async context => {
  const [alice, mallory] = await Promise.all([person(context, 'alice'), person(context, 'mallory')])
  const friends = await alice.result(['create', 'friends'])
  const shown = friends.slice(0, 12)
  const trap = await mallory.result(['create', shown])
  await Promise.all([alice.up(), mallory.up()])
  await alice.result(['join', await mallory.result(['invite', trap])])
  const refused = async (...argv: readonly string[]) => {
    const ended = await alice.run([...argv, '--json'], { input: '' })
    assertFailed(ended, 'ambiguous-group', 1)
    for (const id of [friends, trap]) assert.ok(ended.stderr.includes(id.slice(0, 12)), ended.stderr)
  }
  for (const argv of [
    ['send', shown, 'secret'],
    ['me', shown, 'waves'],
    ['msg', shown, 'mallory', 'secret'],
    ['chat', shown],
    ['tail', shown],
    ['export', shown],
    ['search', shown, 'x'],
    ['set', shown, 'speak', 'all'],
    ['topic', shown, 'x'],
    ['nick', shown, 'x'],
    ['invite', shown],
    ['kick', shown, 'mallory'],
    ['leave', shown],
  ]) {
    await refused(...argv)
  }
  // the other way: a name that was ours alone is taken by a rename
  await mallory.result(['set', trap, 'name', 'Friends'])
  const renamed = alice.start(['tail', trap, '-f'])
  context.after(() => renamed.child.kill('SIGKILL'))
  await mallory.result(['send', trap, 'renamed', '--wait', 'all'])
  await refused('send', 'friends', 'secret')
  await refused('send', 'Friends', 'secret')
  await alice.result(['send', friends, 'for friends'])
  assert.equal(await alice.result(['tail', trap, '-n', '1']).then(line => line.replace(/^.*: /u, '')), 'renamed')
})

test('two members that look alike are told apart wherever they speak or are spoken of', async context => {
  const [alice, mallory, bob] = await Promise.all([
    person(context, 'alice'),
    person(context, 'mallory'),
    person(context, 'bob'),
  ])
  const group = await alice.result(['create', 'friends'])
  await Promise.all([alice.up(), mallory.up(), bob.up()])
  for (const one of [mallory, bob]) await one.result(['join', await alice.result(['invite', 'friends'])])
  const [ours, theirs] = await Promise.all([idOf(alice), idOf(mallory)])
  await alice.result(['send', group, 'one', '--wait', 'all'])
  assert.match(await bob.result(['tail', group]), /^\d\d:\d\d alice: one$/mu)
  const told = await mallory.result(['nick', group, 'аliсe\u200b'])
  assert.equal(told, `mallory is now аliсe\u200b (${short(theirs)})`)
  await mallory.result(['send', group, 'two', '--wait', 'all'])
  const apart = [`alice (${short(ours)}): one`, `аliсe\u200b (${short(theirs)}): two`]
  const lines = (text: string) =>
    text
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.replace(/^\d\d:\d\d /u, ''))
  for (const verb of [
    ['tail', group],
    ['search', group, 'o'],
  ]) {
    assert.deepEqual(lines(await bob.result(verb)), apart)
    assert.deepEqual(lines(await alice.result(verb)), apart)
  }
  const chat = await bob.run(['chat', group], { input: '/members\n' })
  for (const one of [chat.stderr, await bob.result(['members', group]), await bob.result(['ring', group])]) {
    assert.ok(one.includes(`alice (${short(ours)})`) && one.includes(`(${short(theirs)})`), one)
  }
  const page = await bob.result(['export', group, '--format', 'md'])
  assert.match(page, new RegExp(`\\*\\*alice \\\\\\(${short(ours)}\\\\\\):\\*\\* one`, 'u'))
  // JSON has the name as it is, and what to show for it
  const [one, two] = jsonLines(await bob.result(['tail', group, '--json']))
  assert.deepEqual([one?.name, one?.shown], ['alice', { name: `alice (${short(ours)})` }])
  assert.deepEqual([two?.name, two?.shown], ['аliсe\u200b', { name: `аliсe\u200b (${short(theirs)})` }])
  // a word that fits both is refused, and what was shown is taken
  for (const argv of [
    ['msg', group, 'alice', 'secret'],
    ['verify', group, 'alice'],
    ['ignore', group, 'alice'],
    ['kick', group, 'ALICE'],
    ['ban', group, 'аlice'],
    ['role', group, 'alice', 'observer'],
  ]) {
    assertFailed(await bob.run([...argv, '--json']), 'ambiguous-member', 1)
  }
  assert.match(await bob.result(['ignore', group, `alice (${short(ours)})`]), /is ignored/u)
  assert.match(
    await bob.result(['unignore', group, short(ours)]),
    new RegExp(`^alice \\(${short(ours)}\\) is no longer`, 'u'),
  )
  const away = await alice.run(['msg', group, theirs, 'psst'])
  assert.equal(away.code, 0, away.stderr)
  assert.match(
    await alice.result(['tail', group, '-n', '1']),
    new RegExp(`\\(private to аliсe\u200b \\(${short(theirs)}\\)\\): psst$`, 'u'),
  )
  assert.equal(
    await alice.result(['kick', group, short(theirs)]),
    `аliсe\u200b (${short(theirs)}) was removed by alice (${short(ours)})`,
  )
})

test('a name without anything to see is refused wherever one is given', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  for (const name of ['\u200b', '\u3164', '\u2060\u200b', '\u0301', ' ', '\u2800', '']) {
    for (const argv of [
      ['nick', 'friends', name],
      ['create', name],
      ['set', 'friends', 'name', name],
    ]) {
      assertFailed(await alice.run([...argv, '--json']), 'bad-argument', 1)
    }
  }
  const nobody = await person(context, 'x')
  assertFailed(await nobody.run(['init', '--name', '\u3164', '--json']), 'bad-argument', 1)
})
