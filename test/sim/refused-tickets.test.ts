/** S15: each way in which a ticket can be worth nothing has its own code, whoever is asked, and nobody gets in by it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeTicket, encodeTicket, type Ticket } from '#src/group/ticket.js'
import { type Actor, World } from '../support/cast.ts'
import { assertMembers, assertNoFailures } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'

test('a wrong, expired, used-up, revoked or altered ticket, a full group and a ban are refused with their own codes', async () => {
  await eachSeed(15, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4)
    const [alice, bob, carol, dave] = actors as [Actor, Actor, Actor, Actor]
    const elsewhere = bob.create('elsewhere')
    world.run(100)
    const [good, brief, once, revoked, other] = [
      alice.invite(group),
      alice.invite(group),
      bob.invite(group, 1),
      carol.invite(group),
      bob.invite(elsewhere.group),
    ]
    world.run(2_000)
    const invited = [...actors]
    const erin = await world.actor('erin')
    erin.mustJoin(once)
    invited.push(erin)
    carol.write(group, { type: 'revoke', invite: world.suite.ed25519PublicKey(revoked.inviteSeed) })
    world.run(10_000)
    const frank = await world.actor('frank')
    const codeOf = (ticket: Ticket): string => {
      const result = frank.join(ticket)
      return 'code' in result ? result.code : 'joined'
    }
    assert.equal(codeOf(once), 'invite-used-up')
    assert.equal(codeOf(revoked), 'invite-revoked')
    // one that was in another group's ticket, and one whose secret is another
    assert.equal(codeOf({ ...good, inviteSeed: other.inviteSeed }), 'invite-unknown')
    assert.equal(codeOf({ ...good, group: other.group }), 'invite-unknown')
    // its end was put off by whoever holds it: the entry says when
    frank.jumpClock(-48 * 3_600_000)
    const late = { ...brief, expiresMs: brief.expiresMs + 48 * 3_600_000 }
    for (const actor of actors) actor.jumpClock(25 * 3_600_000)
    world.run(1_000)
    assert.equal(codeOf(late), 'invite-expired')
    for (const actor of actors) actor.jumpClock(-25 * 3_600_000)
    frank.jumpClock(48 * 3_600_000)
    // the pinned entry is another one: the log does not show what the ticket says
    assert.equal(codeOf({ ...good, inviteEntry: brief.inviteEntry }), 'bad-signature')
    const inside = alice.group(group).membership!.presentCount
    alice.write(group, { type: 'setting', name: 'limit', value: String(inside) })
    world.run(2_000)
    const grace = await world.actor('grace')
    const full = grace.join(good)
    assert.ok('code' in full && full.code === 'group-full')
    alice.write(group, { type: 'setting', name: 'limit', value: '100' })
    alice.remove(group, erin, 'ban')
    world.run(20_000)
    const banned = erin.join(alice.invite(group))
    assert.ok('code' in banned && banned.code === 'banned')
    for (const actor of [alice, bob, carol, dave]) {
      assert.equal(actor.group(group).membership?.members.has(grace.member), false)
    }
    assertNoFailures([alice, bob, carol, dave])
  })
})

test('a ticket with any letter changed is no ticket, and with its letters made to fit again is refused', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2)
    const ticket = actors[0]!.invite(group)
    world.run(1_000)
    const text = encodeTicket(world.suite, ticket)
    for (let at = 0; at < text.length; at += 1) {
      const altered = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      assert.throws(() => decodeTicket(world.suite, altered), { code: 'bad-ticket', exitCode: 4 })
    }
    const frank = await world.actor('frank')
    const refused = frank.join({ ...ticket, inviteSeed: world.random.bytes(32) })
    assert.ok('code' in refused && refused.code === 'invite-unknown')
    assertMembers(group, actors)
  })
})
