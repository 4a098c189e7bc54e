import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, person, Running } from './support/command.ts'

const HOSTILE = '\u001b[31mred\u001b]0;title\u0007 \u009b2J\u202eevil\u200f\nmallory: fake'

async function withMessage(context: Parameters<typeof person>[0], text: string): Promise<Person> {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.result(['send', 'friends'], { input: text })
  return alice
}

test('what others wrote cannot steer a terminal, in text, markdown or JSON, and JSON loses nothing', async context => {
  const alice = await withMessage(context, HOSTILE)
  await alice.up()
  const text = await alice.result(['tail', 'friends'])
  assert.match(text, /^\d\d:\d\d alice: red evil\n {4}mallory: fake$/u)
  const markdown = await alice.result(['export', 'friends', '--format', 'md'])
  const json = await alice.result(['tail', 'friends', '--json'])
  for (const output of [text, markdown, json]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the claim is about control characters
    assert.doesNotMatch(output, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
  }
  assert.equal(JSON.parse(json).text, HOSTILE)
})

test('--since takes an id, a time and a duration, and -n the newest', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.up()
  const first = await alice.result(['send', 'friends', 'first'])
  await alice.result(['send', 'friends', 'second'])
  await alice.result(['send', 'friends', 'third'])
  const words = async (...argv: string[]) => (await alice.result(['tail', 'friends', ...argv])).replace(/^.*: /gmu, '')
  assert.equal(await words(), 'first\nsecond\nthird')
  assert.equal(await words('-n', '1'), 'third')
  assert.equal(await words('--since', first.slice(0, 8)), 'second\nthird')
  assert.equal(await words('--since', '1h'), 'first\nsecond\nthird')
  assert.equal(await words('--since', '2999-01-01'), '')
  assert.equal((await alice.run(['tail', 'friends', '--since', 'yesterday'])).code, 1)
  assert.equal((await alice.run(['tail', 'friends', '--since', first.replaceAll(/./gu, '0')])).code, 1)
})

test('a reader that goes away ends the verb quietly, and a keeper goes on', async context => {
  const alice = await withMessage(context, 'x'.repeat(500_000))
  const exported = alice.start(['export', 'friends'])
  exported.child.stdout.destroy()
  assert.deepEqual(await exported.ended, { code: 0, stdout: '', stderr: '' })
  const help = new Running(['--help'])
  help.child.stdout.destroy()
  assert.equal((await help.ended).code, 0)
  const up = await alice.owning(['up'])
  up.child.stdout.destroy()
  const live = alice.start(['tail', 'friends', '-f', '-n', '1'])
  await live.prints('xxx')
  live.child.stdout.destroy()
  await alice.result(['send', 'friends', 'wakes the follower'])
  assert.equal((await live.ended).code, 0)
  assert.equal((await up.stop('SIGINT')).code, 0)
})

test('--quiet leaves results and errors only', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  await alice!.result(['create', 'friends'])
  await alice!.up()
  const ticket = await alice!.result(['invite', 'friends'])
  const { code, stderr } = await bob!.run(['join', ticket, '--quiet', '--json'])
  assert.equal(code, 0)
  assert.equal(stderr, '')
})

test('how long messages live is said when a group is made, and shown and changed by `set`', async context => {
  const alice = await person(context, 'alice')
  const made = JSON.parse(await alice.result(['create', 'friends', '--expire', '1d', '--json']))
  assert.equal(made.expireMs, 86_400_000)
  const value = async (...argv: string[]) =>
    JSON.parse(await alice.result(['set', 'friends', 'expire', ...argv, '--json']))
  assert.equal((await value()).value, '1d')
  assert.equal((await value('90m')).value, '90m')
  assert.equal((await value('off')).value, 'off')
  assert.equal('expireMs' in JSON.parse(await alice.result(['groups', '--json'])), false)
  for (const wrong of ['10s', '4000d', 'never', '300']) {
    assert.equal((await alice.run(['set', 'friends', 'expire', wrong])).code, 1, wrong)
  }
})
