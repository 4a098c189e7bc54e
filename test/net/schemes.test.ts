/**
 * Each way to encrypt a group over real TCP: three talk, one is removed and reads nothing more, and one comes back from its
 * folder to all that was said. Serves docs/encryption.md.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ChatEvent, createTocsin, type Encryption, type Group } from '#src/index.js'
import { untilClosed } from '#src/testing.js'

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const TIMEOUT_MS = 60_000

async function heard(group: Group, wanted: (event: ChatEvent) => boolean): Promise<ChatEvent> {
  for await (const event of group.events()) if (wanted(event)) return event
  throw new Error('the group ended before the event came')
}

const says = (text: string) => (event: ChatEvent) => event.type === 'message' && event.text === text

async function textsOf(group: Group): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of group.history()) texts.push(text)
  return texts
}

for (const encryption of SCHEMES) {
  test(`${encryption}: over TCP three talk, the removed reads nothing more, and bob is back from his folder with all of it`, {
    timeout: TIMEOUT_MS,
  }, async context => {
    const data = mkdtempSync(join(tmpdir(), 'tocsin-'))
    context.after(() => rmSync(data, { recursive: true }))
    const [alice, carol] = [await createTocsin({ name: 'alice' }), await createTocsin({ name: 'carol' })]
    context.after(() => Promise.all([alice.stop(), carol.stop()]))
    const bob = await createTocsin({ name: 'bob', data })
    context.after(() => bob.stop())
    const atAlice = await alice.createGroup({ name: 'friends', encryption })
    const atBob = await bob.join(await atAlice.invite())
    const atCarol = await carol.join(await atBob.invite())
    const groups = [atAlice, atBob, atCarol]
    await untilClosed(groups.map(group => ({ group })))
    for (const group of groups) assert.equal(group.encryption, encryption)
    for (const [index, author] of groups.entries()) {
      const text = `to all, ${index}`
      const came = groups.filter(group => group !== author).map(group => heard(group, says(text)))
      await author.send(text)
      await Promise.all(came)
    }

    const gone = groups.map(group =>
      heard(group, event => event.type === 'member' && event.state === 'removed' && event.member === carol.peerId),
    )
    await atAlice.moderation.kick(carol.peerId)
    await Promise.all(gone)
    const without = heard(atBob, says('without carol'))
    await atAlice.send('without carol')
    await without
    if (encryption === 'sender-keys' || encryption === 'mls') {
      assert.notEqual(atAlice.keys?.rekeyed, undefined, 'alice goes on under the keys that carol knows')
    }

    await bob.stop()
    await atAlice.send('while bob is away')
    const again = await createTocsin({ data })
    context.after(() => again.stop())
    const [back] = again.groups()
    assert.ok(back)
    await heard(back, says('while bob is away'))
    const answered = heard(atAlice, says('back'))
    await back.send('back')
    await answered
    const said = await textsOf(atAlice)
    assert.equal(said.length, 6)
    assert.deepEqual(await textsOf(back), said)
    assert.deepEqual([back.keys?.waiting, atAlice.keys?.waiting], [0, 0])
    assert.deepEqual(
      await textsOf(atCarol),
      said.filter(text => text.startsWith('to all')),
    )
  })
}
