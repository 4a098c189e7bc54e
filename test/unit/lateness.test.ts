import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lateness } from '#src/base/lateness.js'
import { MAX_TIMER_MS } from '#src/base/time.js'

test('a process that ran late once makes allowance for it, and less so as time goes on', () => {
  const lateness = new Lateness()
  assert.equal(lateness.of(0), 0)
  lateness.note(1_000, 1_200)
  assert.equal(lateness.of(1_200), 800)
  assert.equal(lateness.of(2_200), 400)
  // less late than what is still believed
  lateness.note(2_200, 2_250)
  assert.equal(lateness.of(3_200), 200)
  lateness.note(3_200, 3_450)
  assert.equal(lateness.of(3_450), 1_000)
})

test('a machine that slept waits no longer than five seconds for what came meanwhile', () => {
  const lateness = new Lateness()
  lateness.note(0, 3_600_000)
  assert.equal(lateness.of(3_600_000), 5_000)
})

test('a deadline is waited for a day at a time, and one that has passed not at all', () => {
  const lateness = new Lateness()
  assert.equal(lateness.wakeAt(5_000, 1_000), 5_000)
  assert.equal(lateness.wakeAt(500, 1_000), 1_000)
  assert.equal(lateness.wakeAt(1_000 + 40 * MAX_TIMER_MS, 1_000), 1_000 + MAX_TIMER_MS)
})
