/** Rekeys under sender keys: who brings a seed and when, what it costs, and how everyone goes on from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { MAX_KEY_MESSAGE } from '#src/crypto/schemes/group-cipher.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import {
  FORGET_MS,
  MAX_WAITING_SEEDS,
  SEED_AFTER_MESSAGES,
  SEED_AFTER_MS,
  TAKE_IN_MS,
} from '#src/crypto/sender-keys/due.js'
import { keyTag } from '#src/crypto/sender-keys/key-schedule.js'
import { FIRST_RANK_MS, SEAL_PATIENCE_MS } from '#src/crypto/sender-keys/membership.js'
import { decodeMessage, type RatchetStep } from '#src/crypto/sender-keys/messages.js'
import { MAX_STEP_KEYS, type PublicKey, type SenderKeys } from '#src/crypto/sender-keys/state.js'
import { MAX_SLOTS, TELL_ALL_SEEDS } from '#src/crypto/sender-keys/stepping.js'
import { cheapSuite } from '../support/cheap-suite.ts'
import { type KeyActor, KeyGroup } from '../support/key-group.ts'

const MINUTE_MS = 60_000

/** Steps that each key message since `from` is. */
function stepsSince(group: KeyGroup<SenderKeys>, from: number): readonly (RatchetStep & { readonly bytes: number })[] {
  return group.events.slice(from).flatMap(({ what }) => {
    const message = what.type === 'key' ? decodeMessage(what.payload) : undefined
    return message?.type === 'step' && what.type === 'key' ? [{ ...message, bytes: what.payload.length }] : []
  })
}

function founded(names: readonly string[], seed = 1): KeyGroup<SenderKeys> {
  const group = new KeyGroup(senderKeys, cheapSuite, seed)
  group.found(names)
  for (const name of names) group.get(name).say('hello')
  group.settle()
  return group
}

function assertAllRead(group: KeyGroup<SenderKeys>, names: readonly string[]): void {
  for (const name of names) {
    group.settle(4000)
    const said = group.get(name).say(`from ${name}`)
    group.settle(4000)
    for (const other of names.filter(other => other !== name)) {
      assert.equal(group.get(other).reads(said), `from ${name}`, `${other} reads ${name}`)
    }
  }
}

/** Whoever it is that has the lowest rank for this removal. */
function firstByRank(actors: readonly KeyActor<SenderKeys>[]): KeyActor<SenderKeys> {
  const due = (actor: KeyActor<SenderKeys>) => [...actor.state!.removals.values()][0]!.dueMs
  return [...actors].sort((left, right) => due(left) - due(right))[0]!
}

/** A hundred take half a minute to come together. */
const SIZES = process.env.TOCSIN_LONG === '1' ? [24, 100] : [24]
const seedBytes = (recipients: number) => 114 + 100 * recipients
const ANSWER_BYTES = 58

for (const size of SIZES) {
  test(`a removal costs a slot for each of ${size}, and 58 bytes of each who then writes`, () => {
    const names = Array.from({ length: size }, (_, at) => `member ${at}`)
    const group = founded(names)
    const from = group.events.length
    group.remove('member 0', names.at(-1)!)
    group.settle()
    assert.deepEqual(
      stepsSince(group, from).map(step => step.bytes),
      [seedBytes(size - 2)],
    )
    // then everyone says something, and takes the seed in before
    for (const name of names.slice(0, -1)) group.get(name).say('on we go')
    group.settle()
    const [, ...answers] = stepsSince(group, from)
    assert.deepEqual(new Set(answers.map(step => step.bytes)), new Set([ANSWER_BYTES]))
    assert.equal(answers.length, size - 2)
  })
}

test('so at 100 it is below 40 kB, with everybody’s answer to it', () => {
  assert.ok(seedBytes(98) + 98 * ANSWER_BYTES < 40_000)
})

test('nobody brings a second seed for a removal when the first by rank is online', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave', 'erin'])
  const from = group.events.length
  group.remove('alice', 'erin')
  group.settle(5 * MINUTE_MS)
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
  assertAllRead(group, ['alice', 'bob', 'carol', 'dave'])
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
})

test('when the first by rank is not online the next one brings the seed', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave', 'erin'])
  const others = ['alice', 'bob', 'carol', 'dave'].map(name => group.get(name))
  group.remove('alice', 'erin')
  group.deliverAll()
  const first = firstByRank(others)
  first.online = false
  const from = group.events.length
  group.settle(MINUTE_MS)
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
  first.online = true
  group.settle(MINUTE_MS)
  assert.equal(
    stepsSince(group, from).filter(step => step.commit !== undefined).length,
    1,
    'who comes back hears of the removal and its seed at once',
  )
  assertAllRead(group, ['alice', 'bob', 'carol', 'dave'])
})

test('a message after a removal waits a moment for the seed, and then brings its own', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.deliverAll()
  const others = ['alice', 'bob', 'carol', 'dave'].map(name => group.get(name))
  const speaker = others.find(actor => actor !== firstByRank(others))!
  for (const other of others) other.online = other === speaker
  assert.ok('reason' in speaker.trySay('now?'), 'another may bring it first')
  assert.ok((speaker.deadline ?? 0) <= group.now + SEAL_PATIENCE_MS, 'it is woken when it need not wait any more')
  group.now += SEAL_PATIENCE_MS
  const from = group.events.length
  const said = speaker.say('now')
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
  for (const other of others) other.online = true
  group.settle()
  for (const other of others) if (other !== speaker) assert.equal(other.reads(said), 'now')
})

test('a clock that is set back after a removal makes no message wait', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.deliverAll()
  group.now -= MINUTE_MS
  for (const name of ['alice', 'bob', 'carol', 'dave']) group.get(name).say('at once')
})

test('several who bring a seed for one removal all go on together', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.deliverAll()
  group.now += SEAL_PATIENCE_MS
  const said = ['alice', 'bob', 'carol', 'dave'].map(name => [name, group.get(name).say(`from ${name}`)] as const)
  group.settle()
  for (const [name, one] of said) {
    for (const other of ['alice', 'bob', 'carol', 'dave'].filter(other => other !== name)) {
      assert.equal(group.get(other).reads(one), `from ${name}`)
    }
  }
  assertAllRead(group, ['alice', 'bob', 'carol', 'dave'])
})

test('a seed is not taken in any more once its author is removed: it may be void for others', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const bob = group.get('bob')
  group.now += SEED_AFTER_MS
  group.get('carol').say('a seed')
  group.deliverAll()
  assert.equal(bob.state!.seeds.size, 1)
  group.remove('alice', 'carol')
  group.deliverAll()
  group.now += SEAL_PATIENCE_MS
  const from = group.events.length
  bob.say('a seed of my own')
  assert.deepEqual(
    stepsSince(group, from).map(step => [step.acks.length, step.commit !== undefined]),
    [[0, true]],
  )
})

test('of two, the one who stays goes on alone', () => {
  const group = founded(['alice', 'bob'])
  group.remove('alice', 'bob')
  group.settle()
  group.get('alice').say('to nobody')
  group.join('alice', 'carol')
  group.settle()
  assertAllRead(group, ['alice', 'carol'])
})

test('a step is told to those who cannot follow: a seed of one who did not know of a newcomer', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave'])
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

test('a seed sealed to a key that we have forgotten is no protection from whoever left', () => {
  const group = founded(['alice', 'bob', 'carol', 'dave'])
  // alice does not hear how dave's key changes, more often than anyone remembers, and then that he is removed
  group.get('alice').online = false
  for (let count = 0; count <= MAX_STEP_KEYS; count += 1) {
    group.join('bob', `guest ${count}`)
    group.settle()
    group.get('dave').say('and welcome')
    group.settle()
  }
  group.remove('bob', 'dave')
  group.deliverAll()
  const carol = group.get('carol')
  group.now += SEED_AFTER_MS
  group.get('alice').say('a seed that dave gets, too')
  // carol hears it, and nobody else's seed
  for (const event of carol.ready()) if (event.author === group.get('alice').self.member) carol.hear(event)
  const [seed] = carol.state!.seeds.values()
  assert.equal(seed!.unsure, true)
  assert.equal(seed!.recipients.has(group.get('dave').self.member), false)
  carol.state = { ...carol.state!, own: { ...carol.state!.own, seededMs: group.now } }
  const from = group.events.length
  carol.say('not under that seed alone')
  assert.notEqual(stepsSince(group, from)[0]!.commit, undefined, 'carol brings a seed of her own')
})

test('a week after the last one a message brings a seed, and so does the message after a thousand', () => {
  const group = founded(['alice', 'bob'])
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
  const group = founded(['alice', 'bob', 'carol', 'dave'])
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
  const group = founded(['alice', 'bob', 'carol'])
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
  const group = founded(['alice', 'bob', 'carol'])
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

test('one who was removed and let in again reads what is said from then on, at once', () => {
  const group = founded(['alice', 'bob', 'carol'])
  group.remove('alice', 'carol')
  group.settle()
  const between = group.get('bob').say('without her')
  group.settle()
  const carol = group.join('bob', 'carol')
  group.settle()
  assertAllRead(group, ['alice', 'bob', 'carol'])
  assert.notEqual(carol.reads(between), 'without her')
})

test('nor does it matter when nobody said a word in between', () => {
  const group = founded(['alice', 'bob', 'carol'])
  group.remove('alice', 'carol')
  group.deliverAll()
  group.join('bob', 'carol')
  group.settle()
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('a removal that turns out void leaves nobody behind', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const bob = group.get('bob')
  const others = bob.list
  const without = others.filter(({ member }) => member !== group.get('carol').self.member)
  bob.take(senderKeys.members(bob.context, bob.state!, without, group.now))
  group.now += FIRST_RANK_MS
  bob.take(senderKeys.members(bob.context, bob.state!, others, group.now))
  assert.equal(bob.state!.removals.size, 0)
  // the channel with carol is made anew by what she publishes next
  group.settle(8 * 24 * 60 * MINUTE_MS)
  assertAllRead(group, ['alice', 'bob', 'carol'])
  group.settle(11 * MINUTE_MS)
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('who left is forgotten after four weeks, and if it may know our ratchet then, our next message brings a seed', () => {
  const group = founded(['alice', 'bob', 'carol'])
  group.remove('alice', 'carol')
  group.get('bob').online = false
  const alice = group.get('alice')
  const carol = group.get('carol').self.member
  // nobody's turn comes: this is about one who never was awake in between
  group.now += FORGET_MS
  alice.state = { ...alice.state!, removals: new Map() }
  alice.wakeIfDue()
  assert.equal(alice.state!.peers.has(carol), false)
  group.now -= FORGET_MS
  const from = group.events.length
  alice.say('though the clock was set back')
  assert.notEqual(stepsSince(group, from)[0]!.commit, undefined)
})

test('one whose state is gone begins anew, and is told by each with the next message', () => {
  const group = founded(['alice', 'bob', 'carol'])
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
  const group = founded(['alice', 'bob', 'carol'])
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
  const group = founded(['alice', 'bob'])
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
  const group = founded(['alice', 'bob'])
  const alice = group.get('alice')
  const before = senderKeys.status(alice.state!)
  group.now += SEED_AFTER_MS
  alice.say('a week later')
  assert.deepEqual(senderKeys.status(alice.state!), { epoch: before.epoch + 1, rekeyedMs: group.now })
  assert.deepEqual(group.notices.at(-1), { type: 'rekeyed', epoch: before.epoch + 1, at: alice.self.member })
})
