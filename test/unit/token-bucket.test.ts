/** A bucket alone: what may happen at once, what after a while, and what never changes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenBucket } from '#src/base/token-bucket.js'

test('a full burst passes at once, and then one token each time it has had the time to grow', () => {
  const bucket = new TokenBucket(100, 20, 0)
  for (let count = 0; count < 100; count += 1) {
    assert.equal(bucket.readyAt(1, 0), 0, `token ${count} of the burst`)
    bucket.take(1, 0)
  }
  for (let count = 1; count <= 40; count += 1) {
    const at = bucket.readyAt(1, (count - 1) * 50)
    assert.equal(at, count * 50)
    bucket.take(1, at)
  }
})

test('in any span no more than the burst and the rate pass, however it is asked', () => {
  const bucket = new TokenBucket(100, 20, 0)
  let passed = 0
  for (let now = 0; now <= 60_000; now += 7) {
    const cost = 1 + ((now * 13) % 8)
    if (bucket.readyAt(cost, now) > now) continue
    bucket.take(cost, now)
    passed += cost
  }
  assert.ok(passed <= 100 + 20 * 60, `${passed} passed`)
  assert.ok(passed >= 100 + 20 * 60 - 8, `${passed} passed`)
})

test('what is larger than the bucket passes when it is full, and is owed for afterwards', () => {
  const bucket = new TokenBucket(10, 2, 0)
  bucket.take(1, 0)
  assert.equal(bucket.readyAt(30, 0), 500)
  bucket.take(30, 500)
  assert.equal(bucket.readyAt(1, 500), 500 + (21 / 2) * 1000)
})

test('a drain takes what is there and owes nothing', () => {
  const bucket = new TokenBucket(10, 2, 0)
  bucket.drain(1_000, 0)
  assert.equal(bucket.readyAt(1, 0), 500)
  bucket.drain(1_000, 0)
  assert.equal(bucket.readyAt(1, 0), 500)
})

test('time that runs backwards gives nothing and takes nothing', () => {
  const bucket = new TokenBucket(10, 2, 10_000)
  bucket.take(10, 10_000)
  assert.equal(bucket.readyAt(1, 4_000), 10_500)
  bucket.take(0, 4_000)
  assert.equal(bucket.readyAt(2, 11_000), 11_000)
  assert.ok(bucket.readyAt(3, 11_000) > 11_000)
})

test('a bucket that lets everything pass counts nothing', () => {
  const bucket = new TokenBucket(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0)
  bucket.take(1e9, 0)
  bucket.drain(1e9, 0)
  assert.equal(bucket.readyAt(1e9, 0), 0)
  assert.ok(bucket.isFull(0))
})
