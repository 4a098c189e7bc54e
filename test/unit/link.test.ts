import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import { type Ends, Initiator, Responder } from '#src/crypto/handshake.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { padded, padme, unpadded } from '#src/crypto/padding.js'
import { Ratchet, RECORD_OVERHEAD, STEP_MS, STEP_RECORDS } from '#src/crypto/ratchet.js'
import type { Suite } from '#src/crypto/suite.js'
import { alice, bob, ends, linked, person } from '../support/links.ts'

const suite = nobleSuite()
const hello = new TextEncoder().encode('hello')
const TAG_BYTES = 16
/** Place byte, the mark that ends what is padded, and the padding. */
const plainSize = padme(hello.length + 2) + TAG_BYTES
const stepSize = padme(hello.length + RECORD_OVERHEAD - TAG_BYTES) + TAG_BYTES

/** Sends one record and says whether it carried a step. */
function send(from: Ratchet, to: Ratchet, now = 0): boolean {
  const sealed = from.seal(hello, now)!
  assert.deepEqual(to.open(sealed), hello)
  assert.ok(sealed.length === plainSize || sealed.length === stepSize)
  return sealed.length === stepSize
}

function initiator(seen: Ends = ends(alice, bob), seed = 1): Initiator {
  return new Initiator(suite, new SeededRandom(seed), seen)
}

function responder(seen: Ends = ends(bob, alice), seed = 2): Responder {
  return new Responder(suite, new SeededRandom(seed), seen)
}

function replyTo(bytes: Uint8Array, from: Responder = responder()): Uint8Array {
  const result = from.receiveHello(bytes)
  assert.equal(result.type, 'reply')
  return result.type === 'reply' ? result.reply : bytes
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
}

test('alice and bob talk both ways', () => {
  const { a, b } = linked()
  for (let count = 0; count < 10; count += 1) {
    send(a, b)
    send(b, a)
    send(b, a)
  }
  assert.deepEqual(b.open(a.seal(new Uint8Array(0), 0)!), new Uint8Array(0))
})

test('a handshake altered in any byte ends in no link on either side', () => {
  const opening = initiator().hello
  for (let at = 0; at < opening.length; at += 1) {
    const first = initiator()
    const second = responder()
    const result = second.receiveHello(flipped(first.hello, at))
    if (result.type === 'failed') continue
    assert.equal(first.receive(result.reply, 0).type, 'failed', `hello byte ${at}`)
  }
  const reply = replyTo(opening)
  for (let at = 0; at < reply.length; at += 1) {
    assert.equal(initiator().receive(flipped(reply, at), 0).type, 'failed', `reply byte ${at}`)
  }
  for (let at = 0; at < 32; at += 1) {
    const [first, second] = [initiator(), responder()]
    const done = first.receive(replyTo(first.hello, second), 0)
    assert.equal(done.type, 'confirmed')
    if (done.type !== 'confirmed') continue
    const fault = second.receiveConfirm(flipped(done.confirm, at), 0)
    assert.deepEqual(fault, { type: 'failed', fault: 'not-confirmed' })
    assert.deepEqual(second.receiveConfirm(done.confirm, 0), { type: 'failed', fault: 'out-of-turn' })
  }
})

test('a truncated or reflected handshake message is refused', () => {
  const first = initiator()
  assert.deepEqual(responder().receiveHello(first.hello.subarray(1)), { type: 'failed', fault: 'bad-message' })
  assert.deepEqual(responder().receiveHello(new Uint8Array(0)), { type: 'failed', fault: 'bad-message' })
  assert.deepEqual(initiator().receive(new Uint8Array(63), 0), { type: 'failed', fault: 'bad-message' })
  const reflected = responder(ends(alice, bob)).receiveHello(first.hello)
  assert.deepEqual(reflected, { type: 'failed', fault: 'wrong-group' })
})

test('a replayed handshake is not confirmed', () => {
  const first = initiator()
  const done = first.receive(replyTo(first.hello), 0)
  assert.equal(done.type, 'confirmed')
  const later = responder(undefined, 99)
  replyTo(first.hello, later)
  if (done.type === 'confirmed') assert.equal(later.receiveConfirm(done.confirm, 0).type, 'failed')
})

test('another group, an unknown member, another version and a weak key each fail by name', () => {
  const opening = initiator().hello
  const failed = (fault: string) => ({ type: 'failed', fault })
  const elsewhere = ends(bob, alice, { group: new Uint8Array(32) })
  assert.deepEqual(responder(elsewhere).receiveHello(opening), failed('wrong-group'))
  const unknown = { peerStaticKey: undefined }
  assert.deepEqual(responder(ends(bob, alice, unknown)).receiveHello(opening), failed('unknown-member'))
  assert.deepEqual(initiator(ends(alice, bob, unknown)).receive(replyTo(opening), 0), failed('unknown-member'))
  assert.deepEqual(responder().receiveHello(opening.with(0, 2)), failed('wrong-version'))
  assert.deepEqual(responder().receiveHello(Uint8Array.from(opening).fill(0, 17)), failed('bad-key'))
  assert.deepEqual(initiator().receive(new Uint8Array(64), 0), failed('bad-key'))
})

test('a thief of alice’s static key cannot pose as bob to alice', () => {
  const mallory = person(3)
  for (const staticSecret of [mallory.staticSecret, alice.staticSecret]) {
    const posing = ends({ ...bob, staticSecret }, alice)
    const called = initiator()
    const answer = replyTo(called.hello, responder(posing))
    assert.deepEqual(called.receive(answer, 0), { type: 'failed', fault: 'not-confirmed' })
    // mallory also calls alice, in bob's name
    const calling = initiator({ ...posing })
    const alices = responder(ends(alice, bob))
    const result = calling.receive(replyTo(calling.hello, alices), 0)
    const confirm = result.type === 'confirmed' ? result.confirm : new Uint8Array(32)
    assert.deepEqual(alices.receiveConfirm(confirm, 0), { type: 'failed', fault: 'not-confirmed' })
  }
})

test('an altered, truncated or empty record kills the link', () => {
  const sealed = linked().a.seal(hello, 0)!
  const damaged = [...sealed.keys()].map(at => flipped(sealed, at))
  for (const bytes of [...damaged, sealed.subarray(0, -1), new Uint8Array(0)]) {
    const { b } = linked()
    assert.equal(b.open(bytes), undefined)
    assert.equal(b.dead, true)
    assert.equal(b.open(sealed), undefined)
    assert.equal(b.seal(hello, 0), undefined)
  }
})

test('a replayed, reordered or reflected record is refused', () => {
  const replayed = linked()
  const sealed = replayed.a.seal(hello, 0)!
  assert.ok(replayed.b.open(sealed))
  assert.equal(replayed.b.open(sealed), undefined)
  const reordered = linked()
  reordered.a.seal(hello, 0)
  assert.equal(reordered.b.open(reordered.a.seal(hello, 0)!), undefined)
  const reflected = linked()
  assert.equal(reflected.a.open(reflected.a.seal(hello, 0)!), undefined)
})

test('the 64th record carries a step, and no sooner', () => {
  const { a, b } = linked()
  const steps = Array.from({ length: 2 * STEP_RECORDS }, () => {
    const stepped = send(a, b)
    if (stepped) send(b, a)
    return stepped
  })
  assert.equal(steps.indexOf(true), STEP_RECORDS - 1)
  assert.ok(steps.lastIndexOf(true) > STEP_RECORDS - 1)
})

test('after 60 s the next record carries a step, and no sooner', () => {
  const { a, b } = linked()
  assert.equal(send(a, b, STEP_MS - 1), false)
  assert.equal(a.isStepDue(STEP_MS), true)
  assert.equal(send(a, b, STEP_MS), true)
  assert.equal(send(a, b, STEP_MS), false)
})

test('a requested step is answered, the answer is answered, and then it ends', () => {
  const { a, b } = linked()
  a.requestStep()
  const steps = Array.from({ length: 5 }, () => [send(a, b), send(b, a)])
  assert.deepEqual(steps, [
    [true, true],
    [true, false],
    [false, false],
    [false, false],
    [false, false],
  ])
})

test('steps that cross on the wire are followed on both sides and end', () => {
  const { a, b } = linked()
  a.requestStep()
  b.requestStep()
  let stepping = 0
  for (let round = 0; round < 8; round += 1) {
    const toB = [a.seal(hello, 0)!, a.seal(hello, 0)!]
    const toA = [b.seal(hello, 0)!, b.seal(hello, 0)!]
    for (const sealed of toB) assert.deepEqual(b.open(sealed), hello)
    for (const sealed of toA) assert.deepEqual(a.open(sealed), hello)
    if ([...toA, ...toB].some(sealed => sealed.length === stepSize)) stepping = round
  }
  assert.equal(stepping, 2)
})

test('a side whose peer is silent keeps at most four secrets and still is understood when the peer answers', () => {
  const { a, b } = linked()
  const late: Uint8Array[] = []
  for (let count = 0; count < 10 * STEP_RECORDS; count += 1) late.push(a.seal(hello, 0)!)
  assert.equal(late.filter(sealed => sealed.length === stepSize).length, 3)
  send(b, a)
  for (const sealed of late) assert.deepEqual(b.open(sealed), hello)
  send(b, a)
  send(a, b)
})

test('what a thief takes of alice opens nothing she sent before', () => {
  const chains: Uint8Array[] = []
  const spied: Suite = {
    ...suite,
    hmac: (key, ...parts) => {
      chains.push(Uint8Array.from(key))
      return suite.hmac(key, ...parts)
    },
  }
  const { a } = linked(spied)
  const records = Array.from({ length: 20 }, () => a.seal(hello, 0)!)
  // the key that the eleventh record is derived from is what memory held after the tenth
  const used = chains.slice(-2 * records.length)
  const stolen = used[2 * 10]!
  assert.deepEqual(opened(stolen, records), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
})

/** Which records a thief can open who goes on from this chain key. */
function opened(chain: Uint8Array, records: readonly Uint8Array[]): number[] {
  const found = new Set<number>()
  let next = chain
  for (let derived = 0; derived < 2 * records.length; derived += 1) {
    const key = suite.hmac(next, Uint8Array.of(1))
    for (const [counter, sealed] of records.entries()) {
      const nonce = new Uint8Array(12)
      new DataView(nonce.buffer).setUint32(8, counter)
      if (suite.open(key, nonce, sealed, new Uint8Array([0, ...nonce.subarray(4)])) !== undefined) found.add(counter)
    }
    next = suite.hmac(next, Uint8Array.of(2))
  }
  return [...found]
}

/** What one end of a fresh link holds; `ends` of the same numbers share the chains. */
function end(initiator: boolean, ownSecret: Uint8Array, peerSecret: Uint8Array, randomSeed: number): Ratchet {
  const forward = new Uint8Array(64).fill(0xab)
  const backward = new Uint8Array(64).fill(0xba)
  const [sending, receiving] = initiator ? [forward, backward] : [backward, forward]
  const peerKey = suite.x25519PublicKey(peerSecret)
  const start = { initiator, sending, receiving, ownSecret: Uint8Array.from(ownSecret), peerKey }
  return new Ratchet(suite, new SeededRandom(randomSeed), start, 0)
}

/**
 * Which records of one round of steps (step, answer, closing, then one each way) a thief opens who has both chains and
 * the first secrets named. The seeds are what alice and bob draw later; a thief who draws others has to guess.
 */
function overheard(knows: { readonly a?: true; readonly b?: true; readonly future?: true }): boolean[] {
  const [a0, b0, guess] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)]
  const [a, b] = [end(true, a0, b0, 10), end(false, b0, a0, 20)]
  const asA = end(true, knows.a ? a0 : guess, b0, knows.future ? 10 : 11)
  const asB = end(false, knows.b ? b0 : guess, a0, knows.future ? 20 : 21)
  const aToB = (): boolean => {
    // the thief follows the count of generations with keys of its own
    if (a.isStepDue(0)) asA.requestStep()
    asA.seal(hello, 0)
    const sealed = a.seal(hello, 0)!
    assert.deepEqual(b.open(sealed), hello)
    return asB.open(sealed) !== undefined
  }
  const bToA = (): boolean => {
    if (b.isStepDue(0)) asB.requestStep()
    asB.seal(hello, 0)
    const sealed = b.seal(hello, 0)!
    assert.deepEqual(a.open(sealed), hello)
    return asA.open(sealed) !== undefined
  }
  a.requestStep()
  return [aToB(), bToA(), aToB(), bToA(), aToB()]
}

test('who knows all secrets, later ones too, follows a round of steps', () => {
  assert.deepEqual(overheard({ a: true, b: true, future: true }), [true, true, true, true, true])
})

test('a thief of all that alice held opens nothing after a round of steps', () => {
  // alice's step itself closes her direction; bob's answer, sealed before it takes effect, closes his
  assert.deepEqual(overheard({ a: true }), [true, true, false, false, false])
})

test('a thief of all that bob held opens nothing after a round of steps', () => {
  // alice's step rests on the key that was stolen: only her closing one, on bob's answer, heals her direction
  assert.deepEqual(overheard({ b: true }), [true, true, true, false, false])
})

test('a thief of both opens nothing after a round of steps', () => {
  assert.deepEqual(overheard({ a: true, b: true }).slice(3), [false, false])
})

test('a link has no string form with a secret in it', () => {
  const { a } = linked()
  assert.equal(JSON.stringify(a), '{}')
  assert.equal(inspect(a, { showHidden: true, depth: 9 }).includes('Uint8Array'), false)
})

test('the line shows few lengths for records of many, at most an eighth above their own', () => {
  const { a, b } = linked()
  const lengths = new Set<number>()
  for (let length = 1000; length < 2000; length += 1) {
    const record = new Uint8Array(length).fill(length)
    const sealed = a.seal(record, 0)!
    const bare = length + 2 + TAG_BYTES
    assert.ok(sealed.length >= bare && sealed.length <= (bare + 36) * 1.125, `${length} became ${sealed.length}`)
    lengths.add(sealed.length)
    assert.deepEqual(b.open(sealed), record)
  }
  // 32 lengths from 1,024 to 2,048, those of records with a step among them
  assert.ok(lengths.size <= 34, `${lengths.size} lengths`)
})

test('the largest record is padded as far as a record may go, and opens', () => {
  const { a, b } = linked()
  const largest = new Uint8Array(MAX_RECORD_BYTES - RECORD_OVERHEAD).fill(0)
  const sealed = a.seal(largest, 0)!
  assert.ok(sealed.length <= MAX_RECORD_BYTES)
  assert.deepEqual(b.open(sealed)?.length, largest.length)
  a.requestStep()
  assert.equal(a.seal(largest, 0)?.length, MAX_RECORD_BYTES)
  assert.throws(() => a.seal(new Uint8Array(largest.length + 1), 0), { code: 'bug' })
})

test('zeros at the end of a record are its own, and what was never padded opens as nothing', () => {
  for (const end of [[], [0], [0, 0, 0], [0x80], [0x80, 0]]) {
    const bytes = Uint8Array.from([1, 2, 3, ...end])
    assert.deepEqual(unpadded(padded(1000, bytes)), bytes)
  }
  for (const bytes of [[], [0], [0, 0], [1, 2, 3], [0x80, 1, 0]]) {
    assert.equal(unpadded(Uint8Array.from(bytes)), undefined)
  }
})
