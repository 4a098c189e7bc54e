/** A text for one member in an entry of all: what it is to the byte, who opens it, and what bytes from others can do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_PRIVATE_TEXT_BYTES, MAX_TEXT_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import { padme } from '#src/crypto/padding.js'
import { openPrivate, sealPrivate } from '#src/crypto/private-message.js'
import type { Party, PrivateText } from '#src/crypto/private-text.js'
import type { Suite } from '#src/crypto/suite.js'
import { Mutator } from '../support/mutations.ts'
import { suites } from '../vectors/suites.ts'

const [suite] = suites as [Suite, Suite]
const group = new Uint8Array(32).fill(0x6e)
const [alice, bob, carol] = [person(1), person(2), person(3)]
/** SHA-256 of alice's hello to bob, made with the seed 7. */
const FROZEN = '0e0c29dcfb938b686670b21311442b5c2d335999a4b0f99c8a12098194ed1fb5'
const hello = { kind: 1, text: bytesOf('hello') }

function person(byte: number): Party & { readonly linkSecret: Uint8Array } {
  const linkSecret = new Uint8Array(32).fill(0x20 + byte)
  return { member: new Uint8Array(32).fill(0x10 + byte), linkSecret, linkKey: suite.x25519PublicKey(linkSecret) }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function told(said: Omit<PrivateText, 'to'> = hello, seed = 1, to: Party = bob): Uint8Array {
  const sealed = sealPrivate(suite, new SeededRandom(seed), group, alice, to, said)
  assert.ok(sealed)
  return sealed
}

test('in both suites a private message has these bytes, and reads back', () => {
  for (const one of suites) {
    const sealed = sealPrivate(one, new SeededRandom(7), group, alice, bob, hello)
    assert.ok(sealed)
    assert.equal(sealed.length, 400)
    assert.equal(Buffer.from(one.sha256(sealed)).toString('hex'), FROZEN)
    for (const reader of [alice, bob]) {
      assert.deepEqual(openPrivate(one, group, alice.member, reader, sealed), { to: bob.member, ...hello })
    }
  }
})

test('nobody but author and recipient opens a private message', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const sealed = told(hello, seed)
    assert.ok(openPrivate(suite, group, alice.member, bob, sealed))
    assert.equal(openPrivate(suite, group, alice.member, carol, sealed), undefined)
    assert.equal(openPrivate(suite, group, alice.member, { ...carol, linkSecret: bob.linkSecret }, sealed), undefined)
  }
})

test('a private message is worth nothing in another group, or in an entry of another author', () => {
  const sealed = told()
  assert.equal(openPrivate(suite, new Uint8Array(32), alice.member, bob, sealed), undefined)
  for (const thief of [carol, bob]) assert.equal(openPrivate(suite, group, thief.member, bob, sealed), undefined)
})

test('who is not the one it is addressed to is shown nothing, though the author gave it the key', () => {
  // mallory joined under the link key of bob
  const mallory = { ...person(9), linkKey: bob.linkKey, linkSecret: bob.linkSecret }
  assert.equal(openPrivate(suite, group, alice.member, bob, told(hello, 1, mallory)), undefined)
})

test('the place of the slots, and what is random, tell nothing of who it is for', () => {
  const places = { first: 0, second: 0 }
  for (let seed = 1; seed <= 64; seed += 1) {
    const sealed = told(hello, seed)
    const onlyFirst = sealed.slice()
    onlyFirst.fill(0, 32 + 48, 32 + 96)
    // the text hangs on both slots: what opens says which of them was bob's
    assert.equal(openPrivate(suite, group, alice.member, bob, onlyFirst), undefined)
    places[bobsPlace(sealed)] += 1
  }
  assert.ok(places.first > 16 && places.second > 16, JSON.stringify(places))
})

function bobsPlace(sealed: Uint8Array): 'first' | 'second' {
  const opened = { first: 0, second: 0 }
  const counting: Suite = {
    ...suite,
    open: (key, nonce, bytes, associated) => {
      const plain = suite.open(key, nonce, bytes, associated)
      if (bytes.length === 48 && plain === undefined) opened.second += 1
      return plain
    },
  }
  assert.ok(openPrivate(counting, group, alice.member, bob, sealed))
  return opened.second === 0 ? 'first' : 'second'
}

test('a note to oneself has two slots that differ, and opens', () => {
  const sealed = told(hello, 3, alice)
  assert.notDeepEqual(sealed.subarray(32, 80), sealed.subarray(80, 128))
  assert.deepEqual(openPrivate(suite, group, alice.member, alice, sealed), { to: alice.member, ...hello })
})

test('yes, no and a line or two are of one length, and longer texts tell little of theirs', () => {
  const lengthOf = (text: number) => told({ kind: 1, text: new Uint8Array(text).fill(65) }).length
  assert.deepEqual(new Set([1, 2, 3, 100, 200].map(lengthOf)), new Set([400]))
  const lengths = new Set(Array.from({ length: 1000 }, (_, at) => padme(1000 + at)))
  assert.ok(lengths.size <= 20, `${lengths.size} lengths for a thousand`)
  for (let length = 2; length < 100_000; length += 7) {
    const padded = padme(length)
    assert.ok(padded >= length && padded <= length * 1.12 + 1, `${length} is padded to ${padded}`)
  }
})

test('the longest text still is an entry, and one byte more is our own mistake', () => {
  const longest = { kind: 2, text: new Uint8Array(MAX_PRIVATE_TEXT_BYTES).fill(65) }
  const sealed = told(longest)
  assert.ok(sealed.length <= MAX_TEXT_BYTES)
  const opened = openPrivate(suite, group, alice.member, bob, sealed)
  // the difference of two such texts takes minutes to print
  assert.ok(opened !== undefined && Buffer.compare(opened.text, longest.text) === 0)
  assert.throws(() => told({ kind: 1, text: new Uint8Array(MAX_PRIVATE_TEXT_BYTES + 1) }), { code: 'bug' })
})

test('to a link key that is no key nothing can be sealed', () => {
  const broken = { ...bob, linkKey: new Uint8Array(32) }
  for (const one of suites) {
    assert.equal(sealPrivate(one, new SeededRandom(1), group, alice, broken, hello), undefined)
  }
})

test('what an author seals with a recipient other than the reader, a length, a padding or an ephemeral key that cannot be is nothing to anybody', () => {
  // the author's own suite changes what it seals: the slots are right, and the text is not what it says
  for (const hurt of [
    (inner: Uint8Array) => Uint8Array.of(...carol.member, ...inner.subarray(32)),
    (inner: Uint8Array) => inner.with(255, 1),
    (inner: Uint8Array) => inner.with(33, 1),
    (inner: Uint8Array) => Uint8Array.of(...inner, ...new Uint8Array(4)),
    (inner: Uint8Array) => inner.subarray(0, 36),
    (inner: Uint8Array) => new Uint8Array(inner.length).fill(255),
  ]) {
    const lying: Suite = {
      ...suite,
      seal: (key, nonce, plain, associated) =>
        suite.seal(key, nonce, associated === undefined ? plain : hurt(plain), associated),
    }
    const sealed = sealPrivate(lying, new SeededRandom(1), group, alice, bob, hello)
    assert.ok(sealed)
    assert.equal(openPrivate(suite, group, alice.member, bob, sealed), undefined)
  }
  const smallOrder = told()
  smallOrder.fill(0, 0, 32)
  for (const one of suites) assert.equal(openPrivate(one, group, alice.member, bob, smallOrder), undefined)
})

test('a private message with any byte changed, cut or added opens for nobody, in either suite', () => {
  const sealed = told()
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = sealed.with(at, sealed[at]! ^ 1)
    // a field element has 255 bits: the highest of the ephemeral key is not looked at by X25519, but hangs in the keys
    assert.equal(openPrivate(suites[at % 2]!, group, alice.member, bob, altered), undefined, `byte ${at}`)
  }
  assert.equal(openPrivate(suite, group, alice.member, bob, sealed.with(31, sealed[31]! ^ 0x80)), undefined)
  for (let length = 0; length < sealed.length; length += 1) {
    assert.equal(openPrivate(suites[1]!, group, alice.member, bob, sealed.subarray(0, length)), undefined)
  }
  assert.equal(openPrivate(suite, group, alice.member, bob, Uint8Array.of(...sealed, 0)), undefined)
})

test('both suites say the same of whatever bytes come as a private message, and neither throws', () => {
  const samples = [told(), told({ kind: 2, text: new Uint8Array(2000).fill(65) }, 2)]
  for (let seed = 0; seed < 300; seed += 1) {
    const bytes = new Mutator(new SeededRandom(seed)).mutant(samples)
    const [one, other] = suites.map(each => openPrivate(each, group, alice.member, bob, bytes))
    assert.deepEqual(one, other)
  }
})
