import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { safeLine, safeMessage, safeText } from '#src/cli/terminal.js'

test('escape sequences go whole, with their letters', () => {
  assert.equal(safeText('a\u001b[31mred\u001b[0m b'), 'ared b')
  assert.equal(safeText('a\u009b2Jb'), 'ab')
  assert.equal(safeText('\u001b]0;title\u0007hi'), 'hi')
  assert.equal(safeText('\u001b]52;c;cGFzdGU=\u001b\\hi'), 'hi')
  assert.equal(safeText('\u001bcreset'), 'reset')
  assert.equal(safeText('\u001bPq#0\u001b\\x'), 'x')
})

test('controls, bidi overrides, isolates and tags go; letters of every script stay', () => {
  assert.equal(safeText('a\u0007\u0008\u007fb\rc'), 'abc')
  assert.equal(safeText('exe.\u202efdp\u202c'), 'exe.fdp')
  assert.equal(safeText('\u2066x\u2069\u200e\u200f\u061c'), 'x')
  assert.equal(safeText('x\u{e0041}\u{e007f}'), 'x')
  for (const text of ['grüße', 'שלום', 'नमस्ते', '👩‍👩‍👧', 'a\tb\nc']) assert.equal(safeText(text), text)
})

test('a name stays on its line, and a long message cannot pass for two', () => {
  assert.equal(safeLine('mal\nlory\r\n12:00 bob'), 'mal lory 12:00 bob')
  assert.equal(safeMessage('one\n12:00 bob: two'), 'one\n    12:00 bob: two')
})

test('whatever comes in, no control but tab and line feed comes out', async () => {
  const hostile = fc.string({
    unit: fc.constantFrom('\u001b', '[', ']', '0', 'm', '\u009b', '\u0007', '\\', 'a', '\u202e', '\n'),
  })
  await fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), text => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the claim is about control characters
      assert.doesNotMatch(safeText(text), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
})
