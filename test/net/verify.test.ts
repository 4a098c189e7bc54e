/** Safety numbers as an embedder has them: over TCP, kept in a folder, and told as an event. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTocsin, type KeyChangedEvent } from '#src/index.js'

test('a number is compared, kept with its group, refused when it is another, and its change is an event', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-verify-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const alice = await createTocsin({ name: 'alice', data: folder })
  const bob = await createTocsin({ name: 'bob' })
  const friends = await alice.createGroup({ name: 'friends' })
  const theirs = await bob.join(await friends.invite({ uses: 2 }))
  const events = friends.events()
  const changed = (async (): Promise<KeyChangedEvent | undefined> => {
    for await (const event of events) if (event.type === 'key-changed') return event
    return undefined
  })()

  const { digits, words, verified } = friends.verify(bob.peerId)
  assert.equal(verified, 'no')
  const seen = theirs.verify(alice.peerId)
  assert.deepEqual([seen.digits, seen.words], [digits, words])
  const standing = (group = friends) => group.members.map(({ name, verified }) => `${name} ${verified}`)
  assert.deepEqual(standing(), ['alice yes', 'bob no'])

  await assert.rejects(friends.setVerified(bob.peerId, true, { digits: words }), { code: 'key-changed' })
  assert.throws(() => friends.verify(alice.peerId), { code: 'bad-argument' })
  await assert.rejects(friends.setVerified(alice.peerId, true), { code: 'bad-argument' })
  assert.deepEqual(standing(), ['alice yes', 'bob no'])
  await friends.setVerified(bob.peerId, true, { digits })
  assert.deepEqual(standing(), ['alice yes', 'bob yes'])
  assert.deepEqual(friends.keyChanges, [])

  const mallory = await createTocsin({ name: 'B0B' })
  assert.throws(() => friends.verify(mallory.peerId), { code: 'unknown-member' })
  await mallory.join(await friends.invite())
  const { peerId: member, name } = mallory
  const alarm = { type: 'key-changed', group: friends.id, member, name, was: bob.peerId } as const
  assert.deepEqual(await changed, alarm)
  assert.deepEqual(friends.keyChanges, [alarm])
  assert.equal(friends.verify(member).was, bob.peerId)
  // nothing is held back for it
  assert.ok(await friends.send('still here'))

  await alice.stop()
  const again = await createTocsin({ data: folder })
  const [reopened] = again.groups()
  assert.deepEqual(standing(reopened), ['B0B changed', 'alice yes', 'bob yes'])
  for (const one of [again, bob, mallory]) await one.stop()
})
