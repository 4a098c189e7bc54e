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
