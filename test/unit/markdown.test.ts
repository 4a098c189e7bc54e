import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import type { MessageLine } from '#src/cli/lines.js'
import { MarkdownDays } from '#src/cli/markdown.js'

const line: MessageLine = {
  v: 1,
  type: 'message',
  id: 'id' as EntryId,
  group: 'group' as GroupId,
  author: 'alice' as MemberId,
  name: 'alice',
  time: '2026-01-31T12:00:00.000Z',
  kind: 'text',
  text: 'hello',
  hops: undefined,
}

test('what was said in private says so in an export, for whoever passes the file on', () => {
  const days = new MarkdownDays()
  assert.equal(days.lineOf(line), '## 2026-01-31\n\n- 12:00 **alice:** hello\n')
  assert.equal(days.lineOf({ ...line, private: true, to: 'bob' as MemberId }), '- 12:00 **alice (private):** hello\n')
  const action = { ...line, kind: 'action', private: true } as const
  assert.equal(days.lineOf(action), '- 12:00 *alice (private) hello*\n')
})
