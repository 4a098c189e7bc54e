import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeLine, safeMessage, safeText } from '#src/cli/terminal.js'

/** The compiler's target knows no such literal. */
const LISTED = new RegExp(['^', '$'].join('\\p{RGI_Emoji}'), 'v')
const tags = (text: string) => [...text].map(letter => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join('')
const END = '\u{e007f}'
const FLAG = '\u{1f3f4}'

/** Of each kind that Unicode lists: flags by tags, by letters, joined ones, with a colour of skin, a sign of style, a keycap. */
const EMOJI = [
  ...['gbeng', 'gbsct', 'gbwls'].map(region => FLAG + tags(region) + END),
  '\u{1f1e9}\u{1f1ea}',
  '👨‍👩‍👧',
  '👩🏽‍❤️‍💋‍👨🏻',
  '🏳️‍🌈',
  '🏴‍☠️',
  '🧑🏿‍🚀',
  '👋🏼',
  '❤️',
  '☺︎',
  '1️⃣',
  '#️⃣',
  '🙂‍↔️',
]

test('what Unicode lists as an emoji is shown whole, wherever it stands', () => {
  for (const emoji of EMOJI) {
    assert.ok(LISTED.test(emoji) || emoji.endsWith('\ufe0e'), emoji)
    for (const text of [emoji, `a${emoji}b`, emoji + emoji]) {
      for (const safe of [safeText, safeLine, safeMessage]) assert.equal(safe(text), text)
    }
  }
})

test('tags that make no flag are read by nobody, and are not shown', () => {
  const hidden = tags('run this')
  for (const [text, shown] of [
    [`x${hidden}y`, 'xy'],
    [`${FLAG}${hidden}${END}`, FLAG],
    [`${FLAG}${tags('gbeng')}`, FLAG],
    [`${FLAG}${tags('usca')}${END}`, FLAG],
    [`🙂${tags('gbeng')}${END}`, '🙂'],
    [`${EMOJI[0]}${hidden}`, EMOJI[0]],
    // nothing that is stripped makes one of what is left
    [`${FLAG}\u202e${tags('gbeng')}${END}`, FLAG],
    [`${FLAG}${tags('gb')}\u202e${tags('eng')}${END}`, FLAG],
    ['\u{e0001}', ''],
  ] as const) {
    assert.equal(safeText(text), shown)
    assert.equal(safeText(safeText(text)), shown)
  }
})
