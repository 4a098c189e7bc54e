import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logKeyOf } from '#src/base/ids.js'
import { parseLog, serialiseLog } from '#src/history/log-codec.js'
import { MAX_SEQ } from '#src/history/log-state.js'
import { compareDisplay, MAX_ORDER, nextOrder, observe } from '#src/history/order.js'
import { Cast, chain, logOf, member } from './history-world.ts'

test('our next entry comes after all we saw and not before our clock', () => {
  assert.equal(nextOrder(1000, 0n), 1000n << 16n)
  assert.equal(nextOrder(1000, 2000n << 16n), (2000n << 16n) + 1n)
  assert.equal(observe(5n, MAX_ORDER, 1000), 5n)
  assert.equal(observe(5n, 1000n << 16n, 1000), 1000n << 16n)
})

test('a clock at the end of time leaves room for more entries than a log can have, and all fit a header', () => {
  const first = nextOrder(Number.MAX_SAFE_INTEGER, 0n)
  assert.ok(first < nextOrder(Number.MAX_SAFE_INTEGER, first))
  assert.ok(MAX_ORDER - first >= BigInt(MAX_SEQ))
  assert.equal(nextOrder(1000, MAX_ORDER), MAX_ORDER)
  assert.equal(MAX_ORDER, 2n ** 63n - 1n)
  // nor does such a member's clock drag another's so far
  assert.equal(observe(5n, MAX_ORDER, Number.MAX_SAFE_INTEGER), 5n)
})

test('display order is by order, then author, then id', () => {
  const [first, second] = chain(logOf(1), 2, 1).map(({ ids }) => ids[0]!)
  const key = { order: 1n, author: member(1), entryId: first! }
  assert.ok(compareDisplay(key, { ...key, order: 2n }) < 0)
  assert.equal(compareDisplay(key, key), 0)
  assert.equal(compareDisplay(key, { ...key, entryId: second! }), -compareDisplay({ ...key, entryId: second! }, key))
})

test('a burst is new once and then held', () => {
  const alice = new Cast(1)
  const [burst] = chain(logOf(1), 3)
  assert.equal(alice.index.add(burst!), 'new')
  alice.hold(burst!)
  for (const entryId of burst!.ids) alice.stored.add(entryId)
  assert.equal(alice.index.add(burst!), 'held')
})

test('more than 1,024 entries beyond the head are refused, as are more than 16 islands', () => {
  const alice = new Cast(1)
  const bursts = chain(logOf(1), 1200, 8)
  const verdicts = bursts.slice(1).map(burst => alice.index.add(burst))
  assert.equal(verdicts.filter(verdict => verdict === 'new').length, 128)
  assert.deepEqual(verdicts.at(-1), { refused: 'too-scattered' })
  const islands = chain(logOf(2), 100, 2).filter((_, at) => at % 2 === 1)
  assert.equal(islands.filter(burst => alice.index.add(burst) === 'new').length, 16)
})

test('a fork is found at its seq, whichever branch came first', () => {
  for (const swap of [false, true]) {
    const alice = new Cast(1)
    const branches = [chain(logOf(1), 20), chain(logOf(1), 20, 3, 10)]
    for (const branch of swap ? branches.reverse() : branches) alice.hold(...branch)
    assert.deepEqual(alice.index.state(logOf(1)).fork, { seq: 10, exact: true })
    assert.equal(alice.index.next(logOf(1)), 10)
  }
})

test('bytes that are no log state are refused', () => {
  const alice = new Cast(1)
  alice.hold(...chain(logOf(1), 9).slice(1))
  const bytes = alice.index.serialise(logOf(1))
  assert.deepEqual(parseLog(bytes), alice.index.state(logOf(1)))
  assert.deepEqual(serialiseLog(parseLog(bytes)!), bytes)
  assert.equal(parseLog(bytes.subarray(1)), undefined)
  assert.equal(parseLog(new Uint8Array(0)), undefined)
  assert.equal(parseLog(Uint8Array.of(1, 0, 255)), undefined)
})

test('a newcomer that holds all above its base has the root of one that holds everything', () => {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  const bursts = chain(logOf(1), 30)
  alice.hold(...bursts)
  bob.index.setBase(logOf(1), { seq: 12, prev: bursts[3]!.ids[2]! })
  bob.hold(...bursts.slice(4))
  assert.equal(alice.frontier.root(), bob.frontier.root())
})

test('a log whose islands are used up still takes what joins its head', () => {
  const alice = new Cast(1)
  const bursts = chain(logOf(1), 200, 2)
  const islands = bursts.filter((_, at) => at > 20 && at % 2 === 1).slice(0, 16)
  alice.hold(...islands)
  assert.equal(alice.index.state(logOf(1)).intervals.length, 16)
  assert.equal(alice.index.add(bursts[0]!), 'new')
  const bytes = alice.index.serialise(logOf(1))
  assert.deepEqual(parseLog(bytes), alice.index.state(logOf(1)))
})

test('a base keeps its proof on disk', () => {
  const alice = new Cast(1)
  const proof = { header: new Uint8Array(454).fill(7), signature: new Uint8Array(64).fill(8) }
  alice.index.setBase(logOf(1), { seq: 9, prev: '0a'.repeat(32), proof })
  const bytes = alice.index.serialise(logOf(1))
  assert.deepEqual(parseLog(bytes), alice.index.state(logOf(1)))
  for (let length = 0; length < bytes.length; length += 1) assert.equal(parseLog(bytes.subarray(0, length)), undefined)
})

test('a seq that frontiers could not say is refused', () => {
  const alice = new Cast(1)
  const [burst] = chain(logOf(1), 1)
  assert.equal(alice.index.add({ ...burst!, firstSeq: MAX_SEQ, lastSeq: MAX_SEQ }), 'new')
  const beyond = { ...burst!, firstSeq: MAX_SEQ + 1, lastSeq: MAX_SEQ + 1 }
  assert.deepEqual(alice.index.add(beyond), { refused: 'malformed' })
})

test('without history gaps are given up, and what came late is taken all the same', () => {
  const alice = new Cast(1)
  alice.index.govern({
    hasAuthor: () => true,
    isIntroduced: () => true,
    isLiveOnly: () => true,
    restsUntil: () => undefined,
  })
  const bursts = chain(logOf(1), 400, 2)
  const [late, ...heard] = bursts.filter((_, at) => at % 2 === 1)
  for (const burst of heard) {
    assert.equal(alice.index.add(burst), 'new')
    alice.hold(burst)
  }
  assert.ok(alice.index.state(logOf(1)).intervals.length <= 17)
  assert.equal(alice.index.add(late!), 'new')
  assert.equal(alice.index.add(heard[0]!), 'held')
})

test('without history a member that starts for the 300th time is still heard', () => {
  const alice = new Cast(1)
  alice.index.govern({
    hasAuthor: () => true,
    isIntroduced: () => true,
    isLiveOnly: () => true,
    restsUntil: () => undefined,
  })
  for (let start = 1n; start <= 300n; start += 1n) {
    const [burst] = chain(logKeyOf(member(2), 2n * start + 1n), 1)
    assert.equal(alice.index.add(burst!), 'new')
  }
})

test('the root follows every change, and only what changed is told', () => {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  const logs = Array.from({ length: 300 }, (_, at) => chain(logOf(at), 6, 3))
  for (const [first] of logs) alice.hold(first!)
  const before = alice.index.version
  assert.equal(alice.frontier.delta(0).length, 300)
  const roots = new Set([alice.frontier.root()])
  for (const [, second] of logs.slice(0, 50)) {
    alice.hold(second!)
    roots.add(alice.frontier.root())
  }
  assert.equal(roots.size, 51)
  assert.deepEqual(
    alice.frontier.delta(before).map(({ log }) => log),
    logs.slice(0, 50).map(([burst]) => burst!.log),
  )
  for (const log of logs.slice(0, 50).reverse()) bob.hold(...log.reverse())
  for (const [first] of logs.slice(50).reverse()) bob.hold(first!)
  assert.equal(bob.frontier.root(), alice.frontier.root())
})
