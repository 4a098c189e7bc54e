/** What `mls` costs at a hundred members, in bytes: a message, a newcomer, a removal, and what is at rest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import type { Entered, Made, MlsSelf } from '#src/crypto/mls/engine.js'
import { encodeEpochMessage } from '#src/crypto/mls/key-messages.js'
import { paddedBody } from '#src/crypto/padding.js'
import { nodeSuite } from '#src/node-suite.js'
import { engine } from '../support/mls-group.ts'

const suite = nodeSuite()
const GROUP = new Uint8Array(32).fill(7)
const MEMBERS = 100
const KIB = 1024
/** docs/protocol.md, "Entries": without parents. */
const HEADER_BYTES = 198

const random = new SeededRandom(100)
const fresh = () => random.bytes(32)

function selfOf(number: number): MlsSelf {
  const seed = suite.sha256(Uint8Array.of(number >> 8, number & 255, 1))
  return { seed, identityKey: suite.ed25519PublicKey(seed) }
}

function payloadOf(made: Made, withTree = false): Uint8Array {
  const { number, commit, groupInfo } = made
  return encodeEpochMessage({ parent: '00'.repeat(16), number, removes: false, withTree, commit, groupInfo })
}

test('at 100 members a message of 1 KiB is below 1.7 kB, and a removal far below 10 kB', () => {
  const founder = selfOf(0)
  let last = engine.found(GROUP, founder, fresh())
  let at: Entered = last
  const joins: number[] = []
  for (let number = 1; number < MEMBERS; number += 1) {
    const self = selfOf(number)
    const joined = engine.join(treeAt(at), last.groupInfo, self, false, fresh())
    assert.ok(joined.type === 'made')
    const message = { commit: joined.commit, from: self.identityKey }
    const received = engine.receive(at.epoch, message, joined.groupInfo)
    assert.ok(received.type === 'entered')
    ;[last, at] = [joined, received.entered]
    joins.push(payloadOf(joined).length)
  }
  assert.equal(at.leaves.filter(key => key !== undefined).length, MEMBERS)
  assert.ok(Math.max(...joins) < 1500, `a newcomer, ${Math.max(...joins)}`)

  const body = paddedBody(new Uint8Array(16 + KIB))
  const sealed = 16 + engine.seal(at.epoch, at.ratchets[0]!, new Uint8Array(32), body).sealed.length
  assert.ok(sealed < 1230, `a body, ${sealed}`)
  // the header with two parents, a signature of its own, and the frame, record and seal around it
  assert.ok(sealed + HEADER_BYTES + 2 * 32 + 64 + 80 < 1700)

  // leaves far apart and side by side, so that much of the tree is blank
  const removed = [5, 6, 40, 63, 77, 99]
  const removals = removed.map(leaf => {
    const made = engine.commit(at.epoch, [leaf], false, fresh())
    at = made
    return payloadOf(made).length
  })
  assert.ok(Math.max(...removals) < 4000, `removals, ${removals}`)
  const many = engine.commit(at.epoch, [10, 20, 30, 50, 60, 70, 80, 90], false, fresh())
  assert.ok(payloadOf(many).length < 8000, `eight at once, ${payloadOf(many).length}`)
  const withTree = payloadOf(engine.commit(at.epoch, [], true, fresh()), true).length
  assert.ok(withTree < 32 * KIB, `with the tree, ${withTree}`)
  assert.ok(engine.encode(at.epoch).length < 32 * KIB)
})

function treeAt(at: Entered) {
  const seen = engine.follow(at.epoch, [])
  assert.ok(seen.type === 'seen')
  return seen.tree
}
