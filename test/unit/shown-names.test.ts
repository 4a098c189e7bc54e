import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, shortIdOf } from '#src/base/ids.js'
import { safeLine } from '#src/base/safe-text.js'
import { isGivenName, isName } from '#src/group/control.js'
import { isSeen } from '#src/group/look-alikes.js'
import { type NamedMember, ShownNames, withFormer } from '#src/group/shown-names.js'

const ALICE = '12D3KooWFjeQ5obycDayMuGCQajsSciA4ykecgB13dsKNj3B5Fzx' as MemberId
const MALLORY = '12D3KooWMcxnmu7jtEML5xCrRkcBnRSK2XhFka9xiakYAArgf1Kg' as MemberId
const BOB = '12D3KooWSF2QL5HTZ9YFpzfTqsHFDTrPsXf6dLLq8d4MJM5Wfbto' as MemberId

const named = (member: MemberId, name: string, ...formerNames: readonly string[]): NamedMember => ({
  member,
  name,
  formerNames,
  present: true,
})
const shown = (...members: readonly NamedMember[]) => {
  const names = new ShownNames(members)
  return members.map(({ member }) => names.of(member))
}

/** Nothing to see, each for a reason of its own. */
const UNSEEN = [
  ...['', ' ', '\t', '\n', '\u00a0', '\u2003', '\u3000', '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f'],
  ...[
    '\u3164',
    '\u115f',
    '\u1160',
    '\uffa0',
    '\u2800',
    '\u{1d159}',
    '\ufffc',
    '\u180e',
    '\u061c',
    '\u202e',
    '\u2066\u2069',
  ],
  ...[
    '\u0301',
    '\u20dd',
    '\ufe0f',
    '\u{e0041}',
    '\u{e0001}',
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u001b]0;alice\u0007',
    '\u009b2J',
  ],
  ...['\u200b\u2060', '\u3164\u0301', ' \u2800 \u200b', '\ue000', '\u{10fffd}', '\uffff'],
]

test('a name has something to see: one that has not cannot be given, and that of another is its id', () => {
  for (const name of UNSEEN) {
    assert.ok(!isSeen(name) && !isGivenName(name), JSON.stringify(name))
    assert.deepEqual(shown(named(ALICE, name)), [ALICE.slice(0, 16)])
    // what members take from each other does not hang on a version of Unicode
    if (name.trim() !== '') assert.ok(isName(name))
  }
  for (const name of [
    'a',
    '1',
    '.',
    '♥',
    '👨‍👩‍👧',
    '🏴‍☠️',
    '1️⃣',
    'ב',
    'か',
    '👍🏽',
    'é',
    'e\u0301',
    '´',
    '\u200ba',
    '\u001b[31mred',
    '\ufffd',
  ]) {
    assert.ok(isSeen(name) && isGivenName(name), name)
  }
})

test('two that look alike are told apart, both of them, and others are not touched', () => {
  const looks = [
    'alice',
    'Alice',
    'alice\u200b',
    'аlice',
    ' alice ',
    'ａｌｉｃｅ',
    '𝐚𝐥𝐢𝐜𝐞',
    'AIice',
    'al\u202eice',
    '\u001b[1malice',
    'alіⅽе',
    'ALICE\u2800',
  ]
  for (const name of looks) {
    const [one, other, bob] = shown(named(ALICE, 'alice'), named(MALLORY, name), named(BOB, 'bob'))
    assert.deepEqual([one, bob], [`alice (${shortIdOf(ALICE)})`, 'bob'], JSON.stringify(name))
    assert.equal(other, `${safeLine(name).trim()} (${shortIdOf(MALLORY)})`)
  }
  assert.deepEqual(shown(named(ALICE, 'alice'), named(MALLORY, 'alicia')), ['alice', 'alicia'])
})

test('they are told apart whether they are here or not, and by a name of before while its bearer is here', () => {
  const gone: NamedMember = { ...named(ALICE, 'alice'), present: false }
  assert.deepEqual(shown(gone, named(MALLORY, 'alice')), [
    `alice (${shortIdOf(ALICE)})`,
    `alice (${shortIdOf(MALLORY)})`,
  ])
  const renamed = named(ALICE, 'al', 'alice')
  assert.deepEqual(shown(renamed, named(MALLORY, 'alice')), ['al', `alice (${shortIdOf(MALLORY)})`])
  assert.deepEqual(shown({ ...renamed, present: false }, named(MALLORY, 'alice')), ['al', 'alice'])
  // a rename tells of the old name as it was shown
  assert.equal(new ShownNames([renamed, named(MALLORY, 'alice')]).of(ALICE, 'alice'), `alice (${shortIdOf(ALICE)})`)
})

test('no name passes for a name with an id, for an id, or for what stands around a name', () => {
  const poses = [
    `alice (${shortIdOf(ALICE)})`,
    'alice （x）',
    'alice (private)',
    ALICE,
    ALICE.slice(0, 16),
    '12d3koow',
    shortIdOf(ALICE),
    `${shortIdOf(ALICE)}\u200b`,
    'alice: yes',
    'alice： yes',
    'bob∶',
    '12:00 alice',
    '* alice',
    '[clock ahead] alice',
  ]
  for (const name of poses) {
    const [one, other] = shown(named(ALICE, 'alice'), named(MALLORY, name))
    assert.equal(one, 'alice')
    assert.equal(other, `${safeLine(name).trim()} (${shortIdOf(MALLORY)})`)
  }
  // a sequence that has no end would swallow what is added
  const [open] = shown(named(MALLORY, 'alice\u001b]0;'), named(ALICE, 'alice'))
  assert.equal(open, `alice (${shortIdOf(MALLORY)})`)
})

test('who looks like whom is told to programs, without end for nobody', () => {
  const names = new ShownNames([named(ALICE, 'alice'), named(MALLORY, 'Alice'), named(BOB, '\u200b')])
  assert.deepEqual([names.alike(ALICE), names.alike(MALLORY), names.alike(BOB)], [[MALLORY], [ALICE], []])
  const many = Array.from({ length: 40 }, (_, index) =>
    named(`12D3KooW${String(index).padStart(44, 'x')}` as MemberId, 'bob'),
  )
  assert.equal(new ShownNames(many).alike(many[0]!.member).length, 16)
})

test('names of before are the latest eight, each once, and never the one that is borne', () => {
  assert.deepEqual(withFormer([], 'a', 'a'), [])
  assert.deepEqual(withFormer(['a', 'b'], 'c', 'a'), ['b', 'c'])
  const many = Array.from({ length: 20 }, (_, index) => `${index}`)
  const former = many.reduce<readonly string[]>((names, name, index) => withFormer(names, name, `${index + 1}`), [])
  assert.deepEqual(former, many.slice(-8))
})
