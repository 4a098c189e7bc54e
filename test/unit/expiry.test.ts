/** What of a group has expired, where its logs begin from then on, and what a member's disk shows of it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { createTocsin } from '#src/chat/tocsin.js'
import { ControlKind } from '#src/group/control.js'
import { decodeControl, encodeControl } from '#src/group/control-codec.js'
import { horizonOf, type Life, MAX_EXPIRE_S, MIN_EXPIRE_S } from '#src/group/expiry.js'
import { firstSettings, withSetting } from '#src/group/settings.js'
import { serialiseLog } from '#src/history/log-codec.js'
import { memoryNetwork } from '#src/net/memory.js'
import { nodeSuite } from '#src/node-suite.js'
import { baseAfter } from '#src/peer/base-proof.js'
import { memoryStore } from '#src/store/memory.js'
import { Shreds } from '#src/store/shreds.js'
import { founded, joined, NOW, suite } from '../support/books.ts'
import { groupNamed, temporaryFolder } from '../support/store-cast.ts'
import { VirtualScheduler } from '../support/virtual-scheduler.ts'
import { Cast, chain, logOf } from './history-world.ts'

const at = (ms: number): bigint => BigInt(ms) << 16n
const life = (ms: number, seconds: number): Life => ({ order: at(ms), seconds })
const HOUR_MS = 3_600_000

test('a message is gone when its life is over, to the millisecond of its order, and one that lives for ever never', () => {
  const lives = [life(0, 3600)]
  const isGone = (order: bigint, wallMs: number) => order <= horizonOf(lives, wallMs)
  assert.equal(isGone(at(5000), 5000 + HOUR_MS - 1), false)
  assert.equal(isGone(at(5000), 5000 + HOUR_MS), true)
  // those of one millisecond go together
  assert.equal(isGone(at(5000) + 65_535n, 5000 + HOUR_MS), true)
  assert.equal(isGone(at(5001), 5000 + HOUR_MS), false)
  assert.equal(horizonOf([life(0, 0)], Number.MAX_SAFE_INTEGER), 0n)
  assert.equal(horizonOf(lives, 1000), 0n)
})

test('what was said before a change lives as it did, and goes at the latest with what was said after it', () => {
  const longer = [life(0, 3600), life(10 * HOUR_MS, 7200)]
  assert.equal(horizonOf(longer, 11.5 * HOUR_MS), at(10 * HOUR_MS))
  assert.equal(horizonOf(longer, 13 * HOUR_MS), at(11 * HOUR_MS + 1) - 1n)
  const shorter = [life(0, 100 * 3600), life(10 * HOUR_MS, 3600)]
  assert.equal(horizonOf(shorter, 11 * HOUR_MS - 1), 0n)
  assert.ok(horizonOf(shorter, 11 * HOUR_MS + 1) > at(10 * HOUR_MS))
  const started = [life(0, 0), life(10 * HOUR_MS, 3600)]
  assert.equal(horizonOf(started, 11 * HOUR_MS - 1), 0n)
  assert.ok(horizonOf(started, 12 * HOUR_MS) >= at(11 * HOUR_MS))
  const stopped = [life(0, 3600), life(10 * HOUR_MS, 0)]
  assert.equal(horizonOf(stopped, 1000 * HOUR_MS), at(10 * HOUR_MS))
})

test('a life is off, or from five minutes to ten years, and has one spelling', () => {
  const first = firstSettings('friends')
  const set = (value: string) => withSetting(first, 'expire', value)?.expire
  assert.deepEqual(['off', '300', '86400', `${MAX_EXPIRE_S}`].map(set), [0, 300, 86_400, MAX_EXPIRE_S])
  for (const value of ['0', '299', '0300', '1e5', '-300', '300.0', '', 'on', '1d', `${MAX_EXPIRE_S + 1}`]) {
    assert.equal(set(value), undefined, value)
  }
  const key = new Uint8Array(32)
  const genesis = {
    type: 'create',
    name: 'friends',
    encryption: 'per-peer',
    history: 'all',
    linkKey: key,
    nonce: key,
    founderName: 'alice',
    deniable: false,
  } as const
  for (const expire of [0, MIN_EXPIRE_S, MAX_EXPIRE_S]) {
    const { plaintext } = encodeControl({ ...genesis, expire })
    assert.deepEqual(decodeControl(ControlKind.create, plaintext), { ...genesis, expire })
  }
  for (const expire of [1, MIN_EXPIRE_S - 1, MAX_EXPIRE_S + 1]) {
    assert.equal(decodeControl(ControlKind.create, encodeControl({ ...genesis, expire }).plaintext), undefined)
  }
})

test('a log whose beginning, or all of it, has expired has the same root as before, and claims nothing that is gone', () => {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  const bursts = chain(logOf(1), 12, 3)
  for (const cast of [alice, bob]) cast.hold(...bursts)
  const root = alice.frontier.root()
  assert.equal(alice.index.expire(logOf(1), { seq: 6, prev: bursts[1]!.ids.at(-1)! }), true)
  assert.equal(alice.frontier.root(), root)
  assert.deepEqual(
    alice.index.state(logOf(1)).intervals.map(({ from, to }) => [from, to]),
    [[6, 11]],
  )
  assert.equal(alice.index.expire(logOf(1), { seq: 12, prev: bursts[3]!.ids.at(-1)! }), true)
  assert.equal(alice.frontier.root(), root)
  assert.deepEqual(alice.index.state(logOf(1)).intervals, [])
  assert.equal(alice.index.expire(logOf(1), { seq: 9, prev: bursts[2]!.ids.at(-1)! }), false)
  assert.deepEqual(alice.frontier.pullable(bob.frontier.of(logOf(1))), [])
  assert.deepEqual(alice.index.add(bursts[2]!), { refused: 'below-base' })
  const next = chain(logOf(1), 15, 3).at(-1)!
  assert.equal(alice.index.add(next), 'new')
})

test('a forked log whose fork has expired ends: it is claimed, asked for and taken no more, after a restart as well', () => {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  for (const cast of [alice, bob]) cast.hold(...chain(logOf(1), 20), ...chain(logOf(1), 20, 3, 10))
  const before = bob.frontier.of(logOf(1))
  // below the fork it is a log like any other
  const low = chain(logOf(1), 20)[1]!
  assert.equal(alice.index.expire(logOf(1), { seq: 6, prev: low.ids.at(-1)! }), true)
  assert.equal(alice.frontier.root(), bob.frontier.root())
  const end = chain(logOf(1), 20).at(-1)!
  assert.equal(alice.index.expire(logOf(1), { seq: 20, prev: end.ids.at(-1)! }), true)
  assert.deepEqual(alice.frontier.pullable(before), [])
  assert.equal(alice.frontier.root(), new Cast(3).frontier.root())
  for (const burst of chain(logOf(1), 24)) assert.deepEqual(alice.index.add(burst), { refused: 'closed' })
  const restarted = new Cast(4)
  assert.equal(restarted.index.restore(logOf(1), alice.index.serialise(logOf(1))), true)
  assert.equal(restarted.index.endOf(logOf(1)), 0)
  assert.equal(restarted.index.setBase(logOf(1), { seq: 20, prev: end.ids.at(-1)! }), false)
  assert.deepEqual(serialiseLog(restarted.index.state(logOf(1))).length, 3)
})

test('whose clock is five minutes ahead proves where a log begins; one further ahead says what is true for it alone', () => {
  const alice = founded('all', 3600)
  const bob = joined(alice, 2)
  const early = alice.say('early', NOW + 1000)
  const { log, ...base } = baseAfter(suite, early)!
  const over = NOW + 1000 + HOUR_MS
  const judged = (now: number) => bob.book.floors.judge(log, base, alice.member, now)
  assert.deepEqual([over, over - 299_000, over - 301_000].map(judged), ['ours', 'ours', 'theirs'])
  // where messages stay it is a lie
  const forever = founded('all')
  const carol = joined(forever, 3)
  const said = baseAfter(suite, forever.say('stays', NOW + 1000))!
  assert.equal(carol.book.floors.judge(said.log, said, forever.member, over), 'wrong')
})

test('what has expired is taken from nobody, and the line does not fall when the clock is set back', () => {
  const alice = founded('all', 3600)
  const bob = joined(alice, 2)
  const [first, second] = [alice.say('first', NOW + 1000), alice.say('second', NOW + 2000)]
  assert.equal(bob.take(second, NOW + 2000 + HOUR_MS).type, 'below-floor')
  assert.equal(bob.take(first, NOW + 2000).type, 'below-floor')
  assert.equal(bob.take(alice.say('third', NOW + 5000), NOW + 5000).type, 'new')
})

test('of several groups each has a share in turn, and a later order takes the place of an earlier one', () => {
  const shreds = new Shreds()
  const [friends, work] = [groupNamed('friends'), groupNamed('work')]
  const asked: unknown[] = []
  let left = 2
  const store = {
    ...memoryStore(),
    shred: (group: unknown, upTo: bigint) => {
      asked.push([group === friends ? 'friends' : 'work', upTo])
      left -= 1
      return left > 0
    },
  }
  shreds.add(friends, 1n, 0n)
  shreds.add(friends, 2n, 0n)
  shreds.add(work, 1n, 0n)
  while (shreds.pending) shreds.take()?.one(store)
  assert.deepEqual(asked, [
    ['friends', 2n],
    ['work', 1n],
    ['friends', 2n],
  ])
})

test('an expired message is gone at once from history, search and replay, and soon from the disk, and a cursor outlives it', async context => {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1))
  const random = new SeededRandom(5)
  const folder = temporaryFolder(context)
  const network = () => memoryNetwork({ scheduler, suite: nodeSuite(), random })
  const options = { name: 'alice', data: folder, scheduler, random }
  const alice = await createTocsin({ ...options, network: network() })
  const done = async <Result>(pending: Promise<Result>): Promise<Result> => {
    scheduler.run(scheduler.now() + 10)
    return pending
  }
  /** What takes more than one turn of the clock. */
  const ended = async <Result>(pending: Promise<Result>): Promise<Result> => {
    let over = false
    const settled = pending.finally(() => {
      over = true
    })
    while (!over) {
      scheduler.run(scheduler.now() + 10)
      await new Promise(resolve => setImmediate(resolve))
    }
    return settled
  }
  const group = await done(alice.createGroup({ name: 'friends', expire: '5m' }))
  assert.equal(group.expireMs, 300_000)
  const old = await done(group.send('the old mill at noon'))
  scheduler.run(scheduler.now() + 200_000)
  await done(group.send('the new mill'))
  const texts = async () => {
    const [history, search, replay]: string[][] = [[], [], []]
    for await (const { text } of group.history()) history!.push(text)
    for await (const { text } of group.search('mill')) search!.push(text)
    const aborted = new AbortController()
    for await (const event of group.events({ since: old.id, signal: aborted.signal })) {
      if (event.type === 'message') replay!.push(event.text)
      aborted.abort()
    }
    return [history, search, replay]
  }
  assert.deepEqual(await texts(), [
    ['the new mill', 'the old mill at noon'],
    ['the new mill', 'the old mill at noon'],
    ['the new mill'],
  ])
  const trace = Buffer.from(old.id, 'hex')
  const isOnDisk = () => readdirSync(folder).some(name => readFileSync(join(folder, name)).includes(trace))
  assert.equal(isOnDisk(), true)
  scheduler.run(scheduler.now() + 100_000)
  // its id is its place in the log, and goes when the disk is rid of it; what it said shows nowhere before that
  assert.deepEqual((await texts()).slice(0, 2), [['the new mill'], ['the new mill']])
  scheduler.run(scheduler.now() + 20_000)
  assert.equal(isOnDisk(), false)
  assert.deepEqual(await texts(), [['the new mill'], ['the new mill'], ['the new mill']])
  await done(group.moderation.set('expire', '1h'))
  assert.equal(group.expireMs, 3_600_000)
  await done(group.moderation.set('expire', 'off'))
  assert.equal(group.expireMs, undefined)
  await assert.rejects(async () => group.moderation.set('expire', '10s'), { code: 'bad-argument' })
  await assert.rejects(alice.createGroup({ name: 'short', expire: '10s' }), { code: 'bad-argument' })
  await ended(alice.stop())
  // a process later, and long after
  scheduler.run(scheduler.now() + 600_000)
  const again = await ended(createTocsin({ ...options, network: network() }))
  scheduler.run(scheduler.now() + 30_000)
  const [reopened] = again.groups()
  const left: string[] = []
  for await (const { text } of reopened!.history()) left.push(text)
  assert.deepEqual(left, [])
  await ended(again.stop())
})
