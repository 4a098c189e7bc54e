/**
 * What holds for every scheme, in groups of 2, 3 and 8 and over both suites; and, where a scheme claims less, that it is so.
 * Serves docs/encryption.md, whose table names these tests. What a scheme alone promises is in the tests of its own name.
 */
import assert from 'node:assert/strict'
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Suite } from '#src/crypto/suite.js'
import { type Actor, type Body, type Circle, circleOf, contextOf, sayAll } from '../support/circle.ts'
import type { Claim } from '../support/claims.ts'
import { property } from '../support/properties.ts'
import { Thief } from '../support/thief.ts'

const HOUR_MS = 60 * 60 * 1000
const SETTLE_MS = 15_000

/** A group in which everybody has read everybody. */
function talking<State>(claim: Claim<State>, suite: Suite, size: number, over = claim.cipher): Circle<State> {
  const circle = circleOf(over, suite, size)
  circle.run(SETTLE_MS)
  sayAll(circle)
  return circle
}

function others<State>(circle: Circle<State>, one: Actor<State>): Actor<State>[] {
  return circle.actors.filter(actor => actor !== one)
}

function stolenBy<State>(thieves: readonly Thief<State>[], bodies: readonly Body[]): number {
  return bodies.filter(body => thieves.some(thief => thief.steals(body))).length
}

property('a stolen state opens nothing that its owner had opened before', (claim, suite, size) => {
  const circle = talking(claim, suite, size)
  const before: Body[] = []
  for (let round = 0; round < 2; round += 1) {
    for (const from of circle.actors) {
      const bodies = [1, 2, 3].map(number => from.seal(`${round} ${number}`))
      circle.run()
      for (const body of bodies.toReversed()) for (const to of others(circle, from)) to.reads(body)
      before.push(...bodies)
    }
    // keys change in between, as far as they do for a member that comes
    circle.join(100 + round)
    circle.run(SETTLE_MS)
  }
  circle.run(claim.closesAfterMs)
  for (const victim of circle.actors) {
    for (const from of [undefined, 0]) {
      const stolen = stolenBy([new Thief(claim, circle, victim, from)], before)
      assert.equal(stolen, claim.seals ? 0 : before.length, victim.member)
    }
  }
})

property('a thief reads on while its victim is silent, and no more once the keys are new', (claim, suite, size) => {
  const circle = talking(claim, suite, size)
  const [victim] = circle.actors.slice(-1)
  assert.ok(victim)
  const thief = new Thief(claim, circle, victim)
  for (let round = 0; round < 3; round += 1) {
    for (const from of others(circle, victim)) {
      const body = from.seal('while the victim is silent')
      circle.run()
      assert.equal(thief.steals(body), true, 'whoever has the keys reads: this is what a theft costs')
      for (const to of others(circle, from)) to.reads(body)
    }
  }
  for (let round = 0; round < 3; round += 1) sayAll(circle)
  const soon = others(circle, victim).map(from => from.seal('after some talk'))
  assert.equal(stolenBy([thief], soon), claim.healsByTalk ? 0 : soon.length)
  for (const body of soon) for (const to of circle.actors) if (to.member !== body.entry.author) to.reads(body)
  claim.heal(circle)
  const healed = sayAll(circle)
  assert.equal(stolenBy([thief], healed), claim.seals ? 0 : healed.length)
})

property('a removed member with a hostile client opens nothing that is said later', (claim, suite, size) => {
  for (const place of new Set([0, size])) {
    const circle = talking(claim, suite, size + 1)
    const mallory = circle.actors[place]!
    const thieves = [new Thief(claim, circle, mallory), new Thief(claim, circle, mallory, 0)]
    const before = others(circle, mallory)[0]!.seal('while mallory is in')
    assert.equal(stolenBy(thieves.slice(0, 1), [before]), 1)
    circle.leave(mallory)
    // whoever seals at once either waits or seals without her
    const soon = circle.actors.map(actor => actor.trySeal('at once')).filter(body => 'sealed' in body)
    circle.run(SETTLE_MS)
    const later = [...soon, ...sayAll(circle)]
    circle.join(200)
    circle.run(SETTLE_MS)
    later.push(...sayAll(circle))
    claim.heal(circle)
    later.push(...sayAll(circle))
    assert.equal(stolenBy(thieves, later), claim.seals ? 0 : later.length, `place ${place}`)
  }
})

property('shuffled, repeated and corrupted, a body opens once with each and as it was', (claim, suite, size) => {
  const circle = talking(claim, suite, size)
  const random = new SeededRandom(size)
  const letters: { readonly to: Actor<unknown>; readonly body: Body; opened: number }[] = []
  for (let count = 0; count < 16; count += 1) {
    const from = circle.actors[Math.floor(random.next() * size)]!
    const body = from.seal(`text ${count}`)
    for (const to of others(circle, from)) letters.push({ to, body, opened: 0 })
  }
  circle.run()
  const order = [...letters, ...letters, ...letters].map(letter => [random.next(), letter] as const)
  for (const [, letter] of order.sort(([left], [right]) => left - right)) {
    const { to, body } = letter
    const at = Math.floor(random.next() * body.sealed.length)
    const corrupt = body.sealed.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte))
    const isOpen = to.open({ ...body, sealed: corrupt }).type === 'opened'
    assert.equal(isOpen, !claim.seals, 'what is not sealed is held against the commitment in its header alone')
    const result = to.open(body)
    if (result.type !== 'opened') continue
    assert.equal(hexOf(result.body), hexOf(body.body))
    letter.opened += 1
  }
  for (const { opened } of letters) assert.equal(opened, claim.seals ? 1 : 3)
})

property('no body opens under the name of another, or for another entry', (claim, suite, size) => {
  const circle = talking(claim, suite, Math.max(size, 3))
  const [alice, bob, mallory] = circle.actors
  assert.ok(alice && bob && mallory)
  const genuine = alice.seal('from alice')
  const forged = mallory.seal('from mallory')
  circle.run()
  const lies: Body[] = [
    { ...forged, entry: { ...forged.entry, author: alice.member } },
    { ...forged, entry: genuine.entry },
    { ...genuine, entry: { ...genuine.entry, author: mallory.member } },
    { ...genuine, entry: circle.nextEntry(alice.member) },
    { ...genuine, sealed: new SeededRandom(1).bytes(genuine.sealed.length) },
    { ...genuine, sealed: new Uint8Array() },
  ]
  for (const lie of lies) assert.equal(bob.open(lie).type === 'opened', !claim.seals)
  if (claim.seals) assert.notEqual(alice.open(genuine).type, 'opened', 'nor to its own author')
  for (const body of [genuine, forged]) bob.reads(body)
})

property(
  'a thief of long-lived keys alone neither reads nor speaks to their owner as another',
  (claim, suite, size) => {
    const circle = talking(claim, suite, size)
    const [alice, bob] = circle.actors
    assert.ok(alice && bob)
    const list = circle.actors.map(({ context }) => context.self).sort((one, two) => (one.member < two.member ? -1 : 1))
    const body = alice.seal('to bob')
    circle.run()
    const { self } = bob.context
    const { member, identityKey, linkKey } = alice.context.self
    // bob's secrets in a state of its own, under bob's name and under that of alice
    for (const posing of [self, { ...self, member, identityKey, linkKey }]) {
      const context = { ...contextOf(suite, 900), self: posing }
      let { state } = claim.cipher.start(context, list, circle.now)
      for (const message of circle.log) state = claim.cipher.hear(context, state, message, circle.now).state
      for (let turn = 0; turn < 20; turn += 1) state = claim.cipher.wake(context, state, circle.now + turn * 1000).state
      const opened = claim.cipher.open(context, state, body.entry, body.sealed, circle.now)
      assert.equal(opened.type === 'opened', !claim.seals)
      const entry = circle.nextEntry(member)
      const forged = claim.cipher.seal(context, state, entry, body.body, circle.now)
      if (forged.type !== 'sealed') continue
      assert.equal(bob.open({ entry, body: body.body, sealed: forged.sealed }).type === 'opened', !claim.seals)
    }
    bob.reads(body)
  },
)

property(
  'of what never came a bounded part is kept, and what comes after all of it opens',
  (claim, suite) => {
    const circle = talking(claim, suite, 2)
    const [alice, bob] = circle.actors
    assert.ok(alice && bob)
    const missed: Body[] = []
    const rest = (): number => [...bob.saved.values()].reduce((sum, value) => sum + value.length, 0)
    for (let count = 0; count < 1100; count += 1) {
      missed.push(alice.seal('never comes'))
      if (count % 100 === 0) circle.run()
    }
    circle.run()
    bob.reads(alice.seal('comes'))
    assert.ok(rest() < 64 * 1024, `${rest()} bytes at rest`)
    const opened = missed.toReversed().filter(body => bob.open(body).type === 'opened').length
    assert.ok(opened <= claim.overtaken, `${opened} of those passed over`)
    assert.ok(claim.seals ? opened >= 100 && opened < missed.length : opened === missed.length, `${opened} opened`)
    bob.reads(alice.seal('comes, too'))
  },
  [2],
)

property('no key and nonce seal twice, after a crash and after any number of old backups', (claim, suite, size) => {
  const used = new Set<string>()
  let sealed = 0
  const once = (name: string): void => {
    assert.equal(used.has(name), false, 'a key and nonce came twice')
    used.add(name)
    sealed += 1
  }
  const watching: Suite = {
    ...suite,
    seal(key, nonce, plaintext, associated) {
      once(`${hexOf(key)} ${hexOf(nonce)}`)
      return suite.seal(key, nonce, plaintext, associated)
    },
  }
  const circle = talking(claim, watching, size, claim.watched(once))
  const [alice] = circle.actors
  assert.ok(alice)
  const [backup, heard] = [alice.copy(), circle.log.length]
  for (let round = 0; round < 3; round += 1) {
    // saved, and the process ends before anything leaves
    alice.seal('never sent')
    alice.restart(alice.copy(), round)
    const after = alice.seal('after the crash')
    // later on its keys are those that the last round used already
    if (round === 0) for (const to of others(circle, alice)) to.reads(after)
    circle.run(HOUR_MS)
    alice.restart(backup, 50 + round)
    alice.inbox.splice(0, alice.inbox.length, ...circle.log.slice(heard))
    alice.trySeal('the same place in the same chain')
    circle.run(SETTLE_MS)
    for (const to of others(circle, alice)) alice.open(to.seal('meanwhile'))
    circle.run(HOUR_MS)
  }
  assert.ok(claim.seals ? sealed > 10 : sealed === 0, `${sealed} times`)
  // what it says is read again once its keys were made anew, in a week at most
  for (let round = 0; round < 3; round += 1) {
    for (const from of circle.actors) {
      const body = from.trySeal('is anyone there')
      if ('sealed' in body) for (const to of others(circle, from)) to.open(body)
    }
    circle.run(8 * 24 * HOUR_MS)
  }
  sayAll(circle)
})

property(
  'at rest there is no text and no identity key, a start goes on where it was, and damage is seen',
  (claim, suite, size) => {
    const circle = talking(claim, suite, size)
    for (let round = 0; round < 2; round += 1) {
      const bodies = circle.actors.map(actor => actor.seal('a text that must not stay'))
      circle.run()
      for (const [at, actor] of circle.actors.entries()) {
        actor.restart(actor.copy(), 300 + at)
        for (const body of bodies) if (body.entry.author !== actor.member) actor.reads(body)
      }
    }
    for (const { context, saved, cipher } of circle.actors) {
      for (const [name, value] of saved) {
        for (const secret of [context.self.seed, context.self.linkSecret, Buffer.from('a text that must not stay')]) {
          assert.equal(Buffer.from(value).includes(Buffer.from(secret)), false, name)
        }
        const cut = new Map(saved).set(name, value.subarray(0, -1))
        assert.equal(cipher.restore(context, cut), undefined, `${name}, cut`)
      }
      assert.equal(saved.size > 0, claim.seals)
    }
  },
)
