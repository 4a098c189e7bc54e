/** What was verified, what became of it, and who only looks like it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberId } from '#src/base/ids.js'
import { looksOf } from '#src/group/look-alikes.js'
import { decodeMark, encodeMark, type Mark, Marks, withName } from '#src/group/marks.js'

const ALICE = 'alice' as MemberId
const BOB = 'bob' as MemberId
const MALLORY = 'mallory' as MemberId
const keys = (byte: number) => () => new Uint8Array(32).fill(byte)

const named = (member: MemberId, name: string, present = true) => ({ member, name, present })
const members = (...list: readonly ReturnType<typeof named>[]) => new Map(list.map(one => [one.member, one]))
const bob: Mark = { member: BOB, keys: keys(1)(), names: ['Bob'] }

function marks(...list: readonly Mark[]): Marks {
  const all = new Marks()
  for (const mark of list) all.put(mark)
  return all
}

test('names that a person takes for one look alike, and names that differ to the eye do not', () => {
  const alike = [
    ['Bob', 'bob', ' B o b ', 'ＢＯＢ', '𝓫𝓸𝓫', 'b\u200bo\u00adb', 'bob\u202e', '\u2066bob\u2069', 'В\u043eb', 'Βob'],
    ['alice', 'AIice', 'a1ice', 'аlісе', 'ΑLICE'],
    ['Zoe\u0308', 'Zo\u00eb', 'ZOË'],
    ['o0', 'OO', 'οо'],
  ]
  for (const [first, ...others] of alike) {
    for (const other of others) assert.equal(looksOf(other), looksOf(first!), `${first} and ${other}`)
  }
  const apart = ['bob', 'bobo', 'böb', 'rob', 'b.ob', 'вор', 'ボブ', 'bob2']
  assert.equal(new Set(apart.map(looksOf)).size, apart.length)
  for (const unseen of ['', '\u200b', '\u202e \ufeff']) assert.equal(looksOf(unseen), '')
})

test('a mark stands while the keys are those that were verified, whatever the member calls itself', () => {
  const all = marks(bob)
  assert.deepEqual(all.standingOf(named(BOB, 'Robert'), keys(1)), { verified: 'yes', was: undefined })
  assert.deepEqual(all.standingOf(named(BOB, 'Bob'), keys(2)), { verified: 'changed', was: BOB })
  assert.deepEqual(all.standingOf(named(ALICE, 'alice'), keys(3)), { verified: 'no', was: undefined })
  all.remove(BOB)
  assert.deepEqual(all.standingOf(named(BOB, 'Bob'), keys(2)), { verified: 'no', was: undefined })
})

test('another key under a name that looks verified is as loud as a changed one, until it is verified itself', () => {
  const all = marks(bob)
  assert.deepEqual(all.standingOf(named(MALLORY, 'В\u043eb'), keys(9)), { verified: 'changed', was: BOB })
  all.put({ member: MALLORY, keys: keys(9)(), names: [] })
  assert.deepEqual(all.standingOf(named(MALLORY, 'В\u043eb'), keys(9)), { verified: 'yes', was: undefined })
  assert.deepEqual(all.standingOf(named(BOB, 'Bob'), keys(1)), { verified: 'yes', was: undefined })
})

test('a mark guards the first and the latest name that its member bore alone', () => {
  const bare: Mark = { ...bob, names: [] }
  const names = (mark: Mark, ...list: readonly ReturnType<typeof named>[]) => withName(mark, members(...list)).names
  assert.deepEqual(names(bare, named(BOB, 'Bob')), ['Bob'])
  assert.deepEqual(names(bob, named(BOB, 'Robert')), ['Bob', 'Robert'])
  assert.deepEqual(names({ ...bob, names: ['Bob', 'Robert'] }, named(BOB, 'Rob')), ['Bob', 'Rob'])
  assert.deepEqual(names({ ...bob, names: ['Bob', 'Rob'] }, named(BOB, 'Rob')), ['Bob', 'Rob'])
  // two who were called alike before anybody was verified pose as nobody
  assert.deepEqual(names(bare, named(BOB, 'Bob'), named(MALLORY, 'bob')), [])
  assert.deepEqual(names(bare, named(BOB, 'Bob'), named(MALLORY, 'bob', false)), ['Bob'])
  // and a verified member does not turn the name of another against it
  assert.deepEqual(names(bob, named(BOB, 'alice'), named(ALICE, 'Alice')), ['Bob'])
  assert.deepEqual(names(bare, named(BOB, '\u200b')), [])
})

test('a mark is read back as it was written, and what is none is left aside', () => {
  for (const names of [[], ['Bob'], ['Bob', 'é'.repeat(64)]]) {
    const mark = { ...bob, names }
    assert.deepEqual(decodeMark(BOB, encodeMark(mark)), mark)
  }
  const written = encodeMark(bob)
  assert.equal(decodeMark(BOB, new Uint8Array()), undefined)
  assert.equal(decodeMark(BOB, written.subarray(0, 32)), undefined)
  assert.equal(decodeMark(BOB, Uint8Array.of(2, ...written.subarray(1))), undefined)
})
