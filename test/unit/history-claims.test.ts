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
    claims.learn([claim(now + 1)], true, now)
    claims.refresh(now, 0)
    const due = claims.due.get(log)?.next ?? 0
    assert.ok(due <= Math.max(0, now - HALF_ROUND_MS) + 1, `at ${now} what was told at ${due - 1} is due`)
    if (now >= HALF_ROUND_MS) assert.ok(due > now - 2 * HALF_ROUND_MS, `at ${now} only what was told at ${due - 1}`)
    assert.ok((claims.deadline(now) ?? 0) > now, 'and it asks to be woken for the rest')
  }
})

test('in a hurry all that was told last is due at once, and nothing waits', () => {
  const claims = new Claims()
  claims.learn([claim(3)], true, 0)
  claims.learn([claim(7)], true, 1)
  claims.hurry()
  assert.equal(claims.due.get(log)?.next, 7)
  assert.equal(claims.deadline(1), undefined)
})

test('a root was ours until what we hold changed, whenever the next one is computed', () => {
  const roots = new OwnRoots()
  roots.note('first', 1000)
  assert.ok(roots.had('first', 9000), 'it still is')
  roots.changed(2000)
  roots.note('second', 9000)
  assert.ok(roots.had('first', 2000))
  assert.ok(!roots.had('first', 2001))
  for (let count = 0; count < 1000; count += 1) roots.note(`later ${count}`, 9000)
  assert.ok(!roots.had('second', 0), 'no more is remembered than has a use')
})
