/**
 * What comes before its key: it waits, is counted for whoever looks, is bounded, and is read once the key is there. Serves
 * docs/protocol.md, "Schemes". Under each scheme that seals; `per-peer` has no keys to wait for.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import { keysOf } from '#src/chat/keys.js'
import type { Encryption } from '#src/group/control.js'
import type { Frame } from '#src/wire/generated/link.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { isOfControl } from '../support/forgery.ts'
import { seamLinks } from '../support/seam.ts'
import { eachSeed } from '../support/seeds.ts'

const SCHEMES: readonly Encryption[] = ['pairwise', 'sender-keys', 'mls']
const SPREAD_MS = 5_000
const HEAL_MS = 60_000
/** MAX_UNOPENED of docs/protocol.md, and more than that. */
const MOST_WAITING = 256
const TOO_MANY = 300

for (const encryption of SCHEMES) {
  test(`${encryption}: words that come before their keys wait, are counted, and are read once the keys are there`, async () => {
    await eachSeed(
      2,
      async seed => {
        const { world, group, all, bob, dave } = await daveIsNew(seed, encryption)
        dave.say(group, 'hello')
        dave.say(group, 'I am new here')
        world.run(SPREAD_MS)
        assert.deepEqual(bob.texts(), [])
        assert.deepEqual(unread(bob), [1, 2])
        assert.equal(keysOf(bob.group(group))?.waiting, 2, 'as `status` shows it')
        bob.hears()
        world.run(HEAL_MS)
        assert.deepEqual(bob.texts(), ['hello', 'I am new here'])
        assert.ok(
          bob.screen.every(({ message }) => message.hops !== undefined),
          'sync was quicker',
        )
        assert.equal(unread(bob).at(-1), 0)
        assert.equal(keysOf(bob.group(group))?.waiting, 0)
        assertOneHistory(group, all)
        assertNoFailures(all)
      },
      20,
    )
  })

  test(`${encryption}: of words that come before their keys a bounded number is kept, and all are read in the end`, async () => {
    const { world, group, all, bob, dave } = await daveIsNew(2, encryption)
    for (let count = 0; count < TOO_MANY; count += 1) {
      dave.say(group, `${count}`)
      world.run(100)
    }
    world.run(SPREAD_MS)
    assert.equal(keysOf(bob.group(group))?.waiting, MOST_WAITING)
    bob.hears()
    world.run(HEAL_MS)
    assert.equal(keysOf(bob.group(group))?.waiting, 0)
    assert.equal(bob.texts().length, TOO_MANY)
    assertOneHistory(group, all)
    assertNoFailures(all)
  })
}

interface Cast {
  readonly world: World
  readonly group: GroupId
  readonly all: readonly Actor[]
  /** Hears nothing of who comes and with which keys, until `hears`. */
  readonly bob: Actor & { hears(): void }
  readonly dave: Actor
}

async function daveIsNew(seed: number, encryption: Encryption): Promise<Cast> {
  // the scheme's keys alone: those that sign are introduced beside them, and bob would hear of neither
  const world = new World(seed, { encryption, deniable: false })
  const { group, actors } = await world.gather(3, 'all')
  const [alice, deaf, carol] = actors
  assert.ok(alice && deaf && carol)
  let isDeaf = true
  seamLinks(deaf.group(group), {
    outgoing: (_to, frame) => [frame],
    incoming: (_from, frame) => {
      const { forward, rangeAnswer, frontier, digest } = frame
      const isKept = isOfControl(forward?.burst) || (rangeAnswer ?? frontier ?? digest) !== undefined
      return isDeaf && isKept ? undefined : frame
    },
  })
  // dave would show who he is to a member that turns him away; so carol alone passes his words on
  const passed: Partial<Frame>[] = []
  seamLinks(carol.group(group), {
    outgoing: (to, frame) => (to === deaf.member ? [frame, ...passed.splice(0)] : [frame]),
    incoming: (_from, frame) => {
      const { forward } = frame
      if (forward?.burst !== undefined && !isOfControl(forward.burst)) passed.push({ forward })
      return frame
    },
  })
  const dave = await world.actor('dave')
  world.cut([dave], [deaf], 'severed')
  dave.mustJoin(alice.invite(group))
  world.run(2 * SPREAD_MS)
  const hears = () => {
    isDeaf = false
    world.heal([dave], [deaf])
  }
  return { world, group, all: [...actors, dave], bob: Object.assign(deaf, { hears }), dave }
}

/** How many waited, each time that it was told. */
function unread({ events }: Actor): number[] {
  return events.flatMap(event => (event.type === 'unread' ? [event.count] : []))
}
