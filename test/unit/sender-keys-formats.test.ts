/** The bytes of sender keys: frozen, the same in both suites, and what is not of their layout refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinBytes } from '#src/base/bytes.js'
import { bytesOfHex, hexOf, memberIdOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { openBody, placeOf, sealBody } from '#src/crypto/sender-keys/body.js'
import { SEED_AFTER_MS } from '#src/crypto/sender-keys/due.js'
import {
  advanced,
  bodyKey,
  jointOf,
  keyTag,
  memberSecret,
  messageKey,
  nextOf,
  padded,
  seedCommit,
  Table,
  tableContext,
} from '#src/crypto/sender-keys/key-schedule.js'
import {
  decodeMessage,
  encodeAsk,
  encodeHello,
  encodeStepHead,
  MAX_CHAIN_MESSAGES,
  SLOT_BYTES,
  shortName,
} from '#src/crypto/sender-keys/messages.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { KeyGroup } from '../support/key-group.ts'

const SUITES = [nobleSuite(), nodeSuite()]
const fill = (byte: number, length = 32) => new Uint8Array(length).fill(byte)
const GROUP = fill(0x6e)

/** Of `keysOf`, below: made once, and again from the page's formulas. */
const KEYS = {
  commit: '9c352f9cec30a57dc9ae2cb5419db41a8d4842616d8db2fd04aa4337200ba5d0',
  memberSecret: '930a7d9d32b03c33a050443107016771b1ca0ff20cdf053b9148b0f716f89bc2',
  joint: '590bc21a8516d2a3678d64b66c4d7ae57b96b4be6bbdbc4ef0e66a4b3559626d',
  ratchet: 'd58b89d733be65fc0ed085c662e1c3f014ecc34cfe784739dd99541b7cedd069',
  chain: '4a9bd245d57ebc19cf6938a891988b53103f15aaa293bbca611a1c8c1cd130fa',
  chainName: '78d673a7e6abbe9b',
  tableContext: '02f81634f6328596f0b15a2f69fa0907cd623369236a2015c8f8794568d9693fc6',
  padded: '8a306afc0a562c08ea3b840b876da0d368c6b25c91f20ce887ea6f1d2af99d50',
  tag: 'f6899097e8f7567e',
  messageKey: 'b0b18917cc5a52a413df3cd63134207669771352c8b1e0d06e736c9a3e4f0d36',
  nextChain: '336eb1bba1f4c070bf9224f41de93b6f873043c8b0c7933c8b3d6b5d75597165',
  bodyKey: '2c2d7767056769fd8c80abd9bd1cd18a37e38a5b0cce3970a38b89734cb60475',
}
/** version, chain’s name, place 513; then the padded body and its tag. */
const BODY = '0101020304050607080201' + '73b40b3997c8cde7f6cdfbed055dfafd2112ca58286d3a80633dbc47267b5ca17148f6504a12'
const HELLO = `20${'21'.repeat(32)}`
const ASK = `22${'21'.repeat(32)}00010001${'b0'.repeat(8)}${'22'.repeat(8)}`
const HEAD = [
  `21${'21'.repeat(32)}`,
  '0102000100020001',
  `01${'24'.repeat(32)}`,
  '23'.repeat(8),
  '25'.repeat(32),
  '26'.repeat(8) + '27'.repeat(8) + '28'.repeat(8),
].join('')

function keysOf(suite: Suite) {
  const [author, member] = [fill(0xa0), fill(0xb0)]
  const before = { name: '0102030405060708', key: fill(0x0c), next: 5 }
  const otherKey = suite.x25519PublicKey(fill(0x0f))
  const context = tableContext(suite, fill(0x11, 90), Table.joints)
  const joint = jointOf(suite, fill(0x01), [fill(0x02), fill(0x03)])
  const { ratchet, chain } = advanced(suite, joint, GROUP, author, fill(0x12, 99))
  return {
    commit: seedCommit(suite, fill(0x05)),
    memberSecret: memberSecret(suite, fill(0x05), author, member),
    joint,
    ratchet,
    chain,
    chainName: bytesOfHex(chain.name),
    tableContext: context,
    padded: padded(suite, fill(0x0e), otherKey, context, fill(0x07))!,
    tag: bytesOfHex(keyTag(suite, member, otherKey)),
    messageKey: messageKey(suite, before),
    next: nextOf(suite, before),
    bodyKey: bodyKey(suite, fill(0x0d), fill(0x10)),
  }
}

/** The same, written down from docs/protocol.md with nothing but the primitives. */
function keysOfThePage(): Record<string, Uint8Array> {
  const suite = nodeSuite()
  const text = (label: string) => new TextEncoder().encode(label)
  const [author, member] = [fill(0xa0), fill(0xb0)]
  const otherKey = suite.x25519PublicKey(fill(0x0f))
  const joint = suite.hmac(fill(0x01), text('tocsin joint 1'), fill(0x02), fill(0x03))
  const info = joinBytes(text('tocsin step 1'), GROUP, author, suite.sha256(fill(0x12, 99)))
  const after = suite.hkdf(joint, new Uint8Array(0), info, 72)
  const context = joinBytes(Uint8Array.of(2), suite.sha256(text('tocsin head 1'), fill(0x11, 90)))
  const pad = suite.hmac(suite.x25519(fill(0x0e), otherKey)!, text('tocsin pad 1'), context)
  return {
    commit: suite.sha256(text('tocsin seed 1'), fill(0x05)),
    memberSecret: suite.hmac(fill(0x05), text('tocsin member secret 1'), author, member),
    joint,
    ratchet: after.slice(0, 32),
    chain: after.slice(32, 64),
    chainName: after.slice(64),
    tableContext: context,
    padded: pad.map(byte => byte ^ 0x07),
    tag: suite.sha256(text('tocsin key tag 1'), member, otherKey).slice(0, 8),
    messageKey: suite.hmac(fill(0x0c), Uint8Array.of(1)),
    nextChain: suite.hmac(fill(0x0c), Uint8Array.of(2)),
    bodyKey: suite.hmac(fill(0x0d), text('tocsin body 1'), fill(0x10)),
  }
}

function hexed(keys: Record<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, bytes]) => [name, hexOf(bytes)]))
}

test('the key schedule is the page’s', () => {
  assert.deepEqual(hexed(keysOfThePage()), KEYS)
})

test('a sealed body is the page’s', () => {
  const suite = nodeSuite()
  const head = bytesOfHex(BODY).subarray(0, 11)
  // 21 bytes of body, and a mark; lengths of 5 bits keep the first three
  const plain = joinBytes(fill(0x5a, 16), new TextEncoder().encode('hello'), Uint8Array.of(0x80))
  const key = suite.hmac(fill(0x0d), new TextEncoder().encode('tocsin body 1'), fill(0x10))
  const sealed = suite.seal(key, fill(0x10, 12), plain, joinBytes(fill(0x10), head))
  assert.equal(hexOf(joinBytes(head, sealed)), BODY)
})

for (const suite of SUITES) {
  test(`the key schedule is as it was: ${suite.name}`, () => {
    const { padded: slot, chain, next, ...keys } = keysOf(suite)
    assert.deepEqual(hexed({ ...keys, padded: slot, chain: chain.key, nextChain: next.key }), KEYS)
    assert.deepEqual([chain.next, next.next], [0, 6])
    const back = padded(suite, fill(0x0f), suite.x25519PublicKey(fill(0x0e)), keys.tableContext, slot)
    assert.deepEqual(back, fill(0x07))
    assert.equal(padded(suite, fill(0x0e), fill(0), keys.tableContext, slot), undefined)
  })

  test(`a sealed body is as it was: ${suite.name}`, () => {
    const body = joinBytes(fill(0x5a, 16), new TextEncoder().encode('hello'))
    const place = { chainName: '0102030405060708', place: 513 }
    const sealed = sealBody(suite, fill(0x0d), place, fill(0x10), body)
    assert.equal(hexOf(sealed), BODY)
    assert.deepEqual(placeOf(sealed), place)
    assert.deepEqual(openBody(suite, fill(0x0d), fill(0x10), sealed), body)
  })
}

test('a hello, a question and the head of a step are as they were', () => {
  const member = memberIdOf(fill(0xb0))
  assert.equal(hexOf(encodeHello(fill(0x21))), HELLO)
  assert.equal(hexOf(encodeAsk(fill(0x21), [shortName(member)], [fill(0x22, 8)])), ASK)
  const head = {
    key: fill(0x21),
    sent: 258,
    acks: [fill(0x23, 8)],
    commit: fill(0x24),
    ephemeral: fill(0x25),
    seedTags: [fill(0x26, 8), fill(0x27, 8)],
    jointTags: [fill(0x28, 8)],
  }
  assert.equal(hexOf(encodeStepHead(head)), HEAD)
  const slots = [0x31, 0x32, 0x33].map(byte => fill(byte, SLOT_BYTES))
  const payload = joinBytes(encodeStepHead(head), ...slots, fill(0x34, 8))
  const step = decodeMessage(payload)
  assert.ok(step?.type === 'step')
  assert.deepEqual(
    [step.sent, step.acks, step.commit, step.ephemeral, step.seedTags, step.jointTags, step.chainName],
    [258, ['23'.repeat(8)], fill(0x24), fill(0x25), ['26'.repeat(8), '27'.repeat(8)], ['28'.repeat(8)], '34'.repeat(8)],
  )
  assert.deepEqual([step.seedSlots, step.jointSlots], [joinBytes(slots[0]!, slots[1]!), slots[2]])
  assert.deepEqual(step.head, encodeStepHead(head))
  assert.deepEqual(step.transcript, payload.subarray(0, -8))
})

test('a step without slots or seed is 58 bytes with one seed taken in', () => {
  const head = { key: fill(1), sent: 0, acks: [fill(2, 8)], commit: undefined, ephemeral: fill(3) }
  const payload = joinBytes(encodeStepHead({ ...head, seedTags: [], jointTags: [] }), fill(4, 8))
  assert.equal(payload.length, 58)
  assert.equal(decodeMessage(payload)?.type, 'step')
})

test('what is not exactly of a layout is no message', () => {
  const head = { key: fill(1), sent: 7, acks: [fill(2, 8)], commit: fill(5), ephemeral: fill(3) }
  const tables = { seedTags: [fill(6, 8)], jointTags: [fill(7, 8)] }
  const step = (change: object = {}, tail = 2 * SLOT_BYTES + 8) =>
    joinBytes(encodeStepHead({ ...head, ...tables, ...change }), fill(9, tail))
  const sound = [step(), encodeHello(fill(1)), encodeAsk(fill(1), [fill(2, 8)], [fill(2, 8)])]
  for (const payload of sound) {
    assert.notEqual(decodeMessage(payload), undefined)
    for (let length = 0; length < payload.length; length += 1) {
      assert.equal(decodeMessage(payload.subarray(0, length)), undefined)
    }
    assert.equal(decodeMessage(joinBytes(payload, fill(0, 1))), undefined)
  }
  const wrong = {
    'a seed’s name twice': step({ acks: [fill(2, 8), fill(2, 8)] }),
    'a key’s tag twice': step({ seedTags: [fill(6, 8), fill(6, 8)] }, 3 * SLOT_BYTES + 8),
    'slots for a seed without one': step({ commit: undefined }),
    'a longer chain than there are': step({ sent: MAX_CHAIN_MESSAGES + 1 }),
    'a flag that is none': step().map((byte, at) => (at === 41 ? 2 : byte)),
    'a question about nobody': encodeAsk(fill(1), [], [fill(2, 8)]),
    'another kind': encodeHello(fill(1)).map((byte, at) => (at === 0 ? 99 : byte)),
  }
  for (const [what, payload] of Object.entries(wrong)) assert.equal(decodeMessage(payload), undefined, what)
})

/** A group’s life in which every format is written; its bytes. */
function bytesOfLife(suite: Suite): string {
  const group = new KeyGroup<SenderKeys>(senderKeys, suite, 7)
  group.found(['alice', 'bob', 'carol'])
  const sealed: Uint8Array[] = []
  for (const name of ['alice', 'bob', 'carol', 'alice']) {
    const said = group.get(name).say(`from ${name}`)
    group.settle()
    sealed.push(said.sealed)
    for (const other of group.actors.values()) if (other.name !== name) assert.equal(other.reads(said), `from ${name}`)
  }
  const bob = group.get('bob')
  const { peers } = bob.state!
  const alice = group.get('alice').self.member
  bob.state = { ...bob.state!, peers: new Map(peers).set(alice, { ...peers.get(alice)!, askMs: group.now }) }
  group.settle()
  group.remove('alice', 'carol')
  group.settle(SEED_AFTER_MS)
  sealed.push(bob.say('a seed').sealed, bob.say('and another message').sealed)
  group.settle()
  const payloads = group.events.map(({ what }) => (what.type === 'key' ? what.payload : new Uint8Array(0)))
  const saved = [...bob.saved].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value)
  return hexOf(nodeSuite().sha256(...payloads, ...sealed, ...saved))
}

test('both suites write the same bytes', () => {
  const [noble, node] = SUITES.map(bytesOfLife)
  assert.equal(noble, node)
})
