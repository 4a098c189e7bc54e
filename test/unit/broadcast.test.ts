/** One member's part in a broadcast, when the others are slow, gone or lying. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { ANNOUNCE_BYTES } from '#src/base/limits.js'
import { type Arc, contains, type Placed, wholeCircle } from '#src/gossip/arc.js'
import { Broadcast } from '#src/gossip/broadcast.js'
import type { BroadcastEffect, BroadcastEvent } from '#src/gossip/events.js'

function at(position: bigint): Placed {
  return { member: memberIdOf(new Uint8Array(32).fill(Number(position % 251n))), position }
}

/** Alice stands at 1000. */
const bob = at(2000n)
const carol = at(3000n)
const dave = at(500n)
const mallory = at(9000n)

interface Story {
  readonly machine: Broadcast
  readonly links: Placed[]
  tell(event: BroadcastEvent, now?: number): BroadcastEffect[]
}

function alice(links: readonly Placed[], known: readonly Placed[] = links, memberCount = 16): Story {
  const linked = [...links]
  const machine = new Broadcast({
    self: 1000n,
    links: () => linked.map(link => ({ ...link, patienceMs: 60 })),
    knownInside: arc => known.filter(placed => contains(arc, placed.position)),
    memberCount: () => memberCount,
    fingers: true,
  })
  return { machine, links: linked, tell: (event, now = 0) => machine.handle(event, now) }
}

function copy(from: Placed, arc: Arc, hops = 1, held = false): BroadcastEvent {
  return { type: 'received', from: from.member, item: 'hello', arc, hops, held, size: 10 }
}

function targets(effects: readonly BroadcastEffect[], type: 'forward' | 'ack' | 'dial'): MemberId[] {
  return effects.flatMap(effect => {
    if (effect.type !== type) return []
    return effect.type === 'dial' ? [effect.member] : 'to' in effect ? [effect.to] : []
  })
}

function settled(effects: readonly BroadcastEffect[]): BroadcastEffect | undefined {
  return effects.find(effect => effect.type === 'settled')
}

test('an ack leaves only once the item is stored', () => {
  const { tell } = alice([bob, dave])
  assert.deepEqual(targets(tell(copy(mallory, wholeCircle(9000n))), 'ack'), [])
  const ack = { type: 'ack', to: mallory.member, item: 'hello', dup: false, afterStore: true }
  assert.deepEqual(tell({ type: 'stored', item: 'hello' }), [ack])
  assert.deepEqual(tell({ type: 'stored', item: 'hello' }), [])
})

test('a second copy is answered dup, and only what is new of its arc is forwarded', () => {
  const { tell } = alice([bob, carol, dave])
  assert.deepEqual(targets(tell(copy(mallory, { from: 900n, to: 2500n })), 'forward'), [bob.member])
  tell({ type: 'stored', item: 'hello' })
  const second = tell(copy(at(8000n), { from: 900n, to: 4000n }, 1, true))
  assert.deepEqual(targets(second, 'forward'), [carol.member])
  assert.ok(second.some(effect => effect.type === 'ack' && effect.dup))
})

test('a link delegates an item three times at most, whatever arcs it invents', () => {
  const { tell } = alice([bob, carol, dave])
  tell(copy(mallory, { from: 900n, to: 1100n }))
  tell(copy(mallory, { from: 1100n, to: 1200n }))
  tell(copy(mallory, { from: 1200n, to: 1300n }))
  assert.deepEqual(targets(tell(copy(mallory, wholeCircle(1000n))), 'forward'), [])
})

test('the arc of a delegate that is silent goes by name to the one beside it that answered, which takes it on', () => {
  const story = alice([bob, carol], [bob, carol, at(2900n)])
  story.tell({ type: 'publish', item: 'hello', size: 10 })
  story.tell({ type: 'ack', from: bob.member, item: 'hello', dup: false }, 10)
  const effects = story.tell({ type: 'wake' }, 5000)
  assert.deepEqual(
    effects.flatMap(effect => (effect.type === 'forward' ? [[effect.to, effect.announce]] : [])),
    [[bob.member, true]],
  )
  const beside = alice([at(4000n)])
  beside.tell(copy(mallory, { from: 900n, to: 1100n }))
  const taken = beside.tell(copy(mallory, { from: 3500n, to: 4500n }))
  assert.deepEqual(targets(taken, 'forward'), [at(4000n).member])
  const acks = beside
    .tell({ type: 'stored', item: 'hello' })
    .flatMap(effect => (effect.type === 'ack' ? effect.dup : []))
  assert.deepEqual(acks, [false], 'who gave us one more arc still waits for our word')
})

test('beyond the hop bound, and for an arc without us or off the circle, an item is stored and not forwarded', () => {
  const whole = wholeCircle(9000n)
  assert.equal(targets(alice([bob, dave]).tell(copy(mallory, whole, 15)), 'forward').length, 2)
  for (const [arc, hops] of [
    [whole, 16],
    [{ from: 1500n, to: 4000n }, 1],
    [{ from: -5n, to: 1n << 70n }, 1],
  ] as const) {
    const { tell } = alice([bob, dave])
    const effects = tell(copy(mallory, arc, hops))
    assert.deepEqual(targets(effects, 'forward'), [])
    assert.ok(settled(effects))
    assert.deepEqual(targets(tell({ type: 'stored', item: 'hello' }), 'ack'), [mallory.member])
  }
})

test('a copy with a long way behind it does not shorten the way of the next', () => {
  const { tell } = alice([bob, carol, dave])
  tell(copy(mallory, { from: 900n, to: 1100n }, 15))
  tell(copy(at(7000n), { from: 900n, to: 1200n }, 2 ** 40))
  const hops = tell(copy(at(8000n), wholeCircle(8000n), 2)).flatMap(effect =>
    effect.type === 'forward' ? effect.hops : [],
  )
  assert.deepEqual(hops, [3, 3, 3])
})

test('a large body is announced, a small one is sent', () => {
  for (const [size, announce] of [
    [ANNOUNCE_BYTES, false],
    [ANNOUNCE_BYTES + 1, true],
  ] as const) {
    const [first] = alice([bob]).tell({ type: 'publish', item: 'hello', size })
    assert.ok(first?.type === 'forward' && first.announce === announce)
  }
})

test('the arc of a silent delegate goes to another in the same arc, which is dialled', () => {
  const story = alice([bob], [bob, carol])
  const [first] = story.tell({ type: 'publish', item: 'hello', size: 10 })
  assert.ok(first?.type === 'forward' && first.to === bob.member)
  const due = story.machine.deadline
  assert.equal(due, 300)
  assert.deepEqual(targets(story.tell({ type: 'wake' }, due), 'dial'), [carol.member])
  story.links.push(carol)
  const [next] = story.tell({ type: 'link-up', member: carol.member }, 350)
  assert.ok(next?.type === 'forward' && next.to === carol.member)
  assert.deepEqual(next.arc, first.arc)
  assert.deepEqual(story.tell({ type: 'ack', from: carol.member, item: 'hello', dup: false }, 400), [
    { type: 'settled', item: 'hello', unreached: [], silent: [bob.member] },
  ])
})

test('a delegate whose link closes is replaced at once, and its late ack ends the search', () => {
  const story = alice([bob], [bob, carol])
  story.tell({ type: 'publish', item: 'hello', size: 10 })
  story.links.length = 0
  const effects = story.tell({ type: 'link-down', member: bob.member }, 5)
  assert.deepEqual(targets(effects, 'dial'), [carol.member])
  assert.deepEqual(story.tell({ type: 'ack', from: bob.member, item: 'hello', dup: false }, 10), [
    { type: 'settled', item: 'hello', unreached: [], silent: [] },
  ])
})

test('a delegate that makes progress is not failed over, but not for ever', () => {
  const story = alice([bob], [bob, carol])
  story.tell({ type: 'publish', item: 'hello', size: 1_000_000 })
  let now = 0
  while (now < 29_800) {
    now += 200
    story.tell({ type: 'progress', from: bob.member, item: 'hello' }, now)
    assert.deepEqual(story.tell({ type: 'wake' }, now), [])
  }
  story.tell({ type: 'progress', from: bob.member, item: 'hello' }, 29_950)
  assert.deepEqual(targets(story.tell({ type: 'wake' }, 30_000), 'dial'), [carol.member])
})

test('after four dials the arc is reported as not reached', () => {
  const known = [2000n, 2001n, 2002n, 2003n, 2004n, 2005n].map(at)
  const { tell } = alice([], known)
  let effects = tell({ type: 'publish', item: 'hello', size: 10 })
  let dials = 0
  for (let dialled = targets(effects, 'dial'); dialled.length > 0; dialled = targets(effects, 'dial')) {
    dials += dialled.length
    effects = dialled.flatMap(member => tell({ type: 'dial-failed', member }, dials))
  }
  assert.equal(dials, 4)
  const end = settled(effects)
  assert.ok(end?.type === 'settled' && end.silent.length === 4)
  assert.ok(known.every(placed => end.unreached.some(arc => contains(arc, placed.position))))
})

test('alone in the group, a broadcast settles at once', () => {
  const effects = alice([], []).tell({ type: 'publish', item: 'hello', size: 10 })
  assert.deepEqual(effects, [{ type: 'settled', item: 'hello', unreached: [], silent: [] }])
})
