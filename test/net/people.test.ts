/** Members as people, as an embedder sees them: status, names, ignoring, words aside, and data of programs. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ChatEvent, createTocsin, type Group, type MessageEvent, TocsinError } from '#src/index.js'
import {
  type SpawnedGroup,
  type SpawnedMember,
  spawnGroup,
  untilAllHeard,
  untilHeard,
  untilTrue,
} from '#src/testing.js'

async function eventIn<Type extends ChatEvent['type']>(
  events: AsyncGenerator<ChatEvent>,
  type: Type,
  wanted: (event: ChatEvent & { readonly type: Type }) => boolean = () => true,
): Promise<ChatEvent & { readonly type: Type }> {
  for await (const event of events) {
    if (isOf(event, type) && wanted(event)) return event
  }
  throw new Error('the group ended before the event came')
}

function isOf<Type extends ChatEvent['type']>(
  event: ChatEvent,
  type: Type,
): event is ChatEvent & { readonly type: Type } {
  return event.type === type
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

async function textsIn(messages: AsyncGenerator<MessageEvent>): Promise<string[]> {
  return (await all(messages)).map(({ text }) => text)
}

function codeIs(code: string): (error: unknown) => boolean {
  return error => error instanceof TocsinError && error.code === code
}

function memberOf(group: Group, { tocsin }: SpawnedMember) {
  return group.members.find(({ member }) => member === tocsin.peerId)!
}

function cast(members: SpawnedGroup): [SpawnedMember, SpawnedMember, SpawnedMember] {
  const [alice, bob, carol] = members
  assert.ok(alice && bob && carol)
  return [alice, bob, carol]
}

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('alice says in all her groups that she is away, in those she founds later too, and others see it listed', async ({
  signal,
}) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  const told = eventIn(bob.group.events({ signal }), 'member', ({ state }) => state === 'status')
  await alice.tocsin.setStatus('away', 'at the mill')
  const { member, name, status, statusText } = await told
  assert.deepEqual([member, name, status, statusText], [alice.tocsin.peerId, 'alice', 'away', 'at the mill'])
  assert.deepEqual(alice.tocsin.status, { status: 'away', statusText: 'at the mill' })
  const isAway = (group: Group) => memberOf(group, alice).statusText === 'at the mill'
  await Promise.all([alice, bob, carol].map(one => untilTrue(one, isAway, { signal })))
  assert.deepEqual([memberOf(bob.group, alice).status, memberOf(bob.group, carol).status], ['away', 'online'])

  const other = await alice.tocsin.createGroup({ name: 'others' })
  const atBob = await bob.tocsin.join(await other.invite())
  await untilTrue({ group: atBob }, isAway, { signal })

  for (const wrong of ['gone', '', 'Online']) {
    await assert.rejects(alice.tocsin.setStatus(wrong as 'away'), codeIs('bad-argument'))
  }
  await assert.rejects(alice.tocsin.setStatus('busy', 'ß'.repeat(129)), codeIs('bad-argument'))
  assert.equal(alice.tocsin.status.status, 'away')
})

test('bob takes another name: an event has the old one, and two of one name are told apart', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  const told = [alice, bob, carol].map(({ group }) =>
    eventIn(group.events({ signal }), 'member', ({ state }) => state === 'renamed'),
  )
  await bob.group.rename('carol')
  for (const { member, name, oldName } of await Promise.all(told)) {
    assert.deepEqual([member, name, oldName], [bob.tocsin.peerId, 'carol', 'bob'])
  }
  const carols = alice.group.members.filter(({ name }) => name === 'carol')
  assert.deepEqual(
    carols.map(({ shortId, member }) => [shortId, member.slice(8, 16)]),
    carols.map(({ shortId }) => [shortId, shortId]),
  )
  assert.equal(new Set(carols.map(({ shortId }) => shortId)).size, 2)
  await bob.group.rename('carol')
  for (const name of ['', '  ', 'ß'.repeat(65), 'half \ud800']) {
    await assert.rejects(bob.group.rename(name), codeIs('bad-argument'))
  }
  assert.equal(bob.tocsin.name, 'bob', 'the name of the folder is another matter')
})

test('carol leaves with a word, which the others are told', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  const told = [alice, bob].map(({ group }) =>
    eventIn(group.events({ signal }), 'member', ({ state }) => state === 'left'),
  )
  await carol.group.leave({ message: 'so long' })
  for (const { name, message } of await Promise.all(told)) assert.deepEqual([name, message], ['carol', 'so long'])
  await assert.rejects(alice.group.tell(carol.tocsin.peerId, 'come back'), codeIs('unknown-member'))
})

test('who was removed is told nothing, and tells nobody', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  const isGone = (group: Group) => memberOf(group, carol).state === 'removed'
  await alice.group.moderation.kick(carol.tocsin.peerId)
  await Promise.all(members.map(one => untilTrue(one, isGone, { signal })))
  for (const { group } of [alice, bob]) {
    await assert.rejects(group.tell(carol.tocsin.peerId, 'why?'), codeIs('unknown-member'))
  }
  await assert.rejects(carol.group.tell(bob.tocsin.peerId, 'why?'), codeIs('removed'))
})

test('who may only listen tells nobody anything, and its programs are as silent', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal })
  const [alice, bob] = members
  assert.ok(alice && bob)
  await alice.group.moderation.setRole(bob.tocsin.peerId, 'observer')
  await untilTrue(bob, group => memberOf(group, bob).role === 'observer', { signal })
  await assert.rejects(bob.group.tell(alice.tocsin.peerId, 'psst'), codeIs('not-allowed'))
  await assert.rejects(bob.group.sendCustom('map/1', Uint8Array.of(1)), codeIs('not-allowed'))
  await bob.group.rename('robert')
  await bob.tocsin.setStatus('busy', 'listening')
  const isHeard = (group: Group) => memberOf(group, bob).name === 'robert' && memberOf(group, bob).status === 'busy'
  await untilTrue(alice, isHeard, { signal })
})

test('bob ignores carol: no event, not in history or search unless asked, and nobody is told', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  await carol.group.send('heard before')
  await untilAllHeard(members, 'heard before', { signal })
  await bob.group.ignore(carol.tocsin.peerId)
  assert.equal(memberOf(bob.group, carol).ignored, true)
  assert.equal(memberOf(bob.group, alice).ignored, false)
  assert.equal(memberOf(alice.group, carol).ignored, false)

  const events = bob.group.events({ signal })
  const next = eventIn(events, 'message')
  const unheard = await carol.group.send('unheard')
  await unheard.reached('all', { signal })
  const heard = await alice.group.send('heard')
  await heard.reached('all', { signal })
  assert.equal((await next).text, 'heard')
  assert.deepEqual(await textsIn(bob.group.history()), ['heard'])
  assert.deepEqual(await textsIn(bob.group.history({ ignored: true })), ['heard', 'unheard', 'heard before'])
  assert.deepEqual(await textsIn(bob.group.search('heard', { limit: 1 })), ['heard'])
  assert.deepEqual(await textsIn(bob.group.search('unheard')), [])
  assert.deepEqual(await textsIn(bob.group.search('unheard', { ignored: true })), ['unheard'])
  const replayed = bob.group.events({ since: heard.id, signal })
  await carol.group.send('unheard as well')
  await bob.group.unignore(carol.tocsin.peerId)
  const last = await carol.group.send('heard again')
  await last.reached('all', { signal })
  await untilHeard(bob, 'heard again', { signal })
  assert.equal((await eventIn(replayed, 'message', ({ text }) => text === 'heard again')).name, 'carol')

  await assert.rejects(bob.group.ignore(bob.tocsin.peerId), codeIs('bad-argument'))
  const zoe = await createTocsin({ name: 'zoe', network: members.network })
  try {
    await assert.rejects(bob.group.ignore(zoe.peerId), codeIs('unknown-member'))
    await assert.rejects(bob.group.tell(zoe.peerId, 'hello'), codeIs('unknown-member'))
  } finally {
    await zoe.stop()
  }
})

test('alice tells bob: it says so, can be searched by these two, and is nothing to carol', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = cast(members)
  const heard = [alice, bob].map(({ group }) => eventIn(group.events({ signal }), 'message'))
  const atCarol = eventIn(carol.group.events({ signal }), 'message')
  const aside = await alice.group.tell(bob.tocsin.peerId, 'the old mill at noon')
  await alice.group.tell(bob.tocsin.peerId, 'waves', { kind: 'action' })
  for (const event of await Promise.all(heard)) {
    const { id, author, name, text, kind } = event
    assert.deepEqual([id, author, name], [aside.id, alice.tocsin.peerId, 'alice'])
    assert.deepEqual([event.private, event.to, kind, text], [true, bob.tocsin.peerId, 'text', 'the old mill at noon'])
  }
  await aside.reached('all', { signal })
  assert.deepEqual([...aside.holders].sort(), [bob.tocsin.peerId, carol.tocsin.peerId].sort())
  const open = await alice.group.send('the mill is closed')
  await open.reached('all', { signal })
  const first = await atCarol
  assert.deepEqual([first.text, first.private, first.to], ['the mill is closed', undefined, undefined])
  assert.deepEqual(await textsIn(carol.group.history({ ignored: true })), ['the mill is closed'])
  assert.deepEqual(await textsIn(carol.group.search('mill')), ['the mill is closed'])
  for (const { group } of [alice, bob]) {
    assert.deepEqual(await textsIn(group.search('mill')), ['the mill is closed', 'the old mill at noon'])
    const [, action] = await all(group.history())
    assert.deepEqual([action?.kind, action?.private, action?.to], ['action', true, bob.tocsin.peerId])
  }
  await assert.rejects(alice.group.tell(alice.tocsin.peerId, 'note to self'), codeIs('bad-argument'))
  await assert.rejects(alice.group.tell(bob.tocsin.peerId, ''), codeIs('bad-text'))
  const long = 'x'.repeat(960 * 1024)
  await assert.rejects(alice.group.tell(bob.tocsin.peerId, `${long}x`), codeIs('text-too-large'))
  await alice.group.tell(bob.tocsin.peerId, long)
  assert.equal((await untilHeard(bob, long, { signal })).private, true)
})

test('what programs send is an event to the byte, and in the history only when it is asked for', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob] = cast(members)
  const data = Uint8Array.from({ length: 1000 }, (_, index) => index * 7)
  const before = await alice.group.send('before')
  await before.reached('all', { signal })
  const told = members.map(({ group }) => eventIn(group.events({ signal }), 'custom'))
  const sent = await alice.group.sendCustom('whiteboard/1', data)
  const { time, ...event } = await told[1]!
  assert.deepEqual(event, {
    type: 'custom',
    id: sent.id,
    group: bob.group.id,
    author: alice.tocsin.peerId,
    name: 'alice',
    customType: 'whiteboard/1',
    data,
  })
  assert.equal(time, sent.time)
  for (const one of await Promise.all(told)) assert.deepEqual(one.data, data)
  await alice.group.sendCustom('empty', new Uint8Array(0))
  const after = await alice.group.send('after')
  await after.reached('all', { signal })
  for (const { group } of members) {
    assert.deepEqual(await textsIn(group.history()), ['after', 'before'])
    const whole = await all(group.history({ custom: true }))
    assert.deepEqual(
      whole.map(one => (one.type === 'custom' ? [one.customType, one.data.length] : one.text)),
      ['after', ['empty', 0], ['whiteboard/1', 1000], 'before'],
    )
    assert.deepEqual(await textsIn(group.search('whiteboard')), [])
    assert.equal((await eventIn(group.events({ since: before.id, signal }), 'custom')).id, sent.id)
    assert.equal((await eventIn(group.events({ since: sent.id, signal }), 'custom')).customType, 'empty')
  }
  for (const type of ['', 'x'.repeat(65), 'half \ud800']) {
    await assert.rejects(alice.group.sendCustom(type, data), codeIs('bad-argument'))
  }
  await assert.rejects(alice.group.sendCustom('big', new Uint8Array(1024 * 1024)), codeIs('text-too-large'))
})

test('an action is sent as one, and no program gets another kind past the types', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal })
  const [alice, bob] = members
  assert.ok(alice && bob)
  await alice.group.send('waves', { kind: 'action' })
  assert.equal((await untilHeard(bob, 'waves', { signal })).kind, 'action')
  for (const kind of ['private', 'custom', 'create'] as unknown as 'text'[]) {
    await assert.rejects(alice.group.send('x', { kind }), codeIs('bad-argument'))
    await assert.rejects(alice.group.tell(bob.tocsin.peerId, 'x', { kind }), codeIs('bad-argument'))
  }
})

test('from her folder alice reads what bob told her and what programs sent, and ignores whom she ignored', async context => {
  const { signal } = context
  const data = temporaryFolder(context)
  await using members = await spawnGroup(2, { signal })
  const [bob, carol] = members
  assert.ok(bob && carol)
  const alice = await createTocsin({ name: 'alice', data, network: members.network })
  const group = await alice.join(await bob.group.invite())
  await alice.setStatus('busy', 'packing')
  await bob.group.tell(alice.peerId, 'bring the old map')
  await bob.group.sendCustom('map/1', Uint8Array.of(1, 2, 3))
  await carol.group.send('bring cake')
  await Promise.all(['bring the old map', 'bring cake'].map(text => untilHeard({ group }, text, { signal })))
  await group.ignore(carol.tocsin.peerId)
  await bob.tocsin.setStatus('away', 'on the road')
  const isAway = (at: Group) => memberOf(at, bob).status === 'away'
  await untilTrue({ group }, isAway, { signal })
  await alice.stop()

  const again = await createTocsin({ data, network: members.network })
  try {
    const [back] = again.groups()
    assert.ok(back)
    assert.deepEqual(again.status, { status: 'online', statusText: '' })
    assert.deepEqual(await textsIn(back.history()), ['bring the old map'])
    assert.deepEqual(await textsIn(back.history({ ignored: true })), ['bring cake', 'bring the old map'])
    assert.deepEqual(await textsIn(back.search('MAP old')), ['bring the old map'])
    const custom = (await all(back.history({ custom: true }))).find(one => one.type === 'custom')
    assert.deepEqual(custom?.data, Uint8Array.of(1, 2, 3))
    assert.equal(memberOf(back, carol).ignored, true)
    assert.equal(memberOf(back, bob).statusText, 'on the road')
    const isBack = ({ members: listed }: Group) =>
      listed.some(({ name, status }) => name === 'alice' && status === 'online')
    await untilTrue(bob, isBack, { signal })
  } finally {
    await again.stop()
  }
})
