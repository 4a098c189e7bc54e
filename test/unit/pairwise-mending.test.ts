/** What channels do after a crash, an old backup, a long silence and damage; and what lies at rest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Channels, restoreChannels } from '#src/crypto/pairwise/channels.js'
import { BEGIN_WAIT_MS, GATHER_MS, MEND_AFTER_MS, MEND_EVERY_MS } from '#src/crypto/pairwise/initiating.js'
import { MAX_CHAIN } from '#src/crypto/pairwise/slots.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, circleOf, talk } from '../support/circle.ts'

const suite = nodeSuite()
type Person = Actor<Channels>

test('after an old backup the channel is made anew within a minute, whoever speaks first', () => {
  for (const speaker of ['alice', 'bob'] as const) {
    const circle = circleOf(pairwise, suite, 2)
    const [alice, bob] = circle.actors as [Person, Person]
    const backup = bob.copy()
    for (let round = 0; round < 5; round += 1) talk(alice, bob)
    bob.restart(backup)
    const lost = speaker === 'alice' ? bob.open(alice.seal('lost')) : alice.open(bob.seal('lost'))
    assert.equal(lost.type, 'wrong')
    circle.run(MEND_AFTER_MS + GATHER_MS)
    talk(alice, bob)
  }
})

test('after a backup from before the channel, as well', () => {
  const circle = circleOf(pairwise, suite, 1)
  const [alice] = circle.actors as [Person]
  const bob = circle.join(2)
  const backup = bob.copy()
  circle.run()
  talk(alice, bob)
  bob.restart(backup)
  circle.run(2 * BEGIN_WAIT_MS)
  // he has heard nothing since the backup, and hears it again
  bob.inbox.push(...circle.log.filter(({ from }) => from !== bob.member))
  circle.run()
  talk(alice, bob)
})

test('what comes whole after all calls the mending off', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const body = alice.seal('hello')
  const altered = { ...body, sealed: body.sealed.map((byte, at) => (at === 50 ? byte ^ 1 : byte)) }
  assert.equal(bob.open(altered).type, 'wrong')
  bob.reads(body)
  const count = circle.log.length
  circle.run(2 * MEND_AFTER_MS)
  assert.equal(circle.log.length, count)
})

test('a liar makes bob begin anew no more than four times a day', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [mallory, bob] = circle.actors as [Person, Person]
  const before = circle.log.length
  const day = 24 * 60 * 60 * 1000
  for (let spent = 0; spent < day; spent += day / 100) {
    const body = mallory.seal('lie')
    bob.open({ ...body, sealed: body.sealed.map((byte, at) => (at === 50 ? byte ^ 1 : byte)) })
    circle.run(day / 100)
  }
  const begun = circle.log.length - before
  assert.ok(begun >= 2 && begun <= day / MEND_EVERY_MS, `${begun} times`)
})

test('a member that never speaks opens what comes after a thousand messages that it missed', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const before = circle.log.length
  bob.online = false
  for (let count = 0; count < 1000; count += 1) alice.seal('missed')
  assert.equal(circle.log.length - before, Math.floor(1000 / (MAX_CHAIN - 1)), 'a beginning for each chain')
  bob.online = true
  circle.run()
  talk(alice, bob)
})

test('a message to all writes some forty bytes for each member, one read a few hundred', () => {
  const circle = circleOf(pairwise, suite, 5)
  const [alice, bob] = circle.actors as [Person, Person]
  talk(alice, bob)
  const body = alice.seal('hello')
  assert.equal(alice.lastSaved.length, 4)
  for (const [name, value] of alice.lastSaved) {
    assert.ok(name.startsWith('channels/sending/'))
    assert.equal(value!.length, 37)
  }
  bob.reads(body)
  const bytes = bob.lastSaved.reduce((sum, [, value]) => sum + value!.length, 0)
  assert.ok(bob.lastSaved.length <= 2 && bytes < 400, `${bytes} bytes`)
})

test('a state comes back from rest as it was, and a damaged value as none', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob, carol] = circle.actors as [Person, Person, Person]
  const missed = [alice.seal('one'), alice.seal('two')]
  bob.reads(alice.seal('three'))
  bob.open({ ...missed[0]!, sealed: missed[0]!.sealed.map((byte, at) => (at === 50 ? byte ^ 1 : byte)) })
  circle.joinApart([4, 5])
  for (const actor of [alice, bob, carol]) assert.deepEqual(restoreChannels(actor.saved), actor.state)
  for (const [name, value] of bob.saved) {
    for (const damage of [value.subarray(1), new Uint8Array([...value, 0]), undefined]) {
      const saved = new Map(bob.saved)
      if (damage === undefined) saved.delete(name)
      else saved.set(name, damage)
      // without its first value a peer is nobody: nothing is wrong with that but that it has to come again
      if (damage === undefined && name.startsWith('channels/peer/')) continue
      assert.equal(restoreChannels(saved), undefined, name)
    }
  }
})
