/** S14 of the scenarios: one is kicked, one is banned, and then everyone is restarted. Any encryption. */
import assert from 'node:assert/strict'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../../support/cast.ts'
import { assertRing, idsIn } from '../../support/checkers.ts'
import { hostileWords } from '../../support/moderating.ts'
import { crowdOf } from '../../support/seeds.ts'

const MEMBERS = 6
const MANY_MEMBERS = 20
/** A broadcast, and a round where it was not enough. */
const SPREAD_MS = 3_000
const HEAL_MS = 60_000

/** What the kicked says later lands nowhere, the banned cannot rejoin, and the kicked may with a ticket. */
export async function kickedAndBanned(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(crowdOf(seed, MEMBERS, MANY_MEMBERS), 'all')
  world.checks = true
  const [founder, kicked, banned, ...rest] = actors
  assert.ok(founder && kicked && banned)
  for (const actor of actors) actor.say(group, `before, ${actor.name}`)
  world.run(SPREAD_MS)
  founder.remove(group, kicked)
  founder.remove(group, banned, 'ban')
  world.run(SPREAD_MS)
  for (const out of [kicked, banned]) {
    assert.equal(out.group(group).present, false, `${out.name} was not told`)
    assert.ok(out.events.some(event => event.type === 'member' && event.state === 'removed'))
  }
  const staying = [founder, ...rest]
  for (const actor of actors) actor.kill()
  const again = new Map<string, Actor>()
  for (const actor of actors) again.set(actor.name, await world.restart(actor))
  world.run(HEAL_MS)
  const here = staying.map(actor => again.get(actor.name)!)
  for (const out of [kicked, banned]) hostileWords(world, again.get(out.name)!, group)
  for (const actor of here) actor.say(group, `after, ${actor.name}`)
  world.run(10_000)
  assertRing(group, here)
  for (const actor of here) {
    assert.equal(actor.stored(group).length, actors.length + here.length, `${actor.name} holds more or less`)
    assert.deepEqual(idsIn(actor, group), idsIn(here[0]!, group), actor.name)
  }
  const ticket = here[0]!.invite(group)
  world.run(SPREAD_MS)
  const refused = again.get(banned.name)!.join(ticket)
  assert.ok('code' in refused && refused.code === 'banned', 'banned')
  again.get(kicked.name)!.mustJoin(ticket)
  world.run(SPREAD_MS)
  again.get(kicked.name)!.say(group, 'back again')
  world.run(SPREAD_MS)
  for (const actor of [...here, again.get(kicked.name)!]) {
    assert.ok(actor.stored(group).includes('back again'), `${actor.name} does not hear who is back`)
    assert.ok(!actor.stored(group).includes('you cannot hear me'), `${actor.name} heard the removed`)
  }
}
