/** What `--since` takes for too old. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import type { MessageEvent } from '#src/chat/surface.js'
import { isBefore, parsedSince } from '#src/cli/since.js'

test('a message with a wrong clock ends no history: its time says nothing of what stands above it', () => {
  const since = parsedSince('1h', Date.parse('2026-12-01T04:30:00Z'))
  const said = (time: string, clock?: 'ahead' | 'behind'): MessageEvent => {
    const [group, author] = ['g' as GroupId, 'm' as MemberId]
    const by = { group, author, name: 'x', time, clock, hops: undefined }
    return { type: 'message', id: 'ab' as EntryId, kind: 'text', text: '', ...by }
  }
  assert.equal(isBefore(since, said('2026-12-01T03:00:00Z')), true)
  assert.equal(isBefore(since, said('2026-12-01T04:00:00Z')), false)
  assert.equal(isBefore(since, said('1970-01-01T00:00:00Z', 'behind')), false)
  assert.equal(isBefore(since, said('+006429-01-01T00:00:00Z', 'ahead')), false)
})
