import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf, logKeyOf } from '#src/base/ids.js'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { isContentLog } from '#src/history/log-key.js'
import { packBursts, unpackBursts } from '#src/peer/packed-bursts.js'
import { Archive, Exchange } from '../support/archives.ts'
import { founded, identityOf, joined, type Keeper, NOW } from '../support/books.ts'

/** Everyone who may hears what one says. */
function told(author: Keeper, listeners: readonly Keeper[], text: string): void {
  const burst = author.say(text)
  for (const listener of listeners) listener.take(burst)
}

function membership(from: Keeper, ...to: readonly Keeper[]): void {
  for (const keeper of to) for (const burst of from.book.controlBursts()) keeper.take(burst)
}

/** The one comes online to the others. */
function returns(
  one: Keeper,
  others: readonly Keeper[],
  latencyMs = 50,
): { one: Archive; others: Archive[]; world: Exchange } {
  const returner = new Archive(one)
  const online = others.map(keeper => new Archive(keeper))
  const world = new Exchange([returner, ...online], NOW, latencyMs)
  world.tell(returner, { type: 'came-online' })
  for (const other of online) world.link(returner, other)
  return { one: returner, others: online, world }
}

test('a newcomer finds where its part of a long log begins with one question, and takes nothing below', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  for (let count = 0; count < 2000; count += 1) told(alice, [bob], `before ${count}`)
  const carol = joined(alice, 3)
  membership(alice, bob)
  for (let count = 0; count < 10; count += 1) told(alice, [bob], `after ${count}`)
  const { one, others, world } = returns(carol, [alice, bob])
  world.run(10_000)
  assert.deepEqual(
    carol.texts(),
    Array.from({ length: 10 }, (_, count) => `after ${count}`),
  )
  assert.ok(one.caughtUp)
  assert.deepEqual(one.liars, [])
  assert.equal(one.keeper.book.membership?.members.size, 3)
  for (const other of others) {
    assert.ok(other.readsDone < 40, `${other.readsDone} reads`)
    assert.deepEqual(other.liars, [])
    assert.equal(other.sync.takesContent, true)
  }
})

test('a newcomer to a log with nothing for it yet knows so, and takes what comes next', () => {
  const alice = founded()
  for (let count = 0; count < 300; count += 1) alice.say(`before ${count}`)
  const carol = joined(alice, 3)
  const { one, world } = returns(carol, [alice])
  world.run(10_000)
  assert.ok(one.caughtUp)
  assert.deepEqual(one.liars, [])
  assert.deepEqual(carol.texts(), [])
  told(alice, [carol], 'after')
  world.run(40_000)
  assert.deepEqual(carol.texts(), ['after'])
})

test('a burst that begins below the floor and ends above it is held whole, and the part begins with it', () => {
  const alice = founded()
  for (let count = 0; count < 20; count += 1) alice.say(`before ${count}`)
  const bob = joined(alice, 2)
  // alice has not heard of her own admission of carol when she writes: the floor falls within this burst
  const straddling = alice.sayAll(['one', 'two', 'three', 'four'], NOW)
  const carol = joined(alice, 3)
  const floor = straddling.entries[1]!.fields.order
  const floored = carol.book.floors.of.bind(carol.book.floors)
  carol.book.floors.of = member => (member === carol.member ? floor : floored(member))
  const aliceFloor = alice.book.floors.of.bind(alice.book.floors)
  alice.book.floors.of = member => (member === carol.member ? floor : aliceFloor(member))
  alice.say('after')
  const { one, world } = returns(carol, [alice])
  world.run(10_000)
  assert.deepEqual(carol.texts(), ['one', 'two', 'three', 'four', 'after'])
  assert.ok(one.caughtUp)
  assert.deepEqual(one.liars, [])
  assert.ok(bob.member !== carol.member)
})

test('a member that hides the beginning of a newcomer’s part is named, and the other’s word is used', () => {
  const alice = founded()
  const mallory = joined(alice, 66)
  for (let count = 0; count < 10; count += 1) told(alice, [mallory], `before ${count}`)
  const carol = joined(alice, 3)
  membership(alice, mallory)
  for (let count = 0; count < 10; count += 1) told(alice, [mallory], `after ${count}`)
  const { one, others, world } = returns(carol, [mallory, alice])
  others[0]!.tamper = answer => {
    // mallory says that carol's part begins five entries later, with the true entry before it as proof
    const bursts = unpackBursts(answer.bursts)!
    const hidden = bursts.splice(0, 5).at(-1)?.entries.at(-1)
    if (hidden === undefined) return
    answer.bursts = packBursts(bursts)
    const row = [...mallory.rows.values()].find(({ header }) => hexOf(header) === hexOf(hidden.header))!
    const prev = Uint8Array.from(Buffer.from(row.entryId, 'hex'))
    answer.bases = [{ seq: row.seq + 1, prev, header: row.header, signature: row.signature }]
  }
  world.run(20_000)
  assert.deepEqual([...new Set(one.liars)], [mallory.member])
  assert.deepEqual(
    carol.texts().sort(),
    Array.from({ length: 10 }, (_, count) => `after ${count}`),
  )
  assert.ok(one.caughtUp)
})

test('a member that joined later is asked only for what it can have, and is no liar', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  for (let count = 0; count < 600; count += 1) alice.say(`early ${count}`)
  const carol = joined(alice, 3)
  membership(alice, bob)
  for (let count = 0; count < 20; count += 1) told(alice, [carol], `late ${count}`)
  // carol learns from alice where her part begins
  const learnt = returns(carol, [alice])
  learnt.world.run(10_000)
  const { one, world } = returns(bob, [carol])
  world.run(10_000)
  assert.deepEqual(one.liars, [])
  assert.equal(bob.texts().length, 20)
  const alices = new Archive(alice)
  const whole = new Exchange([one, alices], world.now)
  one.linked.clear()
  whole.tell(one, { type: 'link-down', member: carol.member })
  whole.tell(one, { type: 'came-online' })
  whole.link(one, alices)
  whole.run(20_000)
  assert.equal(bob.texts().length, 620)
  assert.deepEqual(one.liars, [])
})

test('a returner takes the membership first: content of a member it does not know waits for that', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  const dave = joined(alice, 4)
  membership(alice, dave)
  for (let count = 0; count < 30; count += 1) told(dave, [alice], `dave ${count}`)
  // bob was away when dave joined
  assert.equal(bob.book.membership?.members.has(dave.member), false)
  const { one, world } = returns(bob, [alice, dave])
  assert.equal(one.sync.takesContent, false)
  world.run(10_000)
  assert.equal(one.sync.takesContent, true)
  assert.equal(bob.texts().length, 30)
  assert.deepEqual(one.liars, [])
  assert.ok(one.caughtUp)
  const asked = one.asked.flatMap(({ ranges }) => ranges.map(({ log }) => isContentLog(log!)))
  const first = asked.indexOf(true)
  const lastControl = asked.lastIndexOf(false)
  assert.ok(first > lastControl, 'no content was asked for before the last of the membership')
})

test('claims about members that nobody knows hold nothing up and name nobody', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  told(alice, [], 'hello')
  const { one, others, world } = returns(bob, [alice])
  const stranger = identityOf(77)
  world.run(120)
  const logs = Array.from({ length: 50 }, (_, at) => {
    const log = logKeyOf(stranger.member, BigInt(2 * at + 1))
    return { log, next: 9, digest: '00'.repeat(8), beyond: [], fork: undefined }
  })
  const rest = { unknown: [], because: 'news', inFull: false, version: undefined } as const
  const message = { type: 'frontier', logs, delta: true, more: false, ...rest } as const
  world.tell(one, { type: 'message', from: others[0]!.keeper.member, message })
  world.run(20_000)
  assert.ok(one.asked.every(({ ranges }) => ranges.every(({ log }) => !log!.startsWith(stranger.member))))
  assert.ok(one.caughtUp)
  assert.deepEqual(bob.texts(), ['hello'])
  assert.deepEqual(one.liars, [])
})

test('members that all come online at once get on with it', () => {
  const alice = founded()
  const [bob, carol] = [joined(alice, 2), joined(alice, 3)]
  membership(alice, bob, carol)
  for (let count = 0; count < 40; count += 1) {
    told(alice, [bob], `alice ${count}`)
    told(carol, [], `carol ${count}`)
  }
  const all = [alice, bob, carol].map(keeper => new Archive(keeper))
  const world = new Exchange(all, NOW)
  for (const one of all) world.tell(one, { type: 'came-online' })
  world.link(all[0]!, all[1]!)
  world.link(all[1]!, all[2]!)
  world.run(20_000)
  for (const one of all) {
    assert.deepEqual(one.liars, [])
    assert.ok(one.caughtUp)
    assert.equal(one.keeper.texts().length, 80)
  }
})

test('without history a returner gets the membership and not a word of what was said', () => {
  const alice = founded('none')
  const bob = joined(alice, 2)
  for (let count = 0; count < 30; count += 1) alice.say(`${count}`)
  joined(alice, 3)
  const { one, others, world } = returns(bob, [alice])
  world.run(30_000)
  assert.ok(one.caughtUp)
  assert.deepEqual(bob.texts(), [])
  assert.equal(bob.book.membership?.members.size, 3)
  assert.deepEqual(one.liars, [])
  const told = others[0]!.effects.flatMap(effect =>
    effect.type === 'send' && effect.message.type === 'frontier' ? effect.message.logs : [],
  )
  assert.ok(told.length > 0)
  assert.ok(told.every(({ log }) => !isContentLog(log)))
})

test('without history content that is asked for all the same is not given', () => {
  const alice = founded('none')
  const bob = joined(alice, 2)
  const log = logKeyOf(alice.member, alice.say('now').entries[0]!.fields.log)
  const { sync } = new Archive(alice)
  sync.handle({ type: 'link-up', member: bob.member }, NOW)
  const request = { type: 'range-request', requestId: 1, ranges: [{ log, from: 0, to: 9 }], maxBytes: 9999 } as const
  assert.deepEqual(sync.handle({ type: 'message', from: bob.member, message: request }, NOW), [])
})

test('ten bursts of the largest kind are served one by one, each in a record', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  for (let count = 0; count < 10; count += 1) alice.say(`${count}`.repeat(1024 * 1024))
  for (let count = 0; count < 5; count += 1) alice.sayAll(Array(8).fill('x'.repeat(100_000)))
  const { one, world } = returns(bob, [alice])
  world.run(20_000)
  assert.equal(bob.texts().length, 50)
  assert.ok(one.caughtUp)
  assert.deepEqual(one.liars, [])
  assert.ok(world.frames.every(({ bytes }) => bytes < MAX_RECORD_BYTES - 1024))
})

test('a burst of which the end was taken first is taken whole', () => {
  const alice = founded()
  const bob = joined(alice, 2)
  for (let count = 0; count < 40; count += 1) alice.sayAll(Array.from({ length: 8 }, (_, at) => `${count} ${at}`))
  const { one, world } = returns(bob, [alice])
  world.run(20_000)
  assert.equal(bob.texts().length, 320)
  assert.ok(one.caughtUp)
  assert.deepEqual(one.liars, [])
})

test('a returner asks two for ten thousand messages of one author and has them in a few dozen round trips', () => {
  const alice = founded()
  const [bob, carol] = [joined(alice, 2), joined(alice, 3)]
  membership(alice, bob)
  for (let count = 0; count < 10_000; count += 1) told(alice, [bob], `message ${count} of a usual length`)
  const { one, world } = returns(carol, [alice, bob], 50)
  const took = world.run(60_000, () => one.caughtUp)
  assert.equal(carol.texts().length, 10_000)
  assert.deepEqual(one.liars, [])
  assert.ok(took <= 30 * 100, `${took} ms at 100 ms a round trip`)
  const answers = world.frames.filter(({ frame }) => frame.rangeAnswer !== undefined)
  assert.deepEqual(new Set(answers.map(({ from }) => from.keeper.member)), new Set([alice.member, bob.member]))
  // what was said last is there first
  const shown = one.came.slice(0, 60).map(entryId => carol.rows.get(entryId)?.seq ?? 0)
  assert.ok(shown.filter(seq => seq >= 9950).length >= 50)
})
