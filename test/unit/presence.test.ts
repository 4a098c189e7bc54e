import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { readPresence, signPresence } from '#src/group/presence.js'

const suite = nobleSuite()
const group = new Uint8Array(32).fill(9)
const aliceSeed = new Uint8Array(32).fill(1)
const presence = {
  member: memberIdOf(suite.ed25519PublicKey(aliceSeed)),
  incarnation: 1_700_000_000_000,
  leaving: false,
  addresses: ['/ip4/127.0.0.1/tcp/4001'],
}

test('alice says where she is and anyone can check it', () => {
  assert.deepEqual(readPresence(suite, group, signPresence(suite, aliceSeed, group, presence)), presence)
})

test('nobody else says it for her, and no group takes it from another', () => {
  const mallorySeed = new Uint8Array(32).fill(66)
  assert.equal(readPresence(suite, group, signPresence(suite, mallorySeed, group, presence)), undefined)
  const elsewhere = new Uint8Array(32).fill(8)
  assert.equal(readPresence(suite, elsewhere, signPresence(suite, aliceSeed, group, presence)), undefined)
})

test('a record with more addresses than the bound is refused', () => {
  const crowded = { ...presence, addresses: Array.from({ length: 9 }, () => '/ip4/127.0.0.1/tcp/1') }
  assert.equal(readPresence(suite, group, signPresence(suite, aliceSeed, group, crowded)), undefined)
})

test('a record with bytes that alice did not sign is refused, though her signature holds', () => {
  const signed = signPresence(suite, aliceSeed, group, presence)
  assert.equal(readPresence(suite, group, Uint8Array.of(...signed, 0x78, 1)), undefined)
  assert.equal(readPresence(suite, group, Uint8Array.of(...signed.subarray(0, 34), ...signed)), undefined)
})
