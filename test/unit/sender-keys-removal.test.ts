/** Removals under sender keys: who brings the seed and when, what it costs, and how the others go on from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { openBody, placeOf } from '#src/crypto/sender-keys/body.js'
import { FORGET_MS, SEED_AFTER_MS } from '#src/crypto/sender-keys/due.js'
import { advanced, jointOf } from '#src/crypto/sender-keys/key-schedule.js'
import { FIRST_RANK_MS, SEAL_PATIENCE_MS } from '#src/crypto/sender-keys/membership.js'
import { keyAt } from '#src/crypto/sender-keys/receiving.js'
import { MAX_STEP_KEYS, type SenderKeys } from '#src/crypto/sender-keys/state.js'
import type { KeyActor } from '../support/key-group.ts'
import { assertAllRead, greeted, stepsSince } from '../support/sender-keys-steps.ts'

const MINUTE_MS = 60_000

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
    const group = greeted(names)
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
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  const from = group.events.length
  group.remove('alice', 'erin')
  group.settle(5 * MINUTE_MS)
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
  assertAllRead(group, ['alice', 'bob', 'carol', 'dave'])
  assert.equal(stepsSince(group, from).filter(step => step.commit !== undefined).length, 1)
})

test('when the first by rank is not online the next one brings the seed', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
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
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
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
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.deliverAll()
  group.now -= MINUTE_MS
  for (const name of ['alice', 'bob', 'carol', 'dave']) group.get(name).say('at once')
})

test('several who bring a seed for one removal all go on together', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
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
  const group = greeted(['alice', 'bob', 'carol'])
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
  const group = greeted(['alice', 'bob'])
  group.remove('alice', 'bob')
  group.settle()
  group.get('alice').say('to nobody')
  group.join('alice', 'carol')
  group.settle()
  assertAllRead(group, ['alice', 'carol'])
})

test('a seed sealed to a key that we have forgotten is no protection from whoever left', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave'])
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

test('one who was removed and let in again reads what is said from then on, at once', () => {
  const group = greeted(['alice', 'bob', 'carol'])
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
  const group = greeted(['alice', 'bob', 'carol'])
  group.remove('alice', 'carol')
  group.deliverAll()
  group.join('bob', 'carol')
  group.settle()
  assertAllRead(group, ['alice', 'bob', 'carol'])
})

test('a removal that turns out void leaves nobody behind', () => {
  const group = greeted(['alice', 'bob', 'carol'])
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
  const group = greeted(['alice', 'bob', 'carol'])
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

test('two that are removed apart, each given the seed that shuts the other out, open nothing together', () => {
  const group = greeted(['alice', 'bob', 'carol', 'erin', 'jo'])
  const [alice, bob, carol, erin, jo] = ['alice', 'bob', 'carol', 'erin', 'jo'].map(name => group.get(name))
  assert.ok(alice && bob && carol && erin && jo)
  // alice has not heard that jo is out, nor carol that erin is
  group.remove('alice', 'erin')
  group.remove('carol', 'jo')
  group.now += SEAL_PATIENCE_MS
  alice.say('without erin')
  carol.say('without jo')
  const by = (author: KeyActor<SenderKeys>) => group.events.filter(event => event.author === author.self.member)
  const before = erin.state!.peers.get(bob.self.member)!.ratchet!
  for (const event of by(carol)) if (erin.lacks(event)) erin.hear(event)
  for (const event of by(alice)) if (jo.lacks(event)) jo.hear(event)
  const given = [erin, jo].map(({ state }) => state!.peers.get(bob.self.member)!.secrets)
  for (const event of [...by(alice), ...by(carol)]) if (bob.lacks(event)) bob.hear(event)
  group.now += SEAL_PATIENCE_MS + MINUTE_MS
  const from = group.events.length
  const said = bob.say('without both')
  const [step] = stepsSince(group, from)
  assert.ok(step)
  // what they have between them is bob’s ratchet from before, and a secret of each seed that others brought
  const secrets = step.acks.map(name => given[0]!.get(name)?.secret ?? given[1]!.get(name)?.secret)
  assert.ok(secrets.length === 2 && secrets.every(secret => secret !== undefined), 'they do have all of that')
  const joint = jointOf(
    group.suite,
    before,
    secrets.filter(secret => secret !== undefined),
  )
  const { chain } = advanced(group.suite, joint, bob.context.group, bob.self.identityKey, step.transcript)
  const place = placeOf(said.sealed)!
  const receiving = { chain, skipped: new Map(), skippedMs: undefined }
  const found = keyAt(group.suite, receiving, place.chainName, place.place, group.now)
  const body = found && openBody(group.suite, found.key, said.entry.entryId, said.sealed)
  assert.equal(body, undefined)
  assert.ok(step.commit !== undefined, 'bob brought a seed that neither has')
})
