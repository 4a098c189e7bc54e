/**
 * What must hold at every moment, whatever the world does: looked at while the clock runs. Cheap: what was seen on a
 * screen is looked at once, and of the stores two in turn each time.
 */
import assert from 'node:assert/strict'
import { type EntryId, entryIdOf, type GroupId, hexOf } from '#src/base/ids.js'
import { decodeHeader } from '#src/crypto/entry.js'
import type { StoredEntry } from '#src/history/stored.js'
import type { Actor } from './actor.ts'
import type { World } from './world.ts'

/** As docs/protocol.md, "Limits", has them; a link is dropped with the frame that exceeds it, which is at most a record. */
const MAX_LINK_BYTES = 8 * 1024 * 1024
const MAX_GROUP_BYTES = 64 * 1024 * 1024
const MAX_RECORD_BYTES = 1024 * 1024 + 64 * 1024

/** One screen, which outlives the process. */
interface Looked {
  /** Lines that were looked at. */
  count: number
  readonly shown: Set<EntryId>
}

export class Safety {
  readonly #world: World
  readonly #screens = new Map<Actor['screen'], Looked>()
  #turn = 0

  constructor(world: World) {
    this.#world = world
  }

  look(): void {
    assert.deepEqual(this.#world.tap.seen, [], 'a stranger on the road reads along')
    const actors = [...this.#world.actors.values()].filter(actor => actor.hostile === undefined)
    for (const actor of actors) {
      this.#screen(actor)
      if (!actor.dead) assertQueuesBounded(actor)
    }
    this.#turn += 1
    const one = actors[this.#turn % actors.length]
    const other = actors[(this.#turn * 7 + 1) % actors.length]
    if (one === undefined || other === undefined) return
    for (const group of one.store.groups()) {
      const order = one.history(group)
      assertCausal(one, order)
      if (other !== one) assertAlike(one, order, other, other.history(group))
    }
  }

  /** Exactly once, and what was shown is kept. */
  #screen(actor: Actor): void {
    const looked = this.#screens.get(actor.screen) ?? { count: 0, shown: new Set<EntryId>() }
    this.#screens.set(actor.screen, looked)
    for (; looked.count < actor.screen.length; looked.count += 1) {
      const { group, message } = actor.screen[looked.count]!
      assert.ok(!looked.shown.has(message.id), `${actor.name} was shown ${message.id} twice`)
      assert.ok(actor.store.has(group, message.id), `${actor.name} was shown ${message.id}, which it does not hold`)
      looked.shown.add(message.id)
    }
  }

  /** Everything ever shown is there still; dearer, for the end of a story. */
  assertKept(actor: Actor, group: GroupId): void {
    for (const { group: of, message } of actor.screen) {
      if (of === group) assert.ok(actor.store.has(group, message.id), `${actor.name} has lost ${message.id}`)
    }
  }
}

function assertQueuesBounded(actor: Actor): void {
  for (const { links } of actor.peer.groups.values()) {
    let all = 0
    for (const link of links.all()) {
      all += link.queuedBytes
      const bound = MAX_LINK_BYTES + MAX_RECORD_BYTES
      assert.ok(link.queuedBytes <= bound, `${actor.name} queues ${link.queuedBytes} bytes for one link`)
    }
    assert.ok(all <= MAX_GROUP_BYTES + MAX_RECORD_BYTES, `${actor.name} queues ${all} bytes for all its links`)
  }
}

/** In display order nothing stands before what its author had seen, nor before what its author wrote earlier. */
function assertCausal(actor: Actor, order: readonly StoredEntry[]): void {
  const place = new Map(order.map((entry, index) => [entry.entryId, index]))
  const lastSeq = new Map<string, number>()
  for (const [index, entry] of order.entries()) {
    const before = lastSeq.get(entry.log) ?? -1
    assert.ok(entry.seq >= before, `${actor.name} shows ${entry.log} ${entry.seq} after ${before}`)
    lastSeq.set(entry.log, entry.seq)
    const { parents } = decodeHeader(entry.header) ?? { parents: [] }
    for (const parent of parents) {
      const at = place.get(entryIdOf(parent))
      assert.ok(at === undefined || at < index, `${actor.name} shows an answer before ${hexOf(parent)}`)
    }
  }
}

/** What both hold stands in one order. */
function assertAlike(one: Actor, order: readonly StoredEntry[], other: Actor, theirs: readonly StoredEntry[]): void {
  const held = new Set(order.map(entry => entry.entryId))
  const common = theirs.map(entry => entry.entryId).filter(id => held.has(id))
  const both = new Set(common)
  const same = order.map(entry => entry.entryId).filter(id => both.has(id))
  assert.deepEqual(same, common, `${one.name} and ${other.name} show the same messages in another order`)
}
