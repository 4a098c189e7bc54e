/** What one member tells another, in a group whose members all hold it and pass it on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId } from '#src/base/ids.js'
import { ContentKind, encodeCustom } from '#src/peer/content.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { readBy, tell, write } from '../support/people.ts'
import { eachSeed } from '../support/seeds.ts'

const SEEDS = 20
const SECRET = 'meet me at the old mill'

/** Messages of its screen in this life that are for one alone. */
function privateOf(actor: Actor): string[] {
  return actor.events.flatMap(event => (event.type === 'message' && event.to !== undefined ? [event.text] : []))
}

/** Whether the text, or whom it is for, is anywhere in what a member holds of the entry. */
function isBare(actor: Actor, group: Parameters<Actor['history']>[0], id: EntryId, recipient: Actor): boolean {
  const entry = actor.store.get(group, id)
  assert.ok(entry, `${actor.name} does not hold it`)
  const bytes = Buffer.concat([entry.header, entry.body])
  const key = recipient.peer.groups.get(group)?.membership?.members.get(recipient.member)?.linkKey
  return bytes.includes(SECRET) || bytes.includes(Buffer.from(key ?? []))
}

test('alice tells bob: both see it, the others hold it and see nothing, and bob can answer', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6)
    const [alice, bob, ...others] = actors
    assert.ok(alice && bob)
    const id = tell(alice, group, bob.member, SECRET)
    world.run(5_000)
    tell(bob, group, alice.member, 'at noon')
    world.run(5_000)
    for (const actor of [alice, bob]) {
      assert.deepEqual(privateOf(actor), [SECRET, 'at noon'], actor.name)
      const [said] = readBy(actor, group)
      assert.deepEqual(said, { type: 'message', kind: 'text', text: SECRET, to: bob.member })
    }
    for (const actor of others) {
      assert.deepEqual(actor.texts(), [], actor.name)
      assert.deepEqual(readBy(actor, group), [], actor.name)
      assert.equal(actor.history(group).length, 2)
      assert.equal(isBare(actor, group, id, bob), false)
    }
    assert.deepEqual(alice.group(group).spreading.holders(id).missing, [], 'it is proven to be with all')
    assertNoFailures(actors)
  })
})

test('what alice told bob while he was away reaches him though she is gone when he returns', async () => {
  await eachSeed(SEEDS, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5)
    const [alice, bob, carol, dave, erin] = actors
    assert.ok(alice && bob && carol && dave && erin)
    bob.kill()
    world.run(20_000)
    tell(alice, group, bob.member, SECRET)
    tell(alice, group, carol.member, 'do not tell bob')
    world.run(3_000)
    alice.kill()
    world.run(10_000)
    const again = await world.restart(bob)
    world.run(40_000)
    assert.deepEqual(privateOf(again), [SECRET])
    assert.equal(again.history(group).length, 2)
    again.kill()
    const third = await world.restart(again)
    world.run(1_000)
    assert.deepEqual(
      readBy(third, group).map(content => (content.type === 'message' ? content.text : '')),
      [SECRET],
      'he can read it again after a restart',
    )
    assertNoFailures([carol, dave, erin, again, third])
  })
})

test('mallory, who copies what alice told bob into an entry of her own, shows him nothing', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed, { suite: 'real' })
    const { group, actors } = await world.gather(4)
    const [alice, bob, mallory] = actors
    assert.ok(alice && bob && mallory)
    const id = tell(alice, group, bob.member, SECRET)
    world.run(3_000)
    const copied = mallory.store.get(group, id)!.body.slice(16)
    write(mallory, group, { kind: ContentKind.private, plaintext: copied })
    world.run(5_000)
    assert.deepEqual(privateOf(bob), [SECRET])
    assert.deepEqual(privateOf(alice), [SECRET])
    assert.equal(readBy(bob, group).length, 1)
    assert.equal(bob.history(group).length, 2)
    assertNoFailures(actors)
  })
})

test('content that is not of its kind, or of a kind nobody knows, is held by all, shown to none, and nobody’s fault', async () => {
  await eachSeed(10, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const mallory = actors[2]!
    const drafts = [
      { kind: ContentKind.private, plaintext: new Uint8Array(0) },
      { kind: ContentKind.private, plaintext: new Uint8Array(400).fill(7) },
      { kind: ContentKind.custom, plaintext: new Uint8Array(0) },
      { kind: ContentKind.custom, plaintext: Uint8Array.of(0, 1, 2) },
      { kind: ContentKind.custom, plaintext: Uint8Array.of(9, 65) },
      { kind: ContentKind.custom, plaintext: Uint8Array.of(2, 0xff, 0xfe, 1) },
      { kind: ContentKind.custom, plaintext: Uint8Array.of(65, ...new Uint8Array(65).fill(65)) },
      { kind: 0, plaintext: Uint8Array.of(1) },
      { kind: 5, plaintext: encodeCustom('later', Uint8Array.of(1)) },
      { kind: 31, plaintext: new Uint8Array(0) },
    ]
    for (const draft of drafts) write(mallory, group, draft)
    mallory.say(group, 'the end')
    world.run(10_000)
    for (const actor of actors) {
      assert.deepEqual(actor.texts(), ['the end'], actor.name)
      assert.ok(!actor.events.some(event => event.type === 'custom'), actor.name)
      assert.equal(actor.history(group).length, drafts.length + 1, actor.name)
      assert.equal(readBy(actor, group).length, 1, actor.name)
    }
    assertNoFailures(actors)
  })
})
