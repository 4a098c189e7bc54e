/** Points alone: what cuts a member off, for how long, and what never does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { Standing } from '#src/peer/standing.js'

const mallory = memberIdOf(new Uint8Array(32).fill(0x66))
const bob = memberIdOf(new Uint8Array(32).fill(0x62))
const MINUTE = 60_000

function cutOffAt(now: number): Standing {
  const standing = new Standing()
  for (let count = 0; count < 3; count += 1) standing.fault(mallory, 'wrong-burst', now)
  return standing
}

test('the third certain fault in a row cuts a member off, and nobody else', () => {
  const standing = new Standing()
  assert.deepEqual(
    [1, 2, 3].map(() => standing.fault(mallory, 'wrong-burst', 0)),
    [false, false, true],
  )
  standing.fault(bob, 'bad-record', 0)
  assert.deepEqual([...standing.cutOff()], [mallory])
})

test('certain faults half an hour apart never add up', () => {
  const standing = new Standing()
  for (let count = 0; count < 100; count += 1) standing.fault(mallory, 'bad-frame', count * 30 * MINUTE)
  assert.equal(standing.isCutOff(mallory), false)
})

test('who is cut off is let in again when its points have faded to the lower mark, and not before', () => {
  const standing = cutOffAt(0)
  const until = standing.deadline!
  assert.ok(until > 20 * MINUTE && until < 25 * MINUTE)
  assert.deepEqual(standing.wake(until - 1), [])
  assert.deepEqual(standing.wake(until), [mallory])
  assert.equal(standing.deadline, undefined)
  assert.equal(Math.round(standing.points(mallory, until)), 25)
})

test('who goes on after it was let in again is cut off by two faults', () => {
  const standing = cutOffAt(0)
  const until = standing.deadline!
  standing.wake(until)
  assert.equal(standing.fault(mallory, 'bad-record', until), false)
  assert.equal(standing.fault(mallory, 'bad-record', until), true)
})

test('what is still on its way from one that is cut off lengthens nothing', () => {
  const standing = cutOffAt(0)
  const until = standing.deadline
  for (let count = 0; count < 1000; count += 1) standing.fault(mallory, 'wrong-burst', 1)
  assert.equal(standing.deadline, until)
})

test('a link that stalls each time it is opened, every 15 s for a day, is not cut off', () => {
  const standing = new Standing()
  for (let now = 0; now < 24 * 60 * MINUTE; now += 15_000) standing.fault(bob, 'not-delivered', now)
  assert.equal(standing.isCutOff(bob), false)
})

test('one that gives nothing of what it claims, again and again, is cut off', () => {
  const standing = new Standing()
  for (let count = 0; count < 120; count += 1) standing.fault(mallory, 'not-delivered', count * 1000)
  assert.equal(standing.isCutOff(mallory), true)
})

test('what has faded is forgotten', () => {
  const standing = new Standing()
  for (let index = 0; index < 100; index += 1) {
    standing.fault(memberIdOf(new Uint8Array(32).fill(index)), 'wrong-burst', index * 60 * MINUTE)
  }
  assert.ok(standing.size <= 2)
})
