import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldedCase, foldedForm } from '#src/store/folding.js'
import { textMatcher } from '#src/store/search.js'

function finds(text: string, word: string, exact = false): boolean {
  return textMatcher([word], exact)(text)
}

/** What has another case or form. */
const FOLDS = /[\p{Changes_When_Casemapped}\p{Changes_When_NFKC_Casefolded}]/u

/** Pairs of which each finds the other, exactly as well. */
const SAME_BUT_FOR_CASE = [
  ['İstanbul', 'istanbul'],
  ['İstanbul', 'ISTANBUL'],
  ['I\u0307stanbul', 'istanbul'],
  ['ıstanbul', 'Istanbul'],
  ['straße', 'STRASSE'],
  ['STRAẞE', 'strasse'],
  ['ẞ', 'ß'],
  ['ΟΔΟΣ', 'οδος'],
  ['οδος', 'οδοσ'],
  ['ﬁsh', 'FISH'],
  ['ﬃ', 'FFI'],
  ['ᾳ', 'ΑΙ'],
  ['ŉ', 'ʼN'],
  ['\u212a', 'k'],
  ['ſ', 'S'],
  ['Ꭰ', 'ꭰ'],
  ['DŽ', 'ǆ'.normalize('NFKD')],
  ['Cafe\u0301', 'CAFÉ'],
] as const

/** What the first is without accents, width and ligatures. */
const SAME_BUT_FOR_FORM = [
  ['Café', 'cafe'],
  ['naïve', 'naive'],
  ['Ångström', 'angstrom'],
  ['Łódź', 'lodz'],
  ['smørrebrød', 'smorrebrod'],
  ['Œuvre', 'oeuvre'],
  ['ｆｕｌｌｗｉｄｔｈ', 'fullwidth'],
  ['ﾊﾟﾝ', 'パン'],
  ['①', '1'],
  ['Ἀθῆναι', 'αθηναι'],
  ['ёлка', 'елка'],
  ['שָׁלוֹם', 'שלום'],
  ['مُحَمَّد', 'محمد'],
  ['co\u00adoperate', 'cooperate'],
  ['a\u200bb', 'ab'],
  ['\ufeffx', 'x'],
  ['Việt', 'viet'],
] as const

test('a search finds in whatever case, both ways round', () => {
  for (const [one, other] of SAME_BUT_FOR_CASE) {
    for (const exact of [false, true]) {
      assert.ok(finds(one, other, exact), `${other} in ${one}`)
      assert.ok(finds(other, one, exact), `${one} in ${other}`)
    }
  }
})

test('a search finds whatever the accents and the width, unless it is to be exact', () => {
  for (const [one, other] of SAME_BUT_FOR_FORM) {
    assert.ok(finds(one, other), `${other} in ${one}`)
    assert.ok(finds(other, one), `${one} in ${other}`)
    assert.ok(!finds(one, other, true) || one.includes(other), `${other} exactly in ${one}`)
    assert.ok(finds(one, one, true))
  }
})

test('what is another letter stays one', () => {
  for (const [one, other] of [
    ['が', 'か'],
    ['कि', 'क्'],
    ['bob', 'bib'],
    ['한', '하'],
  ] as const) {
    assert.ok(!finds(one, other) && !finds(other, one), `${one} is not ${other}`)
  }
})

test('no word finds everything: an empty one finds nothing, an accent alone finds that accent', () => {
  const all = textMatcher(['', 'x'])
  assert.ok(!all('x') && !textMatcher([])('x'))
  assert.ok(finds('e\u0301', '\u0301') || finds('x\u0301', '\u0301'))
  assert.ok(!finds('plain', '\u0301') && !finds('plain', '\u200b'))
})

test('every letter is what it is in the other case, and folding twice changes nothing', () => {
  const points = Array.from({ length: 0x110000 }, (_, point) => point).filter(point => point < 0xd800 || point > 0xdfff)
  const letters = points.map(point => String.fromCodePoint(point)).filter(letter => FOLDS.test(letter))
  assert.ok(letters.length > 2000)
  const wrong = letters.filter(letter => {
    const cases = [letter, letter.toLowerCase(), letter.toUpperCase(), letter.toLowerCase().toUpperCase()]
    return [foldedCase, foldedForm].some(fold => new Set([...cases, fold(letter)].map(fold)).size > 1)
  })
  assert.deepEqual(wrong, [])
})

test('what one finds the other case finds as well, and ASCII is no other search', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (before, word) => {
      const text = `${before} ${word} x`
      assert.ok(finds(text, word) && finds(text.toUpperCase(), word) && finds(text, word.toUpperCase()))
    }),
  )
  fc.assert(fc.property(fc.string(), text => assert.equal(foldedForm(text), foldedForm(`${text}é`).slice(0, -1))))
})
