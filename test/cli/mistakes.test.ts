import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertFailed, COMMAND, command, emptyFolder, jsonLines, Person, person } from './support/command.ts'

test('help answers with exit 0 wherever it is asked; a mistake is one line and exit 1', async () => {
  for (const argv of [['--help'], ['send', '-h'], ['help']]) {
    const { code, stdout, stderr } = await command(argv)
    assert.equal(code, 0)
    assert.match(stdout, /^(?:tocsin: |Usage: )/u)
    assert.equal(stderr, '')
  }
  for (const argv of [['sned'], ['send'], ['whoami', '--bogus'], ['up', '--listen', 'here']]) {
    const { code, stdout, stderr } = await command(argv)
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^tocsin: .+\n$/u)
  }
})

test('every verb but init refuses a folder without an identity, and makes none', async context => {
  const nobody = new Person(context, join(emptyFolder(context), 'nobody'))
  for (const argv of [['whoami'], ['groups'], ['up'], ['chat', 'x'], ['send', 'x', 'y'], ['create', 'x']]) {
    assertFailed(await nobody.run([...argv, '--json']), 'no-identity', 1)
  }
  assert.ok(!existsSync(nobody.folder))
  const made = await nobody.run(['init', '--name', 'somebody', '--json'])
  const [identity] = jsonLines(made.stdout)
  assert.deepEqual([identity?.v, identity?.type, identity?.name], [1, 'identity', 'somebody'])
  assertFailed(await nobody.run(['init', '--json']), 'identity-exists', 1)
  assert.equal(await nobody.result(['whoami']), identity?.peerId)
})

test('a group is made with one of the four ways to encrypt, and any other word has a code of its own', async context => {
  const alice = await person(context, 'alice')
  assertFailed(await alice.run(['create', 'friends', '--encryption', 'rot13', '--json']), 'unknown-encryption', 1)
  assert.equal(await alice.result(['groups']), '')
  await alice.result(['create', 'friends', '--encryption', 'sender-keys'])
})

test('what is no message is refused and nothing of it is sent', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.up()
  const send = ['send', 'friends', '--json']
  assertFailed(await alice.run(send), 'bad-text', 1)
  assertFailed(await alice.run(send, { input: '\n' }), 'bad-text', 1)
  assertFailed(await alice.run([...send, ''], {}), 'bad-text', 1)
  assertFailed(await alice.run([...send, '-'], { input: Uint8Array.of(0x68, 0xff, 0x0a) }), 'bad-text', 1)
  assertFailed(await alice.run(send, { input: 'x'.repeat(1024 * 1024 + 1) }), 'text-too-large', 1)
  assertFailed(await alice.run(['send', 'enemies', 'x', '--json']), 'unknown-group', 1)
  assertFailed(await alice.run([...send, 'x', '--wait', '3']), 'bad-argument', 1)
  assert.equal(await alice.result(['export', 'friends']), '')
  assert.match(await alice.result(['send', 'friends', '--json'], { input: 'x'.repeat(1024 * 1024) }), /"receipt"/u)
})

test('a bad line of a piped chat is one error, the rest is sent, and the exit code tells', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const input = Buffer.concat([Buffer.from('one\n'), Uint8Array.of(0xff, 0x0a), Buffer.from('two\n')])
  const { code, stderr } = await alice.run(['chat', 'friends'], { input })
  assert.equal(code, 1)
  assert.equal(stderr, 'tocsin: line 2 is not valid UTF-8: convert it first, for example with iconv\n')
  assert.match(await alice.result(['tail', 'friends']), /alice: one\n.*alice: two$/u)
})

test('a name that fits two groups is refused with both ids', async context => {
  const alice = await person(context, 'alice')
  await alice.up()
  const ids = [await alice.result(['create', 'twins']), await alice.result(['create', 'twins'])]
  const { code, stderr } = await alice.run(['members', 'twins'])
  assert.equal(code, 1)
  for (const id of ids) assert.match(stderr, new RegExp(id.slice(0, 12), 'u'))
  assertFailed(await alice.run(['members', 'twins', '--json']), 'ambiguous-group', 1)
  assertFailed(await alice.run(['chat', '--json'], { input: '' }), 'ambiguous-group', 1)
  assert.match(await alice.result(['members', ids[0] ?? '']), /^alice {2}founder/u)
})

test('each way a ticket can be wrong has its code and exit code', async context => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => person(context, name)))
  await alice!.result(['create', 'friends'])
  await alice!.up()
  const ticket = await alice!.result(['invite', 'friends'])
  const brief = await alice!.result(['invite', 'friends', '--expires', '1ms'])
  assertFailed(await bob!.run(['join', 'hello', '--json']), 'bad-ticket', 4)
  assertFailed(await bob!.run(['join', ticket.slice(0, -5), '--json']), 'bad-ticket', 4)
  assertFailed(await bob!.run(['join', brief, '--json']), 'invite-expired', 4)
  await bob!.result(['join', ticket])
  assertFailed(await bob!.run(['join', ticket, '--json']), 'already-member', 1)
  assertFailed(await carol!.run(['join', ticket, '--json']), 'invite-used-up', 4)
  const open = await alice!.result(['invite', 'friends', '--uses', '9'])
  await alice!.result(['set', 'friends', 'limit', '2'])
  assertFailed(await carol!.run(['join', open, '--json']), 'group-full', 4)
  await alice!.result(['set', 'friends', 'limit', '3'])
  assert.match(await alice!.result(['revoke', 'friends', open]), /^[0-9a-f]{12} +revoked +used 0 of 9 /u)
  assertFailed(await carol!.run(['join', open, '--json']), 'invite-revoked', 4)
  assertFailed(await alice!.run(['revoke', 'friends', open, '--json']), 'bad-argument', 1)
})

test('a sealed folder opens with its passphrase, line end or not, and with no other', async context => {
  const folder = emptyFolder(context)
  const [right, bare, wrong] = ['right', 'bare', 'wrong'].map(name => join(folder, name))
  writeFileSync(right!, 'correct horse\r\n')
  writeFileSync(bare!, 'correct horse')
  writeFileSync(wrong!, 'battery staple\n')
  const alice = new Person(context, join(folder, 'alice'))
  const id = await alice.result(['init', '--passphrase-file', right!])
  assert.equal(await alice.result(['whoami', '--passphrase-file', bare!]), id)
  assertFailed(await alice.run(['whoami', '--json', '--passphrase-file', wrong!]), 'wrong-passphrase', 1)
  assertFailed(await alice.run(['whoami', '--json']), 'wrong-passphrase', 1)
  assertFailed(await alice.run(['groups', '--json', '--passphrase-file', wrong!]), 'wrong-passphrase', 1)
  assertFailed(await alice.run(['whoami', '--json', '--passphrase-file', join(folder, 'none')]), 'bad-argument', 1)
})

test('an older Node gets one clear line', context => {
  const version = spawnSync('/usr/bin/node', ['--version'], { encoding: 'utf8' }).stdout
  if (!/^v(?:1\d|2[01])\./u.test(version ?? '')) return context.skip('there is no Node older than 22 at /usr/bin/node')
  const { status, stdout, stderr } = spawnSync('/usr/bin/node', [COMMAND, 'whoami'], { encoding: 'utf8' })
  assert.equal(status, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^tocsin: needs Node 22\.13 or newer and this is 20\.[^\n]+\n$/u)
})
