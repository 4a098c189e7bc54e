/** A seed is a plan, and a plan harms enough and never everyone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLasting, planOf } from '../../chaos/plan.ts'
import { growthIn, trendsOf } from '../../chaos/samples.ts'

const MINUTE_MS = 60_000
const plans = Array.from({ length: 50 }, (_, seed) => ({
  seed,
  plan: planOf({ seed, members: 16, durationMs: 10 * MINUTE_MS, leaves: false }),
}))

test('the same seed is the same plan, and another seed another', () => {
  const [first, second] = plans
  assert.deepEqual(planOf({ seed: 0, members: 16, durationMs: 10 * MINUTE_MS, leaves: false }), first!.plan)
  assert.notDeepEqual(first!.plan, second!.plan)
})

test('what befalls a member ends before the next thing begins, and before the run ends', () => {
  for (const { seed, plan } of plans) {
    const freeAt = new Map<number, number>()
    for (const { member, atMs, forMs } of plan) {
      assert.ok(atMs >= (freeAt.get(member) ?? 0), `seed ${seed}, at ${atMs}`)
      assert.ok(forMs >= 0 && atMs + forMs <= 10 * MINUTE_MS, `seed ${seed}, at ${atMs}`)
      freeAt.set(member, atMs + forMs)
    }
  }
})

test('ten minutes with 16 kill more than a hundred processes, and never those that are watched for their memory', () => {
  for (const { seed, plan } of plans) {
    const killed = plan.filter(({ deed }) => deed === 'kill')
    assert.ok(killed.length >= 100, `seed ${seed} kills ${killed.length}`)
    const ended = plan.filter(({ deed }) => deed === 'kill' || deed === 'stop')
    assert.ok(
      ended.every(({ member }) => !isLasting(member, 16)),
      `seed ${seed}`,
    )
  }
})

test('a heap that grows by half from the middle third to the last is found, one that wavers is not', () => {
  const samples = Array.from({ length: 30 }, (_, index) => ({
    member: index % 2 === 0 ? 'alice' : 'bob',
    atMs: index * 1000,
    rss: 100e6,
    heap: 20e6 + (index % 2 === 0 ? index * 1e6 : index % 3 === 0 ? 1e6 : 0),
    buffers: 5e6,
    files: 30,
  }))
  const found = growthIn(trendsOf(samples, ['alice', 'bob'], 30_000))
  assert.deepEqual(
    found.map(({ type, member }) => `${member} ${type}`),
    ['alice grew'],
  )
})
