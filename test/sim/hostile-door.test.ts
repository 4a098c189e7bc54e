/** Joining among liars: contacts that refuse, stall or show another group, and bearers that knock for others' places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import type { Channel } from '#src/net/network.js'
import { admittedMessages, encodeJoin } from '#src/peer/hand-over.js'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures, assertRing } from '../support/checkers.ts'
import { type Answer, impostorOf } from '../support/impostor.ts'
import { isIn, joinStates } from '../support/moderating.ts'
import { eachSeed } from '../support/seeds.ts'

const refuses =
  (code: string): Answer =>
  () => [encodeJoin({ refused: { code, reason: 'so there' } })]

/** What the ticket's first contact says to every bearer. */
const LIES: readonly (readonly [string, Answer])[] = [
  ['turns it away', refuses('declined')],
  ['says that it is banned', refuses('banned')],
  ['says that the ticket is used up', refuses('invite-used-up')],
  ['makes up a code', refuses('whatever')],
  ['says nothing', () => []],
  ['writes what is no message', () => [Uint8Array.of(0, 0, 0, 2, 255, 255)]],
  ['challenges for ever', () => [encodeJoin({ challenge: { nonce: new Uint8Array(32) } })]],
  ['shows an empty log', () => admittedMessages({ bursts: [], presences: [] })],
  ['makes it wait, and sends it elsewhere', () => [encodeJoin({ waiting: { contacts: elsewhere() } })]],
  ['names more contacts than there may be', () => [encodeJoin({ waiting: { contacts: elsewhere(8) } })]],
]

test('a contact that lies to the bearer of a ticket does not keep it out while another is honest', async () => {
  await eachSeed(4, async seed => {
    for (const [what, lie] of LIES) {
      const world = new World(seed)
      const { group, actors } = await world.gather(3)
      const [alice, mallory, carol] = actors as [Actor, Actor, Actor]
      const ticket = mallory.invite(group)
      world.run(2_000)
      mallory.kill()
      const heard = await impostorOf(world, mallory, lie)
      const dave = await world.actor('dave')
      dave.beginJoin(ticket, true)
      world.until(() => isIn(dave, group), 120_000)
      assert.ok(heard.length > 0, `mallory ${what}, and was not asked`)
      assert.equal(isIn(dave, group), true, `mallory ${what}`)
      assert.equal(joinStates(dave, group).at(-1), 'joined')
      world.run(20_000)
      assertRing(group, [alice, carol, dave])
    }
  })
})

test('a log that leaves out the invite, or is of a group of its own, lets nobody in', async () => {
  await eachSeed(4, async seed => {
    for (const cut of ['older', 'other'] as const) {
      const world = new World(seed)
      const { group, actors } = await world.gather(2)
      const [alice, mallory] = actors as [Actor, Actor]
      const older = [...mallory.group(group).book.controlBursts()]
      const own = mallory.create('trap')
      world.run(100)
      const ticket = mallory.invite(group)
      const log = cut === 'older' ? older : [...own.book.controlBursts()]
      for (const actor of [alice, mallory]) actor.kill()
      await impostorOf(world, mallory, () => admittedMessages({ bursts: log, presences: [] }))
      const dave = await world.actor('dave')
      const result = dave.join(ticket)
      assert.ok('code' in result && result.code === 'invite-unknown')
      assert.equal(dave.peer.groups.size, 0)
      assert.deepEqual(dave.store.groups(), [])
    }
  })
})

test('a bearer that opens channel upon channel, and one that knocks again and again, take nobody’s place', async () => {
  await eachSeed(10, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    const [alice, bob] = actors as [Actor, Actor]
    const ticket = alice.invite(group, 5, true)
    world.run(1_000)
    const mallory = await world.actor('mallory')
    const invite = world.suite.ed25519PublicKey(ticket.inviteSeed)
    const ask = encodeJoin({ ask: { group: bytesOfHex(group), invite } })
    const open: Channel[] = []
    const node = await world.network.start(world.random.bytes(32), [], channel => channel.abort())
    for (let count = 0; count < 200; count += 1) {
      node.open(alice.member, alice.addresses, '/tocsin/join/1', 1_000, result => {
        if (result instanceof Error) return
        result.write(ask)
        open.push(result)
      })
    }
    world.run(1_000)
    assert.equal(open.length, 200)
    for (let count = 0; count < 20; count += 1) {
      mallory.beginJoin(ticket)
      world.run(500)
    }
    const erin = await world.actor('erin')
    erin.beginJoin({ ...ticket, contacts: ticket.contacts.slice(0, 1) })
    world.run(3_000)
    assert.deepEqual(joinStates(erin, group), ['waiting'])
    const knocks = bob.group(group).book.controlBursts().length
    world.run(10_000)
    assert.equal(bob.group(group).book.controlBursts().length, knocks)
    assert.deepEqual(
      new Set(bob.group(group).membership!.waiting.keys()),
      new Set([mallory.member, erin.member]),
      'each waits once',
    )
    assertNoFailures(actors)
  })
})

/** Contacts that are nowhere. */
function elsewhere(count = 3) {
  return Array.from({ length: count }, (_, at) => ({
    member: new Uint8Array(32).fill(at + 1),
    addresses: ['/memory/nowhere'],
  }))
}
