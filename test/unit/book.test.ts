import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logKeyOf } from '#src/base/ids.js'
import { MAX_TEXT_BYTES } from '#src/base/limits.js'
import { writeBurst } from '#src/crypto/burst.js'
import { MAX_SEQ } from '#src/history/log-state.js'
import { MAX_ORDER } from '#src/history/order.js'
import { baseAfter } from '#src/peer/base-proof.js'
import { founded, joined, Keeper, NOW, suite } from '../support/books.ts'

test('an entry of an unknown author is early, and is taken once its author is known', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const carol = joined(alice, 3)
  const hello = carol.say('hello')
  assert.equal(bob.take(hello).type, 'early')
  for (const burst of alice.book.controlBursts()) bob.take(burst)
  assert.equal(bob.take(hello).type, 'new')
  assert.deepEqual(bob.texts(), ['hello'])
})

test('what a member wrote before it left is taken after it left', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const hello = bob.say('hello')
  const left = bob.book.writeControl({ type: 'leave', message: '', cut: bob.book.roll.cut(bob.member) }, NOW + 1000)
  alice.take(left.burst)
  assert.equal(alice.book.membership?.members.get(bob.member)?.present, false)
  assert.equal(alice.take(hello).type, 'new')
})

test('a member that joined does not take what was said before', () => {
  const alice = founded()
  const before = alice.say('before')
  const bob = joined(alice, 2)
  assert.equal(bob.take(before).type, 'below-floor')
  assert.equal(bob.take(alice.say('after')).type, 'new')
})

test('without history members hear what is said, and what they missed is not waited for', () => {
  const alice = founded('none')
  const bob = joined(alice, 2)
  const said = Array.from({ length: 200 }, (_, count) => alice.say(`${count}`))
  const heard = said.filter((_, at) => at % 3 !== 0)
  for (const burst of heard) assert.equal(bob.take(burst).type, 'new')
  for (const burst of heard) assert.equal(bob.take(burst).type, 'held')
  assert.equal(bob.texts().length, heard.length)
})

test('without history a member that starts again writes to a new log', () => {
  const alice = founded('none')
  const bob = joined(alice, 2)
  const first = bob.say('first')
  const again = new Keeper(bob.identity, bob.group, 1)
  again.book.restore([...bob.book.controlBursts(), first], (first.entries[0]!.fields.log >> 1n) << 1n)
  again.book.resume()
  assert.notEqual(again.say('second').entries[0]!.fields.log, first.entries[0]!.fields.log)
})

test('a log whose numbers are used up is left for a new one', () => {
  const alice = founded()
  joined(alice, 2)
  const { identity } = alice
  const tip = { ...tipOf(alice), nextSeq: MAX_SEQ, prev: new Uint8Array(32).fill(1) }
  const last = writeBurst(suite, identity.seed, [draft(alice)], tip)
  const again = new Keeper(identity, alice.group, 1)
  const { log } = last.entries[0]!.fields
  again.index.setBase(logKeyOf(identity.member, log), { seq: MAX_SEQ, prev: '01'.repeat(32) })
  for (const burst of alice.book.controlBursts()) again.take(burst)
  assert.equal(again.take(last).type, 'new')
  again.book.restore([...alice.book.controlBursts(), last], (log >> 1n) << 1n)
  again.book.resume()
  const next = again.say('on')
  assert.equal(next.entries[0]!.fields.seq, 0)
  assert.notEqual(next.entries[0]!.fields.log, log)
})

test('an entry with a number over the last one is wrong', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const tip = { ...tipOf(alice), nextSeq: MAX_SEQ + 1, prev: new Uint8Array(32).fill(1) }
  const beyond = writeBurst(suite, alice.identity.seed, [draft(alice)], tip)
  assert.deepEqual(bob.take(beyond), { type: 'wrong', reason: 'seq' })
})

test('a member whose clock is at the end of time can still write', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  for (const text of ['one', 'two']) assert.equal(bob.take(alice.say(text, 2 ** 52)).type, 'new')
  assert.equal(bob.say('sane').entries[0]!.fields.order < MAX_ORDER / 2n, true)
})

test('messages that together are over a record are refused at their author, one of the largest is not', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const large = 'x'.repeat(MAX_TEXT_BYTES)
  assert.throws(() => alice.sayAll([large, large]), { code: 'text-too-large' })
  assert.equal(bob.take(alice.say(large)).type, 'new')
})

test('more beyond a head than is held is no fault of whoever brings it', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const said = Array.from({ length: 1200 }, (_, count) => alice.say(`${count}`)).slice(1)
  const verdicts = said.map(burst => bob.take(burst).type)
  assert.deepEqual(new Set(verdicts), new Set(['new', 'no-room']))
})

test('where a newcomer’s part begins is proven by the entry before it', () => {
  const alice = founded()
  const [first, second] = [alice.say('first'), alice.say('second')]
  const bob = joined(alice, 2)
  const third = alice.say('third')
  const carol = joined(alice, 3)
  const { log, ...ours } = baseAfter(suite, second)!
  assert.equal(bob.book.floors.judge(log, ours, alice.member, NOW), 'ours')
  // an earlier entry proves an earlier base, which withholds nothing
  const { log: _, ...earlier } = baseAfter(suite, first)!
  assert.equal(bob.book.floors.judge(log, earlier, alice.member, NOW), 'ours')
  const { log: __, ...later } = baseAfter(suite, third)!
  for (const burst of alice.book.controlBursts()) bob.take(burst)
  assert.equal(bob.book.floors.judge(log, later, carol.member, NOW), 'theirs')
  assert.equal(bob.book.floors.judge(log, later, alice.member, NOW), 'wrong')
  assert.equal(bob.book.floors.judge(log, { ...ours, seq: ours.seq + 1 }, alice.member, NOW), 'wrong')
  assert.equal(bob.book.floors.judge(log, { ...ours, prev: '00'.repeat(32) }, alice.member, NOW), 'wrong')
  assert.equal(bob.book.floors.judge(log, { seq: 2, prev: ours.prev }, alice.member, NOW), 'unproven')
  const forged = { ...ours.proof!, signature: new Uint8Array(64) }
  assert.equal(bob.book.floors.judge(log, { ...ours, proof: forged }, alice.member, NOW), 'wrong')
})

function tipOf(keeper: Keeper) {
  const { fields } = keeper.say('begins').entries[0]!
  const { scheme, group, author, log, order } = fields
  return { scheme, group, author, log, order }
}

function draft(keeper: Keeper) {
  const { fields, body } = keeper.say('the last').entries[0]!
  return {
    kind: 1,
    epoch: 0,
    parents: [],
    time: NOW,
    order: fields.order + 1n,
    salt: body.subarray(0, 16),
    plaintext: body.subarray(16),
  }
}
