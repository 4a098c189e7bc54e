import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { type Channels, restoreChannels } from '#src/crypto/pairwise/channels.js'
import { decodeInitiations, decodePrekeys } from '#src/crypto/pairwise/key-messages.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, type Body, type Circle, circleOf } from '../support/circle.ts'
import { hurtBytes, rounds } from '../support/fuzzing.ts'
import { eachSeed } from '../support/seeds.ts'

const suite = nodeSuite()

/** A body on its way to one member. */
interface Letter {
  readonly to: Actor<Channels>
  readonly body: Body
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(random.next() * left.length), 1)[0]!)
}

test('shuffled, repeated and corrupted on the way, each body opens once with each member, and nothing else does', () =>
  eachSeed(5, async seed => {
    const random = new SeededRandom(seed)
    const circle = circleOf(pairwise, suite, [2, 3, 8][seed % 3]!)
    let opened = 0
    let sent = 0
    for (let round = 0; round < 4; round += 1) {
      const letters: Letter[] = []
      for (let count = 0; count < 12; count += 1) {
        const from = circle.actors[Math.floor(random.next() * circle.actors.length)]!
        const body = from.seal(`${round} ${count}`)
        for (const to of circle.actors) if (to !== from) letters.push({ to, body })
      }
      sent += letters.length
      for (const { to, body } of shuffled(random, [...letters, ...letters])) {
        const at = Math.floor(random.next() * body.sealed.length)
        const corrupt = { ...body, sealed: body.sealed.map((byte, index) => (index === at ? byte ^ 0x10 : byte)) }
        assert.notEqual(to.open(corrupt).type, 'opened')
        const result = to.open(body)
        if (result.type !== 'opened') continue
        opened += 1
        assert.equal(hexOf(result.body), hexOf(body.body))
      }
    }
    assert.equal(opened, sent)
  }))

/** Remembers every key and nonce that sealed, and what; says when one comes again with something else. */
function watchful(over: Suite): { readonly watching: Suite; readonly count: () => number } {
  const seen = new Map<string, string>()
  const watching: Suite = {
    ...over,
    seal(key, nonce, plaintext, associated) {
      const sealed = over.seal(key, nonce, plaintext, associated)
      const pair = `${hexOf(key)} ${hexOf(nonce)}`
      assert.equal(seen.has(pair), false, 'a key and nonce came twice')
      seen.set(pair, hexOf(sealed))
      return sealed
    },
  }
  return { watching, count: () => seen.size }
}

/** One step of a life. */
function live(
  circle: Circle<Channels>,
  random: SeededRandom,
  backups: Map<string, ReadonlyMap<string, Uint8Array>>,
): void {
  const actor = circle.actors[Math.floor(random.next() * circle.actors.length)]!
  const chance = random.next()
  if (chance < 0.5) {
    const body = actor.seal('hello')
    for (const other of circle.actors) if (other !== actor && random.next() < 0.8) other.open(body)
  } else if (chance < 0.6) {
    actor.restart(actor.copy(), Math.floor(random.next() * 2 ** 32))
  } else if (chance < 0.7) {
    backups.set(actor.member, actor.copy())
  } else if (chance < 0.8) {
    const backup = backups.get(actor.member)
    if (backup !== undefined) actor.restart(backup, Math.floor(random.next() * 2 ** 32))
    circle.tellMembers()
  } else if (chance < 0.85) {
    circle.joinApart([100 + Math.floor(random.next() * 2 ** 20), 100 + Math.floor(random.next() * 2 ** 20)])
  } else if (chance < 0.9 && circle.actors.length > 2) {
    circle.leave(actor)
  } else {
    circle.run(Math.floor(random.next() ** 4 * 10 * 24 * 60 * 60 * 1000))
  }
}

test('through joins, leaves, crashes and old backups no key and nonce ever seal twice', async () => {
  let sealed = 0
  await eachSeed(10, async seed => {
    const { watching, count } = watchful(suite)
    const circle = circleOf(pairwise, watching, 3)
    const random = new SeededRandom(seed)
    const backups = new Map<string, ReadonlyMap<string, Uint8Array>>()
    for (let step = 0; step < 40; step += 1) live(circle, random, backups)
    sealed += count()
  })
  assert.ok(sealed > 10, `${sealed} times`)
})

test('whatever happened, in quiet days all find each other again', () =>
  eachSeed(10, async seed => {
    const circle = circleOf(pairwise, suite, 3)
    const random = new SeededRandom(seed)
    const backups = new Map<string, ReadonlyMap<string, Uint8Array>>()
    for (let step = 0; step < 40; step += 1) live(circle, random, backups)
    for (let round = 0; round < 6; round += 1) {
      circle.run(6 * 60 * 60 * 1000)
      for (const from of circle.actors) {
        const body = from.seal('is anyone there')
        for (const to of circle.actors) if (to !== from) to.open(body)
      }
    }
    circle.run(6 * 60 * 60 * 1000)
    for (const from of circle.actors) {
      const body = from.seal('hello')
      for (const to of circle.actors) if (to !== from) to.reads(body)
    }
    for (const actor of circle.actors) assert.deepEqual(actor.notices, [], 'and nobody is blamed')
  }))

test('both suites write the same bytes', () => {
  const story = (over: Suite) => {
    const circle = circleOf(pairwise, over, 3)
    const bodies = circle.actors.map(from => {
      const body = from.seal('hello')
      for (const to of circle.actors) if (to !== from) to.reads(body)
      return hexOf(body.sealed)
    })
    const kept = circle.actors.map(({ saved }) => [...saved].map(([name, value]) => [name, hexOf(value)]))
    return { log: circle.log.map(({ payload }) => hexOf(payload)), bodies, kept }
  }
  assert.deepEqual(story(nobleSuite()), story(suite))
})

const ROUNDS = rounds(1500, 100_000)
const circle = circleOf(pairwise, suite, 3)
const [alice, bob] = circle.actors as [Actor<Channels>, Actor<Channels>]
bob.reads(alice.seal('hello'))
const payloads = circle.log.map(({ payload }) => payload)

test('key messages made to hurt never throw, and give nobody a channel', () =>
  hurtBytes(payloads, ROUNDS, [], payload => {
    const genuine = payloads.some(one => hexOf(one) === hexOf(payload))
    for (const decode of [decodePrekeys, decodeInitiations]) decode(payload)
    const message = { from: alice.member, entryId: new Uint8Array(32), payload }
    const step = pairwise.hear(bob.context, bob.state, message, circle.now)
    const [before, after] = [bob.state, step.state].map(state => state.peers.get(alice.member)?.sessions)
    if (!genuine) assert.equal(after, before)
    assert.equal(step.publish.length, 0)
  }))

const body = alice.seal('hello')

test('bodies made to hurt never throw, and none opens', () =>
  hurtBytes([body.sealed], ROUNDS, [], sealed => {
    const result = pairwise.open(bob.context, bob.state, body.entry, sealed, circle.now)
    assert.equal(result.type === 'opened', hexOf(sealed) === hexOf(body.sealed))
  }))

test('values at rest made to hurt never throw', () => {
  const names = [...bob.saved.keys()]
  let round = 0
  return hurtBytes([...bob.saved.values()], ROUNDS, [], value => {
    const name = names[round++ % names.length]!
    restoreChannels(new Map([...bob.saved, [name, value]]))
  })
})

test('random bytes are no key message, no body and no state', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, name) => {
      const message = { from: alice.member, entryId: new Uint8Array(32), payload: bytes }
      const { state } = pairwise.hear(bob.context, bob.state, message, circle.now)
      assert.equal(state.peers, bob.state.peers)
      assert.notEqual(pairwise.open(bob.context, bob.state, body.entry, bytes, circle.now).type, 'opened')
      assert.equal(restoreChannels(new Map([[name, bytes]])), undefined)
      assert.equal(restoreChannels(new Map([...bob.saved, [`channels/peer/${name}`, bytes]])), undefined)
    }),
  )
})
