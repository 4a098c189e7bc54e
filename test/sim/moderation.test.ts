/**
 * Removals and roles in whole groups: what a hostile member forces through has no effect, a partition heals to one state,
 * and what the removed says lands nowhere. A few seeds in `npm test`; in the long run a hundred and three with more members.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesEqual } from '#src/base/bytes.js'
import { type GroupId, publicKeyOf } from '#src/base/ids.js'
import type { ControlBody } from '#src/group/control.js'
import type { Membership } from '#src/group/membership.js'
import { Link } from '#src/peer/link.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures, assertRing, idsIn } from '../support/checkers.ts'
import { hostileWords } from '../support/moderating.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'
import { kickedAndBanned } from './stories/removed.ts'

const MEMBERS = 6
const MANY_MEMBERS = 20
/** A broadcast, and a round where it was not enough. */
const SPREAD_MS = 3_000
const HEAL_MS = 60_000
const ROUND_MS = 1_000
const SEEDS = 4

test('what a hostile member forces through has no effect on anyone, is not passed on, and its honest words still count', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, moderator, mallory, other] = actors
      assert.ok(founder && moderator && mallory && other)
      founder.setRole(group, moderator, 'moderator')
      world.run(SPREAD_MS)
      const key = (actor: Actor) => publicKeyOf(actor.member)!
      const attempts: readonly ControlBody[] = [
        { type: 'remove', member: key(other), cut: [] },
        { type: 'remove', member: key(founder), cut: [] },
        { type: 'ban', member: key(moderator), cut: [] },
        { type: 'role', member: key(mallory), role: 'moderator', cut: [] },
        { type: 'role', member: key(founder), role: 'observer', cut: [] },
        { type: 'handover', member: key(mallory) },
        { type: 'setting', name: 'speak', value: 'founder' },
        { type: 'setting', name: 'name', value: 'mine' },
        { type: 'unban', member: key(other) },
      ]
      const before = stateOf(founder, group)
      for (const body of attempts) {
        const forced = mallory.force(group, body)
        assert.throws(() => mallory.write(group, body), { code: /not-allowed|unknown-member|bad-argument/ })
        const passed = forwardsOf(forced, mallory, group)
        world.run(SPREAD_MS)
        assert.equal(passed.end(), 0, `${body.type} was passed on`)
        for (const actor of actors) assert.deepEqual(stateOf(actor, group), before, `${actor.name} after ${body.type}`)
      }
      mallory.say(group, 'still a member')
      mallory.write(group, { type: 'rename', name: 'mal' })
      world.run(SPREAD_MS)
      for (const actor of actors) {
        assert.ok(actor.stored(group).includes('still a member'), actor.name)
        assert.equal(actor.group(group).membership?.members.get(mallory.member)?.name, 'mal')
      }
      assertNoFailures(actors)
    },
    LONG_SEEDS,
  )
})

test('founder and moderators flip roles and topics on both sides of a partition: after it one state on all', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, one, two, ...members] = actors
      assert.ok(founder && one && two)
      founder.setRole(group, one, 'moderator')
      founder.setRole(group, two, 'moderator')
      world.run(SPREAD_MS)
      const left = [founder, two, ...members.filter((_, index) => index % 2 === 0)]
      const right = [one, ...members.filter((_, index) => index % 2 === 1)]
      world.cut(left, right, 'severed')
      for (let step = 0; step < 12; step += 1) {
        flip(world, group, founder, members, step)
        flip(world, group, one, members, step)
        flip(world, group, two, members, step)
        if (step === 6) founder.setRole(group, one, 'member')
        world.run(1_000)
      }
      world.heal(left, right)
      const agreed = () => actors.every(actor => sameState(actor, founder, group))
      world.until(agreed, HEAL_MS)
      for (const actor of actors) assert.deepEqual(stateOf(actor, group), stateOf(founder, group), actor.name)
      assert.equal(founder.group(group).membership?.members.get(one.member)?.role, 'member')
      assertNoFailures(actors)
    },
    LONG_SEEDS,
  )
})

test('a stale topic that comes back late does not return', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, late, ...others] = actors
      assert.ok(founder && late)
      late.write(group, { type: 'topic', text: 'old' })
      world.run(SPREAD_MS)
      late.kill()
      founder.write(group, { type: 'topic', text: 'new' })
      world.run(SPREAD_MS)
      const back = await world.restart(late)
      world.run(HEAL_MS)
      for (const actor of [founder, back, ...others]) {
        assert.equal(actor.group(group).membership?.topic?.text, 'new', actor.name)
      }
    },
    LONG_SEEDS,
  )
})

test('a kicked member’s later words land nowhere, a banned one cannot rejoin, after everyone was restarted as well', async () => {
  await eachSeed(SEEDS, kickedAndBanned, LONG_SEEDS)
})

test('what the removed said on its side of a partition is void on all once it heals, and one history is left', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, removed, beside, ...rest] = actors
      assert.ok(founder && removed && beside)
      for (const actor of actors) actor.say(group, `before, ${actor.name}`)
      world.run(SPREAD_MS)
      const away = [removed, beside]
      world.cut(away, [founder, ...rest], 'severed')
      founder.remove(group, removed)
      for (let line = 0; line < 5; line += 1) {
        removed.say(group, `on my side ${line}`)
        beside.say(group, `and on mine ${line}`)
        world.run(2_000)
      }
      assert.ok(beside.stored(group).includes('on my side 4'))
      world.heal(away, [founder, ...rest])
      const staying = [founder, beside, ...rest]
      const isOne = () => staying.every(actor => actor.stored(group).length === actors.length + 5)
      world.until(isOne, 3 * HEAL_MS)
      for (const actor of staying) {
        assert.deepEqual(idsIn(actor, group), idsIn(founder, group), `${actor.name} differs from ${founder.name}`)
        assert.ok(!actor.stored(group).some(text => text.startsWith('on my side')), `${actor.name} shows the removed`)
        assert.ok(actor.stored(group).includes(`before, ${removed.name}`), 'what stood before it stands')
      }
      assertRing(group, staying)
      assertNoFailures(staying)
      assert.equal(rootsOf(staying, group).size, 1, 'they still differ in what they hold')
    },
    LONG_SEEDS,
  )
})

test('a removed member bribes one who has not heard of it: nothing it says lands with those who have', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, removed, deaf, ...rest] = actors
      assert.ok(founder && removed && deaf)
      // hears nothing of the membership over the arcs, nor by sync
      world.cut([founder, ...rest], [removed], 'severed')
      world.cut([founder], [deaf], 'severed')
      founder.remove(group, removed)
      world.run(1_000)
      for (let line = 0; line < 5; line += 1) {
        removed.say(group, `you cannot hear me ${line}`)
        world.run(1_000)
      }
      world.heal([founder], [deaf])
      world.run(HEAL_MS)
      for (const actor of [founder, deaf, ...rest]) {
        assert.deepEqual(actor.stored(group), [], `${actor.name} shows what the removed said`)
        assert.equal(actor.group(group).membership?.members.get(removed.member)?.present, false, actor.name)
      }
      assert.equal(rootsOf([founder, deaf, ...rest], group).size, 1)
      assertNoFailures([founder, deaf, ...rest])
    },
    LONG_SEEDS,
  )
})

test('an observer, and a member while only moderators may speak, is refused at the sender and heard by nobody', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, moderator, observer, member, ...rest] = actors
      assert.ok(founder && moderator && observer && member)
      founder.setRole(group, moderator, 'moderator')
      founder.setRole(group, observer, 'observer')
      world.run(SPREAD_MS)
      hostileWords(world, observer, group)
      moderator.write(group, { type: 'setting', name: 'speak', value: 'moderators' })
      world.run(SPREAD_MS)
      hostileWords(world, member, group)
      moderator.say(group, 'only us')
      world.run(SPREAD_MS)
      moderator.write(group, { type: 'setting', name: 'speak', value: 'all' })
      founder.setRole(group, observer, 'member')
      world.run(SPREAD_MS)
      observer.say(group, 'a voice')
      member.say(group, 'again')
      world.run(SPREAD_MS)
      for (const actor of [founder, moderator, observer, member, ...rest]) {
        assert.deepEqual([...actor.stored(group)].sort(), ['a voice', 'again', 'only us'], actor.name)
      }
      assert.equal(rootsOf(actors, group).size, 1)
      assertNoFailures(actors)
    },
    LONG_SEEDS,
  )
})

test('how many have applied a removal is seen by all, rises when one comes back, and is applied by whoever is there within two rounds', async () => {
  await eachSeed(
    SEEDS,
    async seed => {
      const { world, group, actors } = await gathered(seed)
      const [founder, removed, away, ...rest] = actors
      assert.ok(founder && removed && away)
      founder.say(group, 'rounds are quick while there is talk')
      world.run(SPREAD_MS)
      away.kill()
      world.run(10_000)
      const here = [founder, ...rest]
      founder.remove(group, removed)
      let appliedMs = 0
      const isOut = (actor: Actor) => actor.group(group).membership?.members.get(removed.member)?.present === false
      while (!here.every(isOut)) {
        world.run(50)
        appliedMs += 50
        assert.ok(appliedMs <= 2 * ROUND_MS, `not applied by all within ${appliedMs} ms`)
      }
      world.run(10_000)
      const progress = (actor: Actor) =>
        actor.group(group).removals.of(actor.group(group).membership!.members.get(removed.member)!)
      const before = { by: founder.member, applied: here.length, members: here.length + 1 }
      for (const actor of here) assert.deepEqual(progress(actor), before, actor.name)
      const back = await world.restart(away)
      const all = [...here, back]
      const isWhole = () => all.every(actor => progress(actor)?.applied === all.length)
      world.until(isWhole, HEAL_MS)
      for (const actor of all) assert.deepEqual(progress(actor), { ...before, applied: all.length }, actor.name)
      for (const actor of rest) {
        const told = actor.events.flatMap(event => (event.type === 'removal' ? event.applied : []))
        assert.deepEqual(
          told,
          [...told].sort((one, two) => one - two),
          'it only rises',
        )
        assert.equal(told.at(-1), all.length)
      }
    },
    LONG_SEEDS,
  )
})

async function gathered(seed: number): Promise<{ world: World; group: GroupId; actors: Actor[] }> {
  const world = new World(seed)
  const { group, actors } = await world.gather(crowdOf(seed, MEMBERS, MANY_MEMBERS), 'all')
  world.checks = true
  return { world, group, actors }
}

/** One of what founder and moderators do; whoever has lost the right to does nothing. */
function flip(world: World, group: GroupId, actor: Actor, members: readonly Actor[], step: number): void {
  const target = members[Math.floor(world.random.next() * members.length)]!
  const { membership } = actor.group(group)
  const me = membership?.members.get(actor.member)?.role
  if (me !== 'founder' && me !== 'moderator') return
  const isObserver = membership?.members.get(target.member)?.role === 'observer'
  if (step % 2 === 0) actor.write(group, { type: 'topic', text: `${actor.name} ${step}` })
  else actor.setRole(group, target, isObserver ? 'member' : 'observer')
}

/** What of the state all must agree on, as text. */
function stateOf(actor: Actor, group: GroupId): unknown {
  const membership = actor.group(group).membership
  assert.ok(membership)
  return plain(membership)
}

function plain({ members, topic, settings, founder, banned, speaks }: Membership): unknown {
  const roster = [...members.values()].map(({ member, name, role, present, closings }) => ({
    member,
    name,
    role,
    present,
    closed: closings.map(({ entryId }) => entryId),
  }))
  return { roster, topic, settings, founder, banned: [...banned.keys()].sort(), speaks }
}

function sameState(actor: Actor, other: Actor, group: GroupId): boolean {
  return JSON.stringify(stateOf(actor, group), text) === JSON.stringify(stateOf(other, group), text)
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** What they would tell each other that they hold: one value once they agree. */
function rootsOf(actors: readonly Actor[], group: GroupId): Set<string> {
  return new Set(actors.map(actor => actor.group(group).syncing.root))
}

/** Counts what anybody but its author queues of the entry with this header, from now on. */
function forwardsOf(header: Uint8Array, author: Actor, group: GroupId): { end(): number } {
  const own = new Set(author.group(group).links.all())
  const { queue } = Link.prototype
  let count = 0
  Link.prototype.queue = function (frame, urgency) {
    const carried = frame.forward?.burst?.entries.some(entry => bytesEqual(entry.header, header)) ?? false
    if (carried && !own.has(this)) count += 1
    return queue.call(this, frame, urgency)
  }
  return {
    end() {
      Link.prototype.queue = queue
      return count
    },
  }
}
