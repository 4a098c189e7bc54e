/** What a person is told of a group's keys: under which it writes, and what came that cannot be read yet. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupIdOf } from '#src/base/ids.js'
import { chatEventOf } from '#src/chat/events.js'
import type { StatusLine } from '#src/cli/lines.js'
import { statusText, unreadText } from '#src/cli/text-lines.js'
import { person } from './support/command.ts'

const group = groupIdOf(new Uint8Array(32).fill(1))

/** The line of the keys in `status` of a member of one group. */
function keysLine(keys: Partial<StatusLine['groups'][number]>): string | undefined {
  const state = {
    members: 3,
    online: 3,
    role: 'member',
    topic: undefined,
    waiting: 0,
    notarised: true,
    removals: [],
    rekeyed: undefined,
  }
  const sync = { closed: true, have: 9, missing: 0, caughtUp: true, missingEntries: [] }
  const one = { id: group, name: 'friends', encryption: 'mls', epoch: 4, unread: 0, ...state, ...sync, ...keys }
  const who = { peerId: '12D3KooW', name: 'alice', data: '/home/alice', pid: 1, addresses: [] }
  const text = statusText({ v: 1, type: 'status', ...who, groups: [one] })
  return text.split('\n').find(line => line.includes('encryption'))
}

test('status says how many messages wait for their keys, whether they prove their authors, and nothing of epochs where links alone encrypt', () => {
  assert.equal(keysLine({}), '  encryption mls, messages prove their authors, epoch 4, never rekeyed')
  assert.equal(
    keysLine({ unread: 1 }),
    '  encryption mls, messages prove their authors, epoch 4, never rekeyed, 1 message waits for its key',
  )
  const rekeyed = '2026-01-02T03:04:05.678Z'
  const full =
    '  encryption mls, messages prove their authors, epoch 4, rekeyed 2026-01-02 03:04, 7 messages wait for their keys'
  assert.equal(keysLine({ unread: 7, rekeyed }), full)
  const perPeer = keysLine({ encryption: 'per-peer', notarised: false })
  assert.equal(perPeer, '  encryption per-peer, messages are deniable')
})

test('whoever listens is told when messages cannot be read yet, and when all can', () => {
  const event = chatEventOf(group, { type: 'unread', count: 2 }, () => '')
  assert.deepEqual(event, { type: 'unread', group, count: 2 })
  assert.match(unreadText({ v: 1, type: 'unread', group, count: 1 }), /^a message came that cannot be read yet/u)
  assert.match(unreadText({ v: 1, type: 'unread', group, count: 2 }), /^2 messages came that cannot be read yet/u)
  assert.equal(unreadText({ v: 1, type: 'unread', group, count: 0 }), 'all messages can be read\n')
})

test('a group is made under each scheme, and status names it', async context => {
  const alice = await person(context, 'alice')
  const schemes = ['pairwise', 'sender-keys', 'mls']
  for (const encryption of schemes) await alice.result(['create', `of ${encryption}`, '--encryption', encryption])
  const text = await alice.result(['status'])
  for (const encryption of schemes)
    assert.match(text, new RegExp(`^of ${encryption}: .*\n  encryption ${encryption}, messages .*, epoch`, 'mu'))
})
