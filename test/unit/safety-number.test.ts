/** The number two members compare: the same wherever it is computed, and another for any other keys. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { safetyNumber, type VerifiedKeys, verifiedHash } from '#src/crypto/safety-number.js'
import { suites } from '../vectors/suites.ts'

const fill = (byte: number) => new Uint8Array(32).fill(byte)
const keys = (member: number, linkKey: number): VerifiedKeys => ({ member: fill(member), linkKey: fill(linkKey) })
const alice = keys(0x11, 0x12)
const bob = keys(0x21, 0x22)
const group = fill(0x6e)

/** Frozen: another number for the same keys would alarm everybody who compared them. */
const FROZEN = [
  {
    group,
    pair: [alice, bob],
    digits: '16969 89338 98213 53726 75859 41705 15018 46002 68649 82694 85599 39618',
    words:
      'duty father flame actual kidney wash motion rare bomb device easy eye motor local amateur pyramid expose affair',
  },
  {
    group: fill(0x6f),
    pair: [alice, bob],
    digits: '16827 50097 74669 11180 99761 29515 01690 44570 10828 49710 26411 32954',
    words:
      'dumb right online post magnet dizzy dove inspire word almost pair exotic razor crazy taxi stay noise rebuild',
  },
  {
    group,
    pair: [keys(0x00, 0x00), keys(0xff, 0xff)],
    digits: '29593 23142 67423 71912 24257 92682 38557 95858 95261 75195 17785 52357',
    words:
      'jealous cube silly jeans mean depart bachelor brass best option that present profit split top rebel apology dwarf',
  },
] as const

for (const suite of suites) {
  test(`the ${suite.name} suite gives the frozen numbers, whoever of the two computes them`, () => {
    for (const { group, pair, digits, words } of FROZEN) {
      const [one, other] = pair
      assert.deepEqual(safetyNumber(suite, group, one, other), { digits, words })
      assert.deepEqual(safetyNumber(suite, group, other, one), { digits, words })
    }
  })
}

const [, suite] = suites

test('digits and words are one number: 99 bits for each of the two', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const { digits, words } = safetyNumber(suite!, group, keys(seed, 1), bob)
    assert.match(digits, /^\d{5}( \d{5}){11}$/u)
    const byDigits = digits
      .replaceAll(' ', '')
      .match(/\d{30}/gu)!
      .map(BigInt)
    const places = words.split(' ').map(word => BigInt(wordlist.indexOf(word)))
    const byWords = [places.slice(0, 9), places.slice(9)].map(half =>
      half.reduce((value, at) => value * 2048n + at, 0n),
    )
    assert.equal(places.length, 18)
    assert.deepEqual(byWords, byDigits)
    for (const half of byDigits) assert.ok(half < 2n ** 99n)
  }
})

test('any other bit of a key changes the half of whose key it is, and of the group both', () => {
  const halvesOf = (one: VerifiedKeys, other: VerifiedKeys, where = group) =>
    safetyNumber(suite!, where, one, other)
      .words.match(/^(.*) ((?:\S+ ?){9})$/u)!
      .slice(1)
  const flipped = (bytes: Uint8Array, bit: number) =>
    bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
  const [first, second] = halvesOf(alice, bob)
  for (const bit of [0, 77, 255]) {
    for (const key of ['member', 'linkKey'] as const) {
      const [changed, same] = halvesOf({ ...alice, [key]: flipped(alice[key], bit) }, bob)
      assert.notEqual(changed, first, `${key} ${bit}`)
      assert.equal(same, second, `${key} ${bit}`)
    }
    const [one, other] = halvesOf(alice, bob, flipped(group, bit))
    assert.notEqual(one, first)
    assert.notEqual(other, second)
  }
  const swapped = safetyNumber(suite!, group, { member: alice.linkKey, linkKey: alice.member }, bob)
  assert.notEqual(swapped.words.split(' ')[0], first!.split(' ')[0])
})

test('the list of words is the one that the numbers are told in', () => {
  // of BIP 39's english.txt, as everybody publishes it
  const hash = createHash('sha256')
    .update(`${wordlist.join('\n')}\n`)
    .digest('hex')
  assert.equal(hash, '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda')
  assert.equal(new Set(wordlist.map(word => word.slice(0, 4))).size, 2048)
})

test('what is kept of verified keys is another hash for other keys and another group', () => {
  const hashes = [
    verifiedHash(suite!, group, alice),
    verifiedHash(suite!, group, bob),
    verifiedHash(suite!, group, { ...alice, linkKey: bob.linkKey }),
    verifiedHash(suite!, fill(1), alice),
  ].map(hash => Buffer.from(hash).toString('hex'))
  assert.equal(new Set(hashes).size, hashes.length)
})
