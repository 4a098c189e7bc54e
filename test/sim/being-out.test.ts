/** A member that was removed while it was away: it comes back, nobody links with it, and it learns why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GroupId, publicKeyOf } from '#src/base/ids.js'
import { encodeJoin, proofMessages } from '#src/peer/hand-over.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertRing } from '../support/checkers.ts'
import { impostorOf } from '../support/impostor.ts'
import { isIn } from '../support/moderating.ts'
import { eachSeed } from '../support/seeds.ts'

/** A dial, half a second, and an answer; where the first that is asked does not know, the next one. */
const LEARNS_MS = 40_000
/** From the start of its process until a removed member knows that it is out, on lines of 150 ms. */
const SOON_MS = 2_000

/** The members whose removal it was told of, and by whom. */
function removals(actor: Actor): (readonly [string, string | undefined])[] {
  return actor.events.flatMap(event =>
    event.type === 'member' && event.state === 'removed' ? [[event.member, event.by] as const] : [],
  )
}

function linked(actor: Actor, group: GroupId): number {
  return [...actor.group(group).links.all()].length
}

test('kicked or banned while it was away, and everyone restarted: it learns that it is out, says so, and is heard by nobody', async () => {
  await eachSeed(12, async seed => {
    for (const type of ['remove', 'ban'] as const) {
      const world = new World(seed)
      const { group, actors } = await world.gather(5)
      const [alice, bob, carol] = actors
      const ticket = bob!.invite(group)
      world.run(2_000)
      carol!.kill()
      world.run(1_000)
      alice!.remove(group, carol!, type)
      world.run(2_000)
      const others = actors.filter(actor => actor !== carol)
      for (const actor of others) actor.kill()
      const back: Actor[] = []
      for (const actor of others) back.push(await world.restart(actor))
      world.run(20_000)
      const again = await world.restart(carol!)
      again.say(group, 'am I still here?')
      world.until(() => !isIn(again, group), LEARNS_MS)
      assert.deepEqual(removals(again), [[carol!.member, alice!.member]], type)
      world.run(20_000)
      assert.equal(linked(again, group), 0)
      assert.equal(again.group(group).book.refusal({ type: 'rename', name: 'me' }, again.clock.now()), 'not-present')
      for (const actor of back) assert.deepEqual(actor.texts(), [])
      assertRing(group, back)
      // once it knows it needs no telling again
      again.kill()
      const third = await world.restart(again)
      world.run(20_000)
      assert.deepEqual([isIn(third, group), removals(third)], [false, []])
      // kicked: in again with a ticket made since; banned: not
      const outcomeOf = (joined: ReturnType<Actor['join']>) => ('code' in joined ? joined.code : 'in')
      assert.equal(outcomeOf(third.join(ticket)), type === 'ban' ? 'banned' : 'invite-outdated')
      assert.equal(outcomeOf(third.join(back[1]!.invite(group))), type === 'ban' ? 'banned' : 'in')
      assertNoFailures([...back, third])
    }
  })
})

test('a member that was removed while it was away knows it within two seconds of its start', async () => {
  await eachSeed(24, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2 + (seed % 4))
    const [alice] = actors
    const carol = actors.at(-1)!
    carol.kill()
    world.run(seed % 3 === 0 ? 120_000 : 1_000)
    alice!.remove(group, carol, seed % 2 === 0 ? 'remove' : 'ban')
    world.run(2_000)
    const again = await world.restart(carol, seed % 5 === 0 ? 'moved' : 'same')
    world.run(SOON_MS)
    assert.equal(isIn(again, group), false)
    assert.deepEqual(removals(again), [[carol.member, alice!.member]])
  })
})

test('two that were removed while both were away find each other first, and learn it all the same', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, , carol, dave] = actors
    const out = [carol!, dave!]
    for (const actor of out) actor.kill()
    world.run(1_000)
    for (const actor of out) alice!.remove(group, actor)
    world.run(2_000)
    const again = await Promise.all(out.map(actor => world.restart(actor)))
    world.until(() => again.every(actor => !isIn(actor, group)), 3 * LEARNS_MS)
    for (const actor of again) assert.equal(isIn(actor, group), false, actor.name)
    world.run(1_000)
    for (const actor of again) assert.equal(linked(actor, group), 0)
    assertNoFailures([...actors.slice(0, 2), ...again])
  })
})

test('whoever was removed by one that it never knew as a moderator asks for the whole log, once', async () => {
  await eachSeed(20, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors
    carol!.kill()
    world.run(1_000)
    alice!.setRole(group, bob!, 'moderator')
    world.run(1_000)
    bob!.remove(group, carol!)
    // of what is written once it is out it learns nothing
    world.run(1_000)
    alice!.write(group, { type: 'topic', text: 'without carol' })
    world.run(2_000)
    const again = await world.restart(carol!)
    world.until(() => !isIn(again, group), LEARNS_MS)
    assert.deepEqual(removals(again), [[carol!.member, bob!.member]])
    assert.equal(again.group(group).membership?.topic, undefined)
    assert.equal(dave!.group(group).membership?.topic?.text, 'without carol')
    assertNoFailures([alice!, bob!, dave!, again])
  })
})

test('a member that gives no link and shows a removal of its own making convinces nobody, and is named where it forged', async () => {
  await eachSeed(20, async seed => {
    // whoever forges is told from honest members by real signatures only
    const world = new World(seed, { suite: 'real' })
    const { group, actors } = await world.gather(3)
    const [alice, mallory, carol] = actors
    const { book } = mallory!.group(group)
    const removal = { type: 'remove', member: publicKeyOf(carol!.member)! } as const
    const own = book.writeControl({ ...removal, cut: book.roll.cut(carol!.member) }, mallory!.clock.now()).burst
    const log = [...book.controlBursts()]
    for (const actor of actors) actor.kill()
    const inAlicesName = { ...own, signature: world.suite.sign(alice!.seed, new Uint8Array(32)) }
    const heard = await impostorOf(world, mallory!, ({ inquiry }) =>
      inquiry === undefined ? [] : proofMessages(inquiry.whole ? [...log, inAlicesName] : [own]),
    )
    const again = await world.restart(carol!)
    world.run(3 * LEARNS_MS)
    assert.deepEqual(
      heard.slice(0, 2).map(({ inquiry }) => inquiry?.whole),
      [false, true],
    )
    // it is asked again, and not often
    assert.ok(heard.length <= 10, `${heard.length} inquiries`)
    assert.equal(isIn(again, group), true)
    assert.deepEqual(removals(again), [])
    const named = again.events.filter(event => event.type === 'liar' && event.reason === 'wrong-burst')
    assert.ok(named.every(event => event.type === 'liar' && event.member === mallory!.member) && named.length > 0)
    const back = await world.restart(alice!)
    world.until(() => again.group(group).links.get(alice!.member) !== undefined, 60_000)
    again.say(group, 'still here')
    world.run(3_000)
    assert.deepEqual(back.texts(), ['still here'])
  })
})

test('a member that answers the question why with noise, without end or not at all costs little, and another is asked', async () => {
  const endless = encodeJoin({ proof: { bursts: [], more: true } })
  const answers: readonly (readonly [string, readonly Uint8Array[]])[] = [
    ['noise', [Uint8Array.of(0, 0, 0, 2, 255, 255)]],
    ['a record out of bounds', [Uint8Array.of(255, 255, 255, 255)]],
    ['no end', Array.from({ length: 100 }, () => endless)],
    ['an empty proof', [encodeJoin({ proof: { bursts: [], more: false } })]],
    ['another message', [encodeJoin({ admitted: { bursts: [], presences: [], more: false } })]],
    ['nothing', []],
  ]
  await eachSeed(3, async seed => {
    for (const [what, answer] of answers) {
      const world = new World(seed)
      const { group, actors } = await world.gather(4)
      const [alice, mallory, carol, dave] = actors as [Actor, Actor, Actor, Actor]
      carol.kill()
      world.run(1_000)
      alice.remove(group, carol)
      world.run(2_000)
      for (const actor of [alice, mallory, dave]) actor.kill()
      const heard = await impostorOf(world, mallory, () => answer)
      const again = await world.restart(carol)
      world.run(5 * LEARNS_MS)
      assert.equal(isIn(again, group), true, what)
      assert.ok(heard.length > 0 && heard.length <= 12, `${what}: asked ${heard.length} times`)
      await world.restart(dave)
      world.until(() => !isIn(again, group), 3 * LEARNS_MS)
      assert.deepEqual(removals(again), [[carol.member, alice.member]], what)
    }
  })
})

test('more came in than the invite allows while the group was in three parts: who is over twice as many learns that it is not in', async () => {
  await eachSeed(8, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3)
    const ticket = actors[0]!.invite(group, 1)
    world.run(3_000)
    const parts: Actor[][] = actors.map(actor => [actor])
    const cutAll = (how: 'cut' | 'heal') => {
      for (const [at, part] of parts.entries()) {
        for (const other of parts.slice(at + 1)) {
          if (how === 'cut') world.cut(part, other, 'severed')
          else world.heal(part, other)
        }
      }
    }
    const newcomers: Actor[] = []
    for (const [at, name] of ['erin', 'frank', 'grace'].entries()) {
      const newcomer = await world.actor(name)
      newcomers.push(newcomer)
      parts[at]!.push(newcomer)
    }
    cutAll('cut')
    for (const [at, newcomer] of newcomers.entries()) {
      const { member, addresses } = actors[at]!
      newcomer.mustJoin({ ...ticket, contacts: [{ member, addresses }] })
      world.run(2_000)
    }
    assert.deepEqual(
      newcomers.map(actor => isIn(actor, group)),
      [true, true, true],
    )
    cutAll('heal')
    world.until(() => newcomers.filter(actor => isIn(actor, group)).length === 2, 5 * LEARNS_MS)
    world.run(20_000)
    // the order of the entries decides: the last one was too late, wherever it was let in
    assert.deepEqual(
      newcomers.map(actor => isIn(actor, group)),
      [true, true, false],
    )
    const key = [...actors[0]!.group(group).membership!.invites.values()].find(({ uses }) => uses === 1)!.invite
    const inside = [...actors, ...newcomers.slice(0, 2)]
    for (const actor of inside) {
      const { used, uses } = actor.group(group).membership!.invites.get(key)!
      assert.deepEqual([used, uses], [2, 1], actor.name)
      assert.equal(actor.group(group).membership?.members.has(newcomers[2]!.member), false)
    }
    assert.deepEqual(
      removals(newcomers[2]!).map(([member]) => member),
      [newcomers[2]!.member],
    )
    assertRing(group, inside)
    // a new ticket lets it in
    newcomers[2]!.mustJoin(actors[0]!.invite(group))
  })
})
