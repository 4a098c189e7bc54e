/** Times as they are shown and typed, in the zone of the process: that of the tests is set for each of these. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseCommand } from '#src/cli/arguments.js'
import type { Line } from '#src/cli/lines.js'
import { Printer } from '#src/cli/printer.js'
import { absoluteSince, parsedSince, withSince } from '#src/cli/since.js'
import { Times } from '#src/cli/times.js'
import { messageLine } from '../support/message-line.ts'

function inZone(context: TestContext, zone: string): void {
  const { TZ: before } = process.env
  context.after(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  process.env.TZ = zone
}

const NOW = Date.parse('2026-12-01T04:30:00Z')
const isoOf = (text: string) => {
  const since = parsedSince(text, NOW)
  assert.ok(since.type === 'time')
  return new Date(since.ms).toISOString()
}

test('a time of today is a clock, and any other has its day, of the zone where it is read', context => {
  inZone(context, 'America/New_York')
  const times = new Times(() => NOW)
  assert.equal(times.short('2026-12-01T04:19:00Z'), '23:19')
  assert.equal(times.short('2026-11-30T05:00:00Z'), '00:00')
  assert.equal(times.short('2026-11-30T04:19:00Z'), '2026-11-29 23:19')
  assert.equal(times.short('2025-11-30T23:19:00Z'), '2025-11-30 18:19')
  assert.equal(times.short('2026-12-01T05:00:00Z'), '2026-12-01 00:00')
  assert.equal(times.long('2026-12-01T04:19:00Z'), '2026-11-30 23:19')
  assert.equal(times.short('+010000-01-01T12:00:00.000Z'), '10000-01-01 07:00')
  for (const wrong of ['', 'x', '2026-13-01T00:00Z']) assert.equal(times.short(wrong), '--:--')
})

test('the first time after midnight has its day, so that what stands above is not of today', context => {
  inZone(context, 'UTC')
  let now = Date.parse('2026-11-30T23:59:00Z')
  const times = new Times(() => now)
  assert.equal(times.short('2026-11-30T23:59:00Z'), '23:59')
  now += 120_000
  assert.equal(times.short('2026-12-01T00:01:00Z'), '2026-12-01 00:01')
  assert.equal(times.short('2026-12-01T00:01:30Z'), '00:01')
})

test('a time is typed as it is shown, and without a zone it is the reader’s', context => {
  inZone(context, 'America/New_York')
  assert.equal(isoOf('2026-11-30T23:04'), '2026-12-01T04:04:00.000Z')
  assert.equal(isoOf('2026-11-30 23:04'), '2026-12-01T04:04:00.000Z')
  assert.equal(isoOf('2026-11-30'), '2026-11-30T05:00:00.000Z')
  assert.equal(isoOf('2026-07-01'), '2026-07-01T04:00:00.000Z')
  assert.equal(isoOf('2026-11-30T23:04:05.250'), '2026-12-01T04:04:05.250Z')
  assert.equal(isoOf('2026-11-30T23:04Z'), '2026-11-30T23:04:00.000Z')
  assert.equal(isoOf('2026-11-30t23:04z'), '2026-11-30T23:04:00.000Z')
  assert.equal(isoOf('2026-11-30T23:04+05:30'), '2026-11-30T17:34:00.000Z')
  assert.equal(isoOf('2026-11-30T23:04-0800'), '2026-12-01T07:04:00.000Z')
  assert.equal(isoOf('2026-11-30T23:04+01'), '2026-11-30T22:04:00.000Z')
  assert.equal(isoOf('10m'), '2026-12-01T04:20:00.000Z')
  assert.equal(isoOf('0050-01-01T00:00Z'), '0050-01-01T00:00:00.000Z')
})

test('what no calendar and no clock has is refused', context => {
  inZone(context, 'Europe/Berlin')
  const days = [
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
  ]
  const clocks = [
    '25:00',
    '24:00',
    '12:60',
    '12:00:60',
    '12',
    '12:0',
    '-1:00',
    '12:00+24:00',
    '12:00+01:60',
    '12:00 CET',
    '12:00Z ',
  ]
  for (const text of [...days, ...clocks.map(clock => `2026-01-31T${clock}`), '2026-01-31T', '2026-', '2026-01']) {
    assert.throws(() => parsedSince(text, NOW), { code: 'bad-argument' }, text)
  }
  for (const text of ['2024-02-29', '2000-02-29', '2026-12-31T23:59:59']) parsedSince(text, NOW)
})

test('where clocks change, a skipped time is the moment after, a double one the first, and a day has a beginning', context => {
  inZone(context, 'Europe/Berlin')
  assert.equal(isoOf('2026-03-29T02:30'), '2026-03-29T01:30:00.000Z')
  assert.equal(isoOf('2026-10-25T02:30'), '2026-10-25T00:30:00.000Z')
  // the night there begins at one
  process.env.TZ = 'Africa/Cairo'
  assert.equal(isoOf('2026-04-24'), '2026-04-23T22:00:00.000Z')
})

test('an owner in another zone is asked with a time that has one', context => {
  inZone(context, 'America/New_York')
  assert.equal(absoluteSince('2026-11-30T23:04', NOW), '2026-12-01T04:04:00.000Z')
  assert.equal(absoluteSince('1h', NOW), '2026-12-01T03:30:00.000Z')
  assert.equal(absoluteSince('DEADBEEF', NOW), 'deadbeef')
  process.env.TZ = 'UTC'
  for (const text of ['0000-01-01T00:00+14:00', '9999-12-31T23:59-12:00', '2026-11-30T23:04']) {
    parsedSince(absoluteSince(text, NOW), NOW)
  }
  assert.deepEqual(withSince(['tail', 'G', '--since', '1h'], 'x'), ['tail', 'G', '--since', '1h', '--since=x'])
  assert.deepEqual(withSince(['tail', '--since=1h', '--', 'G'], 'x'), ['tail', '--since=1h', '--since=x', '--', 'G'])
})

test('each verb that shows messages shows their day where it is not today', async context => {
  inZone(context, 'Asia/Tokyo')
  const message: Line = { ...messageLine, time: '2020-01-31T20:00:00.000Z' }
  for (const words of [
    ['tail', 'G'],
    ['search', 'G', 'x'],
    ['chat', 'G'],
  ]) {
    const parsed = parseCommand(words, { TOCSIN_DATA: '/nowhere' })
    assert.ok(parsed.type === 'run')
    let text = ''
    const take = async (part: string) => {
      text += part
    }
    await new Printer(parsed.invocation, { result: take, notice: take }).print(message)
    assert.equal(text, '2020-02-01 05:00 alice: hello\n')
  }
})
