import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { MAX_BODY_BYTES } from '#src/crypto/entry.js'
import { MAX_PADDED_BYTES, paddedLength } from '#src/crypto/padding.js'
import type { Channels } from '#src/crypto/pairwise/channels.js'
import { decrypt } from '#src/crypto/pairwise/double-ratchet.js'
import { MAX_SEAL_OVERHEAD } from '#src/crypto/schemes/group-cipher.js'
import { MAX_CONTENT_SLOTS, pairwise, SLOT_BYTES } from '#src/crypto/schemes/pairwise.js'
import { perPeer } from '#src/crypto/schemes/per-peer.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, type Body, Circle, circleOf, contextOf } from '../support/circle.ts'

const suite = nodeSuite()
type Person = Actor<Channels>

function altered({ entry, body, sealed }: Body, at: number): Body {
  return { entry, body, sealed: sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)) }
}

test('each reads each, whatever the size', () => {
  const circle = circleOf(pairwise, suite, 3)
  for (const size of [0, 1, 100, 5000, 100_000]) {
    for (const from of circle.actors) {
      const body = from.seal('x'.repeat(size))
      for (const to of circle.actors) if (to !== from) to.reads(body)
    }
  }
})

/** An author with channels to all others, who have none among each other. */
function authorAmong(count: number): { readonly author: Person; readonly others: readonly Person[] } {
  const circle = new Circle(pairwise, suite)
  const others = circle.joinApart(Array.from({ length: count - 1 }, (_, seed) => seed + 1))
  for (const other of others) other.inbox.length = 0
  const author = circle.join(count)
  author.hearAll()
  return { author, others }
}

/** The longest header, the signature, and room for frame, record and seal of the link around them. */
const AROUND = 198 + 8 * 32 + 64 + 100

test('a message of 1 KiB among 100 members takes less than 11.2 kB on the wire', () => {
  const { author, others } = authorAmong(100)
  const body = author.seal('x'.repeat(1024))
  assert.ok(SLOT_BYTES <= 96)
  assert.equal(body.sealed.length, 2 + 99 * SLOT_BYTES + paddedLength(body.body.length, MAX_PADDED_BYTES) + 16)
  assert.ok(body.sealed.length + AROUND <= 11_200, `${body.sealed.length + AROUND} bytes`)
  for (const other of others.slice(0, 3)) {
    other.hearAll()
    other.reads(body)
  }
})

test('each body has a key of its own, drawn by chance', () => {
  const keys: Uint8Array[] = []
  const watching: Suite = {
    ...suite,
    seal(key, ...rest) {
      keys.push(key)
      return suite.seal(key, ...rest)
    },
  }
  const [alice] = circleOf(pairwise, watching, 2).actors as [Person]
  alice.seal('same')
  const first = keys.at(-1)
  alice.restart(alice.copy(), 5)
  alice.seal('same')
  assert.notDeepEqual(keys.at(-1), first)
})

test('the largest body with slots for 500 stays below the bound of what a seal adds', () => {
  const slots = 2 + MAX_CONTENT_SLOTS * SLOT_BYTES + 16
  for (let back = 0; back < 40_000; back += 1) {
    const length = MAX_BODY_BYTES - back
    assert.ok(paddedLength(length, MAX_PADDED_BYTES) + slots - length <= MAX_SEAL_OVERHEAD, `${length}`)
  }
})

test('who is off the member list gets no slot from then on, and its client opens nothing however it tries', () => {
  const circle = circleOf(pairwise, suite, 4)
  const [alice, bob, carol, mallory] = circle.actors as [Person, Person, Person, Person]
  for (const from of circle.actors) {
    const body = from.seal('before')
    for (const to of circle.actors) if (to !== from) to.reads(body)
  }
  circle.leave(mallory)
  for (let round = 0; round < 5; round += 1) {
    for (const from of [alice, bob, carol]) {
      const body = from.seal('after')
      assert.equal(body.sealed[1], 2, 'slots')
      for (const to of [alice, bob, carol]) if (to !== from) to.reads(body)
      assert.notEqual(mallory.open(body).type, 'opened')
      assert.equal(bruteForce(mallory, body), 0)
    }
  }
})

/** How many slots open with any session of whoever tries, each with each. */
function bruteForce(actor: Person, { entry, sealed }: Body): number {
  const associated = Buffer.concat([new TextEncoder().encode('tocsin pairwise 1'), entry.entryId])
  let opened = 0
  for (let slot = 0; slot < sealed[1]!; slot += 1) {
    const message = sealed.subarray(2 + slot * SLOT_BYTES + 4, 2 + (slot + 1) * SLOT_BYTES)
    for (const { sessions } of actor.state.peers.values()) {
      for (const session of sessions) {
        if (decrypt(suite, new SeededRandom(1), session, message, associated) !== undefined) opened += 1
      }
    }
  }
  return opened
}

test('the same trial of every key does open the slot of one who is in', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob] = circle.actors as [Person, Person]
  assert.equal(bruteForce(bob, alice.seal('hello')), 1)
})

test('a receiver finds its slot though the author counts members that it does not, and the other way round', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob, carol] = circle.actors as [Person, Person, Person]
  const { member } = contextOf(suite, 9).self
  const people = [alice, bob, carol].map(actor => actor.context.self)
  const stranger = { ...contextOf(suite, 9).self, member }
  alice.take(pairwise.members(alice.context, alice.state, [...people, stranger], circle.now))
  bob.reads(alice.seal('hello'))
  // bob has heard that carol left, alice has not
  const without = [alice, bob].map(actor => actor.context.self)
  bob.take(pairwise.members(bob.context, bob.state, without, circle.now))
  bob.reads(alice.seal('hello'))
})

test('a body altered anywhere opens at nobody, not even in a slot of another, and still opens when it comes whole', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob] = circle.actors as [Person, Person]
  const body = alice.seal('hello')
  for (let at = 0; at < body.sealed.length; at += 1) {
    assert.notEqual(bob.open(altered(body, at)).type, 'opened', `byte ${at}`)
  }
  for (const cut of [0, 1, 2, 50, body.sealed.length - 1]) {
    assert.notEqual(bob.open({ ...body, sealed: body.sealed.subarray(0, cut) }).type, 'opened')
  }
  bob.reads(body)
})

test('a body opens once, under its own name and its own author', () => {
  const circle = circleOf(pairwise, suite, 3)
  const [alice, bob, carol] = circle.actors as [Person, Person, Person]
  const [body, other] = [alice.seal('one'), alice.seal('two')]
  assert.notEqual(bob.open({ ...body, entry: other.entry }).type, 'opened')
  assert.notEqual(bob.open({ ...body, entry: { ...body.entry, author: carol.member } }).type, 'opened')
  assert.notEqual(
    bob.open({ ...body, entry: { ...body.entry, author: memberIdOf(new Uint8Array(32)) } }).type,
    'opened',
  )
  bob.reads(body)
  assert.equal(bob.open(body).type, 'wrong')
})

test('a state that was stolen opens nothing from before, and nothing more once both have spoken', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const before = [alice.seal('one'), alice.seal('two')]
  for (const body of before) bob.reads(body)
  const thief = circleOf(pairwise, suite, 2).actors[1]! as Person
  const opensWithStolen = (body: Body) => thief.open(body).type === 'opened'
  thief.restart(bob.copy())
  for (const body of before) assert.equal(opensWithStolen(body), false)

  // until then the thief reads along: that is what was stolen
  const next = alice.seal('three')
  assert.equal(opensWithStolen(next), true)
  bob.reads(next)
  thief.restart(bob.copy())
  for (const turn of [0, 1]) {
    alice.reads(bob.seal(`${turn}`))
    bob.reads(alice.seal(`${turn}`))
  }
  assert.equal(opensWithStolen(alice.seal('healed')), false)
})

test('who never answers heals nobody: a stolen state reads on to the end of the chain', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice, bob] = circle.actors as [Person, Person]
  const thief = circleOf(pairwise, suite, 2).actors[1]! as Person
  thief.restart(bob.copy())
  for (let count = 0; count < 10; count += 1) assert.equal(thief.open(alice.seal('heard')).type, 'opened')
})

test('the epoch that is shown rises with each signed prekey', () => {
  const circle = circleOf(pairwise, suite, 2)
  const [alice] = circle.actors as [Person]
  assert.deepEqual(pairwise.status(alice.state), { epoch: 0, rekeyedMs: circle.now - 2000 })
  circle.run(8 * 24 * 60 * 60 * 1000)
  assert.equal(pairwise.status(alice.state).epoch, 1)
})

test('per peer a body goes as it is, and there is no key message', () => {
  const context = contextOf(suite, 1)
  const { state } = perPeer.start(context, [context.self], 0)
  const body = new Uint8Array([1, 2, 3])
  const entry = { author: context.self.member, entryId: new Uint8Array(32) }
  const sealed = perPeer.seal(context, state, entry, body, 0)
  assert.ok(sealed.type === 'sealed' && sealed.sealed === body)
  const opened = perPeer.open(context, state, entry, body, 0)
  assert.ok(opened.type === 'opened' && opened.body === body)
  const step = perPeer.hear(context, state, { from: entry.author, entryId: entry.entryId, payload: body }, 0)
  assert.equal(step.notices[0]?.type, 'wrong-key-message')
})
