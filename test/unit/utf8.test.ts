import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { strictTextOf, textOf, utf8Of } from '#src/base/utf8.js'
import { checkWords } from '#src/cli/raw-arguments.js'
import { readLines, readText } from '#src/cli/text-input.js'

const src = join(import.meta.dirname, '..', '..', 'src')

async function* pieces(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

test('a text survives its bytes: byte order marks, noncharacters and NUL', () => {
  for (const text of [
    '\ufeff',
    '\ufeffx',
    '\ufeff\ufeffx',
    'x\ufeff',
    '\ufffd',
    '\u0000',
    '\uffff',
    '\u{10ffff}',
    '',
  ]) {
    const bytes = utf8Of(text)
    assert.ok(bytes !== undefined)
    assert.equal(textOf(bytes), text)
    assert.equal(strictTextOf(bytes), text)
  }
})

test('half a surrogate pair has no bytes, and bytes that are no UTF-8 have no text', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800', 'x\ud83d']) assert.equal(utf8Of(text), undefined)
  for (const bytes of [[0xff], [0xc3], [0xe9, 0x20], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
    assert.equal(strictTextOf(Uint8Array.from(bytes)), undefined)
  }
})

test('nothing else in the source decodes text, since each decoder of its own forgot something', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  const wrong = files
    .filter(file => file !== join('base', 'utf8.ts'))
    .filter(file => /\bnew TextDecoder\b/u.test(readFileSync(join(src, file), 'utf8')))
  assert.ok(files.length > 80)
  assert.deepEqual(wrong, [])
})

test('stdin keeps a byte order mark, and says of half a letter that it is none', async () => {
  assert.equal(await readText(pieces('\ufeffx\n')), '\ufeffx')
  assert.equal(await readText(pieces('\ufeff')), '\ufeff')
  assert.equal(await readText(pieces('a\r\n\r\n')), 'a\r\n')
  for (const bytes of ['', '\n', '\r\n']) await assert.rejects(readText(pieces(bytes)), { code: 'bad-text' })
  const lines = []
  for await (const line of readLines(pieces('\ufeffone\n\ufefftwo', Uint8Array.of(0xc3)))) {
    lines.push(line.type === 'text' ? line.text : line.error.code)
  }
  assert.deepEqual(lines, ['\ufeffone', 'bad-text'])
})

test('a word of the command line that is no UTF-8 is refused where its bytes can be seen', () => {
  const shown =
    (...words: readonly (string | readonly number[])[]) =>
    () =>
      Buffer.concat([...words, ''].map(word => Buffer.concat([Buffer.from(word as string), Buffer.of(0)])).slice(0, -1))
  const node = ['/usr/bin/node', '/x/cli.js']
  const refused = { code: 'bad-text', message: /^word 3 of the command/u }
  const latin1 = [0x63, 0x61, 0x66, 0xe9]
  assert.throws(() => checkWords(['send', 'G', 'caf\ufffd'], shown(...node, 'send', 'G', latin1)), refused)
  assert.throws(() => checkWords(['send', '', 'caf\ufffd'], shown(...node, 'send', '', latin1)), refused)
  // given as what it is
  checkWords(['send', 'G', 'caf\ufffd'], shown(...node, 'send', 'G', 'caf\ufffd'))
  // a folder of node's own is none of ours
  checkWords(['send', 'G', '\ufffd'], shown([0xff], 'cli.js', 'send', 'G', '\ufffd'))
  // nothing to look at: neither refused nor a bug
  checkWords(['send', 'G', '\ufffd'], () => undefined)
  checkWords(['send', 'G', '\ufffd'], shown('G'))
  checkWords(['send', 'G', 'x'], () => assert.fail('looked for nothing'))
})
