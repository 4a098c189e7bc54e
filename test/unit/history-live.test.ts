/** What is pulled of a log while one is up to date: in its order, from one member at a time, at a pace. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogKey } from '#src/base/ids.js'
import { SHARE_BYTES, SHARE_ENTRIES, SHARE_MS } from '#src/history/live-pace.js'
import { Cast, chain, logOf, World } from './history-world.ts'

const ENTRIES = 2_000

/** Three that are up to date and linked with each other. */
function trio(): { world: World; cast: readonly [Cast, Cast, Cast] } {
  const [alice, bob, carol] = [new Cast(1), new Cast(2), new Cast(3)]
  const world = new World([alice, bob, carol])
  world.link(alice, bob)
  world.link(bob, carol)
  world.link(carol, alice)
  world.run(3_000)
  return { world, cast: [alice, bob, carol] }
}

/** The ranges of a log that somebody asks for, when and of whom, and how much of it that member holds by then. */
function watch(world: World, who: Cast, log: LogKey) {
  const asked: { at: number; of: Cast; from: number; to: number; held: number }[] = []
  let seen = world.sent.length
  world.before = () => {
    for (; seen < world.sent.length; seen += 1) {
      const { from, to, message } = world.sent[seen]!
      if (from !== who || message.type !== 'range-request') continue
      for (const range of message.ranges) {
        if (range.log === log)
          asked.push({ at: world.now, of: to, from: range.from, to: range.to, held: who.index.next(log) })
      }
    }
  }
  return asked
}

function offer(world: World, who: Cast, log: LogKey, count = ENTRIES): void {
  who.hold(...chain(log, count, 8))
  world.tell(who, { type: 'offered', log })
}

test('what a member offers is pulled at once, by whoever is linked and by those beyond', () => {
  const [alice, bob, carol] = [new Cast(1), new Cast(2), new Cast(3)]
  const world = new World([alice, bob, carol])
  world.link(alice, bob)
  world.link(bob, carol)
  world.run(3_000)
  const log = logOf(1)
  offer(world, alice, log, SHARE_ENTRIES)
  world.run(100)
  assert.equal(bob.index.next(log), SHARE_ENTRIES)
  assert.equal(carol.index.next(log), SHARE_ENTRIES, 'she was told by bob')
})

test('a long log comes in its order: one request at a time, each from where the one before ended', () => {
  const { world, cast } = trio()
  const [alice, bob, carol] = cast
  const log = logOf(1)
  const asked = watch(world, carol, log)
  offer(world, alice, log)
  world.run(8_000)
  assert.equal(carol.index.next(log), ENTRIES)
  assert.ok(asked.length > 10)
  for (const { from, held } of asked) assert.equal(from, held, 'nothing is asked for beyond what is held')
  assert.ok(new Set(asked.map(({ of }) => of)).size >= 1 && asked.every(({ of }) => of === alice || of === bob))
})

test('some five hundred entries a second are pulled of one log, and another log does not wait for it', () => {
  const { world, cast } = trio()
  const [alice, bob, carol] = cast
  const [long, short] = [logOf(1), logOf(2)]
  offer(world, alice, long)
  world.run(1_000)
  assert.ok(carol.index.next(long) > 400, `${carol.index.next(long)} in a second`)
  assert.ok(carol.index.next(long) <= 544, `${carol.index.next(long)} in a second`)
  offer(world, bob, short, 8)
  world.run(50)
  assert.equal(carol.index.next(short), 8)
})

test('of many logs together no more than a share is asked for at once, so that what is said meanwhile waits for no more', () => {
  const { world, cast } = trio()
  const [alice, , carol] = cast
  const logs = Array.from({ length: 8 }, (_, author) => logOf(author + 1))
  for (const log of logs) alice.hold(...chain(log, 100, 8))
  for (const log of logs) world.tell(alice, { type: 'offered', log })
  world.run(2_000)
  for (const log of logs) assert.equal(carol.index.next(log), 100)
  for (const { from, message } of world.sent) {
    if (from !== carol || message.type !== 'range-request') continue
    const entries = message.ranges.reduce((sum, { from: first, to }) => sum + to - first + 1, 0)
    assert.ok(entries <= SHARE_ENTRIES, `${entries} entries at once`)
    assert.ok(message.maxBytes <= SHARE_BYTES, `${message.maxBytes} bytes at once`)
  }
})

test('over a line on which an answer takes longer more is asked for at once, so that no less comes in a second', () => {
  const asksFor = (delayMs: number): number[] => {
    const { world, cast } = trio()
    const [alice, , carol] = cast
    world.delayMs = delayMs
    const asked = watch(world, carol, logOf(1))
    offer(world, alice, logOf(1))
    world.run(1_000)
    return asked.slice(0, 3).map(({ from, to }) => to - from + 1)
  }
  assert.deepEqual(asksFor(SHARE_MS / 10), [SHARE_ENTRIES, SHARE_ENTRIES, SHARE_ENTRIES])
  assert.deepEqual(asksFor(SHARE_MS), [SHARE_ENTRIES, 2 * SHARE_ENTRIES, 2 * SHARE_ENTRIES])
})

test('who is late pulls the less the later it is', () => {
  const pulledIn = (lateMs: number): number => {
    const { world, cast } = trio()
    const [alice, , carol] = cast
    carol.lateMs = lateMs
    world.run(2_000)
    offer(world, alice, logOf(1))
    world.run(2_000)
    return carol.index.next(logOf(1))
  }
  const [inTime, late, later] = [0, 100, 900].map(pulledIn)
  assert.ok(late! < 0.75 * inTime!, `${late} late, ${inTime} in time`)
  assert.ok(later! < 0.2 * inTime! && later! > 0, `${later} later, ${inTime} in time`)
})

test('who comes back from having been away pulls as fast as it can', () => {
  const [alice, bob] = [new Cast(1), new Cast(2)]
  const world = new World([alice, bob])
  alice.hold(...chain(logOf(1), ENTRIES, 8))
  world.tell(bob, { type: 'came-online' })
  world.link(alice, bob)
  world.run(500)
  assert.equal(bob.index.next(logOf(1)), ENTRIES)
})

test('a member that claims a log and gives nothing holds it up for one request, no longer', () => {
  const { world, cast } = trio()
  const [alice, bob, carol] = cast
  const log = logOf(1)
  bob.hold(...chain(log, 100, 8))
  bob.lies = true
  world.tell(bob, { type: 'offered', log })
  offer(world, alice, log, 100)
  world.run(6_000)
  assert.equal(carol.index.next(log), 100)
})
