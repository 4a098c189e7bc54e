import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_HANDSHAKE_BYTES, MAX_RECORD_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import { frameRecord, RecordSplitter } from '#src/crypto/records.js'

function drain(splitter: RecordSplitter): Uint8Array[] {
  const records: Uint8Array[] = []
  for (let record = splitter.next(); record !== undefined; record = splitter.next()) records.push(record)
  return records
}

test('records come out whole however the stream was chopped', () => {
  const random = new SeededRandom(1)
  const records = Array.from({ length: 50 }, (_, index) => random.bytes(1 + index * 37))
  const stream = Buffer.concat(records.map(frameRecord))
  for (const piece of [1, 3, 1000, stream.length]) {
    const splitter = new RecordSplitter()
    splitter.confirmed()
    const seen: Uint8Array[] = []
    for (let at = 0; at < stream.length; at += piece) {
      splitter.push(stream.subarray(at, at + piece))
      seen.push(...drain(splitter))
    }
    assert.deepEqual(seen, records)
    assert.equal(splitter.broken, false)
  }
})

test('before confirmation only a handshake message fits', () => {
  const fits = new RecordSplitter()
  fits.push(frameRecord(new Uint8Array(MAX_HANDSHAKE_BYTES)))
  assert.equal(fits.next()?.length, MAX_HANDSHAKE_BYTES)
  const over = new RecordSplitter()
  over.push(frameRecord(new Uint8Array(MAX_HANDSHAKE_BYTES + 1)))
  assert.equal(over.next(), undefined)
  assert.equal(over.broken, true)
})

test('a large record behind the confirmation, in the same piece, is read', () => {
  const splitter = new RecordSplitter()
  splitter.push(Buffer.concat([frameRecord(new Uint8Array(32)), frameRecord(new Uint8Array(MAX_RECORD_BYTES))]))
  assert.equal(splitter.next()?.length, 32)
  splitter.confirmed()
  assert.equal(splitter.next()?.length, MAX_RECORD_BYTES)
})

test('a length of zero or over the limit breaks the stream for good', () => {
  for (const length of [0, MAX_RECORD_BYTES + 1, 2 ** 32 - 1]) {
    const splitter = new RecordSplitter()
    splitter.confirmed()
    const head = new Uint8Array(4)
    new DataView(head.buffer).setUint32(0, length)
    splitter.push(head)
    assert.equal(splitter.next(), undefined)
    assert.equal(splitter.broken, true)
    splitter.push(frameRecord(Uint8Array.of(1)))
    assert.equal(splitter.next(), undefined)
  }
})
