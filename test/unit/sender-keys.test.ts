/** Bodies under sender keys: sealed once for all, opened once by each, in any order, and never otherwise. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Scheme } from '#src/crypto/schemes/group-cipher.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { MAX_CHAIN_MESSAGES } from '#src/crypto/sender-keys/messages.js'
import { MAX_PASSED_OVER, type SenderKeys } from '#src/crypto/sender-keys/state.js'
import { nodeSuite } from '#src/node-suite.js'
import { KeyGroup, type SealedBody } from '../support/key-group.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A header with two parents, and a signature of its own. */
const ENTRY_BYTES = 198 + 2 * 32 + 64

function founded(names: readonly string[], seed = 1): KeyGroup<SenderKeys> {
  const group = new KeyGroup(senderKeys, nodeSuite(), seed)
  group.found(names)
  return group
}

/** Alice and bob, who follow each other: what alice said so far is open. */
function pair() {
  const group = founded(['alice', 'bob'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const first = alice.say('first')
  group.settle()
  assert.equal(bob.reads(first), 'first')
  return { group, alice, bob }
}

test('everyone reads what anyone says, once the step that begins its chain is there', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const said = group.get('alice').say('hello')
  assert.equal(group.get('bob').reads(said), 'waits')
  group.settle()
  for (const name of ['bob', 'carol']) assert.equal(group.get(name).reads(said), 'hello')
  const answer = group.get('bob').say('hello alice')
  group.settle()
  for (const name of ['alice', 'carol']) assert.equal(group.get(name).reads(answer), 'hello alice')
  assert.equal(senderKeys.scheme, Scheme.senderKeys)
  assert.deepEqual(
    group.notices.filter(({ type }) => type === 'wrong-key-message'),
    [],
  )
})

test('a message of 1 KiB is 1.6 kB on the wire, however many read it', () => {
  const { alice } = pair()
  const said = alice.say('x'.repeat(1024))
  assert.ok(said.sealed.length + ENTRY_BYTES <= 1600, `${said.sealed.length} bytes and its entry`)
})

test('a member that says nothing publishes no step', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const before = group.get('carol').published.length
  for (const text of ['one', 'two', 'three']) {
    const said = group.get('alice').say(text)
    group.settle(60_000)
    assert.equal(group.get('carol').reads(said), text)
  }
  assert.equal(group.get('carol').published.length, before)
})

test('within a chain no key message is needed', () => {
  const { group, alice, bob } = pair()
  const before = group.events.length
  for (let count = 0; count < 20; count += 1) assert.equal(bob.reads(alice.say(`text ${count}`)), `text ${count}`)
  assert.equal(group.events.length, before)
})

test('messages open in any order, each once', () => {
  const { alice, bob } = pair()
  const said = ['a', 'b', 'c', 'd', 'e'].map(text => [alice.say(text), text] as const)
  for (const at of [3, 0, 4, 1, 2]) assert.equal(bob.reads(said[at]![0]), said[at]![1])
  for (const [one] of said) assert.equal(bob.reads(one), 'wrong')
})

test('a message of a chain that has ended still opens, and its chain is gone all the same', () => {
  const { group, alice, bob } = pair()
  const late = alice.say('late')
  const lost = alice.say('lost')
  group.join('bob', 'carol')
  group.settle()
  const next = alice.say('next')
  group.settle()
  assert.equal(bob.reads(next), 'next')
  assert.equal(bob.state!.peers.get(alice.self.member)!.receiving.skipped.size, 2)
  assert.equal(bob.reads(late), 'late')
  assert.equal(bob.reads(late), 'wrong')
  group.now += DAY_MS
  bob.wakeIfDue()
  assert.equal(bob.reads(lost), 'wrong', 'what was passed over for a day is taken for lost')
})

test('of what is passed over the newest are kept', () => {
  const { alice, bob } = pair()
  const said = Array.from({ length: MAX_PASSED_OVER + 3 }, (_, at) => [alice.say(`${at}`), `${at}`] as const)
  const last = said.at(-1)!
  assert.equal(bob.reads(last[0]), last[1])
  assert.equal(bob.state!.peers.get(alice.self.member)!.receiving.skipped.size, MAX_PASSED_OVER)
  assert.deepEqual(
    said.slice(0, 3).map(([one]) => bob.reads(one)),
    ['wrong', 'wrong', '2'],
  )
})

test('what is altered, or sealed for another entry, never opens and spoils nothing', () => {
  const { alice, bob } = pair()
  const said = alice.say('as it was')
  const before = bob.state
  for (let at = 0; at < said.sealed.length; at += 1) {
    const sealed = said.sealed.map((byte, index) => (index === at ? byte ^ 0x40 : byte))
    assert.notEqual(bob.open({ ...said, sealed }).type, 'opened')
  }
  for (let length = 0; length < said.sealed.length; length += 1) {
    assert.notEqual(bob.open({ ...said, sealed: said.sealed.subarray(0, length) }).type, 'opened')
  }
  const otherEntry = { ...said.entry, entryId: new Uint8Array(32).fill(3) }
  assert.equal(bob.open({ ...said, entry: otherEntry }).type, 'wrong')
  assert.equal(bob.state, before)
  assert.equal(bob.reads(said), 'as it was')
})

test('a place beyond the length of a chain is refused before a key is made', () => {
  const { alice, bob } = pair()
  const said = alice.say('far')
  const sealed = Uint8Array.from(said.sealed)
  sealed.set([MAX_CHAIN_MESSAGES >> 8, MAX_CHAIN_MESSAGES & 255], 9)
  const opened = bob.open({ ...said, sealed })
  assert.deepEqual([opened.type, 'reason' in opened && opened.reason], ['wrong', 'no body of sender keys'])
})

test('a body of 1 MiB is sealed and opened', () => {
  const { alice, bob } = pair()
  const text = 'y'.repeat(1024 * 1024)
  assert.equal(bob.reads(alice.say(text)), text)
})

test('who has just come reads what is said from then on, and nothing of before', () => {
  const group = founded(['alice', 'bob'])
  const before = group.get('alice').say('before')
  group.settle()
  const carol = group.join('bob', 'carol')
  const meanwhile = group.get('alice').say('before alice knew')
  group.settle()
  const after = group.get('alice').say('after')
  group.settle()
  assert.equal(carol.reads(after), 'after')
  for (const one of [before, meanwhile]) assert.equal(carol.reads(one), 'waits', 'sync brings it, if it may be read')
  const first = carol.say('I am here')
  group.settle()
  for (const name of ['alice', 'bob']) assert.equal(group.get(name).reads(first), 'I am here')
})

test('what two newcomers say who came at the same time opens at both', () => {
  const group = founded(['alice', 'bob'])
  const [carol, dave] = [group.join('alice', 'carol'), group.join('bob', 'dave')]
  group.settle(11 * 60_000)
  const said: SealedBody[] = [carol.say('carol'), dave.say('dave')]
  group.settle()
  assert.deepEqual([carol.reads(said[1]!), dave.reads(said[0]!)], ['dave', 'carol'])
})
