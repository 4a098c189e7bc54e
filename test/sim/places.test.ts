/** Keys that cost nothing take every place for strangers, and take it again when they lose it: who is honest gets in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import type { Channel, NetworkNode, Protocol } from '#src/net/network.js'
import { encodeJoin } from '#src/peer/hand-over.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertRing } from '../support/checkers.ts'
import { isIn } from '../support/moderating.ts'
import { eachSeed } from '../support/seeds.ts'

/** More places than there are of either kind. */
const KEYS = 40
const OF_EACH = 8
/** From many hosts, as fast as their hosts' rates let them: places taken again each second. */
const AGAIN_PER_SECOND = 20

interface Squatters {
  /** Channels that they have had, and that were closed again. */
  lost: number
}

/** Each key opens its channels, says `first` on each of them, and opens others for those that it loses. */
async function squat(world: World, victim: Actor, protocol: Protocol, first?: Uint8Array): Promise<Squatters> {
  const squatters = { lost: 0 }
  const again: NetworkNode[] = []
  const retake = (): void => {
    for (const node of again.splice(0, 1)) open(node)
    world.scheduler.after(1_000 / AGAIN_PER_SECOND, retake)
  }
  retake()
  const open = (node: NetworkNode): void => {
    node.open(victim.member, victim.addresses, protocol, 60_000, result => {
      if (!(result instanceof Error)) take(node, result)
    })
  }
  const take = (node: NetworkNode, channel: Channel): void => {
    channel.attach({
      data: () => undefined,
      drain: () => undefined,
      close: () => {
        squatters.lost += 1
        again.push(node)
      },
    })
    if (first !== undefined) channel.write(first)
  }
  for (let key = 0; key < KEYS; key += 1) {
    const node = await world.network.start(world.random.bytes(32), [], channel => channel.abort())
    for (let count = 0; count < OF_EACH; count += 1) open(node)
  }
  return squatters
}

test('a bearer is let in while others hold every place for bearers, and say nothing', async () => {
  await eachSeed(4, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(1)
    const [alice] = actors as [Actor]
    const ticket = alice.invite(group)
    const squatters = await squat(world, alice, '/tocsin/join/1')
    world.run(2_000)
    const bob = await world.actor('bob')
    bob.beginJoin(ticket, true)
    world.run(4_000)
    assert.ok(squatters.lost > 0, 'nobody held a place')
    assert.equal(isIn(bob, group), true, 'bob is let in')
    world.until(() => alice.group(group).closed && bob.group(group).closed, 30_000)
    assertRing(group, [alice, bob])
    assertNoFailures([alice, bob])
  })
})

test('a bearer is let in while others that have seen a ticket hold every place, and go no further', async () => {
  await eachSeed(4, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(1)
    const [alice] = actors as [Actor]
    const ticket = alice.invite(group)
    const invite = world.suite.ed25519PublicKey(ticket.inviteSeed)
    await squat(world, alice, '/tocsin/join/1', encodeJoin({ ask: { group: bytesOfHex(group), invite } }))
    world.run(2_000)
    const bob = await world.actor('bob')
    bob.beginJoin(ticket, true)
    world.run(4_000)
    assert.equal(isIn(bob, group), true, 'bob is let in')
  })
})

test('a member is linked while strangers hold every place for channels that have not said which group they are for', async () => {
  await eachSeed(4, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    const [alice, bob] = actors as [Actor, Actor]
    bob.kill()
    // it is dialled no more than each 15 s
    world.run(20_000)
    await squat(world, alice, '/tocsin/link/1')
    world.run(2_000)
    // nobody dials it where it is now
    const again = await world.restart(bob, 'moved')
    world.run(3_000)
    assertRing(group, [alice, again])
  })
})

test('a stranger that says nothing is let go after five seconds, on either protocol', async () => {
  await eachSeed(2, async seed => {
    for (const protocol of ['/tocsin/join/1', '/tocsin/link/1'] as const) {
      const world = new World(seed)
      const { actors } = await world.gather(1)
      const [alice] = actors as [Actor]
      const node = await world.network.start(world.random.bytes(32), [], channel => channel.abort())
      let closedAt: number | undefined
      node.open(alice.member, alice.addresses, protocol, 60_000, result => {
        assert.ok(!(result instanceof Error))
        const close = () => {
          closedAt = world.scheduler.now()
        }
        result.attach({ data: () => undefined, drain: () => undefined, close })
      })
      const began = world.scheduler.now()
      world.until(() => closedAt !== undefined, 60_000)
      assert.ok(closedAt! - began <= 6_000, `${protocol} went after ${closedAt! - began} ms`)
    }
  })
})
