/**
 * Folders that are copied, restored and started: no log of an honest member ever forks, nothing that was said is lost, and
 * where two copies run at once everybody is told of it and all hold the same in the end.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Encryption } from '#src/group/control.js'
import { Actor } from '../support/actor.ts'
import { World } from '../support/cast.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
/** What takes no live way is asked for in rounds. */
const HEARD_MS = 10_000

for (const encryption of SCHEMES) {
  test(`${encryption}: two copies that run at once are told to each other and to everybody, and what either says is heard by all within seconds`, async () => {
    await eachSeed(3, seed => twoRun(seed, encryption), 30)
  })
}

async function twoRun(seed: number, encryption: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(2 + (seed % 3), 'all')
  const [alice, ...others] = actors
  // a folder that was copied before its owner said anything, and one that was copied after
  if (seed % 2 === 0) alice!.say(group, 'before')
  world.run(2_000)
  await alice!.stop()
  const one = await world.restart(alice!, 'moved')
  world.run(3_000)
  const two = await copyOf(world, one)
  world.run(15_000)
  const everybody = [one, two, ...others]
  for (const actor of everybody) {
    const told = actor.events.filter(event => event.type === 'clone')
    assert.deepEqual([...new Set(told.map(({ member }) => member))], [alice!.member], `${actor.name} is told`)
    assert.deepEqual(actor.group(group).clones.all(world.scheduler.now()), [alice!.member])
  }

  for (let round = 0; round < 4; round += 1) {
    for (const actor of [one, two, others[0]!]) actor.say(group, `${actor.name} in round ${round}`)
    world.run(HEARD_MS)
    const held = everybody.map(actor => actor.stored(group).sort())
    for (const texts of held) assert.deepEqual(texts, held[0])
    assert.equal(held[0]!.filter(text => text.endsWith(`round ${round}`)).length, 3)
  }

  await two.stop()
  one.say(group, 'alone again')
  world.run(HEARD_MS)
  for (const actor of [one, ...others]) {
    assert.ok(actor.stored(group).includes('alone again'), actor.name)
    assert.deepEqual(actor.group(group).clones.all(world.scheduler.now()), [], `${actor.name} knows that it is over`)
  }
  assertUnforked(everybody)
  assertNoFailures(everybody)
}

test('a member that is only started again, at whatever address and after whatever end, is called no copy', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(3, 'all')
    let carol = actors[2]!
    for (let round = 0; round < 4; round += 1) {
      if (round % 2 === 0) await carol.stop()
      else carol.kill()
      world.run(round * 3_000)
      carol = await world.restart(carol, round % 2 === 0 ? 'same' : 'moved')
      world.run(5_000)
      carol.say(group, `round ${round}`)
      world.run(3_000)
    }
    for (const actor of [...actors, carol])
      assert.deepEqual(
        actor.events.filter(({ type }) => type === 'clone'),
        [],
      )
  })
})

test('whatever is stopped, killed, copied and restored in whatever order: no log forks, and all that was said is heard', async () => {
  await eachSeed(20, restarts, 300)
})

/** A member with several copies of its folder, of which one runs at a time, or two; the others are online now and then. */
async function restarts(seed: number): Promise<void> {
  const world = new World(seed, { encryption: seed % 4 === 0 ? 'sender-keys' : 'per-peer', deniable: seed % 2 === 0 })
  const { group, actors } = await world.gather(3, 'all')
  const random = new SeededRandom(seed)
  const draw = (below: number): number => Math.floor(random.next() * below)
  const [alice, bob, carol] = actors
  const said: string[] = []
  const ended: Actor[] = []
  let running = [alice!]
  world.run(1_000)
  for (let step = 0; step < 14; step += 1) {
    const at = draw(running.length)
    const chosen = running[at]
    switch (draw(4)) {
      case 0:
        if (chosen !== undefined) {
          const text = `step ${step} of ${seed}`
          chosen.say(group, text)
          said.push(text)
        }
        break
      case 1:
        if (chosen === undefined) break
        await chosen.stop()
        ended.push(chosen)
        running = running.filter(actor => actor !== chosen)
        break
      case 2:
        if (running.length < 2 && ended.length > 0) {
          running.push(await world.restart(ended.splice(draw(ended.length), 1)[0]!, 'moved'))
        }
        break
      default: {
        const source = chosen ?? ended[0]
        if (running.length < 2 && source !== undefined) running.push(await copyOf(world, source))
      }
    }
    world.run([100, 2_000, 15_000][draw(3)]!)
  }
  // each copy is online once more: whatever one said while nobody else was there is heard
  for (const actor of running) {
    world.run(20_000)
    await actor.stop()
    ended.push(actor)
  }
  for (const actor of [...ended]) {
    const again = await world.restart(actor, 'moved')
    world.run(30_000)
    await again.stop()
    ended.splice(ended.indexOf(actor), 1, again)
  }
  for (const actor of [bob!, carol!]) {
    const texts = actor.stored(group)
    for (const text of said) assert.equal(texts.filter(other => other === text).length, 1, `${text} at ${actor.name}`)
  }
  assertUnforked([bob!, carol!, ...ended])
  assertNoFailures([bob!, carol!, ...ended])
}

test('a copy that has asked everybody, and heard that nobody holds more, still writes to logs of its own', async () => {
  await eachSeed(4, async seed => {
    const world = new World(seed, { deniable: seed % 2 === 0 })
    const { group, actors } = await world.gather(3, 'all')
    const [alice, bob] = actors
    alice!.say(group, 'before')
    world.run(2_000)
    const before = logOfLast(alice!, group)
    await alice!.stop()
    const copy = await copyOf(world, alice!)
    world.run(30_000)
    assert.equal(copy.group(group).syncing.progress.returned, true)
    copy.say(group, 'of the copy')
    world.run(2_000)
    assert.notEqual(logOfLast(copy, group), before)
    await copy.stop()
    const again = await world.restart(copy)
    world.run(30_000)
    again.say(group, 'of the copy, again')
    world.run(2_000)
    assert.equal(logOfLast(again, group), logOfLast(copy, group), 'in which it goes on')
    await again.stop()
    const original = await world.restart(alice!)
    original.say(group, 'of the original')
    world.run(2_000)
    world.run(20_000)
    assertUnforked([original, bob!])
    assert.equal(bob!.stored(group).length, 4)
  })
})

test('after a stop a member goes on in its log at once; after a kill in a fresh one, in that one from then on, and in the first once it has asked', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed, { deniable: seed % 2 === 0 })
    const { group, actors } = await world.gather(2, 'all')
    const [alice, bob] = actors
    alice!.say(group, 'first')
    world.run(1_000)
    await bob!.stop()
    const logs: string[] = []
    let life = alice!
    const speak = (): void => {
      life.say(group, `life ${logs.length}`)
      world.run(100)
      logs.push(logOfLast(life, group))
    }
    speak()
    await life.stop()
    life = await world.restart(life)
    speak()
    life.kill()
    life = await world.restart(life)
    speak()
    await life.stop()
    life = await world.restart(life)
    speak()
    assert.equal(logs[1], logs[0], 'after a stop')
    assert.notEqual(logs[2], logs[0], 'after a kill')
    assert.equal(logs[3], logs[2], 'the fresh log goes on')
    await life.stop()
    const other = await world.restart(bob!)
    life = await world.restart(life)
    world.run(20_000)
    speak()
    world.run(5_000)
    assert.ok(other.stored(group).includes(`life ${logs.length - 1}`))
    assertUnforked([life, other])
  })
})

test('a snapshot that nothing tells from the disk forks a log: all are told, it is left for a fresh one, and what follows is heard by all', async () => {
  await eachSeed(4, async seed => {
    const world = new World(seed, { deniable: seed % 2 === 0 })
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol, dave] = actors
    alice!.say(group, 'before')
    world.run(2_000)
    await alice!.stop()
    const twin = new Actor(world, 'twin', { copyOf: alice!, samePlace: true })
    world.cut([alice!, bob!], [carol!, dave!], 'severed')
    const one = await world.restart(alice!, 'moved')
    one.say(group, 'one')
    world.run(8_000)
    await one.stop()
    world.heal([alice!, bob!], [carol!, dave!])
    world.cut([bob!], [alice!, carol!, dave!], 'severed')
    await twin.start()
    twin.say(group, 'twin')
    world.run(8_000)
    world.heal([bob!], [alice!, carol!, dave!])
    world.run(40_000)
    const everybody = [twin, bob!, carol!, dave!]
    for (const actor of everybody) {
      assert.ok(
        actor.events.some(event => event.type === 'fork' && event.author === alice!.member),
        `${actor.name} is told`,
      )
      assert.equal(actor.group(group).syncing.forks().length, 1, actor.name)
    }
    const forked = logOfLast(twin, group)
    twin.say(group, 'after')
    world.run(8_000)
    assert.notEqual(logOfLast(twin, group), forked)
    for (const actor of everybody) {
      assert.deepEqual(actor.stored(group).sort(), ['after', 'before', 'one', 'twin'], actor.name)
    }
  })
})

async function copyOf(world: World, actor: Actor): Promise<Actor> {
  const copy = new Actor(world, `copy of ${actor.name}`, { copyOf: actor })
  await copy.start()
  return copy
}

function logOfLast(actor: Actor, group: GroupId): string {
  return actor.history(group).at(-1)!.log
}

function assertUnforked(actors: readonly Actor[]): void {
  for (const actor of actors) {
    for (const group of actor.peer.groups.values()) assert.deepEqual(group.syncing.forks(), [], actor.name)
    assert.deepEqual(
      actor.events.filter(({ type }) => type === 'fork'),
      [],
      actor.name,
    )
  }
}
