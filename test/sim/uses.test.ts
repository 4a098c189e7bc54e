/** An invite that is used on both sides of a partition: nobody is put out again, and everyone sees how often it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ticket } from '#src/group/ticket.js'
import { type Actor, World } from '../support/cast.ts'
import { assertMembers, assertNoFailures, assertRing } from '../support/checkers.ts'
import { isIn } from '../support/moderating.ts'
import { eachSeed } from '../support/seeds.ts'

test('two inviters apart let in three with an invite for two: all are in, and everyone counts 3 of 2', async () => {
  await eachSeed(15, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors as [Actor, Actor, Actor, Actor]
    const ticket = alice.invite(group, 2)
    world.run(3_000)
    const [one, other] = [
      [alice, carol],
      [bob, dave],
    ]
    const newcomers: Actor[] = []
    for (const [name, side] of [
      ['erin', one],
      ['frank', one],
      ['grace', other],
    ] as const) {
      const newcomer = await world.actor(name)
      newcomers.push(newcomer)
      side!.push(newcomer)
    }
    world.cut(one!, other!, 'severed')
    world.run(2_000)
    for (const [at, door] of [alice, alice, bob].entries()) newcomers[at]!.mustJoin(at1(ticket, door))
    // each side keeps to what it knows
    const late = await world.actor('late')
    const refused = late.join(at1(ticket, alice))
    assert.ok('code' in refused && refused.code === 'invite-used-up')
    world.run(5_000)
    world.heal(one!, other!)
    world.run(60_000)
    const all = [...actors, ...newcomers]
    assertMembers(group, all)
    assertRing(group, all)
    for (const actor of all) {
      assert.ok(isIn(actor, group))
      const invite = [...actor.group(group).membership!.invites.values()].find(({ uses }) => uses === 2)
      assert.deepEqual([invite?.used, invite?.uses], [3, 2], actor.name)
    }
    const still = late.join(at1(ticket, bob))
    assert.ok('code' in still && still.code === 'invite-used-up')
    assertNoFailures(all)
  })
})

/** The ticket, with one contact alone. */
function at1(ticket: Ticket, { member, addresses }: Actor): Ticket {
  return { ...ticket, contacts: [{ member, addresses }] }
}
