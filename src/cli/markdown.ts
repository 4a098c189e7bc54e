/**
 * `export --format md`: a heading a day, a line a message. Other people's words stay words: no markup of theirs works, and
 * what a reader of the page sees is what was said, to the letter.
 */
import type { MessageLine } from './lines.js'
import { safeLine, safeText } from './terminal.js'

/** What each sign of ASCII may begin or end in CommonMark, GFM and what renders mathematics; the other signs mean nothing. */
const MARKUP: Readonly<Record<string, string>> = {
  '\\': 'escapes, hard breaks',
  '`': 'code, fences',
  '~': 'fences, struck text',
  '*': 'emphasis, lists, breaks between themes',
  _: 'emphasis, breaks between themes',
  '-': 'lists, headings under a line, breaks between themes, tables',
  '+': 'lists',
  '.': 'numbered lists, addresses of the web',
  ')': 'numbered lists, links',
  '(': 'links',
  '[': 'links, footnotes, tasks',
  ']': 'links, footnotes, tasks',
  '!': 'images',
  '#': 'headings',
  '=': 'headings over a line',
  '>': 'quotes, HTML, addresses',
  '<': 'HTML, addresses',
  '&': 'characters by name or number',
  '|': 'tables',
  ':': 'addresses of the web, definitions, the sides of tables',
  '@': 'addresses of mail, mentions',
  '{': 'attributes',
  '}': 'attributes',
  $: 'mathematics',
  '^': 'footnotes, raised text',
}
const SIGNS = new RegExp(
  `[${Object.keys(MARKUP)
    .join('')
    .replace(/[\\\]^-]/gu, '\\$&')}]`,
  'gu',
)
/** Where a line begins or ends CommonMark takes white space away, or makes code of it. */
const EDGES = /^\s+|\s+$/gu
/** After its last line a paragraph has no break. */
const LAST_LINES = /\n+$/u

export class MarkdownDays {
  #day: string | undefined

  /** Times are UTC, so that the same history gives the same file everywhere. */
  lineOf({ time, name, kind, text, ...line }: MessageLine): string {
    const day = safeLine(time.slice(0, 10))
    const heading = day === this.#day ? '' : `${this.#day === undefined ? '' : '\n'}## ${day}\n\n`
    this.#day = day
    const author = escaped(safeLine(name).trim()) + (line.private === true ? ' (private)' : '')
    const words =
      line.unreadable === true
        ? '(cannot be read here: its key is gone)'
        : paragraph(safeText(text.replace(/\r\n|\r/gu, '\n')))
    const said = kind === 'action' ? `*${author} ${words}*` : `**${author}:** ${words}`
    return `${heading}- ${safeLine(time.slice(11, 16))} ${said}\n`
  }
}

/** In a list item: what follows the first line is indented, each line but the last ends in a hard break. */
function paragraph(text: string): string {
  const [after = ''] = LAST_LINES.exec(text) ?? []
  const lines = text.slice(0, text.length - after.length).split('\n')
  const shown = lines.map(line => escaped(line).replace(EDGES, byNumber)).join('\\\n  ')
  return shown + byNumber(after)
}

function escaped(text: string): string {
  return text.replace(SIGNS, '\\$&')
}

function byNumber(characters: string): string {
  return [...characters].map(character => `&#${character.codePointAt(0)};`).join('')
}
