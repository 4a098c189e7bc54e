/** Models of other protocols do what their papers and specifications say, so that figures beside ours are fair. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gossipsub } from '../../bench/models/gossipsub.ts'
import { HyParView } from '../../bench/models/hyparview.ts'
import type { Model, ModelRun } from '../../bench/models/model.ts'
import { plumtree } from '../../bench/models/plumtree.ts'
import { toxConference } from '../../bench/models/tox-conference.ts'
import { World } from '../../bench/models/world.ts'

const MODELS: readonly (readonly [string, Model])[] = [
  ['gossipsub', gossipsub],
  ['Plumtree', plumtree],
  ['a Tox conference', toxConference],
]
const SEEDS = [1, 2, 3]

function runOf(changed: Partial<ModelRun>): ModelRun {
  const usual = { members: 400, crashShare: 0, seed: 1, latencyMs: [50, 150], messages: 1, roundMs: 1000 } as const
  return { ...usual, limitRounds: 30, ...changed }
}

function meanOf(model: Model, changed: Partial<ModelRun>, value: (result: ReturnType<Model>) => number): number {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1)
  return seeds.reduce((sum, seed) => sum + value(model(runOf({ ...changed, seed }))), 0) / seeds.length
}

for (const [name, model] of MODELS) {
  test(`${name} replays a seed to the last frame, and another seed is another run`, () => {
    const run = runOf({ crashShare: 0.1 })
    assert.deepEqual(model(run), model(run))
    assert.notDeepEqual(model(run), model({ ...run, seed: 2 }))
  })

  test(`${name} reaches everybody where nobody fails, with whatever number of members and messages`, () => {
    for (const members of [1, 2, 3, 5, 8, 33]) {
      const { reach, expected, fullAtMs } = model(runOf({ members, messages: 3 }))
      assert.deepEqual([members, reach, expected], [members, 1, 3 * (members - 1)])
      assert.notEqual(fullAtMs, undefined)
    }
  })

  test(`${name} sends no copy that is neither the first nor a duplicate where nobody fails`, () => {
    const { sends, deliveries, duplicates } = model(runOf({}))
    // the author's own copies that come back to it are duplicates too
    assert.equal(sends, deliveries + duplicates)
  })

  test(`${name} pays for copies to the dead, who count neither as reached nor as expected`, () => {
    const { sends, deliveries, expected, duplicates } = model(runOf({ members: 10, crashShare: 0.9 }))
    assert.deepEqual([deliveries, expected, duplicates], [0, 0, 0])
    assert.ok(sends > 0)
  })

  test(`${name} names no time of full delivery while somebody lacks the message`, () => {
    const { fullAtMs, reach } = model(runOf({ latencyMs: [600, 900], limitRounds: 1 }))
    assert.ok(reach > 0 && reach < 1)
    assert.equal(fullAtMs, undefined)
  })
}

test('Plumtree settles into a tree: one copy a member and no duplicate', () => {
  for (const seed of SEEDS) {
    const { sends, duplicates } = plumtree(runOf({ seed }))
    assert.deepEqual([sends, duplicates], [399, 0])
  }
})

test('Plumtree announces over the links outside the tree: 5 a member, less the two ends of 399 in it', () => {
  const { control } = plumtree(runOf({}))
  assert.ok(Math.abs(control - (400 * 5 - 2 * 399)) <= 10, `${control} announcements`)
})

test('Plumtree takes a short tree: few hops more than the overlay has', () => {
  // 5 neighbours, then 4 each: 400 members are within 5 hops at best
  for (const seed of SEEDS) assert.ok(plumtree(runOf({ seed })).hops.worst <= 8)
})

test('Plumtree asks for what a dead parent did not bring, and pays with copies', () => {
  for (const seed of SEEDS) {
    const { reach, fullAtMs, sends, deliveries } = plumtree(runOf({ seed, crashShare: 0.1 }))
    assert.ok(reach > 0.995, `reach ${reach}`)
    assert.ok(fullAtMs === undefined || fullAtMs > 6 * 150, 'not before the first time-out')
    assert.ok(sends > deliveries * 1.2)
  }
})

test('Plumtree on five neighbours leaves behind who lost all five: about 1 in 32 when half are dead', () => {
  const reach = meanOf(plumtree, { members: 1000, crashShare: 0.5 }, result => result.reach)
  assert.ok(reach > 0.9 && reach < 1 - 0.5 ** 5, `reach ${reach}`)
})

test('HyParView puts living passives in the place of dead neighbours', () => {
  const world = new World(runOf({}))
  const ups = new Set<string>()
  const views = new HyParView(world, { up: (self, peer) => ups.add(`${self} ${peer}`), down: () => undefined })
  const before = world.all().map(member => new Set(views.active(member)))
  world.crash(0.3)
  for (const member of world.living()) for (const peer of views.active(member)) views.wrote(member, peer)
  world.queue.run(60_000)
  for (const member of world.living()) {
    const now = [...views.active(member)]
    assert.ok(now.length >= 3 && now.every(peer => world.lives(peer)), `${member} has ${now}`)
    assert.ok(now.every(peer => before[member]!.has(peer) || ups.has(`${member} ${peer}`)))
  }
  const full = world.living().filter(member => views.active(member).size === 5).length
  assert.ok(full > 0.9 * world.living().length, `${full} are full again`)
})

test('gossipsub sends about as many copies as it has mesh links beyond the one a message came by', () => {
  for (const seed of SEEDS) {
    const { sends, deliveries } = gossipsub(runOf({ seed }))
    assert.ok(sends / deliveries > 5.5 && sends / deliveries < 6.5, `${sends / deliveries} copies a delivery`)
  }
})

test('gossipsub tells D_lazy members outside the mesh in each of three heartbeats', () => {
  const { control, deliveries } = gossipsub(runOf({}))
  assert.ok(
    control / deliveries > 3 * 6 && control / deliveries < 3 * 6 + 4,
    `${control / deliveries} frames a delivery`,
  )
})

test('gossipsub reaches by gossip who has nobody left in the mesh', () => {
  for (const seed of SEEDS) {
    const { reach, control, deliveries } = gossipsub(runOf({ seed, members: 1000, crashShare: 0.6 }))
    assert.equal(reach, 1)
    assert.ok(control > deliveries)
  }
})

test('gossipsub grafts in place of dead links once pings have found them out', () => {
  const controlUntil = (crashShare: number, limitRounds: number) =>
    gossipsub(runOf({ crashShare, limitRounds })).control
  assert.equal(controlUntil(0, 20), controlUntil(0, 8), 'gossip ends by itself')
  assert.ok(controlUntil(0.5, 20) > controlUntil(0.5, 8))
})

test('a Tox conference takes about N/4 hops and three copies a delivery', () => {
  for (const seed of SEEDS) {
    const { hops, sends, deliveries } = toxConference(runOf({ seed }))
    assert.ok(hops.worst >= 100 && hops.worst < 120, `${hops.worst} hops`)
    assert.ok(sends / deliveries > 2.9 && sends / deliveries < 3.1)
  }
})

test('a Tox conference survives one death and is cut by a tenth', () => {
  for (const seed of SEEDS) assert.equal(toxConference(runOf({ seed, crashShare: 1 / 400 })).reach, 1)
  const reach = meanOf(toxConference, { members: 1000, crashShare: 0.1 }, result => result.reach)
  assert.ok(reach < 0.5, `reach ${reach}`)
})

test('a Tox conference closes its gaps after 32 s, for what comes along later only', () => {
  const reachAt = (latencyMs: number) =>
    meanOf(
      toxConference,
      { crashShare: 0.1, limitRounds: 300, latencyMs: [latencyMs, latencyMs] },
      ({ reach }) => reach,
    )
  const [quick, slow] = [reachAt(1), reachAt(2000)]
  assert.ok(slow > quick, `${quick} before, ${slow} when half of the way is left after 32 s`)
})
