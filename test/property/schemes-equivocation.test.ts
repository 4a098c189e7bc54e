/**
 * An author that seals other bodies than the one it signed, to all or to some: whatever it makes of its keys, each member opens
 * what the header commits to, or nothing. Serves docs/encryption.md.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinBytes, label } from '#src/base/bytes.js'
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type CheckedBurst, checkBurst, writeBurst } from '#src/crypto/burst.js'
import { paddedBody, unpadded } from '#src/crypto/padding.js'
import { sealTo } from '#src/crypto/pairwise/channels.js'
import { pairwise, SLOT_BYTES } from '#src/crypto/schemes/pairwise.js'
import { type OpenedAll, type RunningCipher, runningCipher } from '#src/crypto/schemes/running-cipher.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { bodiesOf, isLieOf } from '#src/peer/sealed-forms.js'
import { type Actor, type Body, circleOf, GROUP, START_MS, sayAll } from '../support/circle.ts'
import { property } from '../support/properties.ts'
import { binding } from '../support/two-keys.ts'

const SETTLE_MS = 15_000
const SALT = label('salt-of-16-bytes')
const THE_ONE = joinBytes(SALT, label('the one story'))
const OTHERS = [
  joinBytes(SALT, label('the own story')),
  joinBytes(SALT, label('a story that is longer by far')),
  joinBytes(label('SALT-OF-16-BYTES'), label('the one story')),
  SALT,
]

property(
  'whatever an author seals for one entry, each member opens the body that was signed, or none',
  (claim, suite, size) => {
    const circle = circleOf(claim.cipher, suite, Math.max(size, 3))
    circle.run(SETTLE_MS)
    sayAll(circle)
    const [mallory, ...members] = circle.actors
    assert.ok(mallory)
    const signed = burstOf(suite, mallory, claim.cipher.scheme)
    const entry = { author: mallory.member, entryId: signed.entries[0]!.hash }
    const { cipher, context } = mallory
    // all of them under the keys that come next, the true one last; and then each under keys of its own
    const sealed: Uint8Array[] = []
    for (const goesOn of [false, true]) {
      for (const body of [...OTHERS, THE_ONE]) {
        const result = cipher.seal(context, mallory.state, entry, body, circle.now)
        assert.ok(result.type === 'sealed')
        if (goesOn || body === THE_ONE) mallory.take(result.step)
        sealed.push(result.sealed)
      }
    }
    circle.run()
    for (const member of members) {
      const reader = readerOf(member, circle.now)
      const told = sealed.map(form => opened(reader, suite, circle.now, signed, form))
      const types = [...OTHERS.map(() => 'uncommitted'), 'opened']
      assert.deepEqual(
        told.map(({ type }) => type),
        [...types, ...types],
        member.member,
      )
      for (const result of told)
        if (result.type === 'opened') assert.deepEqual(result.bodies.map(hexOf), [hexOf(THE_ONE)])
    }
  },
)

property('of a burst of which one body has to wait none is used up', (claim, suite, size) => {
  // where nothing is sealed nothing waits
  if (!claim.seals) return
  const circle = circleOf(claim.cipher, suite, size)
  circle.run(SETTLE_MS)
  sayAll(circle)
  const [alice, bob] = circle.actors
  assert.ok(alice && bob)
  const bodies = [alice.seal('the first'), alice.seal('the second')]
  // of a channel, chain or epoch that nobody knows yet
  const unknown = { ...bodies[1]!, sealed: new Uint8Array(256) }
  if (claim.name === 'sender-keys') unknown.sealed[0] = 1
  const reader = readerOf(bob, circle.now)
  const open = (all: readonly Body[]) =>
    reader.open(
      all.map(body => ({ ...body, isCommitted: () => true })),
      circle.now,
    )
  assert.equal(open([bodies[0]!, unknown]).type, 'waits')
  const result = open(bodies)
  assert.ok(result.type === 'opened')
  assert.deepEqual(
    result.bodies.map(hexOf),
    bodies.map(({ body }) => hexOf(body)),
  )
})

test('a body that opens under two keys, as another for some, is refused by these, and is no fault of those who passed it on', () => {
  const suite = nodeSuite()
  const circle = circleOf(pairwise, suite, 3)
  circle.run(SETTLE_MS)
  sayAll(circle)
  const [mallory, bob, carol] = circle.actors
  assert.ok(mallory && bob && carol)
  const signed = burstOf(suite, mallory, pairwise.scheme)
  const entryId = signed.entries[0]!.hash
  const nonce = entryId.subarray(0, 12)
  const random = new SeededRandom(1)
  const bobsKey = random.bytes(32)
  for (let tries = 0; tries < 100_000; tries += 1) {
    const carolsKey = random.bytes(32)
    const padded = paddedBody(THE_ONE)
    const ciphertext = suite.seal(bobsKey, nonce, padded).subarray(0, padded.length)
    const stream = suite.seal(carolsKey, nonce, new Uint8Array(padded.length))
    if (unpadded(ciphertext.map((byte, index) => byte ^ stream[index]!)) === undefined) continue
    const notes = [
      { to: bob.member, plaintext: bobsKey },
      { to: carol.member, plaintext: carolsKey },
    ]
    const context = joinBytes(label('tocsin pairwise 1'), entryId)
    const { slots } = sealTo(mallory.context, mallory.state, notes, context, circle.now)
    // a third slot is for nobody: of its bytes the associated data may have any
    const head = joinBytes(Uint8Array.of(0, 3), ...slots, new Uint8Array(SLOT_BYTES))
    const at = Math.ceil((entryId.length + head.length - SLOT_BYTES) / 16) * 16
    const bytes = binding([bobsKey, carolsKey], nonce, joinBytes(entryId, head), at, ciphertext)
    if (bytes === undefined) continue
    head.set(bytes, at - entryId.length)
    const form = joinBytes(head, suite.seal(bobsKey, nonce, padded, joinBytes(entryId, head)))
    const atBob = opened(readerOf(bob, circle.now), suite, circle.now, signed, form)
    assert.ok(atBob.type === 'opened' && hexOf(atBob.bodies[0]!) === hexOf(THE_ONE), 'bob reads it and passes it on')
    const atCarol = opened(readerOf(carol, circle.now), suite, circle.now, signed, form)
    assert.equal(atCarol.type, 'uncommitted', 'it opens for carol, as another')
    const arrived = arrivedOf(suite, signed, form)
    assert.equal(isLieOf(bob.member, arrived, pairwise.scheme), false)
    assert.equal(isLieOf(mallory.member, arrived, pairwise.scheme), true)
    return
  }
  assert.fail('no such body was found')
})

/** What is signed: one entry, with the one story. */
function burstOf(suite: Suite, { context }: Actor<unknown>, scheme: number): CheckedBurst {
  const { seed, identityKey } = context.self
  const tip = { scheme, group: GROUP, author: identityKey, log: 1n, nextSeq: 0, prev: new Uint8Array(32), order: 0n }
  const plaintext = THE_ONE.subarray(SALT.length)
  const draft = { kind: 0, epoch: 0, parents: [], time: START_MS, order: 1n, salt: SALT, plaintext }
  return writeBurst(suite, seed, [draft], tip)
}

function arrivedOf(suite: Suite, { entries, signature }: CheckedBurst, form: Uint8Array) {
  const { header, fields } = entries[0]!
  const arrived = bodiesOf(suite, { entries: [{ header, body: form }], signature, sealed: true }, fields.scheme)
  assert.ok(arrived)
  return arrived
}

/** Opens as this member would, which stays as it is. */
function readerOf<State>(member: Actor<State>, now: number): RunningCipher {
  const running = runningCipher(member.cipher, member.context)
  if (!running.restore(member.copy())) running.start([member.context.self], now)
  return running
}

/** What it makes of this form of the burst; what opens holds together as a burst. */
function opened(reader: RunningCipher, suite: Suite, now: number, signed: CheckedBurst, form: Uint8Array): OpenedAll {
  const result = reader.open(arrivedOf(suite, signed, form), now)
  if (result.type !== 'opened') return result
  const entries = signed.entries.map(({ header }, index) => ({ header, body: result.bodies[index]! }))
  assert.ok('entries' in checkBurst(suite, GROUP, { entries, signature: signed.signature }))
  return result
}
