import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, hexOf, memberIdOf, publicKeyOf } from '#src/base/ids.js'

const alice = memberIdOf(new Uint8Array(32).fill(7))

test('a member id is the libp2p peer id of its key and gives the key back', () => {
  const key = Uint8Array.from({ length: 32 }, (_, index) => index)
  const member = memberIdOf(key)
  assert.match(member, /^12D3KooW/)
  assert.deepEqual(publicKeyOf(member), key)
})

test('members that are named in turn keep their names, and a name does not change with the bytes it was made of', () => {
  const key = new Uint8Array(32).fill(7)
  const other = memberIdOf(new Uint8Array(32).fill(8))
  assert.equal(memberIdOf(key), alice)
  key.fill(8)
  assert.equal(memberIdOf(key), other)
  assert.equal(memberIdOf(new Uint8Array(32).fill(7)), alice)
})

test('bytes of any length go to hex and back', () => {
  for (const length of [0, 1, 31, 32, 33, 64]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256)
    assert.equal(hexOf(bytes), Buffer.from(bytes).toString('hex'))
    assert.deepEqual(bytesOfHex(hexOf(bytes)), bytes)
  }
})

test('a name that is no Ed25519 peer id has no key', () => {
  assert.equal(publicKeyOf('not base58 !'), undefined)
  assert.equal(publicKeyOf('12D3KooW'), undefined)
  for (const made of [
    '',
    `z${alice}`,
    `1${alice}`,
    `${alice}1`,
    ` ${alice}`,
    `${alice}\n`,
    `${alice}/1`,
    alice.slice(1),
  ]) {
    assert.equal(publicKeyOf(made), undefined, made)
  }
})

test('a member has one name: no letter stands for another', () => {
  const letters = [...'0OIl', ...Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code))]
  for (const at of [0, 8, 30, alice.length - 1]) {
    for (const letter of letters) {
      const made = alice.slice(0, at) + letter + alice.slice(at + 1)
      const key = publicKeyOf(made)
      if (key !== undefined) assert.equal(memberIdOf(key), made)
    }
  }
})
