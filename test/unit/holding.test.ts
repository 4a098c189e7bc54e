import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Holder, HoldingKeys, joinMacs } from '#src/crypto/holding.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'

const suite = nobleSuite()
const group = new Uint8Array(32).fill(7)
const item = new Uint8Array(32).fill(8)
const [alice, bob, carol] = [person(1), person(2), person(3)]

function person(byte: number): { readonly holder: Holder; readonly keys: HoldingKeys } {
  const secret = new Uint8Array(32).fill(byte)
  const member = new Uint8Array(32).fill(0x10 + byte)
  return {
    holder: { member, staticKey: suite.x25519PublicKey(secret) },
    keys: new HoldingKeys(suite, group, member, secret),
  }
}

const bobsMac = bob.keys.macFor(alice.holder, item)!
const carolsMac = carol.keys.macFor(alice.holder, item)!

test('alice believes the joined word of bob and carol, joined in any order', () => {
  assert.equal(alice.keys.verify([bob.holder, carol.holder], item, joinMacs([carolsMac, bobsMac])), true)
  assert.equal(alice.keys.verify([carol.holder, bob.holder], item, joinMacs([joinMacs([bobsMac]), carolsMac])), true)
})

test('a delegate cannot vouch for one who does not hold it', () => {
  assert.equal(alice.keys.verify([bob.holder, carol.holder], item, bobsMac), false)
  assert.equal(alice.keys.verify([carol.holder], item, bobsMac), false)
})

test('a holder named twice does not cancel itself out', () => {
  assert.equal(alice.keys.verify([carol.holder, carol.holder], item, new Uint8Array(16)), false)
})

test('the word is for one item, one author and one direction', () => {
  assert.equal(alice.keys.verify([bob.holder], new Uint8Array(32), bobsMac), false)
  assert.equal(carol.keys.verify([bob.holder], item, bobsMac), false)
  assert.equal(bob.keys.verify([alice.holder], item, bobsMac), false)
})

test('a short word and a key that is no key are refused', () => {
  assert.equal(alice.keys.verify([bob.holder], item, bobsMac.subarray(1)), false)
  const weak = { member: bob.holder.member, staticKey: new Uint8Array(32) }
  assert.equal(alice.keys.verify([weak], item, bobsMac), false)
  assert.equal(bob.keys.macFor(weak, item), undefined)
})
