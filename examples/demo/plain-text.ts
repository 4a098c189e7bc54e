/** Text for a terminal's columns: made safe, measured, wrapped. Logs hold other people's words. */
import { stripVTControlCharacters } from 'node:util'

/** Controls, marks that turn the direction of text, separators, halves of characters; joiners inside emoji stay. */
const STEERING = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const WIDE = /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

/** On one line, with nothing that moves the cursor, colours or retitles. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/gu, ' ').replace(STEERING, '')
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Columns that the text takes; characters as wide as two are counted as two. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** Lines of at most `width` columns, broken at spaces, inside a word only where it is longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap(long => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) {
      line = longer
    } else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word]
  const found: string[] = []
  let piece = ''
  for (const { segment } of graphemes.segment(word)) {
    if (widthOf(piece + segment) > width) {
      found.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...found, piece]
}
