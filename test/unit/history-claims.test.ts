import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Claims } from '#src/history/claims.js'
import type { LogFrontier } from '#src/history/frontier.js'
import { OwnRoots } from '#src/history/own-roots.js'
import { HALF_ROUND_MS } from '#src/history/sync-messages.js'
import { logOf } from './history-world.ts'

const log = logOf(1)

function claim(next: number): LogFrontier {
  return { log, next, digest: '', beyond: [], fork: undefined }
}

test('what is claimed is due half a round later, however often more is claimed meanwhile', () => {
  const claims = new Claims()
  for (let now = 0; now <= 10 * HALF_ROUND_MS; now += HALF_ROUND_MS / 10) {
    claims.learn([claim(now + 1)], true, () => HALF_ROUND_MS, now)
    claims.refresh(now, 0, 0)
    const due = claims.due.get(log)?.next ?? 0
    assert.ok(due <= Math.max(0, now - HALF_ROUND_MS) + 1, `at ${now} what was told at ${due - 1} is due`)
    if (now >= HALF_ROUND_MS) assert.ok(due > now - 2 * HALF_ROUND_MS, `at ${now} only what was told at ${due - 1}`)
    assert.ok((claims.deadline(now) ?? 0) > now, 'and it asks to be woken for the rest')
  }
})

test('in a hurry all that was told last is due at once, and nothing waits', () => {
  const claims = new Claims()
  claims.learn([claim(3)], true, () => HALF_ROUND_MS, 0)
  claims.learn([claim(7)], true, () => HALF_ROUND_MS, 1)
  claims.hurry()
  assert.equal(claims.due.get(log)?.next, 7)
  assert.equal(claims.deadline(1), undefined)
})

test('a root was ours until what we hold changed, whenever the next one is computed', () => {
  let held = 0
  const roots = new OwnRoots(
    () => `root ${held}`,
    () => held,
  )
  const take = (now: number): void => {
    held += 1
    roots.changed(now)
  }
  assert.equal(roots.current(1000), 'root 0')
  assert.ok(roots.had('root 0', 1010, 1010), 'it still is')
  for (let now = 1010; now < 2000; now += 10) take(now)
  assert.ok(roots.had('root 0', 1010, 2000))
  assert.ok(!roots.had('root 0', 1011, 2000))
  for (let count = 0; count < 1000; count += 1) {
    take(2000)
    roots.current(2000)
  }
  assert.ok(!roots.had('root 0', 0, 2000), 'no more is remembered than has a use')
})

test('every root of slow talk is known, and next to none of steady traffic', () => {
  let held = 0
  let now = 1_000_000
  let computed = 0
  const compute = () => {
    computed += 1
    return `root ${held}`
  }
  const roots = new OwnRoots(compute, () => held)
  const talk = (entries: number, together: number, everyMs: number): void => {
    for (let at = 0; at < entries; at += 1) {
      if (at % together === 0) now += everyMs
      held += 1
      roots.changed(now)
    }
  }
  talk(100, 1, 100)
  assert.equal(computed, 100)
  assert.ok(roots.had('root 50', 0, now))
  computed = 0
  talk(1000, 1, 10)
  talk(1000, 20, 100)
  assert.ok(computed <= 4, `${computed} roots`)
})
