import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder, jsonLines, Person, person } from './support/command.ts'

test('a second owner is refused and told the process id of the first; other verbs are served by it', async context => {
  const alice = await person(context, 'alice')
  const online = await alice.up()
  assert.equal(statSync(join(alice.folder, 'owner.sock')).mode & 0o777, 0o600)
  const second = await alice.run(['up'])
  assert.equal(second.code, 1)
  assert.match(
    second.stderr,
    new RegExp(`^tocsin: .* in use by process ${online.child.pid} \\(tocsin up\\).*\\n$`, 'u'),
  )
  const group = await alice.result(['create', 'friends'])
  const [status] = jsonLines(await alice.result(['status', '--json']))
  assert.equal(status?.pid, online.child.pid)
  const wrong = await alice.run(['send', 'strangers', 'hi'])
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /^tocsin: there is no group "strangers" here.*\n$/u)
  const ended = await online.stop()
  assert.equal(ended.code, 0)
  assert.match(ended.stderr, /^tocsin: it can be reached on this machine alone.*\n$/u)
  assert.ok(!existsSync(join(alice.folder, 'owner.sock')))
  assert.match(await alice.result(['groups']), new RegExp(group.slice(0, 12), 'u'))
})

test('after kill -9 of the owner the folder opens again, with what was stored and on the same port', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const online = await alice.up()
  await alice.result(['send', 'friends', 'before'])
  const [before] = jsonLines(await alice.result(['status', '--json']))
  await online.stop('SIGKILL')
  assert.ok(existsSync(join(alice.folder, 'owner.sock')))
  assert.match(await alice.result(['tail', 'friends']), /alice: before$/u)
  await alice.up()
  const [after] = jsonLines(await alice.result(['status', '--json']))
  assert.deepEqual(after?.addresses, before?.addresses)
})

test('verbs started at once share one folder and all of them are done', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const words = ['one', 'two', 'three', 'four']
  const sent = await Promise.all(words.map(word => alice.run(['send', 'friends', word])))
  assert.deepEqual(
    sent.map(({ code, stderr }) => [code, stderr]),
    words.map(() => [0, '']),
  )
  const kept = jsonLines(await alice.result(['export', 'friends'])).map(({ text }) => String(text))
  assert.deepEqual(kept.sort(), words.sort())
})

test('the socket of a folder deeper than a socket path may be is found', async context => {
  const folder = join(emptyFolder(context), 'd'.repeat(120))
  mkdirSync(folder)
  const alice = new Person(context, folder)
  await alice.result(['init', '--name', 'alice'])
  const online = await alice.up()
  const [status] = jsonLines(await alice.result(['status', '--json']))
  assert.equal(status?.pid, online.child.pid)
  assert.ok(existsSync(join(folder, 'owner.sock')))
  await online.stop()
  assert.ok(!existsSync(join(folder, 'owner.sock')))
})

test('a chat through the socket sends and shows, and ends with an error when its owner is killed', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  const online = await alice.up()
  const chat = alice.start(['chat', 'friends'])
  chat.child.stdin.write('over the socket\n')
  await chat.prints('alice: over the socket')
  await online.stop('SIGKILL')
  const { code, stderr } = await chat.ended
  assert.equal(code, 1)
  assert.match(stderr, new RegExp(`^tocsin: process ${online.child.pid} \\(up\\) ended before .*\\n$`, 'u'))
})

test('a client that sends rubbish is dropped and the owner goes on', async context => {
  const alice = await person(context, 'alice')
  await alice.up()
  for (const rubbish of [
    'rubbish\n',
    '{"v":2,"type":"request","argv":[]}\n',
    '{"v":1,"type":"request","argv":[1]}\n',
  ]) {
    const socket = connect(join(alice.folder, 'owner.sock'))
    socket.on('error', () => undefined)
    await once(socket, 'data')
    const closed = once(socket, 'close')
    socket.write(rubbish)
    await closed
  }
  assert.match(await alice.result(['whoami']), /^12D3Koo/u)
})
