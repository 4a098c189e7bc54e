/** Handshakes counted by host: what one host may begin, what is one host, and who is never counted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HandshakeLimits, hostOf } from '#src/net/handshake-limits.js'

const MALLORY = '/ip4/203.0.113.7/tcp/40001'

function allowed(limits: HandshakeLimits, address: string, tries: number, now: number): number {
  return Array.from({ length: tries }, () => limits.allows(address, now)).filter(Boolean).length
}

test('a host may begin 32 at once and then one each second, whatever its ports and keys', () => {
  const limits = new HandshakeLimits({ countsLoopback: false })
  assert.equal(allowed(limits, MALLORY, 1_000, 0), 32)
  assert.equal(allowed(limits, '/ip4/203.0.113.7/tcp/40002/p2p/12D3KooW', 10, 999), 0)
  assert.equal(allowed(limits, MALLORY, 10, 1_000), 1)
  assert.equal(allowed(limits, MALLORY, 10, 11_000), 10)
})

test('a host that begins too many costs no other host anything', () => {
  const limits = new HandshakeLimits({ countsLoopback: false })
  allowed(limits, MALLORY, 1_000, 0)
  assert.equal(allowed(limits, '/ip4/198.51.100.1/tcp/4001', 32, 0), 32)
})

test('a network of IPv6 is one host, and an IPv4 address within IPv6 is itself', () => {
  assert.equal(hostOf('/ip6/2001:db8:1:2::1/tcp/1'), hostOf('/ip6/2001:0db8:0001:0002:ffff::9/tcp/2'))
  assert.equal(hostOf('/ip6/2001:db8::1/tcp/1'), hostOf('/ip6/2001:db8:0:0:1:2:3:4/tcp/2'))
  assert.notEqual(hostOf('/ip6/2001:db8:1:2::1/tcp/1'), hostOf('/ip6/2001:db8:1:3::1/tcp/1'))
  assert.equal(hostOf('/ip6/::ffff:203.0.113.7/tcp/1'), '203.0.113.7')
})

test('the members of one machine are not counted, unless that is asked for', () => {
  const addresses = ['/ip4/127.0.0.1/tcp/1', '/ip4/127.5.0.1/tcp/1', '/ip6/::1/tcp/1']
  for (const address of addresses) {
    assert.equal(allowed(new HandshakeLimits({ countsLoopback: false }), address, 1_000, 0), 1_000, address)
    assert.equal(allowed(new HandshakeLimits({ countsLoopback: true }), address, 1_000, 0), 32, address)
  }
})

test('more hosts than are counted share what is left, and the table stays as large as it may be', () => {
  const limits = new HandshakeLimits({ countsLoopback: false })
  let passed = 0
  for (let host = 0; host < 20_000; host += 1) {
    if (limits.allows(`/ip4/10.${host >> 16}.${(host >> 8) & 255}.${host & 255}/tcp/1`, 0)) passed += 1
  }
  assert.equal(passed, 4_096 + 32)
  assert.ok(limits.allows('/ip4/198.51.100.1/tcp/1', 60_000), 'a minute later all of them are at rest')
})
