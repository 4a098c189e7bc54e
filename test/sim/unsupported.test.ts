/** A group whose way to encrypt this program lacks: it is refused with a code of its own, wherever it is met. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GroupId, groupIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { assertIn } from '#src/chat/closing.js'
import { writeBurst } from '#src/crypto/burst.js'
import { ciphers } from '#src/crypto/schemes/ciphers.js'
import { ControlKind } from '#src/group/control.js'
import { storedEntries } from '#src/peer/burst-rows.js'
import { lackOf } from '#src/peer/unsupported.js'
import { Create } from '#src/wire/generated/control.js'
import { Actor } from '../support/actor.ts'
import { assertMembers } from '../support/checkers.ts'
import { World } from '../support/world.ts'

const UNSUPPORTED = { code: 'unsupported-encryption', exitCode: 1 }

test('who lacks the group’s way to encrypt is told so when it joins, and asks nobody else', async () => {
  const world = new World(1, { encryption: 'mls' })
  const { group, actors } = await world.gather(2)
  const carol = new Actor(world, 'carol', { cipherOf: ciphers() })
  await carol.start()
  const refused = carol.join(actors[1]!.invite(group))
  assert.ok('code' in refused)
  assert.equal(refused.code, 'unsupported-encryption')
  assert.equal(refused.exitCode, 1)
  assert.equal(carol.peer.groups.size, 0)
  assert.deepEqual(carol.store.groups(), [])
})

test('a join that goes on by itself ends with it, and says so after a restart', async () => {
  const world = new World(1, { encryption: 'mls' })
  const { group, actors } = await world.gather(2)
  const carol = new Actor(world, 'carol', { cipherOf: ciphers() })
  await carol.start()
  carol.beginJoin(actors[1]!.invite(group), true)
  world.run(10_000)
  assert.equal(carol.joinNews.at(-1)?.state, 'refused')
  assert.equal(carol.joinNews.at(-1)?.error?.code, 'unsupported-encryption')
})

test('a group on disk that a later version founded opens as one that can be neither read nor written', async () => {
  const world = new World(1)
  const alice = await world.actor('alice')
  const { group, row } = laterGroup(world, alice)
  alice.runtime.perform(alice.peer.restore({ group, values: new Map(), control: [row], heads: [] }, 0))
  const opened = alice.peer.groups.get(group)!
  assert.equal(lackOf(opened)?.code, 'unsupported-encryption')
  assert.equal(opened.membership, undefined)
  assert.throws(() => assertIn(opened, alice.member), UNSUPPORTED)
  const own = alice.create('friends')
  assert.equal(lackOf(own), undefined)
  assert.doesNotThrow(() => assertIn(own, alice.member))
  assertMembers(own.group, [alice])
})

/** Founded by alice with a program of the future. */
function laterGroup({ suite }: World, alice: Actor) {
  const author = suite.ed25519PublicKey(alice.seed)
  const random = new SeededRandom(3)
  const zeros = new Uint8Array(32)
  const plaintext = Create.encode({
    name: 'friends',
    encryption: 'rot13',
    history: 'from-join',
    linkKey: suite.x25519PublicKey(random.bytes(32)),
    nonce: random.bytes(32),
    founderName: 'alice',
    expire: 0,
  })
  const draft = {
    kind: ControlKind.create,
    epoch: 0,
    parents: [],
    time: 1,
    order: 1n,
    salt: random.bytes(16),
    plaintext,
  }
  const tip = { scheme: 0, group: zeros, author, log: 0n, nextSeq: 0, prev: zeros, order: 0n }
  const burst = writeBurst(suite, alice.seed, [draft], tip)
  const group: GroupId = groupIdOf(burst.entries[0]!.hash)
  return { group, row: storedEntries(burst)[0]! }
}
