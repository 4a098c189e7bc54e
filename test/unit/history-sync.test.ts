import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import type { Suite } from '#src/crypto/suite.js'
import type { LogFrontier } from '#src/history/frontier.js'
import type { SyncMessage } from '#src/history/sync-messages.js'
import { LinkNames } from '#src/peer/link-names.js'
import { framesOfSync, syncOfFrame } from '#src/peer/sync-wire.js'
import { decoded } from '#src/wire/decoded.js'
import { Record } from '#src/wire/generated/link.js'
import { Cast, chain, logOf, member, suite, World } from './history-world.ts'

function told(logs: readonly LogFrontier[]): SyncMessage {
  const rest = { unknown: [], inFull: false, version: 1 }
  return { type: 'frontier', logs, delta: false, more: false, because: 'news', ...rest }
}

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

test('a returner does not wait for the arcs: six round trips after its links it has everything', () => {
  const [alice, bob, carol] = casting()
  for (const who of [bob, carol]) who.hold(...chain(logOf(1), 50))
  const world = new World([alice, bob, carol])
  world.tell(alice, { type: 'came-online' })
  world.link(alice, bob)
  world.link(alice, carol)
  world.run(120)
  assert.equal(alice.index.next(logOf(1)), 50)
  assert.ok(alice.effects.some(({ type }) => type === 'caught-up'))
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
    const ranges = [{ log: logOf(1), from: 0, to: 9 }]
    const message = { type: 'range-request', requestId, ranges, maxBytes: 1e9 } as const
    for (const effect of alice.sync.handle({ type: 'message', from: bob.name, message }, 0)) {
      if (effect.type !== 'read-ranges') continue
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
  assert.deepEqual(send(told([claim])), [])
  const [asked] = alice.sync.handle({ type: 'wake' }, alice.sync.deadline ?? 0)
  assert.ok(asked?.type === 'send' && asked.message.type === 'range-request')
  const { requestId } = asked.message
  assert.deepEqual(alice.sync.handle({ type: 'range-bad', from: bob.name, requestIds: [requestId] }, 0), [
    { type: 'liar', member: bob.name, reason: 'bad-answer' },
  ])
})

test('a frontier out of bounds is refused', () => {
  const [alice, bob] = casting()
  alice.sync.handle({ type: 'link-up', member: bob.name }, 0)
  const beyond = Array.from({ length: 17 }, (_, at) => ({ from: 2 * at + 5, to: 2 * at + 5 }))
  const claim = { log: logOf(1), next: 1, digest: '', beyond, fork: undefined }
  assert.deepEqual(alice.sync.handle({ type: 'message', from: bob.name, message: told([claim]) }, 0), [
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
    const names = new LinkNames(alice.sync.names)
    const bytes = Record.encode({ frames: framesOfSync(names, message) })
    assert.ok(bytes.length < MAX_RECORD_BYTES / 8, `${bytes.length} bytes`)
    const frame = decoded(Record, bytes)?.frames[0]
    assert.deepEqual(frame === undefined ? undefined : syncOfFrame(names, frame), { ...message, inFull: false })
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

/** Alice and bob linked; from 200 ms on each burst of another's log is with bob at once, and with alice after `delayMs`. */
function onTheWay(bursts: number, everyMs: number, delayMs: number): World {
  const [alice, bob] = casting()
  const world = new World([alice, bob])
  world.link(alice, bob)
  const steps = chain(logOf(3), bursts, 1).flatMap((burst, at) => [
    { at: 200 + at * everyMs, who: bob, burst },
    { at: 200 + at * everyMs + delayMs, who: alice, burst },
  ])
  const start = world.now
  for (const { at, who, burst } of steps.sort((left, right) => left.at - right.at)) {
    world.run(start + at - world.now)
    who.hold(burst)
    world.tell(who, { type: 'traffic' })
  }
  world.run(3000)
  return world
}

test('a body under way over the arcs is not pulled a second time', () => {
  const world = onTheWay(1000, 10, 450)
  const [alice] = world.cast
  assert.equal(alice?.index.next(logOf(3)), 1000)
  const count = (type: SyncMessage['type']): number => world.sent.filter(({ message }) => message.type === type).length
  assert.ok(count('frontier') > 0, 'they were seen to differ')
  assert.equal(count('range-request'), 0, 'and left it to the arcs')
  assert.equal(count('frontier'), count('frontier-request'), 'and nobody is told unasked of what is on its way')
})

test('what is lost on the way from a busy log is pulled within two rounds, however often more is claimed', () => {
  const [alice, bob] = casting()
  const world = new World([alice, bob])
  world.link(alice, bob)
  const bursts = chain(logOf(3), 600, 1)
  for (const [at, burst] of bursts.entries()) {
    bob.hold(burst)
    world.tell(bob, { type: 'traffic' })
    if (at !== 100) alice.hold(burst)
    world.tell(alice, { type: 'traffic' })
    if (at === 300) assert.ok(alice.index.next(logOf(3)) > 100, 'two seconds later it is here')
    world.run(10)
  }
  assert.equal(alice.index.next(logOf(3)), 600)
})

test('in slow talk a neighbour that is an entry ahead costs no frontier', () => {
  const world = onTheWay(60, 130, 40)
  assert.ok(world.sent.length > 10)
  assert.deepEqual(new Set(world.sent.map(({ message }) => message.type)), new Set(['root']))
})

test('a thousand live entries cost less hashing than one in ten of them', () => {
  let hashes = 0
  const counting: Suite = {
    ...suite,
    sha256: bytes => {
      hashes += 1
      return suite.sha256(bytes)
    },
  }
  const [alice] = [new Cast(1, counting)]
  for (let number = 2; number < 30; number += 1) {
    alice.sync.handle({ type: 'link-up', member: member(number) }, 1_000_000)
  }
  const bursts = Array.from({ length: 50 }, (_, number) => chain(logOf(number), 20, 1))
  hashes = 0
  let now = 1_000_000
  for (let at = 0; at < 20; at += 1) {
    for (const burst of bursts.flatMap(log => log.slice(at, at + 1))) {
      now += 0.5
      alice.hold(burst)
      assert.deepEqual(alice.sync.handle({ type: 'traffic' }, now), [])
    }
  }
  assert.ok(hashes < 100, `${hashes} hashes`)
  const roots = alice.sync.handle({ type: 'wake' }, now + 2000)
  assert.ok(roots.some(effect => effect.type === 'send' && effect.message.type === 'root'))
  assert.ok(hashes > 100, 'a root that is told covers them all')
})
