/** Who is told why it is out, and what it is told: those who were in, and nothing that was written after they went. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import { RecordSplitter } from '#src/crypto/records.js'
import { WholeLogs } from '#src/peer/proofs.js'
import { decoded } from '#src/wire/decoded.js'
import { JoinMessage } from '#src/wire/generated/join.js'
import { identityOf, Keeper, NOW } from '../support/books.ts'
import { Door } from '../support/gates.ts'

const [bob, carol, stranger] = [2, 3, 4].map(identityOf) as [
  ReturnType<typeof identityOf>,
  ReturnType<typeof identityOf>,
  ReturnType<typeof identityOf>,
]

function messages(replies: readonly Uint8Array[]): JoinMessage[] {
  const splitter = new RecordSplitter()
  splitter.confirmed()
  for (const bytes of replies) splitter.push(bytes)
  const found: JoinMessage[] = []
  for (let record = splitter.next(); record !== undefined; record = splitter.next()) {
    const message = decoded(JoinMessage, record)
    if (message !== undefined) found.push(message)
  }
  return found
}

/** Bob's own copy of the log, as of when he went away. */
function copyOf(door: Door): Keeper {
  const copy = new Keeper(bob, door.alice.group)
  for (const burst of door.alice.book.controlBursts()) copy.take(burst)
  return copy
}

function isIn(keeper: Keeper): boolean {
  return keeper.book.membership?.members.get(bob.member)?.present === true
}

test('whoever was removed is given the entry that did it, and its own copy of the log then says so', () => {
  for (const type of ['remove', 'ban'] as const) {
    const door = new Door()
    door.asks(bob)
    const copy = copyOf(door)
    door.remove(bob, type)
    door.asks(carol)
    const [proof, ...others] = messages(door.inquires(bob))
    assert.deepEqual([proof?.proof?.bursts.length, others], [1, []])
    assert.equal(isIn(copy), true)
    for (const burst of proof!.proof!.bursts) copy.take(burst)
    assert.equal(isIn(copy), false)
  }
})

test('the whole log ends with what closed it: of those who came afterwards it says nothing', () => {
  const door = new Door()
  door.asks(bob)
  door.remove(bob)
  door.asks(carol)
  door.write({ type: 'topic', text: 'without bob' })
  const fresh = new Keeper(bob, door.alice.group)
  for (const { proof } of messages(door.inquires(bob, true))) for (const burst of proof!.bursts) fresh.take(burst)
  const membership = fresh.book.membership!
  assert.equal(membership.members.get(bob.member)?.present, false)
  assert.deepEqual([membership.members.has(carol.member), membership.topic], [false, undefined])
})

test('a stranger hears what it would hear of a group that is not there, to the byte; a member that it is one', () => {
  const door = new Door()
  door.asks(bob)
  door.remove(bob)
  const told = door.inquires(stranger)
  const elsewhere = door.inquires(stranger, false, new Uint8Array(32).fill(9))
  assert.deepEqual(told, elsewhere)
  assert.deepEqual(told, door.inquires(stranger, true))
  assert.equal(messages(told)[0]?.refused?.code, 'invite-unknown')
  door.asks(carol)
  assert.equal(messages(door.inquires(carol))[0]?.refused?.code, 'already-member')
})

test('a join that a member made up for a stranger, without its signature, is no ground to be told anything', () => {
  const door = new Door()
  door.asks(bob)
  const join = door.written[0]!
  door.write({ ...join, type: 'join', member: stranger.publicKey, nonce: new Uint8Array(32).fill(8) })
  assert.equal(messages(door.inquires(stranger, true))[0]?.refused?.code, 'invite-unknown')
})

test('a whole log is given once a minute to each, and to so many', () => {
  const logs = new WholeLogs()
  const group = bytesOfHex(new Door().alice.group)
  assert.equal(logs.mayGive(group, bob.member, NOW), true)
  assert.equal(logs.mayGive(group, bob.member, NOW + 59_999), false)
  assert.equal(logs.mayGive(group, carol.member, NOW + 59_999), true)
  assert.equal(logs.mayGive(group, bob.member, NOW + 60_000), true)
  const given = Array.from({ length: 300 }, (_, at) =>
    logs.mayGive(Uint8Array.of(at >> 8, at), bob.member, NOW + 60_000),
  )
  assert.ok(given.filter(Boolean).length <= 256)
})
