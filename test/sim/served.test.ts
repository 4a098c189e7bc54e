/** What a member gets by asking again and again. Serves docs/protocol.md, "Budgets". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberId } from '#src/base/ids.js'
import type { Frame } from '#src/wire/generated/link.js'
import { World } from '../support/cast.ts'
import { seamGroups } from '../support/seam.ts'

/** SERVED_BYTES and SERVED_BYTES_PER_SECOND of docs/protocol.md, and one answer that was begun before. */
const AT_ONCE = 16 * 1024 * 1024
const PER_SECOND = 2 * 1024 * 1024
const ONE_ANSWER = 256 * 1024
const SECONDS = 15
const EVERY_MS = 20

test('a member that repeats its questions each 20 ms is answered no more than its budget, and the others are served', async () => {
  const world = new World(1, { suite: 'cheap' })
  const { group, actors } = await world.gather(2, 'all')
  const [alice, carol] = actors
  for (let count = 0; count < 40; count += 1) {
    alice!.say(group, 'x'.repeat(60_000))
    world.run(1_000)
  }
  const asked: { readonly to: MemberId; readonly frame: Partial<Frame> }[] = []
  let answered = 0
  let isCounting = false
  const mallory = await world.actor('mallory')
  seamGroups(mallory.peer, () => ({
    outgoing: (to, frame) => {
      if (frame.rangeRequest !== undefined && !isCounting) asked.push({ to, frame })
      return [frame]
    },
    incoming: (_from, frame) => {
      if (isCounting) answered += frame.rangeAnswer?.bursts.length ?? 0
      return frame
    },
  }))
  mallory.mustJoin(alice!.invite(group))
  world.until(() => mallory.stored(group).length === 40, 60_000)
  assert.ok(asked.length > 0)
  isCounting = true
  const { links } = mallory.group(group)
  for (let ms = 0; ms < SECONDS * 1000; ms += EVERY_MS) {
    for (const { to, frame } of asked) if (to === asked.at(-1)!.to) links.send(to, frame, 'before-commit')
    mallory.runtime.perform([])
    world.run(EVERY_MS)
  }
  assert.ok(answered > AT_ONCE / 2, `it got ${answered} bytes`)
  assert.ok(answered <= AT_ONCE + (SECONDS + 1) * PER_SECOND + 8 * ONE_ANSWER, `it got ${answered} bytes`)
  isCounting = false
  carol!.say(group, 'still here')
  world.run(20_000)
  const late = await world.actor('late')
  late.mustJoin(carol!.invite(group))
  world.run(60_000)
  assert.deepEqual(late.stored(group), alice!.stored(group))
  assert.deepEqual(carol!.failures, [])
})
