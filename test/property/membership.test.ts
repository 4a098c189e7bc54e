import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { joinBytes } from '#src/base/bytes.js'
import { entryIdOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { ControlBody } from '#src/group/control.js'
import type { ControlEntry } from '#src/group/membership.js'
import { reduceMembership } from '#src/group/reduce.js'
import { inviteStatement, memberStatement } from '#src/group/statements.js'

const suite = nobleSuite()
const group = new Uint8Array(32).fill(9)
const seedOf = (byte: number) => new Uint8Array(32).fill(byte)
const keyOf = (byte: number) => suite.ed25519PublicKey(seedOf(byte))
const nonce = new Uint8Array(32).fill(3)
const inviteSeed = seedOf(200)
const alice = memberIdOf(keyOf(1))

const entry = (number: number, author: MemberId, order: number, body: ControlBody, time = order): ControlEntry => ({
  entryId: number === 0 ? entryIdOf(group) : entryIdOf(suite.sha256(Uint8Array.of(number))),
  author,
  log: 'a',
  seq: number,
  order: BigInt(order),
  time,
  body,
})

function joinBody(
  byte: number,
  overrides: Partial<{ invite: Uint8Array; signer: number; nonce: Uint8Array }> = {},
): ControlBody {
  const drawn = overrides.nonce ?? nonce
  const member = keyOf(byte)
  const linkKey = new Uint8Array(32).fill(byte)
  return {
    type: 'join',
    member,
    linkKey,
    name: `member ${byte}`,
    nonce: drawn,
    invite: overrides.invite ?? suite.ed25519PublicKey(inviteSeed),
    inviteSignature: suite.sign(inviteSeed, inviteStatement(group, member, drawn)),
    memberSignature: suite.sign(
      seedOf(overrides.signer ?? byte),
      memberStatement(group, { nonce: drawn, linkKey, name: `member ${byte}` }),
    ),
  }
}

const genesis = entry(0, alice, 1, {
  type: 'create',
  name: 'friends',
  encryption: 'per-peer',
  history: 'from-join',
  linkKey: new Uint8Array(32),
  nonce,
  founderName: 'alice',
  deniable: false,
  expire: 0,
})
const invite = entry(1, alice, 2, {
  type: 'invite',
  invite: suite.ed25519PublicKey(inviteSeed),
  uses: 5,
  expiresMs: 1000,
  approve: false,
})
let story: ControlEntry[]

before(() => {
  const bob = memberIdOf(keyOf(2))
  story = [
    genesis,
    invite,
    entry(2, alice, 3, joinBody(2)),
    entry(3, bob, 4, joinBody(3)),
    entry(4, bob, 5, { type: 'rename', name: 'robert' }),
    entry(5, memberIdOf(keyOf(3)), 6, { type: 'leave', message: '', cut: [] }),
  ]
})

test('every order of arrival gives one member list', () => {
  const expected = reduceMembership(suite, group, story)!
  assert.deepEqual(
    [...expected.members.values()].map(member => [member.name, member.present]),
    [
      ['alice', true],
      ['robert', true],
      ['member 3', false],
    ],
  )
  fc.assert(
    fc.property(fc.shuffledSubarray(story, { minLength: story.length }), shuffled => {
      assert.deepEqual(reduceMembership(suite, group, shuffled), expected)
    }),
    { numRuns: 20 },
  )
})

test('a join is void with a foreign invite, a borrowed signature, an expired invite or an author who is no member', () => {
  const mallory = memberIdOf(keyOf(66))
  const attempts = [
    entry(9, alice, 9, joinBody(7, { invite: keyOf(8) })),
    entry(9, alice, 9, joinBody(7, { signer: 8 })),
    entry(9, alice, 9, joinBody(7), 1001),
    entry(9, mallory, 9, joinBody(7)),
  ]
  for (const attempt of attempts) {
    const state = reduceMembership(suite, group, [genesis, invite, attempt])!
    assert.deepEqual([...state.members.keys()], [alice])
  }
  assert.equal(reduceMembership(suite, group, [genesis, invite, entry(9, alice, 9, joinBody(7))])!.members.size, 2)
})

test('who left is not brought back by what it signed to get in, and comes back by a new word', () => {
  const bob = memberIdOf(keyOf(2))
  const left = [
    genesis,
    invite,
    entry(2, alice, 3, joinBody(2)),
    entry(3, bob, 4, { type: 'leave', message: '', cut: [] }),
  ]
  const present = (...more: ControlEntry[]) =>
    reduceMembership(suite, group, [...left, ...more])!.members.get(bob)?.present
  assert.equal(present(entry(4, alice, 5, joinBody(2))), false)
  assert.equal(present(entry(4, alice, 5, joinBody(2, { nonce: new Uint8Array(32).fill(4) }))), true)
})

test('the signatures of a join are checked once, however often the list is reduced', () => {
  let checks = 0
  const counting = {
    ...suite,
    verify: (...signed: Parameters<typeof suite.verify>) => {
      checks += 1
      return suite.verify(...signed)
    },
  }
  const entries = [genesis, invite, entry(2, alice, 3, joinBody(2)), entry(3, alice, 4, joinBody(3))]
  for (let round = 0; round < 3; round += 1) assert.equal(reduceMembership(counting, group, entries)!.members.size, 3)
  assert.equal(checks, 4)
})

test('without its genesis there is no group', () => {
  assert.equal(reduceMembership(suite, group, [invite]), undefined)
  assert.equal(reduceMembership(suite, joinBytes(Uint8Array.of(1), group.subarray(1)), story), undefined)
})
