/** What time it is to people, and to machines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WallClock } from '#src/base/wall-clock.js'
import { MAX_AHEAD_MS, nextOrder, oddClock } from '#src/history/order.js'

const HOUR_MS = 3_600_000

test('a clock that is set is noticed once, with by how much; drift is followed without a word', () => {
  const clock = new WallClock()
  assert.equal(clock.read(1_000_000, 1_000_000), 0)
  assert.equal(clock.read(1_000_500, 1_000_000), 0)
  assert.equal(clock.at(1_000_000), 1_000_500)
  assert.equal(clock.read(1_000_500 - HOUR_MS, 1_000_000), -HOUR_MS)
  assert.equal(clock.at(1_001_000), 1_001_500 - HOUR_MS)
  assert.equal(clock.read(1_001_500 - HOUR_MS, 1_001_000), 0)
})

test('a message of a clock over five minutes ahead of ours is marked, and one of a clock that was set back', () => {
  const now = 1_800_000_000_000
  const order = nextOrder(now, 0n)
  assert.equal(oddClock(now, order, now), undefined)
  assert.equal(oddClock(now, order, now - MAX_AHEAD_MS), undefined)
  assert.equal(oddClock(now, order, now - MAX_AHEAD_MS - 1), 'ahead')
  assert.equal(oddClock(now - HOUR_MS, nextOrder(now - HOUR_MS, order), now), 'behind')
})
