/** An export as Markdown, read by a parser of CommonMark and GFM: what others wrote comes back to the letter, and as words alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import MarkdownIt, { type Token } from 'markdown-it'
import { MarkdownDays } from '#src/cli/markdown.js'
import { safeLine, safeText } from '#src/cli/terminal.js'
import { messageLine as line } from '../support/message-line.ts'

const parsers = [
  new MarkdownIt('commonmark'),
  new MarkdownIt('default', { html: true, linkify: true }).enable(['table', 'strikethrough', 'linkify']),
]

/** What CommonMark and GFM make something of. */
const MARKUP = [
  ...[
    'x\n===',
    'x\n---',
    'x\n  =\ny',
    '# x',
    '#',
    '> x',
    '- x',
    '+ x',
    '* x',
    '1. x',
    '1) x',
    '- [ ] task',
    '***',
    '___',
    '- - -',
  ],
  ...[
    '```\nx\n```',
    '~~~\nx',
    '`x`',
    '    code',
    '\tcode',
    'a\n\n    code',
    'a\n\n\tcode',
    'a\n\nb',
    '\n',
    '\n\n',
    '\na',
    'a\n',
    'a  \nb',
  ],
  ...[
    '*x*',
    '**x**',
    '_x_',
    '__x__',
    '~~x~~',
    '~x~',
    '[x](y)',
    '![x](y)',
    '[x]: y',
    '[x][y]',
    '[^1]',
    '[^1]: x',
    '<https://x.org>',
  ],
  ...[
    '<a@b.org>',
    '<b>x</b>',
    '<!-- x -->',
    '<script>',
    '<?x?>',
    '&amp;',
    '&#35;',
    '&nbsp',
    'a\\',
    '\\*',
    '\\\n',
    'https://x.org/a_b',
    'www.x.org',
  ],
  ...[
    'a@b.org',
    '| a |\n| - |\n| b |',
    'a | b\n- | -\n1 | 2',
    ':-:',
    'x\n: y',
    '$x$',
    '$$x$$',
    ':smile:',
    '@bob',
    '#1',
    '==x==',
    'x^2^',
    'x~2~',
  ],
  ...[
    '  x  ',
    '\u00a0x\u00a0',
    '\u3000',
    ' ',
    'a \n b',
    'a\r\nb',
    'a\rb',
    'x*',
    '*',
    '“x”',
    '<',
    '{x}',
    '{{x}}',
    '\ufeffx',
    'a\u0000b',
  ],
]

const words = fc.oneof(
  fc.constantFrom(...MARKUP),
  fc.array(fc.constantFrom(...MARKUP, 'word', ' ', '\n', '2'), { maxLength: 6 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'\n\t \\`~*_-+.)([]!#=><&|:@{}$^/"\'a1'), maxLength: 30 }),
)

/** What stands in the one item of the one list; fails where there is anything but words, breaks and our own emphasis. */
function wordsIn(tokens: readonly Token[]): string {
  const types = tokens.map(({ type }) => type)
  const item = [
    'bullet_list_open',
    'list_item_open',
    'paragraph_open',
    'inline',
    'paragraph_close',
    'list_item_close',
    'bullet_list_close',
  ]
  assert.deepEqual(types, ['heading_open', 'inline', 'heading_close', ...item])
  const parts = tokens[6]?.children ?? []
  const emphasis = parts.filter(({ type }) => /^(em|strong)_/u.test(type)).map(({ type }) => type)
  assert.ok(emphasis.join() === 'strong_open,strong_close' || emphasis.join() === 'em_open,em_close', emphasis.join())
  return parts
    .map(({ type, content }) => {
      if (type === 'text') return content
      if (type === 'hardbreak') return '\n'
      assert.match(type, /^(em|strong)_(open|close)$/u)
      return ''
    })
    .join('')
}

function shown(text: string): string {
  return safeText(text.replace(/\r\n|\r/gu, '\n'))
}

test('no markup of others works in an export, and their words come back to the letter', () => {
  fc.assert(
    fc.property(words, words, fc.constantFrom('text', 'action'), (name, text, kind) => {
      const bare = safeLine(name).trim()
      fc.pre(bare !== '' && shown(text) !== '')
      const page = new MarkdownDays().lineOf({ ...line, name, text, kind })
      const wanted = kind === 'action' ? `12:00 ${bare} ${shown(text)}` : `12:00 ${bare}: ${shown(text)}`
      for (const parser of parsers) assert.equal(wordsIn(parser.parse(page, {})), wanted)
    }),
    { numRuns: 3000 },
  )
})

test('each piece of markup is words, in a name and in a text', () => {
  for (const piece of MARKUP) {
    const page = new MarkdownDays().lineOf({ ...line, text: piece })
    for (const parser of parsers)
      assert.equal(wordsIn(parser.parse(page, {})), `12:00 alice: ${shown(piece)}`, JSON.stringify(piece))
  }
})
