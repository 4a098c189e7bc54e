/**
 * One author seals two bodies for one entry, one for each half of the group. Serves docs/encryption.md: under every scheme the
 * header commits to one of them, and nobody shows the other, is blamed for it, or passes it on.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId, MemberId } from '#src/base/ids.js'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../support/cast.ts'
import { assertShownOnce, idsIn } from '../support/checkers.ts'
import { isOfControl } from '../support/forgery.ts'
import { SealedLies } from '../support/sealed-lies.ts'
import { seamLinks } from '../support/seam.ts'
import { eachSeed } from '../support/seeds.ts'

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const MEMBERS = 7
const HEAL_MS = 60_000

for (const encryption of SCHEMES) {
  test(`${encryption}: an author that shows two halves two texts under one id is believed by none of the half it lies to`, async () => {
    await eachSeed(2, seed => tellBoth(seed, encryption), 20)
  })
}

async function tellBoth(seed: number, encryption: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(MEMBERS, 'all')
  const [mallory, ...others] = actors
  assert.ok(mallory)
  const deceived = new Set(others.filter((_, index) => index % 2 === 0).map(({ member }) => member))
  const lies = lieTo(world, mallory, group, deceived)
  mallory.say(group, 'the one story')
  world.run(HEAL_MS)
  assert.ok(lies.count > 0, 'mallory told nobody a lie')
  for (const actor of others) {
    assert.deepEqual(actor.texts(), ['the one story'], actor.name)
    for (const event of actor.events) {
      assert.notEqual(event.type, 'fork', `${actor.name} saw a fork where there is one entry`)
      if (event.type === 'liar') assert.equal(event.member, mallory.member, `${actor.name} blames one who did not lie`)
    }
  }
  assert.ok(
    others.some(({ events }) => events.some(({ type }) => type === 'liar')),
    'nobody noticed',
  )

  for (const actor of others) actor.say(group, `after, ${actor.name}`)
  world.run(HEAL_MS)
  for (const actor of others) {
    assert.equal(actor.stored(group).length, 1 + others.length, actor.name)
    assert.deepEqual(idsIn(actor, group), idsIn(others[0]!, group), actor.name)
    assertShownOnce(actor, group)
  }
}

/** From now on these get another body with each entry of its own, and sync gets nothing from it. */
function lieTo(world: World, liar: Actor, group: GroupId, some: ReadonlySet<MemberId>): { count: number } {
  const told = { count: 0 }
  const lies = new SealedLies(world, liar, group)
  seamLinks(liar.group(group), {
    incoming: (_from, frame) => frame,
    outgoing: (to, frame) => {
      if (frame.digest !== undefined || frame.frontier !== undefined || frame.rangeAnswer !== undefined) return []
      const { forward } = frame
      const lie =
        forward?.burst === undefined || isOfControl(forward.burst) ? undefined : lies.otherBodyOf(forward.burst)
      if (forward === undefined || lie === undefined || !some.has(to)) return [frame]
      told.count += 1
      return [{ forward: { ...forward, burst: lie } }]
    },
  })
  return told
}
