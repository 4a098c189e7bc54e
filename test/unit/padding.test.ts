import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_BODY_BYTES } from '#src/crypto/entry.js'
import { MAX_PADDED_BYTES, paddedBody, paddedLength, unpadded } from '#src/crypto/padding.js'

test('what was padded comes back, zeros and marks at its end too', () => {
  for (const bytes of [[], [0], [0x80], [0x80, 0], [1, 0, 0], [1, 0x80]]) {
    assert.deepEqual(unpadded(paddedBody(Uint8Array.from(bytes))), Uint8Array.from(bytes))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), body => assert.deepEqual(unpadded(paddedBody(body)), body)))
})

test('a padded body is at most 12 % longer than body and mark, and a small one at most two bytes', () => {
  for (let length = 0; length <= 3000; length += 1) {
    assert.ok(paddedLength(length, MAX_PADDED_BYTES) <= 1.12 * (length + 1), `${length}`)
    assert.ok(paddedLength(length, MAX_PADDED_BYTES) > length)
  }
  for (let length = 1; length < MAX_BODY_BYTES; length = Math.ceil(length * 1.001)) {
    assert.ok(paddedLength(length, MAX_PADDED_BYTES) <= 1.12 * (length + 1), `${length}`)
  }
  assert.equal(paddedLength(16, MAX_PADDED_BYTES), 18)
  assert.equal(paddedLength(1040, MAX_PADDED_BYTES), 1088)
})

test('a million bodies share fewer than 300 lengths, and the largest stays as it is', () => {
  const lengths = new Set<number>()
  for (let length = 16; length <= MAX_BODY_BYTES; length += 1) lengths.add(paddedLength(length, MAX_PADDED_BYTES))
  assert.ok(lengths.size < 300, `${lengths.size} lengths`)
  assert.equal(Math.max(...lengths), MAX_PADDED_BYTES)
})

test('bytes without a mark were never padded', () => {
  for (const bytes of [[], [0], [0, 0, 0], [1], [1, 2, 0], [0x80, 0, 1]]) {
    assert.equal(unpadded(Uint8Array.from(bytes)), undefined)
  }
})
