/** Flood control, machine by machine: what goes on, what waits, what is left aside, and whose fault a flood is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf, logKeyOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { type CheckedBurst, writeBurst } from '#src/crypto/burst.js'
import { DEFAULT_LIMITS, type RateLimits, UNLIMITED } from '#src/peer/allowance.js'
import { Arrivals } from '#src/peer/arrivals.js'
import { bytesOf } from '#src/peer/burst-rows.js'
import { DelayLine } from '#src/peer/delay-line.js'
import { OwnPace } from '#src/peer/own-pace.js'
import { PassingOn } from '#src/peer/passing-on.js'
import { WaitingRoom } from '#src/peer/waiting-room.js'
import { alice as aliceKey, aliceSeed, draft, emptyLog, tipAfter } from '../support/bursts.ts'
import { cheapSuite } from '../support/cheap-suite.ts'

const alice = memberIdOf(aliceKey)
const bob = memberIdOf(new Uint8Array(32).fill(0x62))
const carol = memberIdOf(new Uint8Array(32).fill(0x63))
const way = { arc: { from: 0n, to: 0n }, hops: 1 }
const { burst: BURST, entriesPerSecond: RATE, bytes: BYTES } = DEFAULT_LIMITS

/** Ends a machine's waiting, as the loop does: wakes it when it wants to be woken. */
function untilQuiet<Out>(machine: {
  readonly deadline: number | undefined
  wake(now: number): Out[]
}): [number, Out][] {
  const came: [number, Out][] = []
  for (let now = machine.deadline; now !== undefined; now = machine.deadline) {
    for (const out of machine.wake(now)) came.push([now, out])
    assert.ok(came.length < 100_000 && machine.deadline !== now, 'a wake gets it further')
  }
  return came
}

/** Bursts of one entry each, one after the other in alice's log. Nobody looks at their signatures. */
function singles(count: number, log = 3n): CheckedBurst[] {
  const bursts: CheckedBurst[] = []
  for (let tip = { ...emptyLog, log }; bursts.length < count; tip = tipAfter(bursts.at(-1)!)) {
    bursts.push(writeBurst(cheapSuite, aliceSeed, [draft(tip.order + 1n)], tip))
  }
  return bursts
}

const one = { entries: 1, bytes: 300 }

test('a lane lets a burst pass, holds as much again, in order, and leaves the rest aside', () => {
  const line = new DelayLine<number>(DEFAULT_LIMITS, new WaitingRoom())
  const fates = Array.from({ length: 250 }, (_, index) => line.offer('alice', one, () => index, 0))
  assert.deepEqual(
    ['passes', 'waits', 'aside'].map(fate => fates.filter(other => other === fate).length),
    [BURST, BURST, 50],
  )
  const came = untilQuiet(line)
  assert.deepEqual(
    came.map(([, index]) => index),
    Array.from({ length: BURST }, (_, index) => BURST + index),
  )
  assert.equal(came.at(-1)![0], (BURST / RATE) * 1_000, 'at its rate')
})

test('what waits in one lane holds up no other, and what came first goes first', () => {
  const line = new DelayLine<string>(DEFAULT_LIMITS, new WaitingRoom())
  for (let count = 0; count < 150; count += 1) line.offer('alice', one, () => 'alice', 0)
  assert.equal(
    line.offer('bob', one, () => 'bob', 0),
    'passes',
  )
  // there are tokens by then, and somebody waits for them
  assert.equal(
    line.offer('alice', one, () => 'late', 1_000),
    'waits',
  )
  assert.deepEqual(new Set(line.wake(1_000)), new Set(['alice']))
})

test('bytes count as entries do: a mebibyte at once, and that in five seconds', () => {
  const line = new DelayLine<number>(DEFAULT_LIMITS, new WaitingRoom())
  const large = { entries: 1, bytes: BYTES / 4 }
  const fates = Array.from({ length: 9 }, (_, index) => line.offer('alice', large, () => index, 0))
  assert.deepEqual(fates, [...Array(4).fill('passes'), ...Array(4).fill('waits'), 'aside'])
  assert.equal(untilQuiet(line).at(-1)![0], 5_000)
})

test('an entry larger than a whole burst passes when the lane is at rest, and is paid for', () => {
  const line = new DelayLine<string>(DEFAULT_LIMITS, new WaitingRoom())
  const huge = { entries: 1, bytes: BYTES + 4_096 }
  assert.equal(
    line.offer('alice', huge, () => 'first', 0),
    'passes',
  )
  assert.equal(
    line.offer('alice', huge, () => 'second', 0),
    'waits',
  )
  const [[at]] = untilQuiet(line) as [[number, string]]
  assert.ok(at > 5_000 && at < 5_100, `${at}`)
})

test('all lanes together hold what one room holds', () => {
  const room = new WaitingRoom()
  const line = new DelayLine<number>(DEFAULT_LIMITS, room)
  const huge = { entries: 1, bytes: BYTES }
  for (let author = 0; author < 100; author += 1) {
    for (let count = 0; count < 3; count += 1) line.offer(`${author}`, huge, () => count, 0)
  }
  assert.equal(room.bytes, 8 * BYTES)
  untilQuiet(line)
  assert.equal(room.bytes, 0, 'and all of it leaves')
})

test('more authors than lanes share one, and none of them takes what another has', () => {
  const line = new DelayLine<number>(DEFAULT_LIMITS, new WaitingRoom())
  const passed = (name: string, now: number): boolean => line.offer(name, one, () => 0, now) === 'passes'
  let crowd = 0
  for (let author = 0; author < 2_000; author += 1) if (passed(`${author}`, 0)) crowd += 1
  assert.equal(crowd, 512 + BURST)
  assert.ok(passed('0', 0), 'who has a lane goes on')
  assert.ok(passed('1999', 20_000), 'and those at rest make room')
})

function arrivals(limits: RateLimits = DEFAULT_LIMITS, members: readonly MemberId[] = [alice, bob, carol]): Arrivals {
  return new Arrivals({ limits, room: new WaitingRoom(), isMember: member => members.includes(member) })
}

function taken(machine: Arrivals, from: MemberId, bursts: readonly CheckedBurst[], now: number): number {
  return bursts.flatMap(burst => machine.burst({ from, burst, way }, now)).filter(({ type }) => type === 'take').length
}

test('what a link brings in the name of one author is not taken from what another link brings of it', () => {
  const machine = arrivals()
  const bursts = singles(300)
  assert.equal(taken(machine, bob, bursts, 0), BURST)
  assert.equal(taken(machine, carol, bursts, 0), BURST)
})

test('authors who are no members share one lane of the link, and its own is untouched', () => {
  const machine = arrivals(DEFAULT_LIMITS, [bob])
  assert.equal(taken(machine, bob, singles(300), 0), BURST, 'alice is unknown')
  const stranger = singles(150).map(burst => ({
    ...burst,
    entries: burst.entries.map(entry => ({ ...entry, header: entry.header.map((byte, at) => (at === 40 ? 7 : byte)) })),
  }))
  assert.equal(taken(machine, bob, stranger, 0), 0, 'and another stranger comes after her')
})

test('the membership does not wait behind what is said', () => {
  const machine = arrivals()
  taken(machine, bob, singles(300), 0)
  assert.equal(taken(machine, bob, singles(20, 2n), 0), 20)
})

test('what waits is let out in its order, at the rate, to the byte, and keeps nothing of the record it came in', () => {
  const machine = arrivals()
  const bursts = singles(150)
  const record = new Uint8Array(64 * 1024)
  const inRecord = bursts.map(burst => {
    const [entry] = burst.entries
    record.set(entry!.header)
    return { ...burst, entries: [{ ...entry!, header: record.subarray(0, entry!.header.length) }], sealed: true }
  })
  for (const [index, burst] of inRecord.entries()) {
    record.set(bursts[index]!.entries[0]!.header)
    machine.burst({ from: bob, burst, way }, 0)
  }
  record.fill(0)
  const came = untilQuiet(machine).map(([, effect]) => (effect.type === 'take' ? effect.arrival.burst : undefined))
  assert.deepEqual(
    came.map(burst => hexOf(burst!.entries[0]!.header)),
    bursts.slice(BURST).map(burst => hexOf(burst.entries[0]!.header)),
  )
  assert.ok(came.every(burst => burst!.entries[0]!.header.buffer.byteLength < 1_000))
  assert.ok(
    came.every(burst => burst!.sealed === true),
    'what was sealed is taken for clear, and so for wrong',
  )
})

test('who keeps to the rate is no flooder, though its line stands still for a minute and brings all at once', () => {
  const machine = arrivals()
  const [burst] = singles(1) as [CheckedBurst]
  let faults = 0
  for (let stall = 1; stall <= 20; stall += 1) {
    const now = stall * 60_000
    for (let count = 0; count < 60 * RATE; count += 1) {
      faults += machine.burst({ from: bob, burst, way }, now).filter(({ type }) => type === 'flood').length
    }
    for (let at = machine.deadline; at !== undefined && at < now + 60_000; at = machine.deadline) machine.wake(at)
  }
  assert.equal(faults, 0)
})

test('who goes on far over the rate is at fault again and again, and a link that is opened anew starts nothing anew', () => {
  const machine = arrivals()
  const [burst] = singles(1) as [CheckedBurst]
  let faults = 0
  for (let count = 0; count < 3_000; count += 1) {
    faults += machine.burst({ from: bob, burst, way }, count).filter(({ type }) => type === 'flood').length
  }
  // 3,000 in 3 s: 100 and 60 go on, 100 wait, 1,900 may be a line's, and each hundred more is one
  assert.ok(faults >= 7 && faults <= 9, `${faults} faults`)
})

test('presence records and probes of one member are looked at now and then, and cost no other', () => {
  const machine = arrivals()
  for (const kind of ['presence', 'probe'] as const) {
    const looked = Array.from({ length: 1_000 }, () => machine.mayTake(kind, bob, aliceKey, 0)).filter(Boolean)
    assert.equal(looked.length, kind === 'presence' ? 10 : 100)
    assert.ok(machine.mayTake(kind, carol, aliceKey, 0))
    assert.ok(machine.mayTake(kind, bob, new Uint8Array(32).fill(0x63), 0))
  }
})

test('without limits nothing waits', () => {
  const machine = arrivals(UNLIMITED)
  assert.equal(taken(machine, bob, singles(500), 0), 500)
  assert.equal(machine.deadline, undefined)
})

test('an author’s messages go on at its rate whatever links they came over, and each way is answered for', () => {
  const passing = new PassingOn(DEFAULT_LIMITS, new WaitingRoom())
  const bursts = singles(150)
  const passed = (burst: CheckedBurst, from: MemberId): boolean =>
    passing.mayPass({ from, burst, way, held: false }, false, 0)
  const count = bursts.filter((burst, index) => passed(burst, index % 2 === 0 ? bob : carol)).length
  assert.equal(count, BURST)
  assert.equal(passed(bursts.at(-1)!, alice), false, 'a second copy waits with the first')
  const came = untilQuiet(passing).map(([, { from, burst }]) => [burst.entries[0]!.fields.seq, from] as const)
  assert.deepEqual(
    came.slice(-2).map(([seq, from]) => [seq, from]),
    [
      [149, carol],
      [149, alice],
    ],
  )
  assert.equal(came.length, 51)
})

test('what is on its way from here already is not counted again', () => {
  const passing = new PassingOn(DEFAULT_LIMITS, new WaitingRoom())
  const [burst] = singles(1) as [CheckedBurst]
  for (let copy = 0; copy < 500; copy += 1) {
    assert.ok(passing.mayPass({ from: bob, burst, way, held: true }, true, 0))
  }
})

function own(burst: CheckedBurst, servable = true) {
  const cost = { entries: burst.entries.length, bytes: bytesOf(burst) }
  return { burst, cost, log: logKeyOf(alice, 3n), servable }
}

test('we spread a burst, and offer what is more: at once, and then four times a second', () => {
  const pace = new OwnPace(DEFAULT_LIMITS, 0)
  const effects = singles(300).flatMap((burst, index) => {
    const now = index * 2
    const due = (pace.deadline ?? Number.POSITIVE_INFINITY) <= now ? pace.wake(now) : []
    return [...due, ...pace.publish(own(burst), now)].map(effect => ({ now, type: effect.type }))
  })
  assert.equal(effects.filter(({ type }) => type === 'spread').length, BURST + 4, 'and the few that grew meanwhile')
  assert.equal(effects.filter(({ type }) => type === 'keep').length, 300 - BURST - 4)
  const offers = effects.filter(({ type }) => type === 'offer').map(({ now }) => now)
  assert.equal(offers.length, 2)
  assert.deepEqual(
    pace.wake(pace.deadline!).map(({ type }) => type),
    ['offer'],
    'what was written since is told',
  )
})

test('nothing overtakes what was offered: we spread again when that is there and a whole burst may go', () => {
  const pace = new OwnPace(DEFAULT_LIMITS, 0)
  const bursts = singles(1_000)
  for (const burst of bursts.slice(0, 900)) pace.publish(own(burst), 0)
  const typeAt = (index: number, now: number): string => pace.publish(own(bursts[index]!), now)[0]!.type
  assert.equal(typeAt(900, 1_000), 'keep')
  assert.equal(typeAt(901, 4_000), 'keep', 'though tokens have grown')
  assert.equal(typeAt(902, 9_000), 'spread')
})

test('who has said too much and goes on within the rate is spread again', () => {
  const pace = new OwnPace(DEFAULT_LIMITS, 0)
  const bursts = singles(250)
  for (const burst of bursts.slice(0, 150)) pace.publish(own(burst), 0)
  const types = bursts.slice(150).map((burst, index) => pace.publish(own(burst), 100 * index)[0]!.type)
  assert.deepEqual([types[0], types[50], types.at(-1)], ['keep', 'keep', 'spread'])
})

test('where nothing is ever given later our own messages wait for their turn, in order', () => {
  const pace = new OwnPace(DEFAULT_LIMITS, 0)
  const bursts = singles(150)
  const types = bursts.flatMap(burst => pace.publish(own(burst, false), 0)).map(({ type }) => type)
  assert.deepEqual(types, Array(BURST).fill('spread'))
  const came = untilQuiet(pace).map(([, effect]) => (effect.type === 'spread' ? effect.burst : undefined))
  assert.deepEqual(came, bursts.slice(BURST))
  assert.equal(pace.isCrowded, false)
})
