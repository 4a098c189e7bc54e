import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { type Holder, HoldingKeys } from '#src/crypto/holding.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { soleHolder } from '#src/gossip/holders.js'
import { ReceiptBook } from '#src/gossip/receipt-book.js'

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

const bobsMac = bob.keys.macFor(alice.holder, item)

test('the author makes the same word as the holder, of 16 bytes', () => {
  assert.deepEqual(alice.keys.macOf(bob.holder, item), bobsMac)
  assert.equal(bobsMac?.length, 16)
})

test('the word is for one item, one author, one holder and one direction', () => {
  assert.notDeepEqual(alice.keys.macOf(bob.holder, new Uint8Array(32)), bobsMac)
  assert.notDeepEqual(carol.keys.macOf(bob.holder, item), bobsMac)
  assert.notDeepEqual(alice.keys.macOf(carol.holder, item), bobsMac)
  assert.notDeepEqual(bob.keys.macOf(alice.holder, item), bobsMac)
})

test('the word is for one group', () => {
  const elsewhere = new HoldingKeys(suite, new Uint8Array(32).fill(6), alice.holder.member, new Uint8Array(32).fill(1))
  assert.notDeepEqual(elsewhere.macOf(bob.holder, item), bobsMac)
})

test('a key that is no key gives no word', () => {
  const weak = { member: bob.holder.member, staticKey: new Uint8Array(32) }
  assert.equal(alice.keys.macOf(weak, item), undefined)
  assert.equal(bob.keys.macFor(weak, item), undefined)
})

test('a delegate cannot vouch for one who does not hold it', () => {
  const [self, ...others] = [alice, bob, carol].map(({ holder }) => memberIdOf(holder.member))
  const list = [self!, ...others]
  const holderOf = new Map(list.map((member, at) => [member, [alice, bob, carol][at]!.holder]))
  const book = new ReceiptBook({
    self: self!,
    listOf: () => list,
    macOf: (_, member) => alice.keys.macOf(holderOf.get(member)!, item),
  })
  book.handle({ type: 'published', item: 'hello', members: list }, 0)
  // bob holds it, and claims that carol does too, or in his place
  const bobs = soleHolder('list', 1, bobsMac!)!
  for (const bitmap of [Uint8Array.of(0b110), Uint8Array.of(0b100)]) {
    book.handle({ type: 'receipt', item: 'hello', holders: { ...bobs, bitmap } }, 1)
    assert.deepEqual(book.proven('hello'), [])
  }
  book.handle({ type: 'receipt', item: 'hello', holders: bobs }, 2)
  assert.deepEqual(book.proven('hello'), others.slice(0, 1))
})
