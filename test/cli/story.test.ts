import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, person } from './support/command.ts'

test('alice makes a group, bob and carol join by her ticket, and all read what each of them sends', async context => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => person(context, name)))
  const group = await alice!.result(['create', 'friends'])
  assert.match(group, /^[0-9a-f]{64}$/u)
  const online = await alice!.up()
  const ticket = await alice!.result(['invite', 'friends', '--uses', '2'])
  assert.match(ticket, /^tocsin1[\w-]+$/u)

  assert.equal(await bob!.result(['join', ticket]), group)
  const bobOnline = await bob!.up()
  assert.equal(await carol!.result(['join', '-'], { input: `${ticket}\n` }), group)

  const live = bob!.start(['tail', 'friends', '-f', '--json'])
  const id = await carol!.result(['send', 'friends', 'hello from carol'])
  await live.prints('hello from carol')
  assert.deepEqual(
    jsonLines(live.stdout).map(line => [line.v, line.type, line.id, line.group, line.name, line.kind, line.text]),
    [[1, 'message', id, group, 'carol', 'text', 'hello from carol']],
  )

  const sent = await alice!.run(['send', group.slice(0, 6), '--wait', '1', '--json'], { input: 'two\nlines\n' })
  assert.equal(sent.code, 0, sent.stderr)
  const [receipt] = jsonLines(sent.stdout)
  assert.equal(receipt?.type, 'receipt')
  assert.equal(receipt?.members, 2)
  await live.prints('two\\nlines')
  assert.match(
    await carol!.result(['tail', 'friends']),
    /^\d\d:\d\d carol: hello from carol\n\d\d:\d\d alice: two\n {4}lines$/u,
  )
  assert.match(await alice!.result(['search', 'friends', 'FROM', 'hello']), /^\d\d:\d\d carol: hello from carol$/u)

  const members = jsonLines(await alice!.result(['members', 'friends', '--json']))
  assert.deepEqual(
    members.map(line => [line.type, line.name, line.role, line.self]),
    [
      ['member', 'alice', 'founder', true],
      ['member', 'bob', 'member', false],
      ['member', 'carol', 'member', false],
    ],
  )
  for (const running of [live, bobOnline, online]) assert.equal((await running.stop()).code, 0)
})

test('chat in a pipe sends each line, and ends once the neighbours hold them', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  await alice!.result(['create', 'friends'])
  const chat = await alice!.owning(['chat', 'friends'])
  const ticket = await alice!.result(['invite', 'friends'])
  await bob!.result(['join', ticket])
  const said = await bob!.run(['chat', '--json'], { input: 'one\n\ntwo' })
  assert.equal(said.code, 0, said.stderr)
  await chat.prints(/bob: one\n\d\d:\d\d bob: two\n/u)
  const texts = jsonLines(said.stdout).filter(line => line.type === 'message')
  assert.deepEqual(
    texts.map(({ text, name }) => [name, text]),
    [
      ['bob', 'one'],
      ['bob', 'two'],
    ],
  )
  chat.child.stdin.end('last words\n')
  const ended = await chat.ended
  assert.match(ended.stdout, /alice: last words\n$/u)
})

test('a message to nobody online is stored and says so: exit 75 with the missing named', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  await alice!.result(['create', 'friends'])
  assert.equal((await alice!.run(['send', 'friends', 'to myself'])).code, 0)
  const online = await alice!.up()
  await bob!.result(['join', await alice!.result(['invite', 'friends'])])
  await online.stop()
  const lonely = await bob!.run(['send', 'friends', 'anyone?', '--timeout', '300ms', '--json'])
  assert.equal(lonely.code, 75)
  const [receipt] = jsonLines(lonely.stdout)
  assert.deepEqual([receipt?.reached, receipt?.members], [0, 1])
  const [error, ...more] = jsonLines(lonely.stderr)
  assert.deepEqual(more, [])
  assert.equal(error?.code, 'queued')
  assert.match(String(error?.message), /confirmed by alice; nobody is online/u)
  assert.equal((await bob!.run(['send', 'friends', 'kept', '--wait', 'local'])).code, 0)
  assert.match(await bob!.result(['export', 'friends']), /anyone\?.*\n.*kept/u)
})
