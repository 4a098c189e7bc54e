import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lateness } from '#src/base/lateness.js'

test('a process that ran late once makes allowance for it, and less so as time goes on', () => {
  const lateness = new Lateness()
  assert.equal(lateness.of(0), 0)
  lateness.note(1_000, 1_800)
  assert.equal(lateness.of(1_800), 800)
  assert.equal(lateness.of(2_800), 400)
  // less late than what is still believed
  lateness.note(2_800, 2_900)
  assert.equal(lateness.of(3_800), 200)
  lateness.note(3_800, 4_800)
  assert.equal(lateness.of(4_800), 1_000)
})

test('a machine that slept waits no longer than five seconds for what came meanwhile', () => {
  const lateness = new Lateness()
  lateness.note(0, 3_600_000)
  assert.equal(lateness.of(3_600_000), 5_000)
})
