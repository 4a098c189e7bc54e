/** Random lives of groups under sender keys: whoever should read does, and whoever was removed does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeededRandom } from '#src/base/random.js'
import { pick } from '#src/base/random.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import { cheapSuite } from '../support/cheap-suite.ts'
import { type KeyActor, KeyGroup } from '../support/key-group.ts'
import { Mutator } from '../support/mutations.ts'
import { eachSeed } from '../support/seeds.ts'
import { Life } from '../support/sender-keys-life.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank']
const LIVES = Number(process.env.TOCSIN_STORIES ?? 100)
const STEPS = 40

function step(life: Life): void {
  const { random } = life.group
  const roll = random.next()
  const actor = pick(random, life.members)
  if (actor === undefined) return
  if (roll < 0.3) life.say(actor)
  else if (roll < 0.6) for (let count = random.next() * 12; count > 0; count -= 1) life.deliverOne()
  else if (roll < 0.68) letIn(life, actor)
  else if (roll < 0.76) remove(life, actor)
  else if (roll < 0.84) wait(life, Math.floor(random.next() * 4000))
  else if (roll < 0.86) pass(life, Math.floor((1 + random.next() * 8) * DAY_MS))
  else if (roll < 0.93) restart(actor)
  else if (roll < 0.97) actor.online = !actor.online
  else life.openAll()
}

/** One who never was in, or who is out for the one who lets it in. */
function letIn(life: Life, actor: KeyActor<SenderKeys>): void {
  const isOut = (name: string): boolean => {
    const before = life.group.actors.get(name)
    return before === undefined || (before.hostile && !knows(actor, before))
  }
  const name = NAMES.find(isOut)
  if (name !== undefined) life.join(actor, name)
}

function remove(life: Life, actor: KeyActor<SenderKeys>): void {
  const others = [...life.group.actors.values()].filter(other => other !== actor && knows(actor, other))
  const removed = pick(life.group.random, others)
  if (removed !== undefined && others.length > 1) life.remove(actor, removed.name)
}

function knows(actor: KeyActor<SenderKeys>, other: KeyActor<SenderKeys>): boolean {
  return actor.list.some(({ member }) => member === other.self.member)
}

function wait({ group, members }: Life, ms: number): void {
  group.now += ms
  for (const actor of members) if (actor.online) actor.wakeIfDue()
}

/** Keys that were passed over do not last for days: all is read before. */
function pass(life: Life, ms: number): void {
  life.settle()
  life.openAll()
  life.group.settle(ms)
}

function restart(actor: KeyActor<SenderKeys>): void {
  const before = actor.state
  actor.restart()
  assert.deepEqual(actor.state, before)
}

test('in random lives of a group all read what they should, and nobody who was removed does', () =>
  eachSeed(LIVES, async seed => {
    const life = new Life(seed, NAMES.slice(0, 3))
    try {
      for (let steps = 0; steps < STEPS; steps += 1) {
        step(life)
        life.noteTaken()
      }
      life.check()
    } catch (cause) {
      throw new Error(`${cause instanceof Error ? cause.message : cause} after:\n${life.steps.join('\n')}`, { cause })
    }
  }))

type Op = (life: Life, actor: KeyActor<SenderKeys>) => void

/** What alice, bob and carol may do at the same moment, before dave and the others hear of it. */
const OPS: Readonly<Record<string, Op>> = {
  'removes dave': (life, actor) => life.remove(actor, 'dave'),
  'removes the next': (life, actor) => {
    const next = { alice: 'bob', bob: 'carol', carol: 'alice' }[actor.name]
    if (next !== undefined) life.remove(actor, next)
  },
  'lets one in': (life, actor) => {
    const guest = { alice: 'erin', bob: 'frank', carol: 'grace' }[actor.name]
    if (guest !== undefined) life.join(actor, guest)
  },
  'brings a seed': (life, actor) => {
    actor.state = { ...actor.state!, own: { ...actor.state!.own, seededMs: 0 } }
    life.say(actor)
  },
}
const AUTHORS = ['alice', 'bob', 'carol']
/** What alice, bob and carol do, in turn. */
const TRIPLES = [
  ['removes dave', 'removes dave', 'lets one in'],
  ['removes dave', 'lets one in', 'lets one in'],
  ['removes the next', 'removes the next', 'removes the next'],
  ['lets one in', 'removes dave', 'removes the next'],
  ['brings a seed', 'removes dave', 'lets one in'],
  ['brings a seed', 'brings a seed', 'removes the next'],
]
const ALL_TRIPLES = Object.keys(OPS).flatMap(first =>
  Object.keys(OPS).flatMap(second => Object.keys(OPS).map(third => [first, second, third])),
)

for (const ops of process.env.TOCSIN_LONG === '1' ? ALL_TRIPLES : TRIPLES) {
  const told = ops.map((op, at) => `${AUTHORS[at]} ${op}`).join(', ')
  test(`every order of arrival comes to the same: ${told}`, () => {
    for (const orders of ordersOfArrival()) tell(ops, orders)
  })
}

/** For each of four members, in which order it hears what the others did: its own comes first for each author. */
function ordersOfArrival(): readonly (readonly string[])[][] {
  const ofOthers = (name: string) => permutations(AUTHORS.filter(author => author !== name))
  let orders: (readonly string[])[][] = [[]]
  for (const name of [...AUTHORS, 'dave']) {
    orders = orders.flatMap(before => ofOthers(name).map(order => [...before, order]))
  }
  return orders
}

function permutations(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length < 2) return [names]
  return names.flatMap(name => permutations(names.filter(other => other !== name)).map(rest => [name, ...rest]))
}

function tell(ops: readonly string[], orders: readonly (readonly string[])[]): void {
  const life = new Life(1, [...AUTHORS, 'dave'])
  const { group } = life
  for (const actor of life.members) actor.say('hello')
  life.settle()
  const actors = [...AUTHORS, 'dave'].map(name => group.get(name))
  const from = group.events.length
  for (const [at, op] of ops.entries()) OPS[op]!(life, actors[at]!)
  const branches = new Map(
    actors.map(actor => [actor.name, group.events.slice(from).filter(event => event.author === actor.self.member)]),
  )
  for (const [at, actor] of actors.entries()) {
    for (const author of orders[at]!) {
      for (const event of branches.get(author)!) if (actor.lacks(event)) actor.hear(event)
      life.noteTaken()
      // with a seed of its own where a removal needs one
      group.now += 2000
      if (actor.isMember && !actor.hostile) life.say(actor)
      life.noteTaken()
    }
  }
  try {
    life.check()
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}: ${JSON.stringify(orders)}`, { cause })
  }
}

test('no bytes that a member publishes throw, or harm what others say to each other', () =>
  eachSeed(6, async seed => {
    const group = new KeyGroup(senderKeys, cheapSuite, seed)
    group.found(['alice', 'bob', 'mallory'])
    for (const actor of group.actors.values()) actor.say('hello')
    group.settle(8 * DAY_MS)
    for (const actor of group.actors.values()) actor.say('a seed')
    group.settle()
    const samples = group.events.flatMap(({ what }) => (what.type === 'key' ? [what.payload] : []))
    const mutator = new Mutator(group.random satisfies SeededRandom)
    const [alice, bob, mallory] = ['alice', 'bob', 'mallory'].map(name => group.get(name))
    for (let round = 0; round < 20; round += 1) {
      for (let count = 0; count < 20; count += 1) {
        mallory!.publish({ type: 'key', payload: mutator.mutant(samples) })
      }
      group.settle(4000)
      for (const [from, to] of [
        [alice!, bob!],
        [bob!, alice!],
      ] as const) {
        const said = from.say('unharmed')
        group.deliverAll()
        assert.equal(to.reads(said), 'unharmed')
      }
    }
    const blamed = group.notices.flatMap(notice => (notice.type === 'wrong-key-message' ? [notice.from] : []))
    assert.ok(blamed.length > 100)
    assert.deepEqual([...new Set(blamed)], [mallory!.self.member])
  }))

test('shuffled, repeated and corrupted, each message opens once and as it was', () =>
  eachSeed(20, async seed => {
    const group = new KeyGroup(senderKeys, cheapSuite, seed)
    group.found(['alice', 'bob'])
    const [alice, bob] = [group.get('alice'), group.get('bob')]
    const mutator = new Mutator(group.random)
    const said = Array.from({ length: 60 }, (_, at) => {
      if (group.random.next() < 0.05) group.now += 8 * DAY_MS
      return { ...alice.say(`text ${at}`), text: `text ${at}`, opened: 0 }
    })
    group.deliverAll()
    for (let count = 0; count < 600; count += 1) {
      const one = mutator.oneOf(said)
      const isAltered = group.random.next() < 0.5
      const sealed = isAltered ? mutator.mutant(said.map(other => other.sealed)) : one.sealed
      const opened = bob.open({ entry: one.entry, sealed })
      if (opened.type !== 'opened') continue
      assert.equal(Buffer.from(opened.body.subarray(16)).toString(), one.text)
      one.opened += 1
    }
    for (const one of said) if (one.opened === 0) assert.equal(bob.reads(one), one.text)
    for (const one of said) assert.ok(one.opened < 2)
  }))
