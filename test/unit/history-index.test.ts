import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLog, serialiseLog } from '#src/history/log-codec.js'
import { compareDisplay, MAX_ORDER, nextOrder, observe } from '#src/history/order.js'
import { Cast, chain, logOf, member } from './history-world.ts'

test('our next entry comes after all we saw and not before our clock', () => {
  assert.equal(nextOrder(1000, 0n), 1000n << 16n)
  assert.equal(nextOrder(1000, 2000n << 16n), (2000n << 16n) + 1n)
  assert.equal(nextOrder(1000, MAX_ORDER), MAX_ORDER)
  assert.equal(observe(5n, MAX_ORDER, 1000), 5n)
  assert.equal(observe(5n, 1000n << 16n, 1000), 1000n << 16n)
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
