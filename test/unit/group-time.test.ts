/** Whose clock counts in a group: votes, and what a liar makes of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { DAY_MS, MINUTE_MS } from '#src/base/time.js'
import { WallClock } from '#src/base/wall-clock.js'
import type { Member } from '#src/group/membership.js'
import { GroupTime } from '#src/peer/group-time.js'

const NOW = Date.UTC(2026, 0, 1)
const memberOf = (at: number): MemberId => memberIdOf(new Uint8Array(32).fill(at))
const SELF = memberOf(0)

/** We and so many others, with our clock off by so much. */
function group(others: number, offMs = 0): GroupTime {
  const clock = new WallClock()
  clock.read(NOW + offMs, NOW)
  return new GroupTime(clock, SELF, () => ({ members: membersOf(others) }))
}

function membersOf(others: number): ReadonlyMap<MemberId, Member> {
  const known = Array.from({ length: others + 1 }, (_, at) => memberOf(at))
  return new Map(known.map(member => [member, { member, present: true } as Member]))
}

function tell(time: GroupTime, offsMs: readonly number[]): void {
  for (const [at, offMs] of offsMs.entries()) time.told(memberOf(at + 1), NOW + offMs, NOW)
}

test('a clock that two others call slow is behind, and the group’s time is theirs from then on', () => {
  const time = group(2, -2 * DAY_MS)
  tell(time, [0, 0])
  assert.deepEqual(time.state(NOW), { state: 'behind', byMs: 2 * DAY_MS })
  assert.equal(time.at(NOW), NOW)
  assert.equal(time.own(NOW), NOW - 2 * DAY_MS)
  assert.equal(time.at(NOW + 5000), NOW + 5000)
})

test('in a pair the one that is behind follows, and the other does not', () => {
  const slow = group(1, -DAY_MS)
  tell(slow, [0])
  assert.equal(slow.at(NOW), NOW)
  const right = group(1)
  tell(right, [-DAY_MS])
  assert.equal(right.at(NOW), NOW)
})

test('one liar of three or more moves nobody, forwards or backwards, over its link or by its messages', () => {
  for (const offMs of [DAY_MS, -DAY_MS, 50 * 365 * DAY_MS]) {
    const told = group(3)
    tell(told, [0, 0, offMs])
    assert.equal(told.at(NOW), NOW)
    const said = group(3)
    said.heard(memberOf(1), NOW + offMs, NOW)
    assert.equal(said.at(NOW), NOW)
  }
})

test('of those that are linked more than half have to agree', () => {
  const time = group(6)
  tell(time, [DAY_MS, DAY_MS, 0, 0])
  time.heard(memberOf(5), NOW, NOW)
  assert.equal(time.at(NOW), NOW)
})

test('more than a century is believed of nobody, also in a pair', () => {
  const time = group(1)
  time.told(memberOf(1), 2 ** 47 - 2, NOW)
  assert.deepEqual(time.state(NOW), { state: 'right', byMs: 0 })
  assert.equal(group(1, -NOW).state(NOW).state, 'right')
  const from1970 = group(1, -NOW)
  tell(from1970, [0])
  assert.equal(from1970.at(NOW), NOW)
})

test('a majority of those that are linked finds a clock ahead; one that said something long ago proves nothing', () => {
  const time = group(3, DAY_MS)
  time.heard(memberOf(1), NOW - 30 * DAY_MS, NOW)
  time.heard(memberOf(2), NOW - 30 * DAY_MS, NOW)
  assert.equal(time.state(NOW).state, 'right')
  tell(time, [0, 0])
  assert.deepEqual(time.state(NOW), { state: 'ahead', byMs: DAY_MS })
  assert.equal(time.at(NOW), NOW)
})

test('messages from before a start show how far the clocks of others had come', () => {
  const time = group(2, -2 * DAY_MS)
  time.heard(memberOf(1), NOW - 60_000, undefined)
  time.heard(memberOf(2), NOW - 120_000, undefined)
  assert.equal(time.at(NOW), NOW - 120_000)
})

test('what clocks may be apart is no news, what they are apart by is told once, and being right again is', () => {
  const time = group(2)
  tell(time, [4 * MINUTE_MS, 4 * MINUTE_MS])
  assert.deepEqual(time.news(NOW), [])
  tell(time, [DAY_MS, DAY_MS])
  assert.deepEqual(time.news(NOW), [{ state: 'behind', byMs: DAY_MS }])
  tell(time, [DAY_MS + 1000, DAY_MS + 1000])
  assert.deepEqual(time.news(NOW), [])
  tell(time, [0, 0])
  assert.deepEqual(time.news(NOW), [{ state: 'right', byMs: 0 }])
})

test('who has left has no vote, and neither has a stranger', () => {
  let members = membersOf(3)
  const time = new GroupTime(new WallClock(), SELF, () => ({ members }))
  tell(time, [DAY_MS, DAY_MS])
  assert.equal(time.state(NOW).state, 'behind')
  members = membersOf(0)
  assert.equal(time.state(NOW).state, 'right')
  tell(time, [DAY_MS, DAY_MS])
  assert.equal(time.state(NOW).state, 'right')
})

test('all that are linked say how late we are, one of three as well; one that disagrees ends it', () => {
  const time = group(3, -10 * MINUTE_MS)
  assert.equal(time.saidBehindMs(NOW), 0)
  tell(time, [0])
  assert.equal(time.saidBehindMs(NOW), 10 * MINUTE_MS)
  assert.equal(time.state(NOW).state, 'right')
  tell(time, [0, -10 * MINUTE_MS])
  assert.equal(time.saidBehindMs(NOW), 0)
  time.told(memberOf(1), 2 ** 47 - 2, NOW)
  time.told(memberOf(2), 2 ** 47 - 2, NOW)
  assert.equal(time.saidBehindMs(NOW), 0)
})

test('a machine that slept does not take itself for ahead: what the others said before it slept counts no more', () => {
  const clock = new WallClock()
  clock.read(NOW, NOW)
  const time = new GroupTime(clock, SELF, () => ({ members: membersOf(3) }))
  tell(time, [0, 0, 0])
  const sleptMs = 8 * 60 * MINUTE_MS
  clock.read(NOW + sleptMs, NOW)
  time.clockSet(sleptMs, NOW)
  assert.equal(time.state(NOW).state, 'right')
  // nothing is forgotten before they had time to answer
  assert.equal(time.expiresBy(NOW), NOW)
  assert.equal(time.expiresBy(NOW + 10_000), NOW + sleptMs + 10_000)
  tell(time, [sleptMs, sleptMs, sleptMs])
  assert.equal(time.state(NOW).state, 'right')
})

test('whoever hears that a clock was set says what its own reads, and is not answered in turn', () => {
  const time = group(2)
  assert.equal(time.told(memberOf(1), NOW, NOW), false)
  assert.equal(time.told(memberOf(1), NOW + 500, NOW), false)
  assert.equal(time.told(memberOf(1), NOW + DAY_MS, NOW), true)
  time.clockSet(DAY_MS, NOW)
  assert.equal(time.told(memberOf(1), NOW, NOW), false)
})

test('others keep a member from forgetting, and never make it forget', () => {
  const fast = group(2, DAY_MS)
  tell(fast, [0, 0])
  assert.equal(fast.expiresBy(NOW), NOW)
  const slow = group(2, -DAY_MS)
  tell(slow, [0, 0])
  assert.equal(slow.expiresBy(NOW), NOW - DAY_MS)
})
