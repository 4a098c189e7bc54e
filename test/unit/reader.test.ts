/** A reader of events that is too slow: it is told, and from where it can have the rest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import { Reader } from '#src/chat/reader.js'
import type { ChatEvent } from '#src/chat/surface.js'

const MAX_WAITING = 10_000
const group = 'group' as GroupId
const author = 'alice' as MemberId
const time = '2026-01-01T00:00:00.000Z'
const said = { group, author, name: 'alice', time }
const message = (id: string): ChatEvent => ({
  type: 'message',
  ...said,
  id: id as EntryId,
  kind: 'text',
  text: id,
  hops: 1,
})
const custom = (id: string): ChatEvent => ({
  type: 'custom',
  ...said,
  id: id as EntryId,
  customType: 'map/1',
  data: Uint8Array.of(1),
})

for (const last of [message, custom]) {
  test(`a reader that lagged goes on after the last ${last('x').type} it was given`, async () => {
    const reader = new Reader(group, 'before' as EntryId)
    for (let count = 1; count < MAX_WAITING; count += 1) reader.push(message(`${count}`))
    reader.push(last('last'))
    for (let count = 0; count < 3; count += 1) reader.push(message(`missed ${count}`))
    for (let count = 0; count < MAX_WAITING; count += 1) await reader.next()
    assert.deepEqual(await reader.next(), { type: 'lagged', group, missed: 3, since: 'last' })
    reader.push(message('on'))
    assert.equal((await reader.next())?.type, 'message')
  })
}
