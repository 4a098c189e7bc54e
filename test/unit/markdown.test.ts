import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberId } from '#src/base/ids.js'
import { MarkdownDays } from '#src/cli/markdown.js'
import { messageLine as line } from '../support/message-line.ts'

test('what was said in private says so in an export, for whoever passes the file on', () => {
  const days = new MarkdownDays()
  assert.equal(days.lineOf(line), '## 2026-01-31\n\n- 12:00 **alice:** hello\n')
  assert.equal(days.lineOf({ ...line, private: true, to: 'bob' as MemberId }), '- 12:00 **alice (private):** hello\n')
  const action = { ...line, kind: 'action', private: true } as const
  assert.equal(days.lineOf(action), '- 12:00 *alice (private) hello*\n')
})
