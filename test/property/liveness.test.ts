import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { Liveness, type LivenessEffect, type LivenessEvent } from '#src/ring/liveness.js'

const members = [0, 1, 2, 3, 4].map(seed => memberIdOf(new Uint8Array(32).fill(seed)))
const alice = members[0]!

const member = fc.constantFrom<MemberId>(...members)
const incarnation = fc.oneof(fc.nat(4), fc.constantFrom(-1, Number.NaN, 2 ** 53, Number.MAX_SAFE_INTEGER, Infinity))
const event: fc.Arbitrary<LivenessEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('link-up', 'link-down', 'heard'), member }),
  fc.record({ type: fc.constant('presence'), member, incarnation: fc.nat(4), leaving: fc.constant(false) }),
  fc.record({ type: fc.constantFrom('suspicion', 'verdict'), member, incarnation, from: member }),
  fc.record({ type: fc.constant('restated') }),
  fc.record({ type: fc.constantFrom('network-changed', 'wake') }),
  fc.record({ type: fc.constant('probe-result'), member, reachable: fc.constant(false), via: member }),
)
const script = fc.array(fc.tuple(event, fc.nat(4000)), { maxLength: 80 })

/** Runs a script with wakes at every deadline; `answer` says whether direct probes are answered, after 2 s. */
function run(steps: readonly (readonly [LivenessEvent, number])[], answer: boolean) {
  const liveness = new Liveness(alice, { random: new SeededRandom(3), incarnation: 0 })
  const seen: LivenessEffect[] = []
  const answers: { at: number; member: MemberId }[] = []
  let now = 1_000_000
  const tell = (next: LivenessEvent) => {
    for (const effect of liveness.handle(next, now)) {
      seen.push(effect)
      if (effect.type === 'probe') answers.push({ at: now + 2000, member: effect.member })
    }
  }
  const pass = (ms: number) => {
    const end = now + ms
    for (;;) {
      const reply = answers[0]?.at ?? Infinity
      const wake = liveness.deadline ?? Infinity
      const next = Math.min(reply, wake)
      if (next > end) break
      now = Math.max(now, next)
      const due = reply <= wake ? answers.shift() : undefined
      tell(due === undefined ? { type: 'wake' } : { type: 'probe-result', member: due.member, reachable: answer })
    }
    now = end
  }
  tell({ type: 'members', members: { ids: members, has: member => members.includes(member) } })
  for (const [next, ms] of steps) {
    tell(next)
    pass(ms)
  }
  pass(20_000)
  return { liveness, seen }
}

test('a live member that answers probes is never called offline, whatever others say', () => {
  fc.assert(
    fc.property(script, steps => {
      const { seen } = run(steps, true)
      assert.ok(!seen.some(effect => effect.type === 'changed' && effect.state === 'offline'))
      assert.ok(!seen.some(effect => effect.type === 'tell-offline'))
    }),
  )
})

test('every suspicion ends, and `changed` tells the state exactly', () => {
  fc.assert(
    fc.property(script, steps => {
      const { liveness, seen } = run(steps, false)
      const told = new Map<MemberId, string>()
      for (const effect of seen) {
        if (effect.type !== 'changed') continue
        assert.notEqual(told.get(effect.member) ?? 'offline', effect.state)
        told.set(effect.member, effect.state)
      }
      for (const other of members.slice(1)) {
        assert.notEqual(liveness.stateOf(other), 'suspect')
        assert.equal(liveness.stateOf(other), told.get(other) ?? 'offline')
      }
    }),
  )
})

test('our incarnation only rises, by one per refutation', () => {
  fc.assert(
    fc.property(script, steps => {
      const accusations = steps.filter(([next]) => next.type !== 'presence')
      const refutes = run(accusations, true).seen.flatMap(effect =>
        effect.type === 'refute' ? [effect.incarnation] : [],
      )
      assert.deepEqual(
        refutes,
        refutes.map((_, index) => index + 1),
      )
    }),
  )
})
