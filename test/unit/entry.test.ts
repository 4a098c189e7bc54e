import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf } from '#src/base/ids.js'
import {
  bodyMatches,
  commitmentOf,
  decodeHeader,
  type EntryHeader,
  encodeHeader,
  entryHash,
} from '#src/crypto/entry.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'

const suite = nobleSuite()
const body = new Uint8Array([...new Uint8Array(16).fill(0xaa), ...new TextEncoder().encode('hello')])
const fill = (byte: number) => new Uint8Array(32).fill(byte)
const header: EntryHeader = {
  scheme: 1,
  kind: 7,
  group: fill(0x11),
  author: fill(0x22),
  signer: fill(0x33),
  epoch: 4,
  log: 0x0102030405060709n,
  seq: 5,
  prev: fill(0x44),
  parents: [fill(0x55), fill(0x66)],
  time: 1_700_000_000_123,
  order: 0x18bcfe56800n,
  commit: commitmentOf(suite, body),
  bodyLength: body.length,
}

test('a header has the bytes and the id of the worked example', () => {
  const bytes = encodeHeader(header)
  const expected = [
    '010107',
    '11'.repeat(32),
    '22'.repeat(32),
    '33'.repeat(32),
    '00000004',
    '0102030405060709',
    '00000005',
    '44'.repeat(32),
    '02',
    '55'.repeat(32),
    '66'.repeat(32),
    '018bcfe5687b',
    '0000018bcfe56800',
    '1eb9a8ab5029f6089b08450e269753bbb82119333d4d8ecc1087403a9df2f0c6',
    '00000015',
  ].join('')
  assert.equal(hexOf(bytes), expected)
  assert.equal(hexOf(entryHash(suite, bytes)), '0625da309fb2ebc9f218292450f982c89126aa4033304951f1b147a23e5ef825')
})

test('decoding gives back every field', () => {
  assert.deepEqual(decodeHeader(encodeHeader(header)), header)
  const first = { ...header, seq: 0, prev: fill(0), parents: [], order: 2n ** 63n - 1n, time: 2 ** 47 - 1 }
  assert.deepEqual(decodeHeader(encodeHeader(first)), first)
})

test('a header one byte short or long is no header', () => {
  const bytes = encodeHeader(header)
  assert.equal(decodeHeader(bytes.subarray(1)), undefined)
  assert.equal(decodeHeader(bytes.subarray(0, -1)), undefined)
  assert.equal(decodeHeader(new Uint8Array([...bytes, 0])), undefined)
  assert.equal(decodeHeader(new Uint8Array(0)), undefined)
})

const outOfBounds: readonly (readonly [string, Partial<EntryHeader>])[] = [
  ['a scheme that does not exist', { scheme: 5 }],
  ['an order of 2^63', { order: 2n ** 63n }],
  ['a time of 2^47', { time: 2 ** 47 }],
  ['a body over the largest text', { bodyLength: 1024 * 1024 + 17 }],
  ['a body without room for its salt', { bodyLength: 15 }],
  ['nine parents', { parents: Array.from({ length: 9 }, (_, index) => fill(index + 1)) }],
  ['parents that descend', { parents: [fill(2), fill(1)] }],
  ['a parent named twice', { parents: [fill(1), fill(1)] }],
  ['a first entry with a past', { seq: 0 }],
  ['a later entry without one', { prev: fill(0) }],
  ['a seq that would wrap', { seq: 2 ** 32 }],
  ['a short hash', { commit: new Uint8Array(31) }],
]
for (const [what, fields] of outOfBounds) {
  test(`${what} is not encoded`, () => {
    assert.throws(() => encodeHeader({ ...header, ...fields }), { code: 'bug' })
  })
}

test('a version, a scheme, an order, a time and a length out of bounds are refused as they come in', () => {
  const tail = 148 + 64
  for (const [at, value] of [
    [0, 2],
    [1, 5],
    [147, 9],
    [tail, 0x80],
    [tail + 6, 0x80],
    [tail + 46, 0x80],
  ] as const) {
    const bytes = encodeHeader(header)
    bytes[at] = value
    assert.equal(decodeHeader(bytes), undefined, `byte ${at}`)
  }
})

test('a body matches its own header only, to the byte and the length', () => {
  assert.equal(bodyMatches(suite, header, body), true)
  assert.equal(bodyMatches(suite, header, body.subarray(0, -1)), false)
  assert.equal(bodyMatches(suite, { ...header, bodyLength: body.length - 1 }, body), false)
  const altered = Uint8Array.from(body)
  altered[20]! ^= 1
  assert.equal(bodyMatches(suite, header, altered), false)
})
