/** Seeds and steps of sender keys without a removal: when they come, who takes them in, and who is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { MAX_KEY_MESSAGE } from '#src/crypto/schemes/group-cipher.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { MAX_WAITING_SEEDS, SEED_AFTER_MESSAGES, SEED_AFTER_MS, TAKE_IN_MS } from '#src/crypto/sender-keys/due.js'
import { keyTag } from '#src/crypto/sender-keys/key-schedule.js'
import { SEAL_PATIENCE_MS } from '#src/crypto/sender-keys/membership.js'
import type { PublicKey } from '#src/crypto/sender-keys/state.js'
import { MAX_SLOTS, TELL_ALL_SEEDS } from '#src/crypto/sender-keys/stepping.js'
import { cheapSuite } from '../support/cheap-suite.ts'
import { assertAllRead, greeted, stepsSince } from '../support/sender-keys-steps.ts'

const MINUTE_MS = 60_000

test('a step is told to those who cannot follow: a seed of one who did not know of a newcomer', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave'])
  // bob brings a seed before he hears of erin, carol knows erin already
  group.get('bob').online = false
  const erin = group.join('alice', 'erin')
  group.settle()
  assertAllRead(group, ['alice', 'carol', 'erin'])
  group.remove('bob', 'dave')
  group.now += SEAL_PATIENCE_MS
  group.get('bob').say('a seed for alice and carol')
  const carol = group.get('carol')
  group.deliverAll()
  const from = group.events.length
  const said = carol.say('taken in')
  const [step] = stepsSince(group, from)
  assert.equal(step!.acks.length, 1)
  assert.equal(step!.jointTags.length, 1, 'erin alone is told')
  group.get('bob').online = true
  group.settle()
  assert.equal(erin.reads(said), 'taken in')
  assertAllRead(group, ['alice', 'bob', 'carol', 'erin'])
})

test('a week after the last one a message brings a seed, and so does the message after a thousand', () => {
  const group = greeted(['alice', 'bob'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const seeds = () => stepsSince(group, from).filter(step => step.commit !== undefined).length
  let from = group.events.length
  group.now += SEED_AFTER_MS - 1 - (group.now - alice.state!.own.seededMs)
  alice.say('not yet')
  assert.equal(seeds(), 0)
  group.now += 1
  alice.say('a week')
  assert.equal(seeds(), 1)
  from = group.events.length
  const said = Array.from({ length: SEED_AFTER_MESSAGES }, (_, at) => alice.say(`${at}`))
  assert.equal(seeds(), 1, 'the thousandth after that')
  group.settle()
  assert.equal(bob.reads(said.at(-1)!), `${SEED_AFTER_MESSAGES - 1}`)
  assert.equal(bob.reads(said.at(-2)!), `${SEED_AFTER_MESSAGES - 2}`)
})

test('seeds that no removal hangs on are taken in together, a day after the first, or within a week in silence', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave'])
  const carol = group.get('carol')
  group.now += SEED_AFTER_MS
  for (const name of ['alice', 'bob']) group.get(name).say('a seed')
  group.deliverAll()
  const from = group.events.length
  carol.state = { ...carol.state!, own: { ...carol.state!.own, seededMs: group.now } }
  carol.say('not yet')
  assert.equal(stepsSince(group, from).length, 0)
  group.now += TAKE_IN_MS
  carol.say('now')
  assert.deepEqual(
    stepsSince(group, from).map(step => step.acks.length),
    [2],
  )
  assert.equal(group.get('dave').state!.seeds.size, 2)
  group.settle(SEED_AFTER_MS)
  assert.equal(group.get('dave').state!.seeds.size, 0, 'dave never said a word')
  for (const actor of group.actors.values()) {
    for (const peer of actor.state!.peers.values()) assert.equal(peer.secrets.size, 0, 'what all took in nobody keeps')
  }
})

test('when many seeds wait they are taken in at once, in silence, too', () => {
  const group = greeted(['alice', 'bob', 'carol'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  for (let count = 1; count <= MAX_WAITING_SEEDS; count += 1) {
    group.now += SEAL_PATIENCE_MS
    alice.state = { ...alice.state!, own: { ...alice.state!.own, seededMs: 0 } }
    alice.say('a seed')
    group.deliverAll()
    if (count < MAX_WAITING_SEEDS) assert.ok(bob.deadline! > group.now)
  }
  assert.ok(bob.deadline! <= group.now)
  group.settle(0)
  assert.equal(bob.state!.seeds.size, 0)
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('one who was away for more seeds than the others may remember tells everyone', () => {
  const group = greeted(['alice', 'bob', 'carol'])
  const [alice, carol] = [group.get('alice'), group.get('carol')]
  carol.online = false
  for (let count = 0; count < TELL_ALL_SEEDS; count += 1) {
    alice.state = { ...alice.state!, own: { ...alice.state!.own, seededMs: 0 } }
    alice.say('a seed')
    group.settle(0)
  }
  carol.online = true
  group.deliverAll()
  const from = group.events.length
  carol.wakeIfDue()
  assert.equal(stepsSince(group, from)[0]!.jointTags.length, 2)
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('one whose state is gone begins anew, and is told by each with the next message', () => {
  const group = greeted(['alice', 'bob', 'carol'])
  const carol = group.get('carol')
  carol.saved.clear()
  group.now += SEED_AFTER_MS
  group.get('alice').say('a seed that nobody has taken in yet')
  group.deliverAll()
  carol.startAfter(new Set(carol.seen))
  group.settle(11 * MINUTE_MS)
  const atBob = group.get('bob').state!.peers.get(carol.self.member)!
  assert.equal(atBob.secrets.size, 0, 'what earlier seeds had for her is of no use to anyone')
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('a seed of one who has begun anew since is not taken in: it does not know it itself', () => {
  const group = greeted(['alice', 'bob', 'carol'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  group.now += SEED_AFTER_MS
  alice.say('a seed')
  group.deliverAll()
  assert.equal(bob.state!.seeds.size, 1)
  alice.startAfter(new Set(alice.seen))
  group.deliverAll()
  assert.equal(bob.state!.seeds.size, 0)
})

test('a step in the largest group is a key message, and who did not fit is told with the next', () => {
  const group = greeted(['alice', 'bob'])
  const alice = group.get('alice')
  const bob = group.get('bob').self.member
  const { peers, channels } = alice.state!
  const crowd = Array.from({ length: MAX_SLOTS + 1 }, (_, at) =>
    memberIdOf(cheapSuite.sha256(Uint8Array.of(at >> 8, at & 255))),
  )
  const [{ key }] = peers.get(bob)!.keys as [PublicKey]
  const strangers = crowd.map(member => {
    const keys = [{ key, tag: keyTag(cheapSuite, publicKeyOf(member)!, key) }]
    return [member, { ...peers.get(bob)!, follows: false, keys }] as const
  })
  alice.state = {
    ...alice.state!,
    peers: new Map([...peers, ...strangers]),
    channels: {
      ...channels,
      peers: new Map([...channels.peers, ...crowd.map(member => [member, channels.peers.get(bob)!] as const)]),
    },
  }
  group.now += SEED_AFTER_MS
  for (const [seeds, joints] of [
    [MAX_SLOTS, MAX_SLOTS],
    [0, 1],
  ]) {
    const from = group.events.length
    alice.say('to all')
    const [step] = stepsSince(group, from)
    assert.deepEqual([step!.seedTags.length, step!.jointTags.length], [seeds, joints])
    assert.ok(step!.bytes <= MAX_KEY_MESSAGE)
  }
})

test('status says at which step we are, and since when', () => {
  const group = greeted(['alice', 'bob'])
  const alice = group.get('alice')
  const before = senderKeys.status(alice.state!)
  group.now += SEED_AFTER_MS
  alice.say('a week later')
  assert.deepEqual(senderKeys.status(alice.state!), { epoch: before.epoch + 1, rekeyedMs: group.now })
  assert.deepEqual(group.notices.at(-1), { type: 'rekeyed', epoch: before.epoch + 1, at: alice.self.member })
})
