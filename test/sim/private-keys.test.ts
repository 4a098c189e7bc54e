/**
 * Private messages under each way to encrypt a group, signed by identities or by keys that prove nothing: their keys are gone
 * once used, and both sides go on reading what was said. Serves docs/protocol.md, "Private messages".
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, type EntryId, type GroupId, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { kindOf, SALT_BYTES } from '#src/crypto/entry.js'
import { decodeCorrespondent } from '#src/crypto/private-at-rest.js'
import { openPrivately } from '#src/crypto/private-channel.js'
import { NOBODY } from '#src/crypto/private-sessions.js'
import type { Encryption } from '#src/group/control.js'
import { ContentKind } from '#src/peer/content.js'
import { restoredPrekeys } from '#src/peer/own-prekeys.js'
import type { Actor } from '../support/actor.ts'
import { backupOf } from '../support/backups.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { readBy, tell } from '../support/people.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const SCHEMES: readonly (readonly [Encryption, boolean])[] = [
  ['per-peer', true],
  ['per-peer', false],
  ['pairwise', true],
  ['pairwise', false],
  ['sender-keys', true],
  ['sender-keys', false],
  ['mls', false],
]
const SPREAD_MS = 5_000
const HEAL_MS = 60_000
const MONTH_MS = 29 * 86_400_000

function textsOf(actor: Actor, group: GroupId): string[] {
  return readBy(actor, group).flatMap(content =>
    content.type !== 'message' ? [] : [content.unreadable === true ? '(unreadable)' : content.text],
  )
}

/** What somebody with all that the victim keeps, but without its rows, opens of what others hold: its ids. */
function opensWith(world: World, victim: Actor, group: GroupId, holder: Actor, author: Actor): EntryId[] {
  const { suite } = world
  const random = new SeededRandom(1)
  const values = victim.store.values(group)
  const prekeys = restoredPrekeys(suite, values.get('prekeys') ?? new Uint8Array(0))
  const stored = values.get(`private/${author.member}`)
  const known = (stored && decodeCorrespondent(stored)) ?? NOBODY
  const { publicKey: member, linkKey, linkSecret } = victim.stolen
  const self = { member, linkKey, linkSecret, prekeys }
  const from = { member: publicKeyOf(author.member)!, linkKey: author.stolen.linkKey }
  return holder.history(group).flatMap(({ entryId, body, order }) => {
    const said = { plaintext: body.subarray(SALT_BYTES), order }
    // or with what the prekeys alone give, as if it came for the first time
    const opened = [known, NOBODY].map(state =>
      openPrivately(suite, random, bytesOfHex(group), from, self, state, said),
    )
    return opened.some(one => one?.type === 'opened') ? [entryId] : []
  })
}

for (const [encryption, deniable] of SCHEMES) {
  const name = `${encryption}${deniable ? '' : ', notarised'}`

  test(`${name}: what alice and bob tell each other is read by both, also after restarts, and its keys are gone`, async () => {
    await eachSeed(2, async seed => {
      const world = new World(seed, { encryption, deniable })
      const { group, actors } = await world.gather(4, 'all')
      let [alice, bob, carol] = actors as [Actor, Actor, Actor, Actor]
      const first = tell(alice, group, bob.member, 'first')
      world.run(SPREAD_MS)
      const answer = tell(bob, group, alice.member, 'answer')
      world.run(SPREAD_MS)
      bob.kill()
      const away = [tell(alice, group, bob.member, 'while bob is away'), tell(alice, group, bob.member, 'and again')]
      world.run(SPREAD_MS)
      alice.kill()
      world.run(SPREAD_MS)
      bob = await world.restart(bob)
      world.run(HEAL_MS)
      const all = ['first', 'answer', 'while bob is away', 'and again']
      assert.deepEqual(textsOf(bob, group), all)
      alice = await world.restart(alice)
      world.run(HEAL_MS)
      assert.deepEqual(textsOf(alice, group), all, 'alice reads her own')
      assert.deepEqual(textsOf(carol, group), [])
      for (const { header } of carol.history(group)) assert.equal(kindOf(header), ContentKind.privateOnce)

      assert.deepEqual(opensWith(world, bob, group, carol, alice), [first], 'only what came before his first answer')
      assert.deepEqual(opensWith(world, alice, group, carol, bob), [])
      assert.ok(!away.includes(first) && answer !== first)
      const late = await world.actor('late')
      late.mustJoin(carol.invite(group))
      world.run(SPREAD_MS)
      tell(alice, group, late.member, 'welcome')
      world.run(SPREAD_MS)
      tell(late, group, bob.member, 'hello')
      world.run(HEAL_MS)
      assert.deepEqual(textsOf(late, group), ['welcome', 'hello'])
      assert.deepEqual(textsOf(bob, group), [...all, 'hello'])
      assertNoFailures([alice, bob, carol, late])
    })
  })
}

test('two months later nothing that a member keeps opens what was told before, and it still reads it', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(3)
  let [alice, bob, carol] = actors as [Actor, Actor, Actor]
  const first = tell(alice, group, bob.member, 'first')
  world.run(SPREAD_MS)
  for (let month = 0; month < 2; month += 1) {
    assert.deepEqual(opensWith(world, bob, group, carol, alice), [first])
    for (const actor of [alice, bob, carol]) actor.kill()
    world.run(MONTH_MS)
    alice = await world.restart(alice)
    bob = await world.restart(bob)
    carol = await world.restart(carol)
    world.run(HEAL_MS)
  }
  assert.deepEqual(opensWith(world, bob, group, carol, alice), [])
  assert.deepEqual(textsOf(bob, group), ['first'])
})

test('who comes back from an old backup says what it cannot read any more, and talks on in both directions', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, , carol] = actors as [Actor, Actor, Actor, Actor]
    let bob = actors[1]!
    tell(alice, group, bob.member, 'first')
    world.run(SPREAD_MS)
    tell(bob, group, alice.member, 'answer')
    world.run(SPREAD_MS)
    const backup = backupOf(bob.store)
    tell(alice, group, bob.member, 'lost with the disk')
    world.run(SPREAD_MS)
    tell(bob, group, alice.member, 'said and lost')
    world.run(SPREAD_MS)
    tell(alice, group, bob.member, 'of a later key')
    world.run(SPREAD_MS)
    bob.kill()
    world.run(SPREAD_MS)
    bob = await world.restore(bob, backup)
    world.run(HEAL_MS)
    // the keys of the backup open what was next for them; then alice went on with one that it does not know
    const before = ['first', 'answer', 'lost with the disk', '(unreadable)', '(unreadable)']
    assert.deepEqual(textsOf(bob, group), before)
    tell(alice, group, bob.member, 'to the restored')
    world.run(SPREAD_MS)
    tell(bob, group, alice.member, 'of the restored')
    world.run(SPREAD_MS)
    assert.deepEqual(textsOf(bob, group), [...before, 'to the restored', 'of the restored'])
    assert.deepEqual(textsOf(alice, group).slice(-2), ['to the restored', 'of the restored'])
    assertNoFailures([alice, bob, carol])
  })
})

test('of many at once that come by sync, the newest first, none is lost', async () => {
  const world = new World(2)
  const { group, actors } = await world.gather(3)
  const [alice, , carol] = actors as [Actor, Actor, Actor]
  let bob = actors[1]!
  bob.kill()
  world.run(SPREAD_MS)
  for (let at = 0; at < 600; at += 1) {
    tell(alice, group, bob.member, `${at}`)
    if (at % 20 === 0) world.run(1_000)
  }
  world.run(HEAL_MS)
  bob = await world.restart(bob)
  world.run(HEAL_MS)
  assert.deepEqual(
    textsOf(bob, group),
    Array.from({ length: 600 }, (_, at) => `${at}`),
  )
  assertNoFailures([alice, bob, carol])
})

test('a member that says private things nobody can open makes another begin anew once a day at most', async () => {
  const world = new World(3)
  const { group, actors } = await world.gather(3)
  const [alice, bob, mallory] = actors as [Actor, Actor, Actor]
  const published = () =>
    bob
      .group(group)
      .book.controlBursts()
      .filter(({ entries }) => {
        const [entry] = entries
        return entry?.fields.kind === 49 && Buffer.from(entry.fields.author).equals(publicKeyOf(bob.member)!)
      }).length
  const before = published()
  for (let at = 0; at < 20; at += 1) {
    const store = backupOf(mallory.store)
    tell(mallory, group, bob.member, `${at}`)
    // the same state seals once more: at the other end its key is gone
    for (const [name, value] of store.values(group)) mallory.group(group).privates.restore(name, value)
    world.run(SPREAD_MS)
  }
  assert.ok(published() <= before + 1, `${published() - before} in two minutes`)
  tell(alice, group, bob.member, 'heard')
  world.run(SPREAD_MS)
  assert.equal(textsOf(bob, group).at(-1), 'heard')
})
