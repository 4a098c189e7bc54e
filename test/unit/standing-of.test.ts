import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, MemberId } from '#src/base/ids.js'
import type { Invite, Member } from '#src/group/membership.js'
import { standingOf } from '#src/group/reaches.js'

const LENGTH = 200

test('what a member rests on is found in as many steps as its chain is long', () => {
  const names = Array.from({ length: LENGTH }, (_, index) => `member ${index}` as MemberId)
  const members = new Map<MemberId, Member>()
  const invites = new Map<string, Invite>()
  const authors = new Map<EntryId, MemberId>()
  for (const [index, name] of names.entries()) {
    const by = names[index - 1]
    const [joinedBy, roleBy, invited] = ['join', 'role', 'invite'].map(kind => `${kind} ${index}` as EntryId)
    if (by !== undefined) for (const entry of [joinedBy, roleBy, invited]) authors.set(entry!, by)
    invites.set(`${index}`, { entryId: invited } as Invite)
    members.set(name, { joinedBy, roleBy, invite: `${index}` } as Member)
  }
  let steps = 0
  const standing = standingOf(names.at(-1)!, members, invites, entryId => {
    steps += 1
    return authors.get(entryId)
  })
  assert.equal(standing.size, 3 * LENGTH)
  assert.ok(steps <= 3 * LENGTH, `${steps} steps`)
})
