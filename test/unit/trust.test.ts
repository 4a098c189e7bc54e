/** The alarm: told once for each change, whatever comes at once, and never for what a person settled. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, groupIdOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import type { Member } from '#src/group/membership.js'
import { newIdentity } from '#src/identity.js'
import { nodeSuite } from '#src/node-suite.js'
import type { GroupEvent, PeerEffect } from '#src/peer/events.js'
import { Trust } from '#src/peer/trust.js'

const suite = nodeSuite()
const fill = (byte: number) => new Uint8Array(32).fill(byte)
const group = groupIdOf(fill(0x6e))
const identity = newIdentity(suite, { bytes: length => new Uint8Array(length).fill(7), next: () => 0 })
const BOB = memberIdOf(suite.ed25519PublicKey(fill(2)))
const MALLORY = memberIdOf(suite.ed25519PublicKey(fill(3)))

function aloneInGroup() {
  const told: GroupEvent[] = []
  const effects: PeerEffect[] = []
  const trust = new Trust({
    suite,
    group,
    groupBytes: bytesOfHex(group),
    identity,
    emit: event => told.push(event),
    effect: effect => effects.push(effect),
  })
  return { trust, told, effects }
}

type Listed = Pick<Member, 'member' | 'name' | 'linkKey'>

function list(...members: readonly Listed[]): ReadonlyMap<MemberId, Listed & { readonly present: boolean }> {
  return new Map(members.map(member => [member.member, { ...member, present: true }]))
}

const bob = (link: number, name = 'bob') => ({ member: BOB, name, linkKey: fill(link) })

test('each change of a verified key is told once, also where a person had settled the one before', () => {
  const { trust, told } = aloneInGroup()
  trust.membershipChanged(list(bob(1)))
  trust.mark(BOB, true)
  trust.membershipChanged(list(bob(1)))
  assert.deepEqual(told, [])
  trust.membershipChanged(list(bob(2)))
  trust.membershipChanged(list(bob(2)))
  assert.equal(told.length, 1)
  trust.mark(BOB, true)
  // it left and came back with a third key, and one look finds both
  trust.membershipChanged(list(bob(3)))
  assert.equal(told.length, 2)
  trust.mark(BOB, false)
  trust.membershipChanged(list(bob(4)))
  assert.equal(told.length, 2)
})

test('a verified member that takes another name is guarded under it, and that is kept', () => {
  const { trust, told, effects } = aloneInGroup()
  trust.membershipChanged(list(bob(1)))
  trust.mark(BOB, true)
  trust.membershipChanged(list(bob(1, 'robert')))
  assert.equal(effects.length, 1)
  const [kept] = effects
  assert.ok(kept?.type === 'append')
  const again = aloneInGroup()
  for (const [name, value] of kept.batch.values) assert.ok(value !== undefined && again.trust.restore(name, value))
  for (const one of [trust, again.trust]) {
    one.membershipChanged(list(bob(1, 'robert'), { member: MALLORY, name: 'Robert', linkKey: fill(9) }))
    assert.deepEqual(one.of(MALLORY), { verified: 'changed', was: BOB })
  }
  assert.equal(told.length, 1)
})

test('a thief under the verified identity is not followed to the names it takes', () => {
  const { trust, effects } = aloneInGroup()
  trust.membershipChanged(list(bob(1)))
  trust.mark(BOB, true)
  trust.membershipChanged(list(bob(2, 'robert')))
  assert.deepEqual(effects, [])
  trust.membershipChanged(list(bob(2, 'robert'), { member: MALLORY, name: 'robert', linkKey: fill(9) }))
  assert.deepEqual(trust.of(MALLORY), { verified: 'no', was: undefined })
})

test('what is not a mark is not taken for one, and a mark that cannot be read marks nobody', () => {
  const { trust } = aloneInGroup()
  assert.equal(trust.restore(`seen/${BOB}`, new Uint8Array(8)), false)
  assert.equal(trust.restore(`verified/${BOB}`, Uint8Array.of(9, 9)), true)
  trust.membershipChanged(list(bob(1)))
  assert.equal(trust.of(BOB).verified, 'no')
})
