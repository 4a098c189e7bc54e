/** Names of members as an embedder sees them: told apart where they look alike, and never nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTocsin, type Group, type Member, type Tocsin } from '#src/index.js'
import { spawnGroup, untilTrue } from '#src/testing.js'

const memberOf = (group: Group, { peerId }: Tocsin) => group.members.find(({ member }) => member === peerId)!

test('alice and a member that takes her look are shown with their short ids by everyone, both of them', async ({
  signal,
}) => {
  await using members = await spawnGroup(3, { signal })
  const [alice, bob, carol] = members
  assert.ok(alice && bob && carol)
  assert.deepEqual(
    members.map(({ group, tocsin }) => memberOf(group, tocsin).displayName),
    ['alice', 'bob', 'carol'],
  )
  await bob.group.rename('Аlice')
  for (const { tocsin, group } of members) {
    const one = { tocsin, group, name: '' }
    await untilTrue(one, known => memberOf(known, bob.tocsin).name === 'Аlice', { signal })
    const ours: Member = memberOf(group, alice.tocsin)
    const theirs: Member = memberOf(group, bob.tocsin)
    assert.deepEqual([ours.displayName, ours.looksLike], [`alice (${ours.shortId})`, [bob.tocsin.peerId]])
    assert.deepEqual([theirs.displayName, theirs.looksLike], [`Аlice (${theirs.shortId})`, [alice.tocsin.peerId]])
    assert.deepEqual(
      [theirs.name, theirs.formerNames, memberOf(group, carol.tocsin).displayName],
      ['Аlice', ['bob'], 'carol'],
    )
    assert.equal(group.displayNameOf(bob.tocsin.peerId), theirs.displayName)
    assert.ok(group.ring.draw().includes(ours.displayName))
  }
  await bob.group.rename('robert')
  await untilTrue(carol, known => memberOf(known, bob.tocsin).name === 'robert', { signal })
  assert.equal(memberOf(carol.group, bob.tocsin).displayName, 'robert')
})

test('a name that shows nothing is refused, and so is a group by such a name', async ({ signal }) => {
  await using members = await spawnGroup(1, { signal })
  const [alice] = members
  assert.ok(alice)
  for (const name of ['\u3164', '\u200b\u2060', '\u0301', '\u2800', '\u001b[31m']) {
    const refused = { code: 'bad-argument' }
    await assert.rejects(alice.group.rename(name), refused)
    await assert.rejects(alice.group.moderation.set('name', name), refused)
    await assert.rejects(alice.tocsin.createGroup({ name }), refused)
    await assert.rejects(createTocsin({ name, network: members.network }), refused)
  }
  assert.deepEqual([alice.group.name, memberOf(alice.group, alice.tocsin).name], ['spawned', 'alice'])
})
