import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { type Invocation, parseCommand } from '#src/cli/arguments.js'

function invocation(...argv: string[]): Invocation {
  const parsed = parseCommand(argv, { XDG_DATA_HOME: '/data' })
  assert.equal(parsed.type, 'run')
  if (parsed.type !== 'run') throw new Error('unreachable')
  return parsed.invocation
}

const refuses = (pattern: RegExp, ...argv: string[]) =>
  assert.throws(() => parseCommand(argv, {}), { code: 'bad-argument', message: pattern })

test('help wins wherever it stands, and names the verb it is for', () => {
  for (const argv of [['-h'], ['--help'], ['help'], ['--bogus', '-h'], ['--data', '-h']]) {
    assert.deepEqual(parseCommand(argv, {}), { type: 'help', verb: undefined })
  }
  for (const argv of [
    ['send', '-h'],
    ['help', 'send'],
    ['-h', 'send', 'x'],
    ['send', '--json', '--help'],
  ]) {
    assert.deepEqual(parseCommand(argv, {}), { type: 'help', verb: 'send' })
  }
  assert.deepEqual(parseCommand(['members', 'x', '-h'], {}), { type: 'help', verb: 'members' })
  assert.deepEqual(parseCommand(['tail', 'x', '-fh'], {}), { type: 'help', verb: 'tail' })
})

test('a word that asks for help or the version is none where it may be a text, and nothing is done', () => {
  for (const word of ['--help', '-h', '--version', '-hh']) {
    for (const argv of [
      ['send', 'x', word],
      ['send', 'x', '--wait', 'all', word],
      ['send', 'x', 'hi', word],
      ['send', 'x', '- milk', word],
      ['me', 'x', word],
      ['msg', 'x', 'bob', word],
      ['topic', 'x', word],
      ['nick', 'x', word],
      ['set', 'x', 'name', word],
      ['search', 'x', word],
      ['leave', 'x', word],
      ['away', 'at', word],
    ]) {
      refuses(/put -- before it/, ...argv)
    }
  }
})

test('what stands after -- is text, even --help and a lone dash', () => {
  for (const word of ['--help', '--version', '-5', '- milk', '--wait', '--', '-']) {
    const { words, before } = invocation('send', 'friends', '--wait', 'all', '--', word)
    assert.deepEqual([words, before], [['friends', word], 1])
    assert.deepEqual(invocation('create', '--', word).words, [word])
  }
  assert.equal(invocation('send', 'friends', '-').before, 2)
})

test('a word that looks like an option is refused with how to give it as text', () => {
  for (const word of ['- milk', '-5', '-x', '--bogus', '-😀', '--bogus=1', '-\n']) {
    for (const verb of ['send', 'topic', 'nick', 'search', 'kick']) refuses(/put -- before it/, verb, 'x', word)
    for (const verb of ['create', 'join']) refuses(/put -- before it/, verb, word)
  }
  // options of other verbs, and those that lack a value
  for (const word of ['-f', '--name', '-n', '--wait', '--json=1', '--uses=2'])
    refuses(/put -- before it/, 'send', 'x', word)
  refuses(/put -- before it/, 'search', 'x', '-f')
  refuses(/--name="-x"/, 'init', '--name', '-x')
  refuses(/--wait="-1"/, 'send', 'x', '--wait', '-1')
  refuses(/--lines="-5"/, 'tail', 'x', '-n', '-5')
  assert.equal(invocation('init', '--name=-x').name, '-x')
  assert.throws(
    () => parseCommand(['send', 'x', `-${'y'.repeat(100_000)}`], {}),
    (error: Error) => error.message.length < 300,
  )
})

test('no verb is chat; the folder comes from --data, then TOCSIN_DATA, then XDG_DATA_HOME', () => {
  assert.equal(invocation().verb, 'chat')
  assert.equal(invocation().data, '/data/tocsin')
  assert.equal(invocation('--data', 'here').data, resolve('here'))
  const parsed = parseCommand([], { TOCSIN_DATA: '/elsewhere', XDG_DATA_HOME: '/data' })
  assert.equal(parsed.type === 'run' && parsed.invocation.data, '/elsewhere')
})

test('options are read in their units', () => {
  assert.equal(invocation('invite', 'g', '--expires', '90m').expiresMs, 5_400_000)
  assert.equal(invocation('create', 'g', '--expire', '1d').expireMs, 86_400_000)
  assert.equal(invocation('create', 'g', '--expire', 'off').expireMs, undefined)
  assert.equal(invocation('create', 'g').expireMs, undefined)
  assert.equal(invocation('invite', 'g', '--uses', '7').uses, 7)
  assert.equal(invocation('send', 'g', 'x', '--wait', '3').wait, 3)
  assert.equal(invocation('send', 'g', 'x').wait, 'neighbours')
  assert.equal(invocation('tail', 'g', '-n', '5', '-f').lines, 5)
  assert.equal(invocation('whoami', '--timeout', '500ms').timeoutMs, 500)
  assert.deepEqual(invocation('up', '--listen', '/ip4/0.0.0.0/tcp/0', '--listen', '/ip6/::/tcp/4').listen, [
    '/ip4/0.0.0.0/tcp/0',
    '/ip6/::/tcp/4',
  ])
})

test('a mistake is refused with one line that names it', () => {
  refuses(/no verb "sned"/, 'sned')
  refuses(/no verb "constructor"/, 'constructor')
  refuses(/needs more words/, 'send')
  refuses(/does not take "there"/, 'send', 'g', 'hi', 'there')
  refuses(/no option --wait/, 'whoami', '--wait', 'all')
  refuses(/--bogus/, 'whoami', '--bogus')
  assert.throws(() => parseCommand(['create', 'g', '--encryption', 'rot13'], {}), {
    code: 'unknown-encryption',
    message: /--encryption is one of per-peer, pairwise, sender-keys, mls, not "rot13"/,
    exitCode: 1,
  })
  refuses(/--uses is a whole number/, 'invite', 'g', '--uses', '0')
  refuses(/--expires is a duration/, 'invite', 'g', '--expires', 'tomorrow')
  refuses(/--wait is local/, 'send', 'g', 'x', '--wait', 'some')
  refuses(/messages live for example/, 'create', 'g', '--expire', '10s')
  refuses(/--history is one of/, 'create', 'g', '--history', 'some')
  for (const argv of [['--bogus'], ['send', 'g', '--wait']]) {
    assert.throws(
      () => parseCommand(argv, {}),
      (error: Error) => !error.message.includes('\n'),
    )
  }
})
