/** The simulator itself: its checkers see what they look for, its clocks go as they are told, and its liars lie. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../support/actor.ts'
import { ActorClock } from '../support/actor-clock.ts'
import { VirtualScheduler } from '../support/virtual-scheduler.ts'
import { MARK } from '../support/wire-tap.ts'
import { World } from '../support/world.ts'

describe('the safety checkers', () => {
  it('see a message that is shown twice', async () => {
    const { world, alice } = await talking()
    alice.screen.push(alice.screen[0]!)
    assert.throws(() => world.run(1_000), /alice was shown .* twice/)
  })

  it('see a message that is shown and not held', async () => {
    const { world, alice, bob } = await talking()
    Object.assign(bob, { store: alice.store })
    Object.assign(alice, { store: (await world.actor('carol')).store })
    alice.screen.push({ ...alice.screen[0]!, message: { ...alice.screen[0]!.message, id: bob.screen[0]!.message.id } })
    world.checks = true
    assert.throws(() => world.run(1_000), /does not hold/)
  })

  it('see two members that show the same messages in another order', async () => {
    const { world, group, alice, bob } = await talking()
    const order = alice.history(group)
    const [first, second, ...rest] = order
    assert.ok(first !== undefined && second !== undefined)
    // of two authors, neither of which had seen the other's
    alice.history = () => [second, first, ...rest]
    bob.history = () => order
    assert.throws(() => world.run(3_000), /in another order|an answer before/)
  })

  it('see an answer that is shown before what it answers', async () => {
    const { world, group, alice, bob } = await talking()
    const reversed = alice.history(group).reverse()
    for (const actor of [alice, bob]) actor.history = () => reversed
    assert.throws(() => world.run(3_000), /an answer before|shows .* after/)
  })

  it('see a text of the group, and a secret of a member, on the road', async () => {
    const { world, alice } = await talking()
    world.tap.guard(alice.member, new Uint8Array(32).fill(9))
    world.tap.look(alice.member, Buffer.from(`xx ${MARK} yy`))
    world.tap.look(alice.member, new Uint8Array(40).fill(9))
    assert.equal(world.tap.seen.length, 2)
    assert.throws(() => world.run(1_000), /a stranger on the road/)
  })

  it('look at every write of a run', async () => {
    const { world, alice, bob, group } = await talking()
    let looks = 0
    world.tap.look = () => {
      looks += 1
    }
    alice.say(group, 'over the road')
    world.run(1_000)
    assert.equal(bob.texts().at(-1), 'over the road')
    assert.ok(looks > 0)
  })
})

describe('an actor’s clocks', () => {
  it('drift both, and are set only for the time of day, until the process starts anew', () => {
    const world = new VirtualScheduler(1_000)
    const clock = new ActorClock(world)
    clock.jump(500)
    assert.deepEqual([clock.now(), clock.wall()], [1_000, 1_500])
    clock.drift(2)
    world.run(2_000)
    assert.deepEqual([clock.now(), clock.wall()], [3_000, 3_500])
    const next = new ActorClock(world, clock)
    assert.deepEqual([next.now(), next.wall()], [3_500, 3_500])
  })

  it('run the tasks of a paused process when it goes on, in order, and those of a dead one never', () => {
    const world = new VirtualScheduler()
    const clock = new ActorClock(world)
    const ran: string[] = []
    clock.after(10, () => ran.push('first'))
    clock.after(20, () => ran.push('second'))
    const cancel = clock.after(20, () => ran.push('cancelled'))
    clock.pause()
    world.run(100)
    cancel()
    assert.equal(ran.length, 0)
    clock.resume()
    world.run(100)
    assert.equal(ran.join(), 'first,second')
    clock.after(10, () => ran.push('third'))
    clock.end()
    world.run(200)
    assert.equal(ran.join(), 'first,second')
  })
})

describe('hostile members', () => {
  for (const kind of ['alterer', 'reorderer'] as const) {
    it(`that serve what is wrong are named by a returner, who has it all from another: ${kind}`, async () => {
      // chance decides whom the returner asks: in some of these it is the liar
      const named: string[] = []
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const world = new World(seed, { suite: 'real' })
        const { group, actors } = await world.gather(3, 'all', { hostile: { 1: kind } })
        const [alice, liar, bob] = actors
        assert.ok(alice !== undefined && liar !== undefined && bob !== undefined)
        bob.kill()
        for (let count = 0; count < 5; count += 1) {
          for (const actor of [alice, liar]) actor.say(group, `one ${count}`, `two ${count}`)
          world.run(1_000)
        }
        const again = await world.restart(bob)
        world.run(60_000)
        named.push(...accused(world, [alice, again]))
        assert.equal(again.stored(group).length, 20)
      }
      assert.deepEqual([...new Set(named)], ['m1'])
    })
  }

  it('that change what they pass on are named by whoever they pass it to, and everybody has it all', async () => {
    const world = new World(3, { suite: 'real', fingers: false })
    const { group, actors } = await world.gather(10, 'all', { hostile: { 1: 'forger' } })
    const honest = actors.filter(actor => actor.hostile === undefined)
    for (const actor of honest) actor.say(group, actor.name)
    world.run(30_000)
    assert.deepEqual(accused(world, honest), ['m1'])
    for (const actor of honest) assert.equal(actor.stored(group).length, 9)
  })

  it('tell two halves two stories: everybody comes to hold both, and knows of the fork', async () => {
    const world = new World(4, { suite: 'real' })
    const { group, actors } = await world.gather(6, 'all', { hostile: { 2: 'equivocator' } })
    actors[2]!.say(group, 'yes')
    world.run(30_000)
    for (const actor of actors.filter(one => one.hostile === undefined)) {
      assert.deepEqual(actor.stored(group).sort(), ['yes', 'yes, or not'])
      assert.ok(actor.events.some(event => event.type === 'fork' && event.author === actors[2]!.member))
    }
  })
})

/** Whom they name as liars. */
function accused(world: World, actors: readonly Actor[]): string[] {
  const liars = actors.flatMap(actor => actor.events).filter(event => event.type === 'liar')
  return [...new Set(liars.map(event => world.nameOf(event.member)))]
}

/** alice and bob, who have said something each. */
async function talking() {
  const world = new World(2)
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const { group } = alice.create('friends')
  bob.mustJoin(alice.invite(group))
  world.checks = true
  world.run(1_000)
  for (const text of ['one', 'two']) {
    alice.say(group, text)
    world.run(1_000)
    bob.say(group, text)
    world.run(1_000)
  }
  return { world, group, alice, bob }
}
