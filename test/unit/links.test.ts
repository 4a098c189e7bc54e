import assert from 'node:assert/strict'
import { test } from 'node:test'
import { padme } from '#src/crypto/padding.js'
import { LinkPair } from '../support/link-pair.ts'

const probe = { rosterDigest: { hash: new Uint8Array(32) } }

function linked(): LinkPair {
  const pair = new LinkPair()
  for (const side of [pair.alice, pair.bob]) pair.take(side, side.links.want(new Set([side.other.member]), 0))
  pair.settle()
  pair.run(5000)
  assert.ok(pair.alice.links.get(pair.bob.member)?.up)
  return pair
}

test('a link that nobody uses takes a step and shows that it lives each minute, without waking in between', () => {
  const pair = linked()
  const before = pair.written
  const wakes: number[] = []
  for (let minute = 1; minute <= 10; minute += 1) {
    wakes.push(pair.alice.links.deadline ?? 0)
    pair.run(60_000)
  }
  assert.ok(
    wakes.every((at, index) => at > (wakes[index - 1] ?? 0) + 50_000),
    `${wakes}`,
  )
  const perMinute = (pair.written - before) / 10
  assert.ok(perMinute > 0 && perMinute < 1000, `${perMinute} bytes a minute`)
  assert.ok(pair.alice.links.get(pair.bob.member)?.up)
  assert.equal(pair.alice.notices.filter(({ type }) => type === 'down').length, 0)
})

test('a listener’s answer to a step leaves at once, with nothing else to carry it', () => {
  const pair = linked()
  pair.alice.links.stepAll()
  const before = pair.written
  pair.settle()
  // step, answer, closing: three records that are nothing but a step, whose end is marked and padded
  assert.equal(pair.written - before, 3 * (4 + padme(37 + 1) + 16))
})

test('a link whose stream is dead is down within a step and its answer', () => {
  const pair = linked()
  pair.bob.deaf = true
  pair.run(80_000)
  assert.ok(pair.alice.notices.some(({ type }) => type === 'down'))
})

test('a far side that drains slowly is not taken for dead', () => {
  const pair = linked()
  const link = pair.alice.links.get(pair.bob.member)!
  pair.run(59_000)
  pair.bob.deaf = true
  pair.run(2000)
  for (let second = 0; second < 40; second += 10) {
    pair.alice.links.writable(link.channel, false)
    pair.run(5000)
    pair.alice.links.writable(link.channel, true)
    pair.run(5000)
  }
  assert.ok(link.up)
  assert.ok(!pair.alice.notices.some(({ type }) => type === 'down'))
})

test('a far side that lets frames pile up is dropped at once, and they are forgotten', () => {
  const pair = linked()
  const { alice, bob } = pair
  const link = alice.links.get(bob.member)!
  alice.links.writable(link.channel, false)
  const big = { rosterDigest: { hash: new Uint8Array(1024 * 1024) } }
  let taken = 0
  while (alice.links.send(bob.member, big, 'after-commit')) taken += 1
  assert.equal(taken, 7)
  assert.equal(link.queuedBytes, 0)
  assert.ok((alice.links.deadline ?? Number.POSITIVE_INFINITY) <= pair.now)
  pair.take(alice, alice.links.wake(pair.now))
  assert.equal(alice.links.get(bob.member), undefined)
  assert.deepEqual(alice.notices.at(-1), { type: 'down', member: bob.member, released: false })
})

test('a link is timed from a forward to its ack, and one odd answer does not change it much', () => {
  const pair = linked()
  const { alice, bob } = pair
  const link = alice.links.get(bob.member)!
  assert.equal(link.roundTrip.ms, 0)
  for (let count = 0; count < 50; count += 1) {
    link.roundTrip.sent(`item ${count}`, count * 1000)
    link.roundTrip.acked(`item ${count}`, count * 1000 + 80)
  }
  assert.equal(link.roundTrip.ms, 80)
  link.roundTrip.sent('slow', 0)
  link.roundTrip.acked('slow', 3_600_000)
  assert.ok(link.roundTrip.ms > 80 && link.roundTrip.ms < 4000)
  link.roundTrip.acked('never sent', 0)
  for (let count = 0; count < 1000; count += 1) link.roundTrip.sent(`lost ${count}`, 0)
  link.roundTrip.acked('lost 0', 99_999)
  assert.ok(link.roundTrip.ms < 4000, 'what is long ago is not timed')
})

test('a stream that takes another’s place is told, and what waited goes over it', () => {
  const pair = linked()
  const { alice, bob } = pair
  const ups = alice.ups
  const { channel } = alice.links.get(bob.member)!
  alice.links.writable(channel, false)
  alice.links.send(bob.member, probe, 'after-commit')
  // bob has lost his end without a word, and calls again
  pair.take(bob, bob.links.closed(channel, pair.now))
  const heard = bob.notices.length
  pair.run(3000)
  pair.settle()
  assert.equal(alice.ups, ups + 1)
  assert.ok(bob.notices.slice(heard).some(notice => notice.type === 'frame' && notice.frame.rosterDigest !== undefined))
})

test('a dial that takes its time does not keep us awake', () => {
  const pair = new LinkPair()
  // the lower key dials first
  const { links, other } = pair.alice.member < pair.bob.member ? pair.alice : pair.bob
  const [open] = links.want(new Set([other.member]), 0).effects
  assert.ok(open?.type === 'open')
  links.openFailed(open.dial, 0)
  const retryAt = links.deadline ?? 0
  assert.ok(retryAt > 0)
  assert.equal(links.wake(retryAt).effects.filter(({ type }) => type === 'open').length, 1)
  assert.equal(links.deadline, undefined)
})
