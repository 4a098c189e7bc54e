/** Bearers that wait for a moderator: what a decline means, and that it means the same on everyone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reduceMembership } from '#src/group/reduce.js'
import { group, Roll, suite } from '../support/rolls.ts'

const SEED = new Uint8Array(32).fill(0x41)
const OTHER_SEED = new Uint8Array(32).fill(0x42)

function invited(roll: Roll, seed: Uint8Array): void {
  const invite = suite.ed25519PublicKey(seed)
  roll.write(roll.founder, { type: 'invite', invite, uses: 5, expiresMs: 1e9, approve: true })
}

test('a bearer that was declined knocks in vain with that invite, and may with another', () => {
  const roll = new Roll()
  invited(roll, SEED)
  const ivan = roll.person('ivan')
  roll.write(roll.founder, roll.joinBody(ivan, 'knock', SEED))
  const decline = { type: 'decline', member: ivan.key, nonce: new Uint8Array(32) } as const
  assert.equal(roll.hadEffect(roll.write(roll.founder, decline)), true)
  assert.equal(roll.hadEffect(roll.write(roll.founder, roll.joinBody(ivan, 'knock', SEED))), false)
  assert.equal(roll.state().waiting.size, 0)
  invited(roll, OTHER_SEED)
  assert.equal(roll.hadEffect(roll.write(roll.founder, roll.joinBody(ivan, 'knock', OTHER_SEED))), true)
  assert.deepEqual([...roll.state().waiting.keys()], [ivan.member])
})

test('one moderator lets in whom another declines at the same time: it is in, whichever came first', () => {
  for (const first of ['decline', 'join'] as const) {
    const roll = new Roll()
    const moderator = roll.member('mo', 'moderator')
    invited(roll, SEED)
    const ivan = roll.person('ivan')
    const knock = roll.joinBody(ivan, 'knock', SEED)
    roll.write(roll.founder, knock)
    const decline = { type: 'decline', member: ivan.key, nonce: knock.nonce } as const
    const { order } = roll
    roll.write(roll.founder, { ...knock, type: 'join' }, first === 'join' ? order : order + 1)
    roll.write(moderator, decline, first === 'join' ? order + 1 : order)
    for (const entries of [roll.entries, roll.entries.toReversed()]) {
      const state = reduceMembership(suite, group, entries)
      assert.equal(state?.members.get(ivan.member)?.present, true, `${first} first`)
    }
  }
})

test('only a moderator declines', () => {
  const roll = new Roll()
  const member = roll.member('mia')
  invited(roll, SEED)
  const ivan = roll.person('ivan')
  roll.write(member, roll.joinBody(ivan, 'knock', SEED))
  const decline = { type: 'decline', member: ivan.key, nonce: new Uint8Array(32) } as const
  assert.equal(roll.hadEffect(roll.write(member, decline)), false)
  assert.equal(roll.state().waiting.size, 1)
})
