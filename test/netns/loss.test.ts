/** S10 with real cables: packets get lost on every one of them, and TCP makes delay and stalled streams of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Crowd } from './support/crowd.ts'
import { openLab, type Side } from './support/lab.ts'
import { lossIn } from './support/loss.ts'

const SIZE = 8
/** Short ones travel with their announcement; the last is pulled, in some thirty packets that may all get lost. */
const TEXTS = ['one', 'two', 'three', 'four', 'long '.repeat(8_000)]

test('of 8 members each holds every message once with 5, 10 and 20 % loss on every cable', async context => {
  const lab = openLab(context)
  if (lab === undefined) return
  const crowd = new Crowd(context, lab, Array<Side>(SIZE).fill('west'))
  const loss = lossIn(lab)
  if (typeof loss === 'string') return context.skip(loss)
  context.diagnostic(loss.means)
  await crowd.gather()
  for (const percent of [5, 10, 20]) {
    loss.set(percent)
    await crowd.say(crowd.all, TEXTS)
    await crowd.untilHeld(crowd.all, crowd.all)
    const lost = loss.lost()
    context.diagnostic(`${percent} %: ${lost} packets lost`)
    assert.ok(lost > 0, 'the cables do lose packets')
  }
  loss.set(0)
  await crowd.untilCalm(crowd.all)
  await crowd.assertOneHistory(crowd.all)
})
