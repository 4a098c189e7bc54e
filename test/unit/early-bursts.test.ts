/** What waits for its keys: bounded, and nobody crowds others out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EntryId, type MemberId, memberIdOf } from '#src/base/ids.js'
import { nodeSuite } from '#src/node-suite.js'
import { EarlyBursts } from '#src/peer/early-bursts.js'

const suite = nodeSuite()
const memberOf = (byte: number): MemberId => memberIdOf(suite.ed25519PublicKey(new Uint8Array(32).fill(byte)))
const [alice, bob, mallory] = [memberOf(1), memberOf(2), memberOf(3)]
const WAY = { arc: undefined, hops: 1 } as never
const MIB = 1024 * 1024

function early(from: MemberId, at: number, { author = 0, bytes = 20, salt = 0 } = {}) {
  const header = new Uint8Array(198)
  header[35] = author
  new DataView(header.buffer).setUint32(111, at)
  const name = `${author}-${at}` as EntryId
  const body = new Uint8Array(bytes).fill(salt)
  return { from, name, way: WAY, burst: { entries: [{ header, body }], signature: new Uint8Array(64) } }
}

function countOf(bursts: EarlyBursts): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { from } of bursts.takeAll()) counts[from] = (counts[from] ?? 0) + 1
  return counts
}

test('a member that fills the place crowds out itself alone', () => {
  const bursts = new EarlyBursts()
  for (let at = 0; at < 1000; at += 1) bursts.keep(early(mallory, at))
  for (let at = 0; at < 50; at += 1) assert.equal(bursts.keep(early(alice, at + 5000)), true, `${at}`)
  for (let at = 0; at < 20; at += 1) assert.equal(bursts.keep(early(bob, at + 6000)), true, `${at}`)
  assert.equal(bursts.keep(early(mallory, 2000)), false)
  assert.deepEqual(countOf(bursts), { [mallory]: 186, [alice]: 50, [bob]: 20 })
})

test('nor by what is large', () => {
  const bursts = new EarlyBursts()
  for (let at = 0; at < 6; at += 1) bursts.keep(early(mallory, at, { bytes: MIB }))
  for (let at = 0; at < 40; at += 1) assert.equal(bursts.keep(early(alice, at + 50, { bytes: 1000 })), true)
  assert.equal(bursts.keep(early(bob, 99, { bytes: MIB })), true)
  assert.deepEqual(countOf(bursts), { [mallory]: 2, [alice]: 40, [bob]: 1 })
})

test('an author that fills what one member passes on crowds out no other author', () => {
  const bursts = new EarlyBursts()
  for (let at = 0; at < 1000; at += 1) bursts.keep(early(alice, at, { author: 9 }))
  for (let at = 0; at < 30; at += 1) assert.equal(bursts.keep(early(alice, at, { author: 8 })), true)
  assert.equal(bursts.keep(early(alice, 5000, { author: 9 })), false)
})

test('a forged body under a true header keeps the true one out no more, and the same twice is kept once', () => {
  const bursts = new EarlyBursts()
  assert.equal(bursts.keep(early(mallory, 1, { salt: 7 })), true)
  assert.equal(bursts.keep(early(alice, 1)), true)
  assert.equal(bursts.keep(early(bob, 1)), false)
  assert.equal(bursts.count, 2)
})
