/** Three commits at once upon one epoch, heard by four members in every order in which they can come. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeEpochMessage, epochNameOf } from '#src/crypto/mls/key-messages.js'
import { LEFT_MS, RENEW_MS } from '#src/crypto/mls/state.js'
import type { SealedBody } from '../support/key-group.ts'
import { cipher, type MlsActor, MlsKeyGroup } from '../support/mls-group.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave']

interface Story {
  readonly title: string
  /** Three members that commit, by name; each knows nothing of the others'. */
  commit(group: MlsKeyGroup): readonly string[]
}

const stories: readonly Story[] = [
  {
    title: 'three that renew their keys',
    commit(group) {
      group.now += RENEW_MS
      group.talk()
      group.now += 60_000
      return ['alice', 'bob', 'carol']
    },
  },
  {
    title: 'one that removes a member and two that renew their keys',
    commit(group) {
      group.actor('erin')
      group.join('alice', 'erin')
      group.settle()
      group.now += RENEW_MS
      group.talk()
      group.remove('bob', 'erin')
      group.get('erin').turnHostile()
      group.now += 60_000
      return ['alice', 'bob', 'carol']
    },
  },
  {
    title: 'two that remove a member and one that comes in',
    commit(group) {
      group.join('alice', 'erin')
      group.settle()
      group.remove('alice', 'erin')
      group.get('erin').turnHostile()
      group.deliverAll()
      group.join('alice', 'frank')
      group.now += 60_000
      return ['bob', 'carol', 'frank']
    },
  },
]

for (const { title, commit } of stories) {
  test(`${title}: in every order all come to one epoch and read each other`, () => {
    const group = new MlsKeyGroup(1)
    group.found(NAMES)
    const committers = commit(group).map(name => group.get(name))
    const heard = group.events.length
    // what a commit needs is known to all; the commits themselves are not
    const said = new Map<MlsActor, SealedBody>()
    for (const actor of committers) {
      const before = actor.published.length
      for (let turns = 0; turns < 3 && actor.published.length === before; turns += 1) actor.wakeIfDue()
      const body = actor.trySay(`${actor.name} at once`)
      // who came in where another is still to go says nothing
      if (!('reason' in body)) said.set(actor, body)
    }
    const events = group.events.slice(heard)
    assert.equal(events.length, 3)
    const best = new Set<string | undefined>()
    let orders = 0
    for (const name of NAMES) {
      const actor = group.get(name)
      const { state } = actor
      const seen = [...actor.seen]
      // what one hears has no part in what another makes of it: every order of each are all orders of all
      for (const order of permutations(events.filter(({ author }) => author !== actor.self.member))) {
        actor.state = state
        actor.seen.clear()
        for (const number of seen) actor.seen.add(number)
        for (const event of order) actor.hear(event)
        best.add(actor.state!.tip)
        for (const [author, body] of said)
          if (author !== actor) assert.equal(actor.reads(body), `${author.name} at once`)
        orders += 1
      }
    }
    assert.equal(best.size, 1)
    assert.ok(orders >= 3 * 2 + 6)
  })
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) =>
    permutations(items.filter((_, index) => index !== at)).map(rest => [item, ...rest]),
  )
}

test('a commit that removes wins over those that do not, whoever made it', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const group = new MlsKeyGroup(seed)
    group.found(NAMES)
    group.now += RENEW_MS
    group.talk()
    const heard = group.events.length
    group.remove('alice', 'dave')
    group.get('dave').turnHostile()
    group.now += 60_000
    // alice alone knows that dave is to go; the others only that their keys are due
    for (const name of ['bob', 'carol', 'alice']) group.get(name).wakeIfDue()
    const names = group.events.slice(heard + 1).map(event => {
      const { author, what } = event
      assert.ok(what.type === 'key')
      return {
        name: epochNameOf(group.suite, author, what.payload),
        removes: decodeEpochMessage(what.payload)?.removes,
      }
    })
    assert.equal(names.length, 3)
    group.deliverAll()
    assert.deepEqual(group.tips, [names.find(({ removes }) => removes)?.name])
    assert.ok(group.members.every(({ state }) => state!.strangers.length === 0))
  }
})

test('a row of commits wins over a shorter one, and those who can, go over at once', () => {
  const group = new MlsKeyGroup(3)
  group.found(NAMES)
  group.now += RENEW_MS
  group.talk()
  group.now += 60_000
  group.split(['alice', 'bob'], ['carol', 'dave'])
  for (const name of ['alice', 'bob', 'carol']) {
    group.get(name).wakeIfDue()
    group.deliverAll()
  }
  assert.equal(group.tips.length, 2)
  group.split(NAMES)
  const before = group.events.length
  group.deliverAll()
  assert.equal(group.tips.length, 1)
  assert.equal(group.events.length, before, 'nobody had to come in again')
  assert.equal(group.get('carol').reads(group.get('alice').say('together')), 'together')
})

test('who hears too late of a longer row comes in anew, and nothing of what it saw to is lost', () => {
  const group = new MlsKeyGroup(4)
  group.found([...NAMES, 'erin'])
  const erin = group.get('erin')
  // on one side erin goes; on the other, where nobody knows of it, two renew their keys
  group.split(['alice', 'bob'], ['carol', 'dave'])
  group.remove('carol', 'erin')
  erin.turnHostile()
  group.settle(LEFT_MS)
  group.now += RENEW_MS
  const said = group.get('alice').say('a week later')
  assert.equal(group.get('bob').reads(said), 'a week later')
  group.settle(2 * LEFT_MS)
  const [there, here] = ['alice', 'carol'].map(name => group.get(name).state!)
  assert.ok(there!.held.get(there!.tip!)?.leafOf.has(erin.self.member))
  assert.ok(!here!.held.get(here!.tip!)?.leafOf.has(erin.self.member))
  assert.ok(cipher.status(there!).epoch > cipher.status(here!).epoch, 'the longer row does not know that erin went')

  group.split(NAMES)
  group.settle(60_000)
  assert.equal(group.tips.length, 1)
  const tip = group.get('alice').state!
  assert.deepEqual(
    [...tip.held.get(tip.tip!)!.leafOf.keys()].sort(),
    NAMES.map(name => group.get(name).self.member).sort(),
  )
  const together = group.get('dave').say('together')
  for (const name of ['alice', 'bob', 'carol']) assert.equal(group.get(name).reads(together), 'together')
  erin.eavesdrop()
  assert.equal(erin.steals(together), false)
})
