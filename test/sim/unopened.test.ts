/** A sealed body that was altered on its way: who gets it says so under a code of its own, and the message comes in another way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatEventOf } from '#src/chat/events.js'
import { lineText } from '#src/cli/line-text.js'
import { Link } from '#src/peer/link.js'
import { assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { World } from '../support/world.ts'

for (const encryption of ['pairwise', 'sender-keys', 'mls'] as const) {
  test(`${encryption}: a body that no key opens is told with its code and with whom it came from, and sync mends it`, async () => {
    const world = new World(1, { encryption })
    const { group, actors } = await world.gather(3, 'all')
    const [alice, bob] = actors
    assert.ok(alice && bob)
    const altered = altersFirst()
    alice.say(group, 'hello')
    world.run(60_000)
    altered.end()
    const told = actors.flatMap(({ events }) => events.filter(event => event.type === 'unopened'))
    assert.ok(told.length > 0)
    for (const event of told) {
      assert.deepEqual([event.error.code, event.error.exitCode], ['bad-body', 4])
      assert.ok(actors.some(({ member }) => member === event.member))
      const shown = chatEventOf(group, event, () => 'bob')
      assert.ok(shown?.type === 'unopened' && shown.code === 'bad-body')
      const line = lineText({ v: 1, ...shown }, 'up')
      assert.match(line, /^a message that bob passed on does not open: .+\n$/u)
    }
    assertOneHistory(group, actors)
    for (const actor of actors) assert.deepEqual(actor.stored(group), ['hello'], actor.name)
    assertNoFailures(actors)
  })
}

/** The first sealed burst that anybody forwards has its last byte changed on that one way. */
function altersFirst(): { end(): void } {
  const { queue } = Link.prototype
  let isDone = false
  Link.prototype.queue = function (frame, urgency) {
    const burst = frame.forward?.burst
    if (isDone || frame.forward === undefined || burst?.sealed !== true) return queue.call(this, frame, urgency)
    isDone = true
    const entries = burst.entries.map(({ header, body }) => ({ header, body: body.map(flipped) }))
    return queue.call(this, { ...frame, forward: { ...frame.forward, burst: { ...burst, entries } } }, urgency)
  }
  return {
    end() {
      Link.prototype.queue = queue
    },
  }
}

function flipped(byte: number, at: number, bytes: Uint8Array): number {
  return at === bytes.length - 1 ? byte ^ 1 : byte
}
