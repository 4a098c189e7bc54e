/** A message as `--json` and the verbs print it, for tests of what is made of it. */
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import type { MessageLine } from '#src/cli/lines.js'

export const messageLine: MessageLine = {
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
