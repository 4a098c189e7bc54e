/** What is told to one who comes back, and by which names: docs/protocol.md, "Frontiers". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import type { Suite } from '#src/crypto/suite.js'
import { Acquaintances } from '#src/history/acquaintances.js'
import { LogIndex } from '#src/history/log-index.js'
import { LOG_NAME_BYTES, LogNames } from '#src/history/log-names.js'
import { type FrontierMessage, MAX_RANGES, type RangeRequest, type SyncMessage } from '#src/history/sync-messages.js'
import { LinkNames } from '#src/peer/link-names.js'
import { framesOfSync, syncOfFrame } from '#src/peer/sync-wire.js'
import { Frame } from '#src/wire/generated/link.js'
import { Cast, chain, logOf, member, suite, World } from './history-world.ts'

/** Alice and bob have met, hold the same, and are apart again. */
function acquainted(logs = 50): { world: World; alice: Cast; bob: Cast } {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  for (const who of [alice, bob]) for (let number = 1; number <= logs; number += 1) who.hold(...chain(logOf(number), 9))
  const world = new World([alice, bob])
  world.link(alice, bob)
  world.run(1_000)
  world.unlink(alice, bob)
  return { world, alice, bob }
}

function said<Type extends SyncMessage['type']>(world: World, from: Cast, type: Type) {
  return world.sent.flatMap(({ from: who, message }) =>
    who === from && message.type === type ? [message as SyncMessage & { type: Type }] : [],
  )
}

/** Bob comes back and gets what he missed. */
function returning(world: World, alice: Cast, bob: Cast): void {
  world.sent.length = 0
  world.tell(bob, { type: 'came-online' })
  world.link(alice, bob)
  world.run(10_000)
  assert.equal(bob.frontier.root(), alice.frontier.root())
  assert.ok(bob.effects.some(({ type }) => type === 'caught-up'))
  assert.deepEqual(
    [...alice.effects, ...bob.effects].filter(({ type }) => type === 'liar'),
    [],
  )
}

test('who missed nothing exchanges two roots and is back', () => {
  const { world, alice, bob } = acquainted()
  returning(world, alice, bob)
  assert.deepEqual([...new Set(world.sent.map(({ message }) => message.type))], ['root'])
  assert.equal(world.sent.filter(({ message }) => message.type === 'root' && message.run !== undefined).length, 2)
})

test('who comes back hears of the logs that changed, and of no other, and asks for them at once', () => {
  const { world, alice, bob } = acquainted()
  for (const number of [7, 13, 21]) alice.hold(...chain(logOf(number), 15).slice(3))
  returning(world, alice, bob)
  const told = said(world, alice, 'frontier').flatMap(({ logs }) => logs)
  assert.deepEqual(told.map(({ log }) => log).sort(), [7, 13, 21].map(logOf).sort())
  const [asked, ...more] = said(world, bob, 'range-request')
  assert.equal(asked?.ranges.length, 3)
  assert.deepEqual(more, [])
})

test('a count is taken over only once all is held that was told up to it', () => {
  const { world, alice, bob } = acquainted()
  alice.hold(...chain(logOf(7), 2000).slice(3))
  world.before = () => {
    if (bob.index.next(logOf(7)) < 100) return
    world.before = undefined
    world.unlink(alice, bob)
  }
  world.tell(bob, { type: 'came-online' })
  world.link(alice, bob)
  world.run(5_000)
  assert.ok(bob.index.next(logOf(7)) < 2000, 'the link went down in between')
  returning(world, alice, bob)
  assert.equal(bob.index.next(logOf(7)), 2000)
})

test('a member that was started anew is believed no count of before', () => {
  const { world, bob } = acquainted()
  const again = new Cast(1, suite, 77)
  // alice lost her disk and counts to as many changes with other logs
  for (let number = 101; number <= 160; number += 1) again.hold(...chain(logOf(number), 9))
  const other = new World([again, bob])
  other.now = world.now
  other.tell(bob, { type: 'came-online' })
  other.link(again, bob)
  other.run(10_000)
  assert.equal(bob.index.next(logOf(160)), 9)
  assert.equal(said(other, bob, 'frontier-request')[0]?.since, 0)
})

test('who was told that nothing changed, and sees that something did, asks for everything', () => {
  const [alice, mallory] = [new Cast(1), new Cast(2)]
  alice.hold(...chain(logOf(1), 9))
  const hears = (message: SyncMessage, now: number) =>
    alice.sync
      .handle({ type: 'message', from: mallory.name, message }, now)
      .concat(alice.sync.handle({ type: 'wake' }, now + 600))
      .flatMap(effect => (effect.type === 'send' && effect.message.type === 'frontier-request' ? [effect.message] : []))
  const root = (digest: string, now: number) => hears({ type: 'root', digest, version: 5, run: 1 }, now)
  const answer: FrontierMessage = {
    type: 'frontier',
    logs: [],
    unknown: [],
    delta: true,
    more: false,
    because: 'asked',
    inFull: false,
    version: 6,
  }
  alice.sync.handle({ type: 'link-up', member: mallory.name }, 1_000)
  assert.deepEqual(root(alice.frontier.root(), 1_000), [])
  assert.deepEqual(root('00'.repeat(16), 10_000), [{ type: 'frontier-request', since: 5, inFull: false }])
  // a claim that explains nothing: alice holds what they agreed on and no more
  hears(answer, 11_000)
  assert.deepEqual(root('00'.repeat(16), 20_000), [{ type: 'frontier-request', since: 0, inFull: false }])
})

test('little of many logs is one question, and much of one log is several', () => {
  const { world, alice, bob } = acquainted(200)
  for (let number = 1; number <= 150; number += 1) alice.hold(...chain(logOf(number), 10, 1).slice(9))
  returning(world, alice, bob)
  const counts = said(world, bob, 'range-request').map(({ ranges }) => ranges.length)
  assert.deepEqual(counts, [MAX_RANGES, MAX_RANGES, 150 - 2 * MAX_RANGES])
})

test('no more members are remembered than a thousand, the latest of them', () => {
  const known = new Acquaintances()
  for (let number = 0; number < 1200; number += 1) {
    known.met(member(number), 7)
    known.holdsTheirs(member(number), 3)
  }
  const kept = Array.from({ length: 1200 }, (_, number) => known.theirs(member(number))).filter(theirs => theirs === 3)
  assert.equal(kept.length, 1024)
  assert.equal(known.theirs(member(1199)), 3)
  known.met(member(1199), 8)
  assert.equal(known.theirs(member(1199)), 0, 'of another run nothing is known')
})

/** Names of logs are all the same here. */
const oneName: Suite = {
  ...suite,
  sha256: (...parts) => (parts.length === 2 ? new Uint8Array(32) : suite.sha256(...parts)),
}

function namesWith(using: Suite, ...numbers: readonly number[]): LinkNames {
  const index = new LogIndex(() => false)
  for (const number of numbers) for (const burst of chain(logOf(number), 3)) index.add(burst)
  return new LinkNames(new LogNames(index, using))
}

function sent(from: LinkNames, to: LinkNames, message: SyncMessage): (SyncMessage | undefined)[] {
  return framesOfSync(from, message).map(frame => syncOfFrame(to, Frame.decode(Frame.encode(frame))))
}

function frontierOf(...numbers: readonly number[]): FrontierMessage {
  const logs = numbers.map(number => {
    return { log: logOf(number), next: 3, digest: '11'.repeat(8), beyond: [], fork: undefined }
  })
  const rest = { unknown: [], delta: true, more: false, inFull: false, version: 5 }
  return { type: 'frontier', logs, because: 'asked', ...rest }
}

test('a log goes by four bytes to one who holds it, and one who does not is left with the name', () => {
  const alice = namesWith(suite, 1, 2)
  const [heard] = sent(alice, namesWith(suite, 1), frontierOf(1, 2))
  assert.deepEqual(heard, { ...frontierOf(1), unknown: [alice.nameOf(logOf(2))] })
  const [frame] = framesOfSync(alice, frontierOf(1, 2))
  assert.equal(frame?.frontier?.lines.length, 2 * 16)
  assert.equal(bytesOfHex(alice.nameOf(logOf(2))).length, LOG_NAME_BYTES)
})

test('logs that share a name go by their whole names, and are asked for by them', () => {
  const [alice, bob] = [namesWith(oneName, 1, 2), namesWith(oneName, 1)]
  const [heard] = sent(alice, bob, frontierOf(1, 2))
  assert.deepEqual(heard, frontierOf(1, 2))
  const ranges = [1, 2].map(number => ({ log: logOf(number), from: 0, to: 8 }))
  const request: RangeRequest = { type: 'range-request', requestId: 5, ranges, maxBytes: 9 }
  // two of one name are never in one frame, and their numbers go on
  assert.deepEqual(sent(bob, alice, request), [
    { ...request, ranges: [ranges[0]!] },
    { ...request, requestId: 6, ranges: [ranges[1]!] },
  ])
})

test('a name that means two logs to its reader means none', () => {
  const [alice, bob] = [namesWith(oneName, 1, 2), namesWith(oneName, 1)]
  const ranges = [{ log: logOf(1), from: 0, to: 8 }]
  const [heard] = sent(bob, alice, { type: 'range-request', requestId: 5, ranges, maxBytes: 9 })
  assert.ok(heard?.type === 'range-request')
  assert.deepEqual(heard.ranges, [{ log: undefined, from: 0, to: 8 }])
  const serving = new Cast(3)
  serving.sync.handle({ type: 'link-up', member: member(9) }, 0)
  const answer = serving.sync.handle({ type: 'message', from: member(9), message: heard }, 0)
  const later = { type: 'range-later', requestId: 5, ranges: 1 } as const
  assert.deepEqual(answer, [{ type: 'send', to: member(9), message: later }])
})
