import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import type { SyncMessage } from '#src/history/sync-messages.js'
import { frameOfSync, syncOfFrame } from '#src/peer/sync-wire.js'
import { decoded } from '#src/wire/decoded.js'
import { Record } from '#src/wire/generated/link.js'
import { Cast, chain, logOf, World } from './history-world.ts'

function casting(): [Cast, Cast, Cast] {
  return [new Cast(1), new Cast(2), new Cast(3)]
}

test('equal members say nothing but roots', () => {
  const [alice, bob] = casting()
  for (const who of [alice, bob]) who.hold(...chain(logOf(1), 40))
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(60_000)
  assert.ok(world.sent.length > 2)
  assert.deepEqual(new Set(world.sent.map(({ message }) => message.type)), new Set(['root']))
})

test('a quiet group slows its rounds to one in half a minute', () => {
  const [alice, bob] = casting()
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(300_000)
  const before = world.sent.length
  world.run(300_000)
  assert.ok(world.sent.length - before <= 2 * 13, `${world.sent.length - before} roots`)
  assert.ok(world.sent.length - before >= 2 * 8)
})

test('two members converge from what each alone holds', () => {
  const [alice, bob] = casting()
  alice.hold(...chain(logOf(1), 700, 8))
  bob.hold(...chain(logOf(2), 90))
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(20_000)
  assert.equal(alice.frontier.root(), bob.frontier.root())
  assert.equal(bob.index.next(logOf(1)), 700)
  assert.deepEqual(
    [...alice.effects, ...bob.effects].filter(({ type }) => type === 'liar'),
    [],
  )
})

test('a returner asks two and is caught up when it holds what both held', () => {
  const [alice, bob, carol] = casting()
  bob.hold(...chain(logOf(1), 50))
  carol.hold(...chain(logOf(2), 300))
  const world = new World([alice, bob, carol])
  world.tell(alice, { type: 'came-online' })
  world.link(alice, bob)
  world.link(alice, carol)
  world.run(5000)
  assert.equal(alice.effects.filter(({ type }) => type === 'caught-up').length, 1)
  assert.equal(alice.index.next(logOf(1)), 50)
  assert.equal(alice.index.next(logOf(2)), 300)
  assert.ok(alice.effects.some(effect => effect.type === 'progress' && effect.missing > 0 && effect.have > 0))
})

test('a member that cannot give what it claims is named, and the other asked', () => {
  const [alice, bob, mallory] = casting()
  bob.hold(...chain(logOf(1), 100))
  mallory.hold(...chain(logOf(1), 200))
  mallory.lies = true
  const world = new World([alice, bob, mallory])
  world.tell(alice, { type: 'came-online' })
  world.link(alice, mallory)
  world.link(alice, bob)
  world.run(10_000)
  const liars = alice.effects.flatMap(effect => (effect.type === 'liar' ? [effect.member] : []))
  assert.deepEqual(new Set(liars), new Set([mallory.name]))
  assert.equal(alice.index.next(logOf(1)), 100)
  assert.ok(alice.effects.some(({ type }) => type === 'caught-up'))
})

test('a pull goes on with another member when the link dies', () => {
  const [alice, bob, carol] = casting()
  for (const who of [bob, carol]) who.hold(...chain(logOf(1), 900, 8))
  const world = new World([alice, bob, carol])
  world.tell(alice, { type: 'came-online' })
  world.link(alice, bob)
  world.before = () => {
    if (alice.index.next(logOf(1)) < 100 || !alice.links.has(bob.name)) return
    world.before = undefined
    world.unlink(alice, bob)
    world.link(alice, carol)
  }
  world.run(20_000)
  assert.equal(alice.links.has(bob.name), false)
  assert.equal(alice.index.next(logOf(1)), 900)
  assert.ok(alice.effects.some(({ type }) => type === 'caught-up'))
  assert.ok(!alice.effects.some(({ type }) => type === 'liar'))
})

test('two branches of one log are found, and both members end with the same root', () => {
  const [alice, bob] = casting()
  alice.hold(...chain(logOf(1), 60))
  bob.hold(...chain(logOf(1), 60, 3, 30))
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(60_000)
  for (const who of [alice, bob]) assert.deepEqual(who.index.state(logOf(1)).fork, { seq: 30, exact: true })
  assert.equal(alice.frontier.root(), bob.frontier.root())
})

test('a member may keep eight reads waiting and no more', () => {
  const [alice, bob] = casting()
  alice.sync.handle({ type: 'link-up', member: bob.name }, 0)
  let reads = 0
  for (let requestId = 1; requestId <= 20; requestId += 1) {
    const message = { type: 'range-request', requestId, log: logOf(1), fromSeq: 0, toSeq: 9, maxBytes: 1e9 } as const
    for (const effect of alice.sync.handle({ type: 'message', from: bob.name, message }, 0)) {
      if (effect.type !== 'read-range') continue
      reads += 1
      assert.equal(effect.maxBytes, 256 * 1024)
    }
  }
  assert.equal(reads, 8)
})

test('a member whose word was void gets another chance after a minute', () => {
  const [alice, bob] = casting()
  bob.hold(...chain(logOf(1), 30))
  bob.lies = true
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(20_000)
  assert.equal(alice.effects.filter(({ type }) => type === 'liar').length, 1)
  bob.lies = false
  world.run(120_000)
  assert.equal(alice.index.next(logOf(1)), 30)
})

test('an answer whose entries do not verify names its author', () => {
  const [alice, bob] = casting()
  const send = (message: SyncMessage) => alice.sync.handle({ type: 'message', from: bob.name, message }, 0)
  alice.sync.handle({ type: 'link-up', member: bob.name }, 0)
  const claim = { log: logOf(1), next: 10, digest: '00'.repeat(8), beyond: [], fork: undefined }
  const [asked] = send({ type: 'frontier', logs: [claim], delta: false, more: false })
  assert.ok(asked?.type === 'send' && asked.message.type === 'range-request')
  const { requestId } = asked.message
  assert.deepEqual(alice.sync.handle({ type: 'range-bad', from: bob.name, requestId }, 0), [
    { type: 'liar', member: bob.name, reason: 'bad-answer' },
  ])
})

test('a frontier out of bounds is refused', () => {
  const [alice, bob] = casting()
  alice.sync.handle({ type: 'link-up', member: bob.name }, 0)
  const beyond = Array.from({ length: 17 }, (_, at) => ({ from: 2 * at + 5, to: 2 * at + 5 }))
  const claim = { log: logOf(1), next: 1, digest: '', beyond, fork: undefined }
  const message: SyncMessage = { type: 'frontier', logs: [claim], delta: false, more: false }
  assert.deepEqual(alice.sync.handle({ type: 'message', from: bob.name, message }, 0), [
    { type: 'liar', member: bob.name, reason: 'bad-frontier' },
  ])
})

test('a group with more logs than one message holds is told in several, and is synced whole', () => {
  const [alice, bob] = casting()
  for (let number = 1; number <= 2500; number += 1) alice.hold(...chain(logOf(number), 1))
  const world = new World([alice, bob])
  world.tell(bob, { type: 'came-online' })
  world.link(alice, bob)
  world.run(60_000)
  assert.equal(bob.frontier.root(), alice.frontier.root())
  assert.ok(bob.effects.some(({ type }) => type === 'caught-up'))
  const told = world.sent.flatMap(({ from, message }) =>
    from === alice && message.type === 'frontier' ? [message] : [],
  )
  assert.deepEqual(told.map(({ logs, delta, more }) => ({ logs: logs.length, delta, more })).slice(0, 3), [
    { logs: 1024, delta: false, more: true },
    { logs: 1024, delta: true, more: true },
    { logs: 452, delta: true, more: false },
  ])
  for (const message of told) {
    const bytes = Record.encode({ frames: [frameOfSync(message)] })
    assert.ok(bytes.length < MAX_RECORD_BYTES / 8, `${bytes.length} bytes`)
    const frame = decoded(Record, bytes)?.frames[0]
    assert.deepEqual(frame === undefined ? undefined : syncOfFrame(frame), message)
  }
})

test('a member that is not ready is asked again in a while, and named once it never is', () => {
  const [alice, bob] = casting()
  bob.hold(...chain(logOf(1), 30))
  bob.stalls = 3
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(10_000)
  assert.equal(alice.index.next(logOf(1)), 30)
  assert.ok(!alice.effects.some(({ type }) => type === 'liar'))
  const [carol, mallory] = [new Cast(3), new Cast(4)]
  mallory.hold(...chain(logOf(1), 30))
  mallory.stalls = 1000
  const other = new World([carol, mallory])
  other.link(carol, mallory)
  other.run(30_000)
  assert.deepEqual(
    carol.effects.flatMap(effect => (effect.type === 'liar' ? [effect.member] : [])),
    [mallory.name],
  )
})
