/** After a removal under sender keys a body mixes the seed in: for how long, and how it opens early, late and for whom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_MIXED_MESSAGES, PASSED_OVER_MS } from '#src/crypto/sender-keys/due.js'
import { FIRST_RANK_MS } from '#src/crypto/sender-keys/membership.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import type { KeyActor } from '../support/key-group.ts'
import { greeted, stepsSince } from '../support/sender-keys-steps.ts'

/** A step that takes one seed in. */
const ANSWER_BYTES = 58

/** Whoever it is that has the lowest rank for this removal. */
function firstByRank(actors: readonly KeyActor<SenderKeys>[]): KeyActor<SenderKeys> {
  const due = (actor: KeyActor<SenderKeys>) => [...actor.state!.removals.values()][0]!.dueMs
  return [...actors].sort((left, right) => due(left) - due(right))[0]!
}

test('who goes on writing takes the seed in with a step once that is cheaper', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.settle()
  const speaker = ['alice', 'bob', 'carol', 'dave']
    .map(name => group.get(name))
    .find(({ state }) => state!.seeds.size > 0)!
  const from = group.events.length
  const { epoch } = speaker.state!.own
  for (let count = 0; count < MAX_MIXED_MESSAGES; count += 1) speaker.say(`message ${count}`)
  assert.deepEqual([stepsSince(group, from).length, speaker.state!.own.epoch], [0, epoch])
  speaker.say('one more')
  assert.deepEqual(
    stepsSince(group, from).map(step => step.bytes),
    [ANSWER_BYTES],
  )
  assert.equal(speaker.state!.own.epoch, epoch + 1)
})

test('what a seed was mixed into opens after its author has taken that in, after a restart too, and for no longer than a day', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.settle()
  const four = ['alice', 'bob', 'carol', 'dave'].map(name => group.get(name))
  const speaker = four.find(({ state }) => state!.seeds.size > 0)!
  const [reader, other] = four.filter(actor => actor !== speaker)
  assert.ok(reader && other)
  const late = [speaker.say('first'), speaker.say('second'), speaker.say('third')]
  for (let count = 3; count <= MAX_MIXED_MESSAGES; count += 1) speaker.say(`message ${count}`)
  group.settle()
  assert.equal(reader.reads(late[1]!), 'second')
  reader.restart()
  assert.equal(reader.reads(late[0]!), 'first')
  assert.ok('reason' in reader.open(late[0]!), 'once')
  group.settle(PASSED_OVER_MS)
  assert.ok('reason' in reader.open(late[2]!))
  const { receiving } = other.state!.peers.get(speaker.self.member)!
  assert.deepEqual([receiving.skipped.size, receiving.taken.size], [0, 0], 'nothing is left of it')
})

test('a message that a seed is mixed into waits for the seed, and opens once it is heard', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.deliverAll()
  const four = ['alice', 'bob', 'carol', 'dave'].map(name => group.get(name))
  const first = firstByRank(four)
  const [speaker, reader] = four.filter(actor => actor !== first)
  assert.ok(speaker && reader)
  reader.online = false
  group.settle(FIRST_RANK_MS)
  const said = speaker.say('under a seed that not all have heard of')
  const early = reader.open(said)
  assert.ok('reason' in early && early.type === 'waits')
  reader.online = true
  group.settle()
  assert.equal(reader.reads(said), 'under a seed that not all have heard of')
})

test('who says that it lacks the seed is told the ratchet with a step, and nothing more is mixed', () => {
  const group = greeted(['alice', 'bob', 'carol', 'dave', 'erin'])
  group.remove('alice', 'erin')
  group.settle()
  const four = ['alice', 'bob', 'carol', 'dave'].map(name => group.get(name))
  const speaker = four.find(({ state }) => state!.seeds.size > 0)!
  const [name, seed] = [...speaker.state!.seeds][0]!
  const lacking = four.find(actor => actor !== speaker && actor.self.member !== seed.author)!
  speaker.state = {
    ...speaker.state!,
    seeds: new Map([[name, { ...seed, lacking: new Set([lacking.self.member]) }]]),
  }
  const from = group.events.length
  speaker.say('for all')
  const [step] = stepsSince(group, from)
  assert.equal(step?.jointTags.length, 1)
})
