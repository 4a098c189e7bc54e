import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinBytes, label } from '#src/base/bytes.js'
import { memberIdOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { parsePresence, readPresence, signPresence } from '#src/group/presence.js'
import { Presence as PresenceMessage } from '#src/wire/generated/link.js'

const suite = nobleSuite()
const group = new Uint8Array(32).fill(9)
const aliceSeed = new Uint8Array(32).fill(1)
const presence = {
  member: memberIdOf(suite.ed25519PublicKey(aliceSeed)),
  incarnation: 1_700_000_000_000,
  leaving: false,
  addresses: ['/ip4/127.0.0.1/tcp/4001'],
  status: 'away',
  statusText: 'at the mill, back by six',
  removals: [{ removal: '0011223344556677', applied: 7, members: 9 }],
} as const

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

test('a status that does not exist, and a text over its bound or in broken UTF-8, are refused', () => {
  const isRead = (change: Partial<PresenceMessage>) => {
    const message = { ...PresenceMessage.decode(signPresence(suite, aliceSeed, group, presence)), ...change }
    const unsigned = PresenceMessage.encode({ ...message, signature: new Uint8Array(0) })
    const signature = suite.sign(aliceSeed, joinBytes(label('tocsin presence'), group, unsigned))
    return readPresence(suite, group, PresenceMessage.encode({ ...message, signature })) !== undefined
  }
  assert.ok(isRead({ status: 2, statusText: 'ß'.repeat(128) }) && isRead({ status: 0, statusText: '' }))
  for (const status of [3, 255, 2 ** 32 - 1]) assert.ok(!isRead({ status }), `status ${status}`)
  assert.ok(!isRead({ statusText: 'ß'.repeat(129) }))
  const signed = signPresence(suite, aliceSeed, group, { ...presence, statusText: 'x' })
  const broken = signed.with(signed.length - 1, 0xff)
  assert.equal(parsePresence(signed)?.presence.statusText, 'x')
  assert.equal(parsePresence(broken), undefined)
})

test('nobody changes what alice says of herself', () => {
  const message = PresenceMessage.decode(signPresence(suite, aliceSeed, group, presence))
  for (const change of [{ status: 2 }, { status: 0 }, { statusText: 'gone for good' }, { statusText: '' }]) {
    assert.equal(readPresence(suite, group, PresenceMessage.encode({ ...message, ...change })), undefined)
  }
})

test('a record with bytes that alice did not sign is refused, though her signature holds', () => {
  const signed = signPresence(suite, aliceSeed, group, presence)
  assert.equal(readPresence(suite, group, Uint8Array.of(...signed, 0x78, 1)), undefined)
  assert.equal(readPresence(suite, group, Uint8Array.of(...signed.subarray(0, 34), ...signed)), undefined)
})
