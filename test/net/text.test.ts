/** Text to the byte between members, whichever way it goes: what others read is what was given, or it was refused. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTocsin, type Group, TocsinError } from '#src/index.js'
import { spawnGroup, untilTrue } from '#src/testing.js'

const BOM = '\ufeff'
/** What a careless decoder loses, joins or replaces. */
const TEXTS = [
  `${BOM}x`,
  BOM,
  `${BOM}${BOM}`,
  'a\u0000b',
  'a\r\nb\rc\n',
  ' x ',
  '\ufffd',
  'e\u0301\u00e9',
  '\u200b',
  '\uffff',
]

async function heard(group: Group, count: number, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = []
  for await (const event of group.events({ signal })) {
    if (event.type === 'message') texts.push(event.text)
    if (texts.length === count) break
  }
  return texts
}

async function textsIn(group: Group): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of group.history()) texts.unshift(text)
  return texts
}

for (const encryption of ['per-peer', 'mls'] as const) {
  test(`a message is read as it was given, live and later (${encryption})`, async ({ signal }) => {
    await using members = await spawnGroup(2, { encryption, signal })
    const [alice, bob] = members
    assert.ok(alice && bob)
    const live = heard(bob.group, 2 * TEXTS.length, signal)
    for (const text of TEXTS) await alice.group.send(text)
    for (const text of TEXTS) await alice.group.tell(bob.tocsin.peerId, text, { kind: 'action' })
    const said = [...TEXTS, ...TEXTS]
    // under mls one whose epoch came late is heard late
    assert.deepEqual((await live).toSorted(), said.toSorted())
    assert.deepEqual(await textsIn(bob.group), said)
    assert.deepEqual(await textsIn(alice.group), said)
  })
}

test('names, topics, statuses and last words are read as they were given', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal, name: `${BOM}frogs` })
  const [alice, bob] = members
  assert.ok(alice && bob)
  assert.equal(bob.group.name, `${BOM}frogs`)
  await alice.group.rename(`${BOM}al`)
  await alice.group.moderation.setTopic(`${BOM}mill`)
  await alice.tocsin.setStatus('away', `${BOM}gone`)
  const at = (group: Group) => group.members.find(({ member }) => member === alice.tocsin.peerId)
  await untilTrue(
    bob,
    group => {
      const known = at(group)
      return (
        known?.name === `${BOM}al` && known.statusText === `${BOM}gone` && group.moderation.topic?.text === `${BOM}mill`
      )
    },
    { signal },
  )
  const left = (async () => {
    for await (const event of alice.group.events({ signal }))
      if (event.type === 'member' && event.state === 'left') return event.message
    return undefined
  })()
  await bob.group.leave({ message: `${BOM}bye` })
  assert.equal(await left, `${BOM}bye`)
})

test('a name is the same after a restart', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  await using members = await spawnGroup(1)
  for (const _ of [1, 2]) {
    const tocsin = await createTocsin({ data, name: `${BOM}alice`, network: members.network })
    assert.equal(tocsin.name, `${BOM}alice`)
    await tocsin.stop()
  }
})

test('half a letter is refused wherever a text is given, and nobody is told of it', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal })
  const [alice, bob] = members
  assert.ok(alice && bob)
  const { group, tocsin } = alice
  for (const text of ['\ud800', 'a\udc00', '\udc00\ud800']) {
    for (const give of [
      () => group.send(text),
      () => group.send(text, { kind: 'action' }),
      () => group.tell(bob.tocsin.peerId, text),
      () => group.sendCustom(text, Uint8Array.of(1)),
      () => group.rename(text),
      () => tocsin.setStatus('away', text),
      () => tocsin.createGroup({ name: text }),
      () => createTocsin({ name: text, network: members.network }),
    ]) {
      await assert.rejects(
        async () => give(),
        error => error instanceof TocsinError && ['bad-text', 'bad-argument'].includes(error.code),
      )
    }
  }
  const live = heard(bob.group, 1, signal)
  await group.send('whole')
  assert.deepEqual(await live, ['whole'])
})
