/** What must hold of a group once it has come to rest, whatever the story was. Each says who breaks it. */
import assert from 'node:assert/strict'
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import type { Actor } from './actor.ts'

/** Everybody holds the same messages in the same order, each author's in the order it wrote them, nothing twice. */
export function assertOneHistory(group: GroupId, actors: readonly Actor[], everyone = actors): void {
  const said = everyone.flatMap(actor => saidBy(actor, group))
  const [first] = actors
  assert.ok(first)
  const order = idsIn(first, group)
  assert.deepEqual(new Set(order), new Set(said), `${first.name} holds ${order.length} of ${said.length}`)
  for (const actor of actors) {
    assert.deepEqual(idsIn(actor, group), order, `${actor.name} has another history than ${first.name}`)
    assertShownOnce(actor, group)
  }
  for (const author of everyone) assertInOrder(order, saidBy(author, group), author.name)
}

/** What a member holds and is to read was on its screen, exactly once, over all its lives. */
export function assertShownOnce(actor: Actor, group: GroupId): void {
  const shown = actor.screen.filter(line => line.group === group).map(line => line.message.id)
  assert.equal(new Set(shown).size, shown.length, `${actor.name} was shown a message twice`)
  // what came before word that its author was out was shown, and is void since
  const standing = shown.filter(id => {
    const entry = actor.store.get(group, id)
    return entry === undefined || !actor.isVoid(group, entry)
  })
  const { reading } = actor.group(group)
  const read = actor.history(group).filter(entry => reading.contentOf(entry)?.type === 'message')
  const ids = read.map(entry => entry.entryId)
  assert.deepEqual(new Set(standing), new Set(ids), `${actor.name} was shown what it is not to read, or not what it is`)
}

/** Each author's messages came onto the screen in the order in which they were written. */
export function assertShownInOrder(actor: Actor, group: GroupId, authors: readonly Actor[]): void {
  const shown = actor.screen.filter(line => line.group === group).map(line => line.message.id)
  for (const author of authors) assertInOrder(shown, saidBy(author, group), `${author.name} to ${actor.name}`)
}

export function assertNoFailures(actors: readonly Actor[]): void {
  for (const actor of actors) {
    assert.deepEqual(actor.failures, [], `${actor.name} reports a failure`)
    const accusations = new Set<string>()
    for (const event of actor.events) {
      if (event.type === 'liar') accusations.add(event.reason)
      if (event.type === 'fork') accusations.add('fork')
      if (event.type === 'bad-key-message') accusations.add(`bad key message: ${event.reason}`)
    }
    assert.equal([...accusations].join(), '', `${actor.name} names a liar in an honest group`)
  }
}

/** One circle through everybody who is alive, and each is the predecessor of its successor. */
export function assertRing(group: GroupId, actors: readonly Actor[]): void {
  const byMember = new Map<MemberId, Actor>(actors.map(actor => [actor.member, actor]))
  const [first] = actors
  assert.ok(first)
  let here: Actor = first
  for (let steps = 0; steps < actors.length; steps += 1) {
    const ring = here.group(group).ring
    const next: Actor | undefined = ring.successor === undefined ? here : byMember.get(ring.successor)
    assert.ok(next, `${here.name} has a successor that is not alive`)
    if (next !== here) {
      assert.equal(next.group(group).ring.predecessor, here.member, `${next.name} does not know ${here.name} before it`)
      assert.ok(here.group(group).closed, `${here.name} is not linked to both neighbours`)
    }
    here = next
    assert.ok(here !== first || steps === actors.length - 1, `the circle closes after ${steps + 1} members`)
  }
  assert.equal(here, first, 'the circle does not close')
}

/** Everybody counts exactly these as members, and all of them as online. */
export function assertMembers(group: GroupId, actors: readonly Actor[]): void {
  const expected = actors.map(actor => actor.member).sort()
  for (const actor of actors) {
    const members = [...(actor.group(group).membership?.members.values() ?? [])].filter(one => one.present)
    assert.deepEqual(members.map(one => one.member).sort(), expected, `${actor.name} counts other members`)
    const offline = actors.filter(other => !actor.group(group).isOnline(other.member)).map(other => other.name)
    assert.deepEqual(offline, [], `${actor.name} believes them offline`)
  }
}

export function idsIn(actor: Actor, group: GroupId): EntryId[] {
  return actor.history(group).map(entry => entry.entryId)
}

export function saidBy(actor: Actor, group: GroupId): EntryId[] {
  return actor.said.filter(message => message.group === group).map(message => message.id)
}

function assertInOrder(all: readonly EntryId[], some: readonly EntryId[], whose: string): void {
  const wanted = new Set(some)
  const found = all.filter(id => wanted.has(id))
  const held = new Set(found)
  assert.deepEqual(
    found,
    some.filter(id => held.has(id)),
    `the messages of ${whose} are out of order`,
  )
}
