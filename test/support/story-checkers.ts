/** What must hold of a story of its own making once it has come to rest. Each says who breaks it. */
import assert from 'node:assert/strict'
import type { EntryId, LogKey } from '#src/base/ids.js'
import { authorOf } from '#src/history/log-key.js'
import type { StoredEntry } from '#src/history/stored.js'
import type { Actor } from './actor.ts'
import { assertShownOnce, saidBy } from './checkers.ts'
import { nameIn, statusOf } from './people.ts'
import type { Story } from './story.ts'

/** Whom everybody honest believes online is everybody honest, and the ring of each is closed: nothing more is to be waited for. */
export function isCalm({ honest, group }: Story): boolean {
  return honest.every(
    actor => actor.group(group).closed && honest.every(other => actor.group(group).isOnline(other.member)),
  )
}

/** Everybody honest holds what its membership allows of all that the honest said, and of the liars' the same as the others. */
export function assertAgreement(story: Story): void {
  const { honest, group, world } = story
  const union = new Map<EntryId, StoredEntry>()
  for (const actor of honest) for (const entry of actor.history(group)) union.set(entry.entryId, entry)
  const lost = [...world.actors.values()]
    .filter(actor => actor.hostile === undefined)
    .flatMap(actor => saidBy(actor, group).filter(id => !union.has(id)))
  // whoever may read from its join on has no part of what was said before
  const readers = honest.map(actor => actor.group(group).book.floors.of(actor.member) ?? 0n)
  const lowest = readers.reduce((low, floor) => (floor < low ? floor : low))
  const unread = lost.filter(id => (orderOf(story, id) ?? lowest + 1n) > lowest)
  assert.deepEqual(unread, [], `${unread.length} messages are nowhere`)
  const forkedAt = forks(union.values())
  honest.forEach((actor, index) => {
    const held = new Set(actor.history(group).map(entry => entry.entryId))
    const isDue = (entry: StoredEntry) =>
      entry.order > readers[index]! && entry.seq <= (forkedAt.get(entry.log) ?? entry.seq)
    const missing = [...union.values()].filter(entry => isDue(entry) && !held.has(entry.entryId))
    const whose = new Set(missing.map(entry => world.nameOf(authorOf(entry.log))))
    assert.equal(missing.length, 0, `${actor.name} lacks ${missing.length} of ${union.size}, of ${[...whose]}`)
    const below = actor
      .history(group)
      .filter(entry => entry.order <= readers[index]! && authorOf(entry.log) !== actor.member)
    assert.equal(below.length, 0, `${actor.name} holds ${below.length} more than it may`)
    assertShownOnce(actor, group)
  })
}

/** Where the branches of a log part: there it is closed, and what comes later reaches whom it reaches. */
function forks(entries: Iterable<StoredEntry>): ReadonlyMap<LogKey, number> {
  const taken = new Map<string, EntryId>()
  const forkedAt = new Map<LogKey, number>()
  for (const { log, seq, entryId } of entries) {
    const place = `${log} ${seq}`
    if ((taken.get(place) ?? entryId) !== entryId) forkedAt.set(log, Math.min(seq, forkedAt.get(log) ?? seq))
    taken.set(place, entryId)
  }
  return forkedAt
}

/** Everybody honest knows how everybody honest is, in its own words, and all call each by the name it took. */
export function assertPeople({ honest, group }: Story): void {
  for (const actor of honest) {
    for (const other of honest) {
      const { status, statusText } = other.status
      assert.equal(statusOf(actor, group, other.member), `${status}: ${statusText}`, `${actor.name} of ${other.name}`)
      const name = nameIn(other, group, other.member)
      assert.equal(nameIn(actor, group, other.member), name, `${actor.name} has another name for ${other.name}`)
    }
  }
}

/** What one told another was shown to these two alone. */
export function assertPrivate({ world }: Story): void {
  for (const actor of world.actors.values()) {
    for (const { message } of actor.screen) {
      const isParty = message.to === undefined || [message.to, message.author].includes(actor.member)
      assert.ok(isParty, `${actor.name} was shown what is between two others`)
      assert.equal(message.to !== undefined, message.text.includes(' aside '), `${actor.name}: ${message.text}`)
    }
  }
}

/** Nobody honest is held for a liar by somebody honest, but for a stream that stalled. */
export function assertNobodyFramed({ honest, world }: Story): void {
  for (const actor of honest) {
    assert.deepEqual(actor.failures, [], `${actor.name} reports a failure`)
    for (const event of actor.events) {
      if (event.type === 'fork')
        assert.ok(isLiar(world.actors.get(event.author)), `${actor.name} sees a fork of an honest one`)
      if (event.type !== 'liar' || isLiar(world.actors.get(event.member))) continue
      assert.equal(event.reason, 'not-delivered', `${actor.name} accuses ${world.nameOf(event.member)}`)
      assert.equal(event.cutOff, false, `${actor.name} cuts off ${world.nameOf(event.member)}`)
    }
  }
}

function isLiar(actor: Actor | undefined): boolean {
  return actor?.hostile !== undefined
}

/** As its author has it. */
function orderOf({ world, group }: Story, id: EntryId): bigint | undefined {
  for (const actor of world.actors.values()) {
    const entry = actor.store.get(group, id)
    if (entry !== undefined) return entry.order
  }
  return undefined
}
