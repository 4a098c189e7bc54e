/**
 * Introductions of signing keys, in groups of 2, 3 and 8 and over both suites: who is convinced by one, and that nobody
 * else can be. Serves docs/protocol.md, "Signing keys"; whole groups are in test/sim/authorship.test.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesEqual, joinBytes } from '#src/base/bytes.js'
import { SeededRandom } from '#src/base/random.js'
import {
  type Introduced,
  type Introduction,
  introduce,
  isIntroduced,
  isOwn,
  ownSlot,
  type ReaderSecrets,
  SLOT_BYTES,
} from '#src/crypto/authorship/introduction.js'
import { type Burst, checkBurst, writeBurst } from '#src/crypto/burst.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { Suite } from '#src/crypto/suite.js'
import { decodeIntroduction, encodeIntroduction, INTRODUCTION, toldIn } from '#src/group/signing.js'
import { nodeSuite } from '#src/node-suite.js'

const GROUP = new Uint8Array(32).fill(0x6e)
const LOG = 0x1234_5678n
const SIZES = [2, 3, 8]

interface Person extends ReaderSecrets {
  readonly seed: Uint8Array
}

function eachGroup(check: (suite: Suite, people: readonly Person[], random: SeededRandom) => void): void {
  for (const suite of [nobleSuite(), nodeSuite()]) {
    for (const size of SIZES) {
      const random = new SeededRandom(size)
      check(
        suite,
        Array.from({ length: size }, () => person(suite, random)),
        random,
      )
    }
  }
}

function person(suite: Suite, random: SeededRandom): Person {
  const [seed, linkSecret, secret] = [random.bytes(32), random.bytes(32), random.bytes(32)]
  const party = { identityKey: suite.ed25519PublicKey(seed), linkKey: suite.x25519PublicKey(linkSecret) }
  return { seed, party, linkSecret, prekeys: [{ key: suite.x25519PublicKey(secret), secret }] }
}

function readersOf(people: readonly Person[]) {
  return people.map(({ party, prekeys }) => ({ party, prekey: prekeys[0]!.key }))
}

function introducedBy(author: Person, signer: Uint8Array): Introduced {
  return { group: GROUP, author: author.party, log: LOG, signer, told: toldIn([]) }
}

/** All that a reader can put before a judge: the introduction, and what the key signed. */
interface Exhibit {
  readonly introduction: Introduction
  readonly burst: Burst
}

/** A judge who is given the secrets of these readers as well, and believes each of them. */
function isConvinced(suite: Suite, author: Person, readers: readonly Person[], { introduction, burst }: Exhibit) {
  const checked = checkBurst(suite, GROUP, burst)
  if ('reason' in checked || !bytesEqual(checked.entries[0]!.fields.author, author.party.identityKey)) return false
  const introduced = introducedBy(author, checked.entries[0]!.fields.signer)
  return readers.every(reader => isIntroduced(suite, introduced, introduction, reader))
}

function said(suite: Suite, author: Person, keySeed: Uint8Array, text: string): Burst {
  const zeros = new Uint8Array(32)
  const identity = author.party.identityKey
  const tip = { scheme: 1, group: GROUP, author: identity, log: LOG | 1n, nextSeq: 0, prev: zeros, order: 0n }
  const plaintext = new TextEncoder().encode(text)
  const draft = { kind: 1, epoch: 0, parents: [], time: 1, order: 1n, salt: new Uint8Array(16), plaintext }
  return writeBurst(suite, keySeed, [draft], tip)
}

test('each member is introduced to a key, and nobody to another key, log, author or group by the same slots', () => {
  eachGroup((suite, people, random) => {
    const [alice] = people
    assert.ok(alice)
    const signer = suite.ed25519PublicKey(random.bytes(32))
    const introduced = introducedBy(alice, signer)
    const introduction = introduce(suite, random, introduced, alice.linkSecret, readersOf(people))
    assert.equal(introduction.slots.length, SLOT_BYTES * people.length)
    const others: Introduced[] = [
      { ...introduced, signer: suite.ed25519PublicKey(random.bytes(32)) },
      { ...introduced, log: LOG + 2n },
      { ...introduced, group: new Uint8Array(32).fill(1) },
      { ...introduced, author: person(suite, random).party },
      { ...introduced, told: toldIn([{ log: 7n, seed: signer, seq: 1, entry: signer }]) },
    ]
    for (const reader of people) {
      assert.ok(isIntroduced(suite, introduced, introduction, reader))
      for (const other of others) assert.equal(isIntroduced(suite, other, introduction, reader), false)
    }
    const whole = { ...introduction, retired: [] }
    assert.deepEqual(decodeIntroduction(INTRODUCTION, encodeIntroduction(whole)), whole)
  })
})

test('what bob can show of alice’s messages he could have made himself, to the last check', () => {
  eachGroup((suite, people, random) => {
    const [alice, ...readers] = people
    assert.ok(alice)
    const seed = random.bytes(32)
    const introduced = introducedBy(alice, suite.ed25519PublicKey(seed))
    const introduction = introduce(suite, random, introduced, alice.linkSecret, readersOf(readers))
    const real = { introduction, burst: said(suite, alice, seed, 'alice said it') }
    assert.ok(isConvinced(suite, alice, readers, real))
    // any of them alone, or all together, from their own secrets and what everybody knows of alice
    for (let count = 1; count <= readers.length; count += 1) {
      const makers = readers.slice(0, count)
      const ownSeed = random.bytes(32)
      const forged = introducedBy(alice, suite.ed25519PublicKey(ownSeed))
      const ephemeral = suite.x25519PublicKey(random.bytes(32))
      const slots = readers.map(({ prekeys }, at) =>
        at < count
          ? ownSlot(suite, forged, ephemeral, readers[at]!)!
          : joinBytes(prekeys[0]!.key.subarray(0, 4), random.bytes(SLOT_BYTES - 4)),
      )
      const made: Exhibit = {
        introduction: { ephemeral, slots: joinBytes(...slots) },
        burst: said(suite, alice, ownSeed, 'alice never said it'),
      }
      assert.ok(isConvinced(suite, alice, makers, made), 'the forgery is as good as the original')
      assert.equal(made.introduction.slots.length, real.introduction.slots.length)
      assert.equal(made.introduction.ephemeral.length, real.introduction.ephemeral.length)
      // and it deceives none but its makers: whoever was not asked is not convinced
      for (const other of readers.slice(count)) assert.equal(isConvinced(suite, alice, [other], made), false)
    }
    // once the seed is published whoever likes signs with it, a stranger too
    const later = { introduction, burst: said(suite, alice, seed, 'written by a stranger') }
    assert.ok(isConvinced(suite, alice, readers, later))
  })
})

test('a thief of long-lived keys introduces nobody to their owner, and a stranger nobody to anyone', () => {
  eachGroup((suite, people, random) => {
    const [alice, bob] = people
    assert.ok(alice && bob)
    const introduced = introducedBy(alice, suite.ed25519PublicKey(random.bytes(32)))
    const stranger = person(suite, random)
    // the stranger knows what is public; the thief has bob’s identity and link secret, and not that of his prekey
    const secrets = [stranger.linkSecret, bob.linkSecret, bob.seed]
    for (const secret of secrets) {
      const introduction = introduce(suite, random, introduced, secret, readersOf(people))
      assert.equal(isIntroduced(suite, introduced, introduction, bob), false)
      const ephemeral = suite.x25519PublicKey(random.bytes(32))
      for (const guess of secrets) {
        const prekeys = [{ key: bob.prekeys[0]!.key, secret: guess }]
        const slot = ownSlot(suite, introduced, ephemeral, { party: bob.party, linkSecret: secret, prekeys })
        assert.ok(slot)
        assert.equal(isIntroduced(suite, introduced, { ephemeral, slots: slot }, bob), false)
      }
    }
    // with the prekey too it can, to bob alone: until he renews it
    const all = ownSlot(suite, introduced, suite.x25519PublicKey(stranger.linkSecret), bob)
    const told = { ephemeral: suite.x25519PublicKey(stranger.linkSecret), slots: all! }
    assert.ok(isIntroduced(suite, introduced, told, bob))
    for (const other of people.filter(one => one !== bob)) {
      assert.equal(isIntroduced(suite, introduced, told, other), false)
    }
  })
})

test('an author knows its own introductions by a secret of its own, which a thief of its link key lacks', () => {
  eachGroup((suite, people, random) => {
    const [alice] = people
    assert.ok(alice)
    const mark = { secret: random.bytes(32) }
    const introduced = introducedBy(alice, suite.ed25519PublicKey(random.bytes(32)))
    const own = introduce(suite, random, introduced, alice.linkSecret, readersOf(people.slice(1)), mark)
    assert.ok(isOwn(suite, introduced, own, mark))
    const thiefs = introduce(suite, random, introduced, alice.linkSecret, readersOf(people), {
      secret: random.bytes(32),
    })
    assert.equal(isOwn(suite, introduced, thiefs, mark), false)
    assert.equal(isOwn(suite, { ...introduced, log: LOG + 4n }, own, mark), false)
  })
})

test('slots with any bit changed, too many of them, and keys of small order introduce nobody and stop nothing', () => {
  eachGroup((suite, people, random) => {
    const [alice, bob] = people
    assert.ok(alice && bob)
    const introduced = introducedBy(alice, suite.ed25519PublicKey(random.bytes(32)))
    const introduction = introduce(suite, random, introduced, alice.linkSecret, readersOf([bob]))
    for (let bit = 0; bit < 8 * SLOT_BYTES; bit += 7) {
      const slots = introduction.slots.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      assert.equal(isIntroduced(suite, introduced, { ...introduction, slots }, bob), false)
    }
    const crowd = Array.from({ length: 500 }, () =>
      joinBytes(bob.prekeys[0]!.key.subarray(0, 4), random.bytes(SLOT_BYTES - 4)),
    )
    const crowded = { ...introduction, slots: joinBytes(...crowd, introduction.slots) }
    assert.ok(isIntroduced(suite, introduced, crowded, bob), 'a crowd of slots hides none')
    const zeros = new Uint8Array(32)
    assert.equal(isIntroduced(suite, introduced, { ...introduction, ephemeral: zeros }, bob), false)
    const weak = introduce(suite, random, introduced, alice.linkSecret, [{ party: bob.party, prekey: zeros }])
    assert.equal(weak.slots.length, 0)
  })
})
