import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenMember } from '#src/cli/member-choice.js'

const ALICE = '12D3KooWFjeQ5obycDayMuGCQajsSciA4ykecgB13dsKNj3B5Fzx'
const BOB = '12D3KooWSF2QL5HTZ9YFpzfTqsHFDTrPsXf6dLLq8d4MJM5Wfbto'
const MALLORY = '12D3KooWMcxnmu7jtEML5xCrRkcBnRSK2XhFka9xiakYAArgf1Kg'

const alice = { member: ALICE, name: 'alice', state: 'online' }
const bob = { member: BOB, name: 'bob', state: 'offline' }
const friends = (
  ...members: readonly { readonly member: string; readonly name: string; readonly state: string }[]
) => ({
  name: 'friends',
  members,
})

test('a member is named by its name, its id, or as much of the id as fits nobody else', () => {
  for (const word of ['bob', BOB, BOB.slice(0, 9)]) assert.equal(chosenMember(friends(alice, bob), word), bob)
  for (const word of ['carol', '', '0x12', `${BOB}x`]) {
    assert.throws(() => chosenMember(friends(alice, bob), word), {
      code: 'unknown-member',
      message: /in friends/u,
    })
  }
  assert.throws(() => chosenMember(friends(alice, bob), '12D3KooW'), {
    code: 'ambiguous-member',
    message: /12D3KooWFjeQ5oby \(alice\), 12D3KooWSF2QL5HT \(bob\)/u,
  })
})

test('nobody is taken for another by the name it chose', () => {
  const ids = [BOB, BOB.slice(0, 12)].map(name => ({ member: MALLORY, name, state: 'online' }))
  assert.equal(chosenMember(friends(bob, ids[0]!), BOB), bob)
  assert.throws(() => chosenMember(friends(bob, ids[1]!), BOB.slice(0, 12)), { code: 'ambiguous-member' })
  // on a terminal both look like "bob"
  const hidden = { member: MALLORY, name: 'b\u202eob\u0007', state: 'online' }
  assert.throws(() => chosenMember(friends(bob, hidden), 'bob'), { code: 'ambiguous-member' })
})

test('who is in the group is meant before who is not any more, and a verb may ask for those alone', () => {
  const gone = { member: MALLORY, name: 'bob', state: 'removed' }
  assert.equal(chosenMember(friends(gone, bob), 'bob'), bob)
  assert.equal(chosenMember(friends(gone, alice), 'bob'), gone)
  assert.equal(
    chosenMember(friends(gone, bob), 'bob', ({ state }) => state === 'removed'),
    gone,
  )
})

test('an accent is one, whether it was typed composed or not', () => {
  const zoe = { member: BOB, name: 'Zoe\u0308', state: 'online' }
  assert.equal(chosenMember(friends(alice, zoe), 'Zo\u00eb'), zoe)
})

test('the short id that stands beside a name names its bearer, and a name that copies it names nobody', () => {
  const twins = [alice, { member: MALLORY, name: 'Alice', state: 'online' }]
  const short = ALICE.slice(8, 16)
  for (const word of [short, `alice (${short})`, `ALICE (${short})`, ALICE.slice(8, 20)]) {
    assert.equal(chosenMember(friends(...twins), word), alice, word)
  }
  for (const word of [`bob (${short})`, short.slice(0, 7), `${short}x`]) {
    assert.throws(() => chosenMember(friends(...twins), word), { code: 'unknown-member' }, word)
  }
  for (const name of [short, `alice (${short})`]) {
    const copy = { member: MALLORY, name, state: 'online' }
    assert.throws(() => chosenMember(friends(alice, copy), name), { code: 'ambiguous-member' }, name)
  }
})

test('what looks like two is refused with both ids, and is neither where one of them is not here', () => {
  for (const name of ['Bob', 'b ob', 'bob\u200b', 'b\u043eb', 'ｂｏｂ', 'bob\u2800']) {
    const other = { member: MALLORY, name, state: 'online' }
    const both = { code: 'ambiguous-member', message: /12D3KooWSF2QL5HT \(bob\), 12D3KooWMcxnmu7j/u }
    for (const word of ['bob', name]) assert.throws(() => chosenMember(friends(bob, other), word), both, name)
  }
  const capital = { member: MALLORY, name: 'Bob', state: 'online' }
  assert.equal(chosenMember(friends(alice, capital), 'Bob'), capital)
  const near = { code: 'unknown-member', message: /if you mean 12D3KooWMcxnmu7j \(Bob\), use the id/u }
  assert.throws(() => chosenMember(friends(alice, capital), 'bob'), near)
})

test('a name that changed hands between the look and the use is refused', () => {
  const robert = { ...bob, name: 'robert', formerNames: ['bob'] }
  const taker = { member: MALLORY, name: 'bob', state: 'online' }
  assert.throws(() => chosenMember(friends(robert, taker), 'bob'), { code: 'ambiguous-member' })
  assert.throws(() => chosenMember(friends(robert), 'bob'), { code: 'unknown-member', message: /\(robert\)/u })
  assert.equal(chosenMember(friends({ ...robert, state: 'left' }, taker), 'bob'), taker)
  assert.equal(chosenMember(friends(robert, taker), 'robert'), robert)
})

test('a name that shows nothing is no word, and the beginning of an id beside a name is refused though its bearer left', () => {
  const unseen = { member: MALLORY, name: '\u3164', state: 'online' }
  for (const word of ['', '\u3164', '\u200b', ' ']) {
    assert.throws(() => chosenMember(friends(alice, unseen), word), { code: 'unknown-member' })
  }
  const gone = { ...bob, state: 'left' }
  const posing = { member: MALLORY, name: BOB.slice(0, 16), state: 'online' }
  assert.throws(() => chosenMember(friends(gone, posing), BOB.slice(0, 16)), { code: 'ambiguous-member' })
  const odd = { member: MALLORY, name: '@x', state: 'online' }
  assert.equal(chosenMember(friends(alice, odd), '@x'), odd)
})
