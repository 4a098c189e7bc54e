/** Words that look like options: given as text they are sent, and else nothing is and the error says how. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertFailed, command, jsonLines, person } from './support/command.ts'

test('a text that begins with a dash is refused with the advice, or sent after --, alone and beside an owner', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const where = ['--data', alice.folder]
  const texts = ['- milk', '-5', '--help', '--version', '--json', '-']
  for (const owned of [false, true]) {
    if (owned) await alice.up()
    for (const text of texts) {
      const { code, stdout, stderr } = await command(['send', 'friends', text, ...where])
      assert.notEqual(code, 0, text)
      assert.equal(stdout, '')
      // --json and a lone dash have a meaning there: the text is stdin, which is empty
      if (text !== '--json' && text !== '-') assert.match(stderr, /^tocsin: .*put -- before it.*\n$/u)
      assert.equal((await command(['send', 'friends', ...where, '--', text])).code, 0)
    }
  }
  const sent = jsonLines(await alice.result(['export', 'friends'])).map(({ text }) => text)
  assert.deepEqual(sent, [...texts, ...texts])
})

test('after -- an option is no option, for errors neither', async context => {
  const alice = await person(context, 'alice')
  const { code, stderr } = await command(['send', '--data', alice.folder, '--', 'friends', '--json'])
  assert.equal(code, 1)
  assert.match(stderr, /^tocsin: /u)
  assertFailed(await command(['send', '--json', '--data', alice.folder, '--', '--friends', 'x']), 'unknown-group', 1)
})

test('names may begin with a dash after --, and the help says so', async context => {
  const alice = await person(context, 'alice')
  const where = ['--data', alice.folder]
  const id = (await command(['create', ...where, '--', '--friends'])).stdout.trim()
  for (const argv of [
    ['nick', ...where, '--', '--friends', '-a-'],
    ['topic', ...where, '--', '--friends', '--help'],
    ['set', ...where, '--', '--friends', 'name', '-f'],
    ['search', ...where, '--', '-f', '-x'],
    ['leave', ...where, '--', '-f', '-h'],
  ]) {
    const { code, stderr } = await command(argv)
    assert.equal(code, 0, stderr)
  }
  const [group] = jsonLines(await alice.result(['groups', '--json']))
  assert.deepEqual([group?.id, group?.name, group?.joined], [id, '-f', false])
  for (const argv of [['--help'], ['send', '--help']]) assert.match((await command(argv)).stdout, /^ {2}-- .*text/mu)
})
