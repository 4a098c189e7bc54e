/** Silence of neighbours: who is asked, when an answer is overdue, and what a member makes of its own mistakes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { Attempts } from '#src/peer/attempts.js'
import { HEARTBEAT_MS, Heartbeat } from '#src/ring/heartbeat.js'
import { Liveness } from '#src/ring/liveness.js'
import { LocalHealth } from '#src/ring/local-health.js'

const [alice, bob, carol] = [1, 2, 3].map(seed => memberIdOf(new Uint8Array(32).fill(seed))) as [
  MemberId,
  MemberId,
  MemberId,
]
const PATIENCE_MS = 600

function watching(...members: MemberId[]) {
  const health = new LocalHealth()
  const machine = new Heartbeat({ patienceMs: () => 200, health })
  machine.handle({ type: 'watch', members }, 0)
  machine.handle({ type: 'traffic' }, 0)
  const wake = (now: number) => machine.handle({ type: 'wake' }, now)
  return { machine, health, wake }
}

test('a leaf that was silent for a round is asked once, and is overdue when it does not answer in time', () => {
  const { machine, wake } = watching(bob)
  assert.equal(machine.deadline, HEARTBEAT_MS)
  assert.deepEqual(wake(HEARTBEAT_MS), [{ type: 'ask', member: bob }])
  assert.deepEqual(wake(HEARTBEAT_MS + PATIENCE_MS - 1), [])
  assert.deepEqual(wake(HEARTBEAT_MS + PATIENCE_MS), [{ type: 'unanswered', member: bob }])
})

test('any frame is an answer, so that whoever talks is never asked', () => {
  const { machine, wake } = watching(bob)
  for (let now = 500; now < 60_000; now += 500) {
    machine.handle({ type: 'heard', member: bob }, now)
    assert.deepEqual(wake(now), [])
  }
})

test('in a group at rest a leaf is asked ever more seldom, and at last each half minute', () => {
  const { machine, wake } = watching(bob)
  const asked: number[] = []
  for (let now = 0; now <= 300_000; now += 50) {
    if (wake(now).length > 0) asked.push(now)
    if (asked.at(-1) === now) machine.handle({ type: 'heard', member: bob }, now)
  }
  const gaps = asked.map((at, index) => at - (asked[index - 1] ?? 0))
  assert.ok(gaps.slice(0, 20).every(gap => gap <= 1300))
  assert.deepEqual(
    gaps,
    gaps.toSorted((one, other) => one - other),
  )
  assert.equal(gaps.at(-1), 30_000)
})

test('who acks late is asked at once, watched or not, and a link that ends owes nothing', () => {
  const { machine, wake } = watching(bob)
  assert.deepEqual(machine.handle({ type: 'late', member: carol }, 100), [{ type: 'ask', member: carol }])
  assert.deepEqual(machine.handle({ type: 'late', member: carol }, 150), [])
  machine.handle({ type: 'link-down', member: carol }, 200)
  assert.deepEqual(wake(100 + PATIENCE_MS), [])
})

test('a clock that is set back does not stop the rounds', () => {
  const { machine, wake } = watching(bob)
  machine.handle({ type: 'heard', member: bob }, 3_600_000)
  wake(1000)
  assert.deepEqual(wake(1000 + HEARTBEAT_MS), [{ type: 'ask', member: bob }])
})

test('who erred gives everyone more time, up to five times as much, and earns it back by answers in time', () => {
  const { machine, health, wake } = watching(bob)
  for (let errors = 0; errors < 10; errors += 1) health.worse()
  assert.equal(health.factor, 5)
  wake(HEARTBEAT_MS)
  assert.deepEqual(wake(HEARTBEAT_MS + 5 * PATIENCE_MS - 1), [])
  machine.handle({ type: 'heard', member: bob }, HEARTBEAT_MS + 5 * PATIENCE_MS - 1)
  assert.equal(health.factor, 4)
})

test('an overdue answer makes a suspect; that it comes after all counts against ourselves', () => {
  const liveness = new Liveness(alice, { random: new SeededRandom(1), incarnation: 1 })
  const ids = [alice, bob, carol]
  liveness.handle({ type: 'members', members: { ids, has: member => ids.includes(member) } }, 0)
  for (const member of [bob, carol]) liveness.handle({ type: 'link-up', member }, 0)
  const effects = liveness.handle({ type: 'unanswered', member: bob }, 1000)
  assert.equal(liveness.stateOf(bob), 'suspect')
  assert.deepEqual(
    effects.filter(effect => effect.type === 'ask'),
    [{ type: 'ask', via: carol, target: bob }],
  )
  const reached = { type: 'probe-result', member: bob, reachable: true, via: carol } as const
  assert.ok(
    liveness.handle(reached, 1200).some(effect => effect.type === 'reopen' && effect.member === bob),
    'carol hears bob, so that our stream to bob is dead',
  )
  assert.equal(liveness.stateOf(bob), 'online')
  assert.equal(liveness.health.factor, 2)
})

test('a dial that takes twice as long as others is told as slow, once to each that waits for it', () => {
  const attempts = new Attempts()
  for (let dial = 1; dial <= 40; dial += 1) {
    attempts.begin(dial, carol)
    attempts.started(0)
    attempts.take(dial)
    attempts.succeeded(carol, true, 600)
  }
  attempts.begin(50, bob)
  attempts.started(0)
  assert.deepEqual(attempts.slow(1100), [])
  assert.deepEqual(attempts.slow(1250), [bob])
  assert.deepEqual(attempts.slow(1300), [])
  attempts.awaited(bob)
  assert.deepEqual(attempts.slow(1300), [bob])
})
