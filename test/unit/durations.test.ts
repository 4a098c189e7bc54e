import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationMs, expireSeconds, expireText, lifetimeMs } from '#src/chat/durations.js'

test('an option of the command line and an invite of an embedder read the same text as the same time', () => {
  for (const [text, ms] of [
    ['500ms', 500],
    ['10s', 10_000],
    ['90m', 5_400_000],
    ['24h', 86_400_000],
    ['3650d', 3650 * 86_400_000],
  ] as const) {
    assert.deepEqual([durationMs('--timeout', text), lifetimeMs(text)], [ms, ms])
  }
})

test('an invite lasts no time that is zero, negative, endless, over ten years or no number', () => {
  for (const given of [
    0,
    -1,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    '',
    '0s',
    '10',
    '1.5h',
    '-1h',
    '3651d',
    'tomorrow',
  ]) {
    assert.throws(() => lifetimeMs(given), { code: 'bad-argument' })
  }
})

test('a life of messages is read from text and milliseconds, and written as it is read', () => {
  for (const [text, seconds] of [
    ['off', 0],
    ['5m', 300],
    ['90m', 5400],
    ['1d', 86_400],
    ['301s', 301],
    ['3650d', 315_360_000],
  ] as const) {
    assert.equal(expireSeconds(text), seconds)
    assert.equal(expireText(seconds), text)
  }
  assert.equal(expireSeconds(86_400_000), 86_400)
  assert.deepEqual([expireText(3600), expireText(172_800)], ['1h', '2d'])
  for (const given of [
    '4m',
    '299s',
    '3651d',
    '0s',
    '',
    'on',
    'never',
    '1w',
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]) {
    assert.throws(() => expireSeconds(given), { code: 'bad-argument' }, `${given}`)
  }
})
