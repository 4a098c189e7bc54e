/** The scheme `mls` as its members see it: who can say something when, and what happens to what comes early, late or wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf } from '#src/base/ids.js'
import { EPOCH_MESSAGES } from '#src/crypto/mls/engine.js'
import { decodeEpochMessage, encodeEpochMessage, epochNameOf, orderOf } from '#src/crypto/mls/key-messages.js'
import { FOUND_MS, LEFT_MS, MAX_BEHIND, MAX_HELD, RENEW_MS, TREE_EVERY, TURN_MS } from '#src/crypto/mls/state.js'
import type { KeyMessage } from '#src/crypto/schemes/group-cipher.js'
import { cipher, type MlsActor, MlsKeyGroup } from '../support/mls-group.ts'

function groupOf(...names: readonly string[]): MlsKeyGroup {
  const group = new MlsKeyGroup(names.length)
  group.found(names)
  return group
}

function payloadOf(group: MlsKeyGroup, number: number): Uint8Array {
  const { what } = group.events[number]!
  assert.ok(what.type === 'key')
  return what.payload
}

function epochOf(actor: MlsActor): number {
  return cipher.status(actor.state!).epoch
}

/** The next commit of `actor`, which nobody else has heard. */
function renew(actor: MlsActor): number {
  const { group } = actor
  const before = actor.published.length
  actor.state = { ...actor.state!, due: { act: 'renew', atMs: group.now } }
  actor.wakeIfDue()
  assert.equal(actor.published.length, before + 1)
  return group.events.length - 1
}

test('all read what any of them says, once, and nothing that was said before they came', () => {
  const group = groupOf('alice', 'bob', 'carol')
  const early = group.get('alice').say('early')
  group.join('bob', 'dave')
  group.settle()
  for (const author of group.members) {
    const said = author.say(author.name)
    for (const reader of group.members) {
      if (reader === author) continue
      assert.equal(reader.reads(said), author.name)
      assert.equal(reader.reads(said), 'wrong', 'twice')
    }
  }
  assert.equal(group.get('dave').reads(early), 'wrong')
  assert.equal(group.get('carol').reads(early), 'early')
  assert.deepEqual(group.tips.length, 1)
})

test('who has just come says nothing until it is in, and what it is sent meanwhile comes by sync', () => {
  const group = groupOf('alice', 'bob')
  const dave = group.join('alice', 'dave')
  const said = group.get('bob').say('before dave is in')
  assert.ok('reason' in dave.trySay('too early'))
  assert.equal(dave.reads(said), 'wrong')
  group.settle()
  assert.equal(group.get('bob').reads(dave.say('at last')), 'at last')
})

test('a body of an epoch whose commit is not here waits, and opens once it is', () => {
  const group = groupOf('alice', 'bob', 'carol')
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const number = renew(alice)
  const said = alice.say('under the new epoch')
  assert.equal(bob.reads(said), 'waits')
  bob.hear(group.events[number]!)
  assert.equal(bob.reads(said), 'under the new epoch')
})

test('a body of an epoch that was left opens for two minutes, and the epoch is gone by then', () => {
  const group = groupOf('alice', 'bob')
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const [first, second] = [bob.say('first'), bob.say('second')]
  alice.hear(group.events[renew(bob)]!)
  group.now += LEFT_MS - 1
  alice.wakeIfDue()
  assert.equal(alice.reads(first), 'first')
  assert.equal(alice.deadline, alice.group.now + 1)
  group.now += 1
  alice.wakeIfDue()
  assert.equal(alice.reads(second), 'wrong')
  const name = hexOf(second.sealed.subarray(0, 16))
  const kept = [...alice.saved.keys()].filter(key => key.includes(name))
  assert.deepEqual(kept, [`known/${name}`], 'nothing secret is left of it')
})

test('where a member left nobody says anything until it is out, and one commit does it', () => {
  const group = groupOf('alice', 'bob', 'carol', 'dave', 'erin')
  group.get('erin').turnHostile()
  const before = group.events.length
  group.remove('alice', 'erin')
  for (const event of group.events.slice(before)) {
    for (const name of ['bob', 'carol', 'dave']) group.get(name).hear(event)
  }
  for (const actor of group.members) assert.ok('reason' in actor.trySay('to erin?'))
  group.settle()
  assert.equal(group.events.length, before + 2, 'the removal and one commit')
  for (const actor of group.members) assert.ok('entry' in actor.trySay('without erin'))
})

test('the next in turn commits where the first one does not', () => {
  const group = groupOf('alice', 'bob', 'carol', 'dave', 'erin')
  group.get('erin').turnHostile()
  group.remove('alice', 'erin')
  group.deliverAll()
  const turns = group.members.map(actor => ({ actor, atMs: actor.state!.due!.atMs - group.now }))
  turns.sort((left, right) => left.atMs - right.atMs)
  assert.deepEqual(
    turns.map(({ atMs }) => atMs),
    [0, TURN_MS, 2 * TURN_MS, 3 * TURN_MS],
  )
  const [silent, next] = turns
  silent!.actor.online = false
  group.settle()
  assert.equal(next!.actor.published.length, 2, 'its own first one, and this')
})

test('a member that is let in again, with nothing left of its first life, takes its former place', () => {
  const group = groupOf('alice', 'bob', 'carol')
  group.remove('alice', 'carol')
  group.get('carol').turnHostile()
  group.settle()
  group.join('alice', 'carol')
  group.settle()
  assert.equal(group.tips.length, 1)
  const said = group.get('carol').say('again')
  assert.equal(group.get('bob').reads(said), 'again')
  // and one whose disk died, whom nobody removed
  const fresh = group.actor('bob')
  fresh.startAfter(group.get('alice').seen)
  group.settle()
  assert.equal(group.tips.length, 1)
  assert.equal(fresh.state!.held.get(fresh.state!.tip!)!.leafOf.size, 3)
  assert.equal(group.get('alice').reads(fresh.say('with a new disk')), 'with a new disk')
})

test('who waits for a group that nobody founded founds it, and two such groups become one', () => {
  const group = groupOf('alice')
  const [bob, carol] = ['bob', 'carol'].map(name => group.join('alice', name))
  const joins = group.events.filter(({ what }) => what.type === 'join').map(({ number }) => number)
  for (const actor of [bob!, carol!]) {
    actor.seen.clear()
    for (const number of joins) actor.seen.add(number)
    actor.start()
  }
  group.split(['alice'], ['bob'], ['carol'])
  group.settle(FOUND_MS + 10_000)
  assert.equal(group.tips.length, 3)
  group.split(['alice', 'bob', 'carol'])
  group.settle(60_000)
  assert.equal(group.tips.length, 1)
  assert.equal(group.get('alice').reads(carol!.say('one group')), 'one group')
})

test('keys are made anew each week, once something of others is heard, and after many messages', () => {
  const group = groupOf('alice', 'bob', 'carol')
  const epoch = epochOf(group.get('alice'))
  group.settle(2 * RENEW_MS)
  assert.equal(epochOf(group.get('alice')), epoch, 'where nobody is heard, nobody forks the group')
  group.talk()
  group.settle(60_000)
  assert.equal(epochOf(group.get('alice')), epoch + 3, 'one commit of each')
  const alice = group.get('alice')
  const state = alice.state!
  const held = state.held.get(state.tip!)!
  const leaf = held.leafOf.get(alice.self.member)!
  const ratchet = Uint8Array.from(held.ratchets[leaf]!)
  new DataView(ratchet.buffer).setUint32(32, EPOCH_MESSAGES - 1)
  const worn = { ...held, ratchets: held.ratchets.with(leaf, ratchet) }
  alice.state = { ...state, held: new Map(state.held).set(state.tip!, worn) }
  alice.say('the last that this epoch is for')
  assert.equal(alice.state.due?.act, 'renew')
  group.settle(5000)
  assert.equal(epochOf(alice), epoch + 4)
})

test('a commit of ours that lost renewed nothing, and is made again', () => {
  const group = groupOf('alice', 'bob')
  group.now += RENEW_MS
  group.talk()
  const made = group.members.map(actor => renew(actor))
  assert.equal(made.length, 2)
  group.deliverAll()
  const loser = group.members.find(({ state, self }) => state!.known.get(state!.tip!)!.committer !== self.member)!
  assert.ok(loser.state!.renewedMs + RENEW_MS < group.now, 'as before its commit')
  assert.ok(loser.state!.due!.atMs <= group.now + TURN_MS)
  group.settle()
  assert.equal(loser.state!.known.get(loser.state!.tip!)!.committer, loser.self.member)
})

test('what is known and held stays bounded over hundreds of epochs, and a newcomer finds its way in', () => {
  const group = groupOf('alice', 'bob')
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  for (let count = 0; count < MAX_BEHIND + TREE_EVERY + 10; count += 1) {
    bob.hear(group.events[renew(alice)]!)
    group.now += 1000
  }
  for (const { state, saved } of [alice, bob]) {
    assert.ok(state!.known.size <= MAX_BEHIND + 1)
    assert.ok(state!.held.size <= MAX_HELD)
    assert.equal([...saved.keys()].filter(key => key.startsWith('known/')).length, state!.known.size)
    assert.equal([...saved.keys()].filter(key => key.startsWith('held/')).length, state!.held.size)
  }
  const carol = group.join('bob', 'carol')
  group.settle()
  assert.equal(group.tips.length, 1)
  assert.ok(carol.state!.known.size <= MAX_BEHIND + 1)
  assert.equal(alice.reads(carol.say('found it')), 'found it')
})

test('a key message that comes twice, altered or cut short changes nothing and is said', () => {
  const group = groupOf('alice', 'bob', 'carol')
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(name => group.get(name))
  const number = renew(alice!)
  const payload = payloadOf(group, number)
  const hearing = (message: Partial<KeyMessage>) =>
    cipher.hear(
      bob!.context,
      bob!.state!,
      { from: alice!.self.member, entryId: new Uint8Array(32), payload, ...message },
      group.now,
    )
  const tip = bob!.state!.tip
  for (let at = 0; at < payload.length; at += 3) {
    const altered = Uint8Array.from(payload)
    altered[at]! ^= 1 << (at % 8)
    const { state, notices, publish } = hearing({ payload: altered })
    assert.deepEqual(publish, [])
    // one that builds on an epoch that is not known says nothing yet
    const isElsewhere = at >= 2 && at < 18
    assert.equal(state.tip, tip, `byte ${at}`)
    assert.equal(
      notices.some(({ type }) => type === 'wrong-key-message') || isElsewhere || at === 1,
      true,
      `byte ${at}`,
    )
  }
  for (const length of [0, 1, 25, 26, 100, payload.length - 1]) {
    assert.equal(hearing({ payload: payload.subarray(0, length) }).state.tip, tip)
  }
  const stolen = hearing({ from: carol!.self.member })
  assert.equal(stolen.state.tip, tip)
  assert.equal(stolen.notices[0]?.type, 'wrong-key-message')

  bob!.hear(group.events[number]!)
  assert.notEqual(bob!.state!.tip, tip)
  const again = hearing({})
  assert.deepEqual([again.state.tip, again.notices, again.publish], [bob!.state!.tip, [], []])
})

test('key messages that come before what they build on are taken all the same', () => {
  const group = groupOf('alice', 'bob')
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const numbers: number[] = []
  for (let count = 0; count < 4; count += 1) {
    numbers.push(renew(alice))
  }
  const said = alice.say('after four')
  for (const number of numbers.toReversed()) bob.hear(group.events[number]!)
  assert.equal(bob.state!.tip, alice.state!.tip)
  assert.equal(bob.reads(said), 'after four')
})

test('an epoch that cannot be followed, in which others may be, is overtaken', () => {
  const group = groupOf('alice', 'bob', 'carol')
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  // carol's commit is void for bob, who was offline, and alice has built on it
  group.split(['alice', 'carol'], ['bob'])
  const hidden = renew(group.get('carol'))
  alice.hear(group.events[hidden]!)
  renew(alice)
  bob.seen.add(hidden)
  group.split(['alice', 'bob', 'carol'])
  group.deliverAll()
  assert.equal(group.tips.length, 2)
  group.settle(60_000)
  assert.equal(group.tips.length, 1)
  assert.equal(bob.reads(alice.say('together')), 'together')
})

test('the frame of a key message is read as it was written, and no other', () => {
  const message = {
    parent: '0123456789abcdef'.repeat(2),
    number: 7,
    removes: true,
    withTree: false,
    commit: Uint8Array.of(1, 2, 3),
    groupInfo: Uint8Array.of(4, 5),
  }
  const payload = encodeEpochMessage(message)
  assert.equal(hexOf(payload), '30050123456789abcdef0123456789abcdef00000007000000030102030405')
  assert.deepEqual(decodeEpochMessage(payload), message)
  const first = { ...message, parent: undefined, number: 0, removes: false, withTree: true, commit: new Uint8Array() }
  assert.equal(hexOf(encodeEpochMessage(first)), `3002${'00'.repeat(24)}0405`)
  assert.deepEqual(decodeEpochMessage(encodeEpochMessage(first)), first)
  for (const wrong of [
    { ...first, withTree: false },
    { ...first, number: 1 },
    { ...message, number: 0 },
    { ...message, commit: new Uint8Array() },
  ]) {
    assert.equal(decodeEpochMessage(encodeEpochMessage(wrong)), undefined)
  }
  const { suite } = groupOf('alice')
  const from = groupOf('alice').get('alice').self.member
  assert.equal(epochNameOf(suite, from, payload), '30d0bece63a23c77dc44b19fa0d0308d')
  assert.equal(orderOf(suite, message.parent, from), '3374c334b8a3d7e5caa580d6793fa6b351921eb4e278e359774310bb6b56bb19')
})
