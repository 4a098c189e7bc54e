/**
 * Whole groups under each of the four ways to encrypt them: everybody reads everything, who returns catches up, who was
 * removed reads nothing more, and no two restarts use one key twice. Serves docs/protocol.md, "Schemes".
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { Scheme } from '#src/crypto/schemes/group-cipher.js'
import { schemeOf } from '#src/crypto/schemes/names.js'
import type { Encryption } from '#src/group/control.js'
import { Link } from '#src/peer/link.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const SPREAD_MS = 5_000
const HEAL_MS = 60_000

for (const encryption of SCHEMES) {
  test(`${encryption}: four talk at once, one dies and comes back from its disk, and a fifth joins late`, async () => {
    await eachSeed(
      2,
      async seed => {
        const world = new World(seed, { encryption })
        const { group, actors } = await world.gather(4, 'all')
        world.checks = true
        for (let round = 0; round < 3; round += 1) {
          for (const actor of actors) actor.say(group, `${round}, ${actor.name}`)
          world.run(SPREAD_MS)
        }
        assertOneHistory(group, actors)
        for (const actor of actors)
          assert.equal(liveTexts(actor, group), 3 * actors.length, `${actor.name} heard by sync`)
        const [alice, bob, ...rest] = actors
        assert.ok(alice && bob)
        bob.kill()
        alice.say(group, 'while bob is away')
        world.run(SPREAD_MS)
        const back = await world.restart(bob)
        world.run(HEAL_MS)
        const late = await world.actor('late')
        late.mustJoin(alice.invite(group))
        world.run(HEAL_MS)
        const all = [alice, back, ...rest, late]
        for (const actor of all) actor.say(group, `after, ${actor.name}`)
        world.run(HEAL_MS)
        assertOneHistory(group, all)
        for (const actor of all) assert.equal(actor.group(group).sealing.waiting.length, 0, `${actor.name} still waits`)
        assertNoFailures(all)
      },
      20,
    )
  })

  test(`${encryption}: who is removed gets nothing that is said later, and one let in anew reads again`, async () => {
    await eachSeed(
      2,
      async seed => {
        const world = new World(seed, { encryption })
        const { group, actors } = await world.gather(5, 'from-join')
        const [alice, mallory, ...rest] = actors
        assert.ok(alice && mallory)
        for (const actor of actors) actor.say(group, `before, ${actor.name}`)
        world.run(SPREAD_MS)
        alice.remove(group, mallory)
        world.run(HEAL_MS)
        const held = mallory.stored(group).length
        const staying = [alice, ...rest]
        for (const actor of staying) actor.say(group, `not for mallory, ${actor.name}`)
        world.run(SPREAD_MS)
        assert.equal(mallory.stored(group).length, held)
        for (const actor of staying) assert.equal(actor.stored(group).length, 5 + staying.length, actor.name)
        mallory.mustJoin(alice.invite(group))
        world.run(HEAL_MS)
        for (const actor of [...staying, mallory]) actor.say(group, `again, ${actor.name}`)
        world.run(HEAL_MS)
        for (const actor of [...staying, mallory]) {
          const again = actor.stored(group).filter(text => text.startsWith('again'))
          assert.equal(again.length, 5, `${actor.name} reads ${again.length} of 5`)
        }
        assertNoFailures(staying)
      },
      20,
    )
  })

  if (encryption === 'per-peer') continue
  test(`${encryption}: nothing that is said travels over the arcs in the clear of its link, and it is opened where it comes`, async () => {
    const world = new World(1, { encryption })
    const { group, actors } = await world.gather(4, 'all')
    const forwards = contentForwards()
    for (const actor of actors) actor.say(group, `hello, ${actor.name}`)
    world.run(SPREAD_MS)
    const seen = forwards.end()
    assert.ok(seen.sealed >= 12 && seen.clear === 0, `${seen.sealed} sealed, ${seen.clear} in the clear`)
    for (const actor of actors) assert.equal(liveTexts(actor, group), 4)
    assert.ok(schemeOf(encryption) >= Scheme.pairwise)
  })
}

/** Messages that came over the arcs or were its own, and not by repair. */
function liveTexts(actor: Actor, group: GroupId): number {
  return actor.screen.filter(line => line.group === group && line.message.hops !== undefined).length
}

/** Content bursts that anybody queues in forwards from now on. */
function contentForwards(): { end(): { sealed: number; clear: number } } {
  const { queue } = Link.prototype
  const seen = { sealed: 0, clear: 0 }
  Link.prototype.queue = function (frame, urgency) {
    const burst = frame.forward?.burst
    if (burst !== undefined && (burst.entries[0]?.header[2] ?? 32) < 32) {
      if (burst.sealed === true) seen.sealed += 1
      else seen.clear += 1
    }
    return queue.call(this, frame, urgency)
  }
  return {
    end() {
      Link.prototype.queue = queue
      return seen
    },
  }
}
