import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ChatEvent, createTocsin, type Group } from '#src/index.js'

/** The first event that `wanted` accepts. */
async function heard(group: Group, wanted: (event: ChatEvent) => boolean): Promise<ChatEvent> {
  for await (const event of group.events()) if (wanted(event)) return event
  throw new Error('the group ended before the event came')
}

const says = (text: string) => (event: ChatEvent) => event.type === 'message' && event.text === text

test('over TCP alice invites bob, bob invites carol, and each hears the others', async () => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map(name => createTocsin({ name })))
  try {
    const atAlice = await alice!.createGroup({ name: 'friends' })
    const atBob = await bob!.join(await atAlice.invite())
    const atCarol = await carol!.join(await atBob.invite())
    const hello = [atBob, atCarol].map(group => heard(group, says('hello')))
    await atAlice.send('hello')
    await Promise.all(hello)
    const back = [atAlice, atBob].map(group => heard(group, says('hello back')))
    await atCarol.send('hello back')
    await Promise.all(back)
    for (const group of [atAlice, atBob, atCarol]) assert.equal(group.members.length, 3)
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
