import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import {
  type Decrypted,
  decrypt,
  encrypt,
  initiatorSession,
  MAX_SKIP,
  MESSAGE_OVERHEAD,
  responderSession,
  type Session,
} from '#src/crypto/pairwise/double-ratchet.js'
import { MAX_SKIPPED_KEYS, SKIPPED_LIFE } from '#src/crypto/pairwise/skipped.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'

const suite = nodeSuite()
const fill = (byte: number) => new Uint8Array(32).fill(byte)
const agreed = { binding: fill(1), tagKey: fill(2), root: fill(3) }
const prekey = fill(4)
const NONE = new Uint8Array(0)

/** One end of a session, which moves on as it is used. */
class End {
  session: Session
  readonly random: SeededRandom
  #sent = 0

  constructor(session: Session, seed: number) {
    this.session = session
    this.random = new SeededRandom(seed)
  }

  send(text = 'hello', associated = NONE): Uint8Array {
    this.#sent += 1
    const result = encrypt(suite, this.session, new TextEncoder().encode(text), associated)
    assert.ok(result !== undefined, 'this end can send')
    this.session = result.session
    return result.message
  }

  try(message: Uint8Array, associated = NONE, over: Suite = suite): Decrypted | undefined {
    return decrypt(over, this.random, this.session, message, associated)
  }

  read(message: Uint8Array, text = 'hello'): void {
    const result = this.try(message)
    assert.ok(result !== undefined, 'it opens')
    assert.equal(new TextDecoder().decode(result.plaintext), text)
    this.session = result.session
  }
}

/** Alice has begun; bob cannot send before he has heard her. */
function pair(): { alice: End; bob: End } {
  const publicKey = suite.x25519PublicKey(prekey)
  const alice = initiatorSession(suite, new SeededRandom(1), agreed, publicKey)
  assert.ok(alice !== undefined)
  return { alice: new End(alice, 2), bob: new End(responderSession(agreed, prekey, publicKey), 3) }
}

/** After a word each way. */
function talking(): { alice: End; bob: End } {
  const { alice, bob } = pair()
  bob.read(alice.send())
  alice.read(bob.send())
  return { alice, bob }
}

function burst(from: End, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => from.send(`${at}`))
}

test('alice and bob talk both ways, and a message is 56 bytes longer than its text', () => {
  const { alice, bob } = pair()
  assert.equal(encrypt(suite, bob.session, NONE, NONE), undefined, 'bob has to hear alice first')
  for (let round = 0; round < 5; round += 1) {
    for (const text of ['one', 'two', 'three']) bob.read(alice.send(text), text)
    alice.read(bob.send('yes'), 'yes')
  }
  assert.equal(alice.send('').length, MESSAGE_OVERHEAD)
})

test('messages open in any order, across ratchet steps too, and each once', () => {
  const { alice, bob } = talking()
  const first = burst(alice, 5)
  bob.read(first[4]!, '4')
  alice.read(bob.send())
  const second = burst(alice, 5)
  bob.read(second[3]!, '3')
  for (const at of [2, 0, 3, 1]) bob.read(first[at]!, `${at}`)
  for (const at of [4, 0, 2, 1]) bob.read(second[at]!, `${at}`)
  for (const message of [...first, ...second]) assert.equal(bob.try(message), undefined, 'a repeat')
})

test('lost messages hold nothing up', () => {
  const { alice, bob } = talking()
  for (let round = 0; round < 20; round += 1) {
    burst(alice, round)
    bob.read(alice.send('here'), 'here')
    burst(bob, 2)
    alice.read(bob.send('there'), 'there')
  }
})

test('a message that passes over as many as may be opens, and one more does not', () => {
  const { alice, bob } = talking()
  const message = burst(alice, MAX_SKIP + 1).at(-1)!
  const later = alice.send()
  assert.ok(bob.try(message) !== undefined)
  assert.equal(bob.try(later), undefined)
})

/** How many HMACs bob spends on a message that he refuses. */
function costOf(bob: End, message: Uint8Array): number {
  let calls = 0
  const counting: Suite = {
    ...suite,
    hmac(...parts) {
      calls += 1
      return suite.hmac(...parts)
    },
  }
  assert.equal(bob.try(message, NONE, counting), undefined)
  return calls
}

test('a huge number in a header costs nothing but the look at it', () => {
  const { alice, bob } = talking()
  const message = alice.send()
  const number = new DataView(message.buffer, message.byteOffset)
  number.setUint32(36, 0xffffffff)
  assert.equal(costOf(bob, message), 0)
  number.setUint32(36, MAX_SKIP)
  assert.ok(costOf(bob, message) <= 2 * MAX_SKIP + 2, 'what a liar gets at most')
})

test('a huge length of the previous chain costs nothing either', () => {
  const { alice, bob } = talking()
  bob.read(alice.send())
  const foreign = talking().alice.send()
  new DataView(foreign.buffer, foreign.byteOffset).setUint32(32, 0xffffffff)
  assert.equal(costOf(bob, foreign), 0)
})

test('keys that were passed over are bounded in number, and gone after so many receive steps', () => {
  const { alice, bob } = talking()
  const many = burst(alice, MAX_SKIPPED_KEYS + 20)
  bob.read(many.at(-1)!, `${many.length - 1}`)
  assert.equal(bob.session.skipped.length, MAX_SKIPPED_KEYS)
  assert.equal(bob.try(many[0]!), undefined, 'the oldest went first')
  bob.read(many.at(-2)!, `${many.length - 2}`)

  for (let step = 0; step < SKIPPED_LIFE; step += 1) bob.read(alice.send())
  assert.equal(bob.session.skipped.length, 0)
  assert.equal(bob.try(many.at(-3)!), undefined, 'too late')
})

test('a message altered in any byte opens nothing and spoils nothing', () => {
  const { alice, bob } = talking()
  const message = alice.send()
  for (let at = 0; at < message.length; at += 1) {
    const altered = message.map((byte, index) => (index === at ? byte ^ 1 : byte))
    assert.equal(bob.try(altered), undefined, `byte ${at}`)
  }
  assert.equal(bob.try(message.subarray(1)), undefined)
  assert.equal(bob.try(message.subarray(0, MESSAGE_OVERHEAD - 1)), undefined)
  bob.read(message)
})

test('a message opens with its associated data alone, in its session alone, and never at its sender', () => {
  const { alice, bob } = talking()
  const message = alice.send('hello', fill(8))
  assert.equal(bob.try(message, fill(9)), undefined)
  assert.equal(alice.try(message, fill(8)), undefined, 'reflected')
  const other = { ...bob.session, binding: fill(7) }
  assert.equal(decrypt(suite, bob.random, other, message, fill(8)), undefined, 'between other people')
  assert.ok(bob.try(message, fill(8)) !== undefined)
})

test('a new ratchet key of small order is refused', () => {
  const { alice, bob } = talking()
  const message = alice.send()
  message.fill(0, 0, 32)
  assert.equal(bob.try(message), undefined)
  assert.equal(initiatorSession(suite, new SeededRandom(1), agreed, new Uint8Array(32)), undefined)
})

/** What a thief reads of these with what it stole. */
function opens(stolen: Session, messages: readonly Uint8Array[]): number {
  return messages.filter(message => decrypt(suite, new SeededRandom(9), stolen, message, NONE) !== undefined).length
}

test('a stolen state opens nothing that was sent before', () => {
  const { alice, bob } = talking()
  const toBob = burst(alice, 5)
  for (const [at, message] of toBob.entries()) bob.read(message, `${at}`)
  const toAlice = burst(bob, 5)
  for (const [at, message] of toAlice.entries()) alice.read(message, `${at}`)
  for (const stolen of [alice.session, bob.session]) {
    assert.equal(opens(stolen, [...toBob, ...toAlice]), 0)
  }
  // the thief's tool works: what comes next in the same chain it does read
  assert.equal(opens(alice.session, [bob.send()]), 1)
})

test('a stolen state opens nothing more once each side has answered', () => {
  const { alice, bob } = talking()
  const stolen = [alice.session, bob.session]
  bob.read(alice.send())
  alice.read(bob.send())
  bob.read(alice.send())
  alice.read(bob.send())
  const later = [...burst(alice, 3), ...burst(bob, 3)]
  for (const session of stolen) assert.equal(opens(session, later), 0)
})

test('two states of one past seal with different keys, unless for the same thing', () => {
  const { alice } = talking()
  const keys = new Set<string>()
  const watching: Suite = {
    ...suite,
    seal(key, nonce, ...rest) {
      keys.add(Buffer.concat([key, nonce]).toString('hex'))
      return suite.seal(key, nonce, ...rest)
    },
  }
  for (const byte of [1, 2, 3]) encrypt(watching, alice.session, fill(byte), fill(byte))
  assert.equal(keys.size, 3)
})
