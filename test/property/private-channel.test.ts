/** Private messages by keys that are gone once used: in any order, through restarts, and what a thief makes of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '#src/base/random.js'
import { decodeCorrespondent, encodeCorrespondent } from '#src/crypto/private-at-rest.js'
import { isForUs, openPrivately, readPrivately, sealPrivately } from '#src/crypto/private-channel.js'
import { type Correspondent, NOBODY, type PrivateSelf } from '#src/crypto/private-sessions.js'
import { nodeSuite } from '#src/node-suite.js'
import { Mutator } from '../support/mutations.ts'
import { suites } from '../vectors/suites.ts'

const suite = nodeSuite()
const group = new Uint8Array(32).fill(0x6e)
const utf8 = (text: string) => new TextEncoder().encode(text)

/** A member with what it keeps, and what was sent to it and has not come. */
class Person {
  readonly random: SeededRandom
  self: PrivateSelf
  known = new Map<Person, Correspondent>()

  constructor(place: number) {
    this.random = new SeededRandom(1000 + place)
    const secret = (byte: number) => new Uint8Array(32).fill(byte + place)
    const prekey = { secret: secret(0x60), key: suite.x25519PublicKey(secret(0x60)) }
    this.self = {
      member: secret(0x10),
      linkSecret: secret(0x20),
      linkKey: suite.x25519PublicKey(secret(0x20)),
      prekeys: [prekey],
    }
  }

  of(other: Person): Correspondent {
    return this.known.get(other) ?? NOBODY
  }

  tell(to: Person, text: string, order: bigint): Sent {
    const { member, linkKey, prekeys } = to.self
    const reader = { member, linkKey, prekey: prekeys[0]!.key, beginsAt: 1n }
    const said = { kind: 1, text: utf8(text) }
    const sealed = sealPrivately(suite, this.random, group, this.self, reader, this.of(to), said)
    assert.ok(sealed)
    this.known.set(to, sealed.correspondent)
    return { from: this, to, text, order, plaintext: sealed.plaintext, contentKey: sealed.contentKey }
  }

  open({ from, plaintext, order }: Sent, keep = true): string | undefined {
    const opened = openPrivately(suite, this.random, group, from.self, this.self, this.of(from), { plaintext, order })
    if (opened === undefined) return undefined
    if (opened.type === 'unreadable') return 'unreadable'
    if (keep) this.known.set(from, opened.correspondent)
    const said = readPrivately(suite, group, from.self.member, opened.contentKey, plaintext)
    return said && new TextDecoder().decode(said.text)
  }

  /** From what lies on its disk. */
  restart(): void {
    for (const [other, known] of this.known) {
      const restored = decodeCorrespondent(encodeCorrespondent(known))
      assert.deepEqual(restored, known)
      this.known.set(other, restored!)
    }
  }
}

interface Sent {
  readonly from: Person
  readonly to: Person
  readonly text: string
  readonly order: bigint
  readonly plaintext: Uint8Array
  readonly contentKey: Uint8Array
}

test('in any order, through restarts of all, what is told in private opens once, for the one it is for alone', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 10, max: 60 }), (seed, steps) => {
      const random = new SeededRandom(seed)
      const below = (limit: number) => Math.floor(random.next() * limit)
      const people = [0, 1, 2].map(place => new Person(place))
      const underWay: Sent[] = []
      const deliver = () => {
        const [sent] = underWay.splice(below(underWay.length), 1)
        if (sent === undefined) return
        const third = people.find(person => person !== sent.from && person !== sent.to)!
        assert.equal(third.open(sent), undefined)
        assert.equal(sent.to.open(sent), sent.text)
        assert.equal(sent.to.open(sent), 'unreadable', 'its key is gone')
      }
      for (let step = 1; step <= steps; step += 1) {
        const from = people[below(3)]!
        const to = people.filter(person => person !== from)[below(2)]!
        if (below(3) > 0) underWay.push(from.tell(to, `${step}`, BigInt(step + 1)))
        else deliver()
        if (below(8) === 0) people[below(3)]!.restart()
      }
      while (underWay.length > 0) deliver()
    }),
    { numRuns: 25 },
  )
})

test('a state that is stolen opens nothing that was told before once its owner has answered, and of the first nothing once the prekey is gone', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), (seed, rounds) => {
      const random = new SeededRandom(seed)
      const [alice, bob] = [new Person(0), new Person(1)]
      const first = alice.tell(bob, 'first', 2n)
      assert.equal(bob.open(first), 'first')
      assert.equal(alice.open(bob.tell(alice, 'answer', 3n)), 'answer')
      const told: Sent[] = []
      for (let round = 0; round < rounds; round += 1) {
        const [from, to] = random.next() < 0.5 ? [alice, bob] : [bob, alice]
        const sent = from.tell(to, `${round}`, BigInt(round + 4))
        assert.equal(to.open(sent), sent.text)
        told.push(sent)
      }
      for (const sent of told) assert.equal(sent.to.open(sent, false), 'unreadable')
      // it is under the prekey alone, for as long as that lives
      const forgetful = new Person(1)
      assert.equal(forgetful.open(first, false), 'first')
      const { prekeys: _, ...rest } = bob.self
      const later = Object.assign(new Person(1), { self: { ...rest, prekeys: [] }, known: bob.known })
      assert.equal(later.open(first, false), 'unreadable')
    }),
    { numRuns: 20 },
  )
})

test('a thief of the link key alone sees whom a message is for, and opens none, answered or not', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  const thief = Object.assign(new Person(1), { self: { ...bob.self, prekeys: [] } })
  const first = alice.tell(bob, 'first', 2n)
  assert.equal(thief.open(first), 'unreadable')
  assert.equal(isForUs(suite, group, alice.self.member, thief.self, first.plaintext), true)
  bob.open(first)
  alice.open(bob.tell(alice, 'answer', 3n))
  assert.equal(thief.open(alice.tell(bob, 'second', 4n)), 'unreadable')
})

test('who never answers is told two thousand messages, and opens all of them from the last to the first', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  const sent = Array.from({ length: 2000 }, (_, at) => alice.tell(bob, `${at}`, BigInt(at + 2)))
  for (const one of sent.reverse()) assert.equal(bob.open(one), one.text)
})

test('what an old state has sealed anew opens nothing at the other end until it begins anew, which ends that', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  bob.open(alice.tell(bob, 'first', 2n))
  alice.open(bob.tell(alice, 'answer', 3n))
  const backup = new Map(alice.known)
  bob.open(alice.tell(bob, 'lost with the disk', 4n))
  alice.known = backup
  assert.equal(bob.open(alice.tell(bob, 'under a key that was used', 5n)), 'unreadable')
  alice.known = new Map([...backup].map(([other, known]) => [other, { ...known, isStale: true }]))
  assert.equal(bob.open(alice.tell(bob, 'anew', 6n)), 'anew')
  assert.equal(alice.open(bob.tell(alice, 'back', 7n)), 'back')
})

test('a private message with any byte changed, cut or added opens for nobody, in another group or under another author neither', () => {
  const [alice, bob, carol] = [new Person(0), new Person(1), new Person(2)]
  const sent = alice.tell(bob, 'hello', 2n)
  for (let at = 0; at < sent.plaintext.length; at += 1) {
    // X25519 does not look at the highest bit of a key; it is hashed into the keys all the same
    const plaintext = sent.plaintext.with(at, sent.plaintext[at]! ^ 0x80)
    assert.notEqual(bob.open({ ...sent, plaintext }, false), 'hello', `byte ${at}`)
  }
  for (const plaintext of [sent.plaintext.subarray(1), Uint8Array.of(...sent.plaintext, 0)]) {
    assert.notEqual(bob.open({ ...sent, plaintext }, false), 'hello')
  }
  assert.equal(bob.open({ ...sent, from: carol }, false), undefined)
  const elsewhere = { plaintext: sent.plaintext, order: 2n }
  const other = new Uint8Array(32)
  assert.equal(openPrivately(suite, bob.random, other, alice.self, bob.self, NOBODY, elsewhere), undefined)
  assert.equal(bob.open(sent), 'hello')
})

test('both suites say the same of whatever bytes come, and neither throws', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  const samples = [alice.tell(bob, 'one', 2n).plaintext, alice.tell(bob, 'x'.repeat(2000), 3n).plaintext]
  for (let seed = 0; seed < 300; seed += 1) {
    const plaintext = new Mutator(new SeededRandom(seed)).mutant(samples)
    const results = suites.map(each => {
      const random = new SeededRandom(seed)
      return openPrivately(each, random, group, alice.self, bob.self, NOBODY, { plaintext, order: 2n })
    })
    assert.deepEqual(results[0], results[1])
  }
})

test('its length tells a line from nothing, and of longer texts little', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  const lengthOf = (bytes: number) => alice.tell(bob, 'x'.repeat(bytes), 2n).plaintext.length
  assert.deepEqual(new Set([1, 2, 3, 100, 200].map(lengthOf)), new Set([445]))
  bob.open(alice.tell(bob, 'x', 2n))
  alice.open(bob.tell(alice, 'y', 3n))
  assert.equal(lengthOf(100), 445, 'as long as before the answer')
})

test('what is damaged at rest is nothing', () => {
  const [alice, bob] = [new Person(0), new Person(1)]
  alice.tell(bob, 'one', 2n)
  const bytes = encodeCorrespondent(alice.of(bob))
  for (const damaged of [bytes.subarray(1), bytes.subarray(0, 9), Uint8Array.of(...bytes, 0), new Uint8Array(0)]) {
    assert.equal(decodeCorrespondent(damaged), undefined)
  }
})
