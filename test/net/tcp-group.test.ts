import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ChatEvent, createTocsin, type Group } from '#src/index.js'
import { untilClosed } from '#src/testing.js'

/** The first event from now on that `wanted` accepts. */
async function heard(group: Group, wanted: (event: ChatEvent) => boolean): Promise<ChatEvent> {
  for await (const event of group.events()) if (wanted(event)) return event
  throw new Error('the group ended before the event came')
}

/** Links that each heard it over; undefined where repair brought it, which would hide a broadcast that sends nothing. */
async function hopsOf(came: readonly Promise<ChatEvent>[]): Promise<(number | undefined)[]> {
  const events = await Promise.all(came)
  return events.map(event => (event.type === 'message' ? event.hops : undefined))
}

const says = (text: string) => (event: ChatEvent) => event.type === 'message' && event.text === text

test('over TCP alice invites bob, bob invites carol, and each hears the others', async () => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => createTocsin({ name })))
  try {
    const atAlice = await alice!.createGroup({ name: 'friends' })
    const atBob = await bob!.join(await atAlice.invite())
    const atCarol = await carol!.join(await atBob.invite())
    await untilClosed([atAlice, atBob, atCarol].map(group => ({ group })))
    const hello = [atBob, atCarol].map(group => heard(group, says('hello')))
    await atAlice.send('hello')
    assert.deepEqual(await hopsOf(hello), [1, 1])
    const back = [atAlice, atBob].map(group => heard(group, says('hello back')))
    await atCarol.send('hello back')
    assert.deepEqual(await hopsOf(back), [1, 1])
    const message = await atBob.send('who has this?')
    const receipt = await message.reached('all')
    assert.deepEqual([receipt.reached, receipt.members, receipt.missing], [2, 2, []])
    assert.deepEqual([...message.holders].sort(), [alice!.peerId, carol!.peerId].sort())
    for (const group of [atAlice, atBob, atCarol]) assert.equal(group.members.length, 3)
  } finally {
    await Promise.all([alice, bob, carol].map(peer => peer?.stop()))
  }
})

test('carol leaves: the others count her out, she reads on and cannot write', async () => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => createTocsin({ name })))
  try {
    const atAlice = await alice!.createGroup({ name: 'friends' })
    const atBob = await bob!.join(await atAlice.invite())
    const atCarol = await carol!.join(await atAlice.invite())
    await atCarol.send('before I go')
    const gone = [atAlice, atBob].map(group =>
      heard(group, event => event.type === 'member' && event.name === 'carol' && event.state === 'left'),
    )
    await atCarol.leave()
    await Promise.all(gone)
    for (const group of [atAlice, atBob]) assert.equal(group.members.filter(one => one.state === 'online').length, 2)
    const texts: string[] = []
    for await (const { text } of atCarol.history()) texts.push(text)
    assert.deepEqual(texts, ['before I go'])
    await assert.rejects(atCarol.send('after'), { code: 'not-a-member' })
  } finally {
    await Promise.all([alice, bob, carol].map(peer => peer?.stop()))
  }
})

test('a message of 200,000 bytes is announced, pulled, and the same everywhere', async () => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => createTocsin({ name })))
  try {
    const atAlice = await alice!.createGroup({ name: 'friends' })
    const atBob = await bob!.join(await atAlice.invite())
    const atCarol = await carol!.join(await atAlice.invite())
    await untilClosed([atAlice, atBob, atCarol].map(group => ({ group })))
    const text = 'long '.repeat(40_000)
    const came = [atBob, atCarol].map(group => heard(group, says(text)))
    const message = await atAlice.send(text)
    assert.deepEqual(await hopsOf(came), [1, 1])
    assert.equal((await message.reached('all')).reached, 2)
  } finally {
    await Promise.all([alice, bob, carol].map(peer => peer?.stop()))
  }
})

test('bob stops, alice goes on writing, and bob comes back from his folder to what he missed', async () => {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-'))
  const alice = await createTocsin({ name: 'alice' })
  try {
    const atAlice = await alice.createGroup({ name: 'friends' })
    const bob = await createTocsin({ name: 'bob', data })
    await bob.join(await atAlice.invite())
    const { peerId } = bob
    await bob.stop()
    await atAlice.send('while you were away')
    const again = await createTocsin({ data })
    try {
      assert.equal(again.peerId, peerId)
      const [group] = again.groups()
      await heard(group!, says('while you were away'))
    } finally {
      await again.stop()
    }
  } finally {
    await alice.stop()
    rmSync(data, { recursive: true })
  }
})
