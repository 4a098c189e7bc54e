/**
 * What is said beside the messages while a group talks and nobody fails: how many frames a delivery takes, and how many bytes
 * each is on the wire. Receipts are told apart, and so is what carries a message. One seed in `npm test`, 20 in the long run.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Link } from '#src/peer/link.js'
import { Frame } from '#src/wire/generated/link.js'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const MEMBERS = 32
const PER_SECOND = 20
const SECONDS = 5
/** Frames a delivery, and what they may be together if each is of 60 bytes. */
const FRAMES = 1.5
const FRAME_BYTES = 60
/** Frames that list something, 16 bytes and more for each line of it; and one that stands for a message, which takes 61. */
const LARGER = new Set(['frontier', 'leaves', 'roster', 'presence', 'announce'])

interface Weight {
  frames: number
  bytes: number
  most: number
}

/** What links are given while `wanted`, by kind of frame. */
function controlMeter(): { wanted: boolean; readonly weights: Map<string, Weight> } {
  const meter = { wanted: false, weights: new Map<string, Weight>() }
  const { queue } = Link.prototype
  Link.prototype.queue = function (frame, urgency) {
    const kind = controlKindOf(frame)
    if (meter.wanted && kind !== undefined) {
      const weight = meter.weights.get(kind) ?? { frames: 0, bytes: 0, most: 0 }
      const bytes = Frame.encode(frame).length
      meter.weights.set(kind, {
        frames: weight.frames + 1,
        bytes: weight.bytes + bytes,
        most: Math.max(weight.most, bytes),
      })
    }
    return queue.call(this, frame, urgency)
  }
  return meter
}

/** Undefined for what carries a message or is a receipt. */
function controlKindOf({ forward, rangeAnswer, receipt, ...rest }: Partial<Frame>): string | undefined {
  if (forward?.burst !== undefined || rangeAnswer !== undefined || receipt !== undefined) return undefined
  if (forward !== undefined) return forward.presence === undefined ? 'doubt' : 'presence'
  return Object.keys(rest)[0]
}

const meter = controlMeter()

test('beside a message go at most 1.5 control frames, none over 60 bytes but what lists or announces, and in all what 1.5 of 60 would be', async context => {
  meter.weights.clear()
  let deliveries = 0
  await eachSeed(
    1,
    async seed => {
      const world = new World(seed, { suite: 'cheap' })
      const { group, actors } = await world.gather(MEMBERS)
      // rounds are quick while there is talk, and the keys that come with a first word are no part of it
      for (const actor of actors) actor.say(group, 'a first word')
      world.run(5_000)
      meter.wanted = true
      for (let said = 0; said < PER_SECOND * SECONDS; said += 1) {
        actors[said % MEMBERS]?.say(group, `line ${said}`)
        world.run(1_000 / PER_SECOND)
        deliveries += MEMBERS - 1
      }
      meter.wanted = false
    },
    20,
  )
  const total = { frames: 0, bytes: 0 }
  for (const [kind, { frames, bytes, most }] of meter.weights) {
    total.frames += frames
    total.bytes += bytes
    const mean = Math.round(bytes / frames)
    context.diagnostic(
      `${kind}: ${(frames / deliveries).toFixed(3)} a delivery, ${mean} B in the mean, ${most} B at most`,
    )
    if (!LARGER.has(kind)) assert.ok(most <= FRAME_BYTES, `a ${kind} of ${most} bytes`)
  }
  const frames = total.frames / deliveries
  const bytes = total.bytes / deliveries
  context.diagnostic(`in all ${frames.toFixed(2)} frames and ${bytes.toFixed(1)} B a delivery`)
  assert.ok(frames <= FRAMES, `${frames} control frames for a delivery`)
  assert.ok(bytes <= FRAMES * FRAME_BYTES, `${bytes} bytes of control for a delivery`)
})
