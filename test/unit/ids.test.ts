import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf, publicKeyOf } from '#src/base/ids.js'

test('a member id is the libp2p peer id of its key and gives the key back', () => {
  const key = Uint8Array.from({ length: 32 }, (_, index) => index)
  const member = memberIdOf(key)
  assert.match(member, /^12D3KooW/)
  assert.deepEqual(publicKeyOf(member), key)
})

test('a name that is no Ed25519 peer id has no key', () => {
  assert.equal(publicKeyOf('not base58 !'), undefined)
  assert.equal(publicKeyOf('12D3KooW'), undefined)
})
