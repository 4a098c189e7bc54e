import assert from 'node:assert/strict'
import { test } from 'node:test'
import { talk, trial } from '../../sim/measure.ts'

test('one seed of a swarm is one run, and another is another', () => {
  const about = { members: 60, crashShare: 0.2 }
  assert.deepEqual(trial({ ...about, seed: 1 }), trial({ ...about, seed: 1 }))
  assert.notDeepEqual(trial({ ...about, seed: 1 }), trial({ ...about, seed: 2 }))
})

test('in a healthy swarm each member gets each message once', () => {
  const { deliveries, expected, sends, duplicates, hops } = trial({ members: 100, seed: 1 })
  assert.deepEqual({ deliveries, sends, duplicates }, { deliveries: expected, sends: expected, duplicates: 0 })
  assert.ok(hops.worst <= Math.log2(100))
})

test('who talks costs one copy a delivery, and few control frames', () => {
  const { deliveries, sends, control } = talk({ members: 60, seed: 1, perSecond: 20, seconds: 3 })
  assert.equal(deliveries, 60 * 59)
  assert.ok(sends / deliveries <= 1.02, `${sends} copies for ${deliveries}`)
  assert.ok(control / deliveries <= 1.5, `${control} control frames for ${deliveries}`)
})

test('a message that goes out over a link just dialled is heard, as it is behind a handshake', () => {
  // the frames behind the handshake once overtook it, and a neighbour of the dead waited for the next repair but one
  const { deliveries, expected, deliveredRounds } = trial({ members: 100, crashShare: 0.1, seed: 2 })
  assert.equal(deliveries, expected)
  assert.ok((deliveredRounds ?? Number.POSITIVE_INFINITY) <= 2, `${deliveredRounds} rounds`)
})

test('droppers and stale views delay a message, and nobody misses it', () => {
  for (const about of [{ dropShare: 0.2 }, { crashShare: 0.3, staleShare: 0.3 }]) {
    const { deliveries, expected, deliveredRounds } = trial({ ...about, members: 60, seed: 1 })
    assert.equal(deliveries, expected)
    assert.ok((deliveredRounds ?? Number.POSITIVE_INFINITY) <= 5)
  }
})
