import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hexOf } from '#src/base/ids.js'
import { checkBurst } from '#src/crypto/burst.js'
import { decodeHeader, type EntryHeader, encodeHeader } from '#src/crypto/entry.js'
import { burstOf, group, suite } from '../support/bursts.ts'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const parents = fc
  .uniqueArray(bytes32, { maxLength: 8, selector: hexOf })
  .map(list => list.sort((left, right) => (hexOf(left) < hexOf(right) ? -1 : 1)))
const headers: fc.Arbitrary<EntryHeader> = fc
  .record({
    scheme: fc.nat(4),
    kind: fc.nat(255),
    group: bytes32,
    author: bytes32,
    signer: bytes32,
    epoch: fc.nat(2 ** 32 - 1),
    log: fc.bigInt(0n, 2n ** 64n - 1n),
    seq: fc.nat(2 ** 32 - 1),
    prev: bytes32.filter(bytes => bytes.some(byte => byte !== 0)),
    parents,
    time: fc.nat(2 ** 47 - 1),
    order: fc.bigInt(0n, 2n ** 63n - 1n),
    commit: bytes32,
    bodyLength: fc.integer({ min: 16, max: 1024 * 1024 + 16 }),
  })
  .map(header => ({ ...header, prev: header.seq === 0 ? new Uint8Array(32) : header.prev }))

test('decoding what was encoded gives the header', () => {
  fc.assert(fc.property(headers, header => assert.deepEqual(decodeHeader(encodeHeader(header)), header)))
})

test('what decodes has no second encoding, and random bytes never throw', () => {
  const nearMiss = fc.tuple(headers, fc.nat(), fc.nat(255)).map(([header, at, value]) => {
    const bytes = encodeHeader(header)
    bytes[at % bytes.length] = value
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(nearMiss, fc.uint8Array({ maxLength: 500 })), bytes => {
      const header = decodeHeader(bytes)
      if (header !== undefined) assert.deepEqual(encodeHeader(header), bytes)
    }),
  )
})

const bursts = [1, 2, 8].map(count => burstOf(count))

test('a burst with any bit flipped in header, body or signature is refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bursts),
      fc.nat(),
      fc.constantFrom('header', 'body', 'signature'),
      fc.nat(),
      fc.nat(7),
      (burst, which, part, at, bit) => {
        const index = which % burst.entries.length
        const flip = (bytes: Uint8Array) =>
          bytes.map((byte, pos) => (pos === at % bytes.length ? byte ^ (1 << bit) : byte))
        const entries = burst.entries.map((entry, position) => ({
          header: position === index && part === 'header' ? flip(entry.header) : entry.header,
          body: position === index && part === 'body' ? flip(entry.body) : entry.body,
        }))
        const signature = part === 'signature' ? flip(burst.signature) : burst.signature
        assert.ok('reason' in checkBurst(suite, group, { entries, signature }))
      },
    ),
  )
})

test('a burst of random bytes is refused and never throws', () => {
  const entry = fc.record({ header: fc.uint8Array({ maxLength: 500 }), body: fc.uint8Array() })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 10 }), fc.uint8Array(), (entries, signature) => {
      assert.ok('reason' in checkBurst(suite, group, { entries, signature }))
    }),
  )
})
