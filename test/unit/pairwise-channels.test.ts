import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Random } from '#src/base/random.js'
import { type Channels, hasChannel, hearChannels, startChannels } from '#src/crypto/pairwise/channels.js'
import { encrypt, initiatorSession } from '#src/crypto/pairwise/double-ratchet.js'
import { BEGIN_WAIT_MS, GATHER_MS, SOON_MS } from '#src/crypto/pairwise/initiating.js'
import {
  decodeInitiations,
  decodePrekeys,
  encodeInitiations,
  encodePrekeys,
} from '#src/crypto/pairwise/key-messages.js'
import { USED_PREKEY_MS } from '#src/crypto/pairwise/prekeys.js'
import { agreeAsInitiator } from '#src/crypto/pairwise/x3dh.js'
import type { KeyMessage } from '#src/crypto/schemes/group-cipher.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, Circle, circleOf, contextOf, GROUP, selfOf, talk } from '../support/circle.ts'

const suite = nodeSuite()
type Person = Actor<Channels>

/** The smaller id first: the one that begins where neither came later. */
function bySize(people: readonly Person[]): Person[] {
  return [...people].sort((left, right) => (left.member < right.member ? -1 : 1))
}

function initiationsOf(circle: Circle<Channels>, actor: Person): readonly KeyMessage[] {
  return circle.log.filter(({ from, payload }) => from === actor.member && payload[0] === 2)
}

test('a newcomer begins with all who were there in one key message, and everyone can talk to it at once', () => {
  const circle = circleOf(pairwise, suite, 4)
  const newcomer = circle.actors[3]!
  assert.deepEqual(
    circle.actors.map(actor => initiationsOf(circle, actor).length),
    [0, 1, 1, 1],
  )
  assert.equal(decodeInitiations(initiationsOf(circle, newcomer)[0]!.payload)?.slots.length, 3)
  for (const old of circle.actors.slice(0, 3)) talk(old, newcomer)
  for (const actor of circle.actors) assert.deepEqual(actor.notices, [])
})

test('of two that joined apart from each other the smaller id begins, soon after it sees that the other has not', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [small, large] = bySize(circle.joinApart([3, 4]))
  circle.run(2 * SOON_MS)
  talk(small!, large!)
  assert.equal(initiationsOf(circle, small!).length, 2)
  assert.equal(initiationsOf(circle, large!).length, 1)
})

test('where a newcomer never begins, the others do after some minutes', () => {
  const circle = circleOf(pairwise, suite, 2)
  const newcomer = circle.join(3)
  // it is gone as soon as its prekeys are out
  newcomer.online = false
  circle.run(2 * BEGIN_WAIT_MS + GATHER_MS)
  for (const old of circle.actors.slice(0, 2)) assert.ok(hasChannel(old.state, newcomer.member))
  newcomer.online = true
  circle.run()
  for (const old of circle.actors.slice(0, 2)) talk(old, newcomer)
})

test('two that begin at the same time end up with one session that both use', () => {
  const circle = new Circle(pairwise, suite)
  const [left, right] = circle.joinApart([1, 2]) as [Person, Person]
  // prekeys arrive; then neither hears the other begin
  left.hearAll()
  right.hearAll()
  circle.now += 3 * BEGIN_WAIT_MS
  left.wake()
  right.wake()
  circle.run()
  for (let round = 0; round < 3; round += 1) talk(left, right)
  const [atLeft, atRight] = [left, right].map(actor => [...actor.state.peers.values()][0]!.sessions[0]!)
  assert.deepEqual(atLeft!.binding, atRight!.binding)
  const before = atLeft!.ownKey
  talk(left, right)
  talk(left, right)
  assert.notDeepEqual([...left.state.peers.values()][0]!.sessions[0]!.ownKey, before, 'and its ratchet turns')
})

/** Draws as the other does, but always picks the first. */
function pickingFirst(random: Random): Random {
  return { bytes: length => random.bytes(length), next: () => 0 }
}

/** Two newcomers to alice, apart, who take the same one-time prekey of hers. */
function sameOneTimePrekey() {
  const circle = circleOf(pairwise, suite, 1)
  const alice = circle.actors[0]!
  const newcomers = circle.joinApart([2, 3])
  for (const newcomer of newcomers) {
    newcomer.context = { ...newcomer.context, random: pickingFirst(newcomer.context.random) }
  }
  alice.online = false
  for (const newcomer of newcomers) newcomer.hearAll()
  circle.now += GATHER_MS
  for (const newcomer of newcomers) newcomer.wake()
  const [first, second] = newcomers.map(newcomer => initiationsOf(circle, newcomer)[0]!)
  const toAlice = (message: KeyMessage | undefined) => decodeInitiations(message!.payload)!.slots[0]!
  assert.deepEqual(toAlice(first).oneTimeId, toAlice(second).oneTimeId)
  return { circle, alice, newcomers: newcomers as [Person, Person] }
}

test('two newcomers that take the same one-time prekey both get their channel', () => {
  const { circle, alice, newcomers } = sameOneTimePrekey()
  alice.online = true
  circle.run()
  for (const newcomer of newcomers) talk(alice, newcomer)
  assert.deepEqual(alice.notices, [])
})

test('with the second one so late that the prekey is gone, alice begins with it herself, at once', () => {
  const { circle, alice, newcomers } = sameOneTimePrekey()
  const late = alice.inbox.filter(({ from }) => from === newcomers[1].member)
  alice.inbox.splice(0, alice.inbox.length, ...alice.inbox.filter(message => !late.includes(message)))
  alice.online = true
  newcomers[1].online = false
  circle.run(2 * USED_PREKEY_MS)
  assert.equal(hasChannel(alice.state, newcomers[1].member), false)
  alice.inbox.push(...late)
  newcomers[1].online = true
  circle.run(2 * GATHER_MS)
  assert.equal(initiationsOf(circle, alice).length, 1)
  for (const newcomer of newcomers) talk(alice, newcomer)
  assert.deepEqual(alice.notices, [], 'and nobody is blamed')
})

test('a newcomer takes no one-time prekey that it saw another take', () => {
  const circle = circleOf(pairwise, suite, 10)
  const taken = circle.actors.slice(1).map(actor => {
    const [message] = initiationsOf(circle, actor)
    const alices = decodeInitiations(message!.payload)!.slots[0]!
    return Buffer.from(alices.oneTimeId).toString('hex')
  })
  assert.equal(new Set(taken).size, taken.length)
  assert.equal(taken.includes('00000000'), false)
})

test('a message of one who has not begun yet waits, and opens once the key message has come', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [, bob] = circle.actors
  const newcomer = circle.join(3)
  newcomer.hearAll()
  const body = newcomer.seal('hello')
  assert.equal(initiationsOf(circle, newcomer).length, 1, 'sealing does not wait for the time to gather')
  assert.equal(bob!.open(body).type, 'waits')
  circle.run()
  bob!.reads(body)
})

test('a member whose prekeys are not known has no slot: it waits, and everyone else reads', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors
  const newcomer = circle.join(3)
  const body = alice!.seal('hello')
  bob!.reads(body)
  circle.run()
  const result = newcomer.open(body)
  assert.equal(result.type, 'waits')
  talk(alice!, newcomer)
})

test('who left has no channel any more, and no value at rest', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob, carol] = circle.actors
  circle.leave(bob!)
  assert.equal(hasChannel(alice!.state, bob!.member), false)
  for (const left of [alice!, carol!]) {
    assert.deepEqual(
      [...left.saved.keys()].filter(name => name.endsWith(bob!.member)),
      [],
    )
  }
  talk(alice!, carol!)
})

test('who comes again with nothing but its identity begins anew', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob] = circle.actors
  circle.leave(bob!)
  const again = circle.join(2)
  circle.run()
  assert.equal(again.member, bob!.member)
  talk(alice!, again)
  assert.equal(alice!.open(bob!.seal('old state')).type, 'waits')
})

function hear(actor: Person, from: string, payload: Uint8Array, now: number) {
  const message = { from: from as KeyMessage['from'], entryId: new Uint8Array(32), payload }
  return hearChannels(actor.context, actor.state, message, now)
}

test('prekeys that their owner did not sign, and layouts that nobody writes, are named', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const genuine = decodePrekeys(circle.log.find(({ from }) => from === bob.member)!.payload)!
  const forged = encodePrekeys({ ...genuine, signed: selfOf(suite, 9).linkKey })
  for (const payload of [forged, Uint8Array.of(1, 2, 3), Uint8Array.of(2), Uint8Array.of(9), new Uint8Array([0])]) {
    const step = hear(alice, bob.member, payload, circle.now)
    assert.deepEqual(
      step.notices.map(({ type }) => type),
      ['wrong-key-message'],
    )
    assert.equal(step.state.peers.get(bob.member)?.prekeys, alice.state.peers.get(bob.member)?.prekeys)
  }
  const foreign = hear(alice, selfOf(suite, 9).member, encodePrekeys(genuine), circle.now)
  assert.equal(foreign.state, alice.state, 'a stranger is not heard')
})

test('a prekey of small order begins nothing, and its owner is named', () => {
  const circle = circleOf(pairwise, suite, 1)
  const alice = circle.actors[0]!
  const mallory = contextOf(suite, 2)
  const { seed, member } = mallory.self
  const keys = { signed: new Uint8Array(32), oneTime: [] }
  const signed = new TextEncoder().encode('tocsin prekeys 1')
  const signature = suite.sign(seed, Buffer.concat([signed, GROUP, keys.signed]))
  const start = startChannels(alice.context, [alice.context.self, mallory.self], circle.now)
  alice.take(start)
  alice.take(hear(alice, member, encodePrekeys({ ...keys, signature }), circle.now))
  circle.now += GATHER_MS
  alice.wake()
  assert.equal(alice.notices.length, 1)
  assert.equal(hasChannel(alice.state, member), false)
})

test('the thief of alice’s long-lived keys cannot begin with her in bob’s name', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const stolen = alice.context.self
  const prekeys = decodePrekeys(circle.log.find(({ from }) => from === alice.member)!.payload)!
  const secret = new Uint8Array(32).fill(7)
  const ephemeral = suite.x25519PublicKey(secret)
  const terms = { group: GROUP, initiator: bob.context.self, responder: stolen, ephemeral }
  // what the thief may put in the place of bob's secret
  for (const linkSecret of [stolen.linkSecret, stolen.seed, secret]) {
    const keys = { signed: prekeys.signed, oneTime: undefined }
    const agreed = agreeAsInitiator(suite, { ...terms, ...keys }, linkSecret, secret)!
    const session = initiatorSession(suite, contextOf(suite, 5).random, agreed, prekeys.signed)!
    const { message } = encrypt(suite, session, new Uint8Array(0), new TextEncoder().encode('tocsin start 1'))!
    const slot = { signedId: prekeys.signed.subarray(0, 4), oneTimeId: new Uint8Array(4), message }
    const step = hear(alice, bob.member, encodeInitiations({ ephemeral, slots: [slot] }), circle.now)
    assert.equal(step.notices.length, 1)
    assert.deepEqual(step.state.peers.get(bob.member), alice.state.peers.get(bob.member))
  }
  // and with bob's own secret the same bytes are taken: the attack above is told apart by nothing else
  const agreed = agreeAsInitiator(
    suite,
    { ...terms, signed: prekeys.signed, oneTime: undefined },
    bob.context.self.linkSecret,
    secret,
  )!
  const session = initiatorSession(suite, contextOf(suite, 5).random, agreed, prekeys.signed)!
  const { message } = encrypt(suite, session, new Uint8Array(0), new TextEncoder().encode('tocsin start 1'))!
  const slot = { signedId: prekeys.signed.subarray(0, 4), oneTimeId: new Uint8Array(4), message }
  const step = hear(alice, bob.member, encodeInitiations({ ephemeral, slots: [slot] }), circle.now)
  assert.equal(step.notices.length, 0)
})
