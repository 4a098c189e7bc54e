/** Bearers at the door of one member: who is let in, who waits, who is refused, and in whose words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import type { Burst } from '#src/crypto/burst.js'
import { Admitter } from '#src/peer/admission.js'
import { Bearer } from '#src/peer/bearer.js'
import { pins } from '#src/peer/taking-up.js'
import { identityOf, NOW, suite } from '../support/books.ts'
import { Door, invite, NO_GATES, outcome } from '../support/gates.ts'

const bob = identityOf(2)
const carol = identityOf(3)

test('the bearer of a ticket is admitted and gets the membership log with its own join in it', () => {
  const door = new Door()
  const { bearer, admitter } = door.asks(bob)
  assert.equal(admitter.type, 'done')
  assert.ok(bearer.type === 'admitted')
  assert.deepEqual(
    door.written.map(({ type }) => type),
    ['join'],
  )
  assert.equal(door.alice.book.membership?.members.get(bob.member)?.name, 'bearer')
  assert.ok(pins(door.ticket, bearer.bursts, suite))
})

test('a bearer that is in already is given the log again, and no second entry is written', () => {
  const door = new Door({ uses: 1 })
  door.asks(bob)
  const again = door.asks(bob)
  assert.equal(outcome(again), 'admitted')
  assert.equal(door.written.length, 1)
})

test('a hand-over of any size comes in records below their bound', () => {
  const door = new Door()
  const presences = Array.from({ length: 3000 }, (_, at) => new Uint8Array(2000).fill(at))
  const many = [...Array.from({ length: 700 }, () => large(20_000)), large(1_000_000), large(1_000_000)]
  const handOver = () => ({ bursts: [...door.alice.book.controlBursts(), ...many], presences })
  const { bearer, records } = door.asks(bob, { gate: door.gate({ handOver }) })
  assert.ok(bearer.type === 'admitted')
  assert.equal(bearer.bursts.length, 3 + 702)
  assert.deepEqual(bearer.presences, presences)
  assert.ok(Math.max(...records) < MAX_RECORD_BYTES)
  assert.ok(records.length > 60)
})

test('small bursts share a record', () => {
  const door = new Door()
  const many = Array.from({ length: 500 }, () => large(10))
  const handOver = () => ({ bursts: [...door.alice.book.controlBursts(), ...many], presences: [] })
  const { bearer, records } = door.asks(bob, { gate: door.gate({ handOver }) })
  assert.ok(bearer.type === 'admitted')
  assert.ok(records.length <= 4, `${records.length} records`)
})

test('each way a ticket is worth nothing is refused with its own code, and nothing is written', () => {
  const door = new Door({ uses: 1 })
  assert.equal(outcome(door.asks(bob, { now: NOW + 1001 })), 'invite-expired')
  const altered = { ...door.ticket, inviteSeed: new Uint8Array(32).fill(0x78) }
  assert.equal(outcome(door.asks(bob, { ticket: altered })), 'invite-unknown')
  const elsewhere = { ...door.ticket, group: door.ticket.inviteEntry }
  assert.equal(outcome(door.asks(bob, { ticket: elsewhere as never })), 'invite-unknown')
  door.write({ type: 'setting', name: 'limit', value: '1' })
  assert.equal(outcome(door.asks(bob)), 'group-full')
  door.write({ type: 'setting', name: 'limit', value: '10' })
  assert.equal(door.written.length, 0)
  door.asks(bob)
  assert.equal(outcome(door.asks(carol)), 'invite-used-up')
  const other = new Door()
  other.write({ type: 'revoke', invite })
  assert.equal(outcome(other.asks(bob)), 'invite-revoked')
})

test('a banned identity is told so, and one that was kicked comes in by a ticket made since, and by no older one', () => {
  for (const [type, expected, later] of [
    ['ban', 'banned', 'banned'],
    ['remove', 'invite-outdated', 'admitted'],
  ] as const) {
    const door = new Door()
    door.asks(bob)
    door.remove(bob, type)
    assert.equal(outcome(door.asks(bob)), expected)
    // a ban takes back the invite that its target came with
    assert.equal(outcome(door.asks(carol)), type === 'ban' ? 'invite-revoked' : 'admitted')
    assert.equal(outcome(door.asks(bob, { ticket: door.invites(0x78) })), later)
  }
})

test('the prekey of a bearer is listed with its join, and nobody else can put one there', () => {
  const door = new Door()
  const prekey = new Uint8Array(32).fill(9)
  assert.equal(outcome(door.asks(bob, { prekey })), 'admitted')
  const { book } = door.alice
  const listed = book.membership?.members.get(bob.member)
  assert.deepEqual(listed?.prekey, prekey)
  assert.equal(listed?.beginsAt, listed?.joinedOrder)
  const other = new Door()
  assert.equal(other.alice.book.refusal(door.written[0]!, NOW), undefined)
  for (const forged of [new Uint8Array(32).fill(8), undefined]) {
    assert.equal(other.alice.book.refusal({ ...door.written[0]!, prekey: forged }, NOW), 'unsigned')
  }
  assert.equal(outcome(other.asks(bob)), 'admitted')
  assert.equal(other.alice.book.membership?.members.get(bob.member)?.prekey, undefined)
})

test('a prekey of another length is no request', () => {
  for (const length of [1, 31, 33]) {
    const door = new Door()
    assert.equal(outcome(door.asks(bob, { prekey: new Uint8Array(length) })), 'bad-signature')
    assert.equal(door.written.length, 0)
  }
})

test('of two bearers that show one last use at once, the second is refused when it proves its ticket', () => {
  const door = new Door({ uses: 1 })
  const [atBob, atCarol] = [door.admitter(bob), door.admitter(carol)]
  const [first, second] = [bob, carol].map(who => new Bearer(suite, who, 'bearer', door.ticket))
  const [challenge, other] = [atBob.receive(first!.hello, NOW), atCarol.receive(second!.hello, NOW)]
  assert.deepEqual([challenge.type, other.type], ['open', 'open'])
  const [request, late] = [first!.receive(challenge.replies[0]!), second!.receive(other.replies[0]!)]
  assert.ok(request.type === 'open' && late.type === 'open')
  assert.equal(atBob.receive(request.replies[0]!, NOW).type, 'done')
  const refused = second!.receive(atCarol.receive(late.replies[0]!, NOW).replies[0]!)
  assert.equal(refused.type === 'refused' ? refused.error.code : refused.type, 'invite-used-up')
  assert.equal(door.written.length, 1)
})

test('where the invite wants approval even a founder only writes down that the bearer waits, once', () => {
  const door = new Door({ approve: true })
  door.contacts = [{ member: carol.member, addresses: ['/ip4/127.0.0.1/tcp/4001'] }]
  const { bearer, admitter } = door.asks(bob)
  assert.equal(admitter.type, 'done')
  assert.deepEqual(bearer, { type: 'waits', contacts: door.contacts })
  assert.equal(outcome(door.asks(bob)), 'waits')
  assert.deepEqual(
    door.written.map(({ type }) => type),
    ['knock'],
  )
  assert.equal(door.alice.book.membership?.members.has(bob.member), false)
})

test('a bearer that was let in meanwhile is handed the log by any member, and one that was declined is told', () => {
  const door = new Door({ approve: true })
  door.asks(bob)
  door.asks(carol)
  door.approve(bob)
  const nonce = new Uint8Array(32)
  door.write({ type: 'decline', member: carol.publicKey, nonce })
  const admitted = door.asks(bob)
  assert.ok(admitted.bearer.type === 'admitted' && pins(door.ticket, admitted.bearer.bursts, suite))
  assert.equal(outcome(door.asks(carol)), 'declined')
  assert.equal(door.written.length, 2)
})

test('whoever waits does so in vain once the invite has expired or was taken back', () => {
  const door = new Door({ approve: true })
  door.asks(bob)
  assert.equal(outcome(door.asks(bob, { now: NOW + 1001 })), 'invite-expired')
  door.write({ type: 'revoke', invite })
  assert.equal(door.alice.book.membership?.waiting.size, 0)
  assert.equal(outcome(door.asks(bob)), 'invite-revoked')
})

test('an admitter that never ends is cut off', () => {
  const door = new Door()
  const endless = Array.from({ length: 100 }, () => large(1_000_000))
  assert.equal(
    outcome(door.asks(bob, { gate: door.gate({ handOver: () => ({ bursts: endless, presences: [] }) }) })),
    'bad-frame',
  )
})

test('bytes that are no join message are refused', () => {
  const broken = new Admitter(suite, new SeededRandom(3), bob.member, NO_GATES)
  assert.equal(broken.receive(Uint8Array.of(0, 0, 0, 3, 255, 255, 255), NOW).type, 'refused')
  const endless = new Admitter(suite, new SeededRandom(3), bob.member, NO_GATES)
  assert.equal(endless.receive(Uint8Array.of(255, 0, 0, 0), NOW).type, 'refused')
})

/** Only its size matters here. */
function large(bytes: number): Burst {
  return { entries: [{ header: new Uint8Array(198), body: new Uint8Array(bytes) }], signature: new Uint8Array(64) }
}
