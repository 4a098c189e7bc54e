/**
 * A part of the group is gone at once, while a message is on its way: silently, or with its streams closed. Every second
 * seed in silence. Five seeds of each share in `npm test`; in the long run a hundred of 10 to 16 members and three of 32.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId } from '#src/base/ids.js'
import type { Actor } from '../support/actor.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const ROUND_MS = 1000
const STEP_MS = 100
const MANY_MEMBERS = 32
/** Between the message and the crash: some have it, some have not. */
const UNDER_WAY_MS = 60
const RING_ROUNDS = 5

for (const { percent, rounds } of [
  { percent: 5, rounds: 2 },
  { percent: 10, rounds: 2 },
  { percent: 20, rounds: 3 },
  { percent: 30, rounds: 3 },
]) {
  test(`${percent} % crash in mid-broadcast: the living have it within ${rounds} rounds, and a perfect ring within ${RING_ROUNDS}`, async () => {
    const delivered: number[] = []
    const closed: number[] = []
    await eachSeed(
      5,
      async seed => {
        const outcome = await crash(seed, percent / 100)
        delivered.push(outcome.delivered)
        closed.push(outcome.closed)
      },
      LONG_SEEDS,
    )
    assertWithin('full delivery', delivered, rounds)
    assertWithin('perfect ring', closed, RING_ROUNDS)
  })
}

async function crash(seed: number, share: number): Promise<{ delivered: number; closed: number }> {
  const world = new World(seed)
  const { group, actors } = await world.gather(crowdOf(seed, 10 + (seed % 7), MANY_MEMBERS), 'all')
  world.checks = true
  for (const actor of actors) actor.say(group, `before, ${actor.name}`)
  world.run(3 * ROUND_MS)

  const drawn = shuffled(world, actors)
  const count = Math.max(1, Math.round(share * actors.length))
  const [dead, living] = [drawn.slice(0, count), drawn.slice(count)]
  const author = living[0]!
  author.say(group, 'mayday')
  const said = actors.length + 1
  const start = world.scheduler.now()
  world.run(seed % 3 === 0 ? 0 : UNDER_WAY_MS)
  if (seed % 2 === 0) {
    world.cut(dead, living, 'silent')
    for (const one of dead) one.pause()
  } else {
    for (const one of dead) one.kill()
  }
  let delivered: number | undefined
  let closed: number | undefined
  while ((delivered === undefined || closed === undefined) && passed() < 30 * ROUND_MS) look()
  assertNoFailures(living)
  return { delivered: delivered ?? Number.POSITIVE_INFINITY, closed: closed ?? Number.POSITIVE_INFINITY }

  function passed(): number {
    return world.scheduler.now() - start
  }

  function look(): void {
    world.run(STEP_MS)
    if (living.every(actor => actor.history(group).length === said)) delivered ??= passed() / ROUND_MS
    if (isRingPerfect(group, living)) closed ??= passed() / ROUND_MS
  }
}

/** Everybody's neighbours are the living next to it in the order of the circle, and linked. */
function isRingPerfect(group: GroupId, living: readonly Actor[]): boolean {
  const alive = new Set(living.map(actor => actor.member))
  const order = living[0]!
    .group(group)
    .ring.order.map(({ member }) => member)
    .filter(member => alive.has(member))
  return living.every(actor => {
    const at = order.indexOf(actor.member)
    const { predecessor, successor } = actor.group(group).ring
    return (
      successor === order[(at + 1) % order.length] &&
      predecessor === order[(at + order.length - 1) % order.length] &&
      actor.group(group).closed
    )
  })
}

/** The 95th percentile at most half a round over the bound, and the worst at most half as much again. */
function assertWithin(what: string, rounds: readonly number[], bound: number): void {
  const sorted = rounds.toSorted((one, other) => one - other)
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0
  assert.ok(p95 <= bound + 0.5, `${what}: p95 ${p95} rounds of ${bound}; all: ${sorted.join(' ')}`)
  assert.ok((sorted.at(-1) ?? 0) <= 1.5 * bound, `${what}: at worst ${sorted.at(-1)} rounds of ${bound}`)
}

function shuffled(world: World, actors: readonly Actor[]): Actor[] {
  const rest = [...actors]
  const drawn: Actor[] = []
  while (rest.length > 0) drawn.push(...rest.splice(Math.floor(world.random.next() * rest.length), 1))
  return drawn
}
