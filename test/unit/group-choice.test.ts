import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenGroup } from '#src/cli/group-choice.js'

const FRIENDS = `177dd1885e09${'a'.repeat(52)}`
const OTHERS = `9b00c0ffee00${'b'.repeat(52)}`
const group = (id: string, name: string, joined = true, ...formerNames: readonly string[]) => ({
  id,
  name,
  joined,
  formerNames,
})
const friends = group(FRIENDS, 'friends')

test('a group is named by its name, its id, or as much of the id as fits no other', () => {
  const all = [friends, group(OTHERS, 'others')]
  for (const word of ['friends', FRIENDS, FRIENDS.toUpperCase(), '177dd1885e09', '17', ' friends']) {
    assert.equal(chosenGroup(all, word), friends, word)
  }
  for (const word of ['frogs', '', ' ', '\u200b', '177dd1885e08', `${FRIENDS}0`]) {
    assert.throws(() => chosenGroup(all, word), { code: 'unknown-group' }, word)
  }
})

test('no name that others chose wins over an id, or over what of one was shown', () => {
  for (const word of ['177dd1885e09', '177D', '177dd1885e09aaaa', '17']) {
    for (const here of [true, false]) {
      for (const name of [word, `${word}\u200b`, ` ${word} `, word.toUpperCase()]) {
        const all = [group(FRIENDS, 'friends', here), group(OTHERS, name)]
        const refused = { code: 'ambiguous-group', message: /177dd1885e09 \(friends\), 9b00c0ffee00/u }
        assert.throws(() => chosenGroup(all, word), refused, `${word}, ${JSON.stringify(name)}`)
      }
    }
  }
  assert.equal(chosenGroup([friends, group(OTHERS, FRIENDS)], FRIENDS), friends)
})

test('no name wins over one that looks like it, and the word for one is not taken for the other', () => {
  for (const name of [
    'friends',
    'Friends',
    'friends\u200b',
    'fr\u0456ends',
    'ｆｒｉｅｎｄｓ',
    'fr\u202eiends',
    'f riends',
    'frlends',
  ]) {
    const other = group(OTHERS, name)
    for (const word of ['friends', name]) {
      assert.throws(() => chosenGroup([friends, other], word), { code: 'ambiguous-group' }, name)
    }
    // the one that is meant may not be here
    if (name !== 'friends' && name !== 'fr\u202eiends') {
      const refused = { code: 'unknown-group', message: /if you mean 9b00c0ffee00 \(.*\), use the id/u }
      if (name !== 'friends\u200b') assert.throws(() => chosenGroup([other], 'friends'), refused, name)
    }
  }
})

test('a group that was left gives way to one of its name, and a name of before counts beside it', () => {
  const left = group(OTHERS, 'friends', false)
  assert.equal(chosenGroup([left, friends], 'friends'), friends)
  assert.equal(chosenGroup([left], 'friends'), left)
  const renamed = group(FRIENDS, 'foes', true, 'friends')
  assert.throws(() => chosenGroup([renamed, group(OTHERS, 'friends')], 'friends'), {
    code: 'ambiguous-group',
    message: /177dd1885e09 \(foes\), 9b00c0ffee00 \(friends\)|9b00c0ffee00 \(friends\), 177dd1885e09 \(foes\)/u,
  })
  assert.throws(() => chosenGroup([renamed], 'friends'), { code: 'unknown-group', message: /177dd1885e09 \(foes\)/u })
})
