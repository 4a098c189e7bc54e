/** Sender keys and the disk: what is saved is the state, and no key ever seals twice, whatever is restored. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf, memberIdOf } from '#src/base/ids.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { savedChanges } from '#src/crypto/sender-keys/at-rest.js'
import { SEED_AFTER_MS } from '#src/crypto/sender-keys/due.js'
import { keyTag } from '#src/crypto/sender-keys/key-schedule.js'
import { type Peer, type SenderKeys, STRANGER } from '#src/crypto/sender-keys/state.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { KeyGroup } from '../support/key-group.ts'

const suite = nodeSuite()
const MINUTE_MS = 60_000
const fill = (byte: number, length = 32) => new Uint8Array(length).fill(byte)

/** Counts the times that a key and a nonce seal: more than once is the end of both messages. */
function counting(): { readonly suite: Suite; readonly repeated: () => number } {
  const sealed = new Map<string, number>()
  const seal: Suite['seal'] = (key, nonce, plaintext, associated) => {
    const pair = hexOf(key) + hexOf(nonce)
    sealed.set(pair, (sealed.get(pair) ?? 0) + 1)
    return suite.seal(key, nonce, plaintext, associated)
  }
  return { suite: { ...suite, seal }, repeated: () => [...sealed.values()].filter(times => times > 1).length }
}

function founded(names: readonly string[], over: Suite = suite): KeyGroup<SenderKeys> {
  const group = new KeyGroup(senderKeys, over, 1)
  group.found(names)
  for (const name of names) group.get(name).say('hello')
  group.settle()
  return group
}

test('a member that restarts at any moment goes on as if nothing had been', () => {
  const group = founded(['alice', 'bob', 'carol'])
  for (let round = 0; round < 4; round += 1) {
    for (const actor of group.actors.values()) {
      actor.restart()
      const said = actor.say(`round ${round}`)
      actor.restart()
      group.settle(SEED_AFTER_MS / 3)
      for (const other of group.actors.values()) {
        other.restart()
        if (other !== actor) assert.equal(other.reads(said), `round ${round}`)
      }
    }
  }
  assert.deepEqual(
    group.notices.filter(({ type }) => type === 'wrong-key-message'),
    [],
  )
})

test('a crash between saving and sending costs a place in the chain, and nothing is sealed under it again', () => {
  const { suite: counted, repeated } = counting()
  const group = founded(['alice', 'bob'], counted)
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  alice.say('saved, and never sent')
  alice.restart()
  const said = alice.say('sent')
  group.settle()
  assert.equal(bob.reads(said), 'sent')
  assert.equal(repeated(), 0)
})

test('a step that was saved and whose key message got lost is made good when others ask', () => {
  const group = founded(['alice', 'bob'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  group.now += SEED_AFTER_MS
  const sealed = senderKeys.seal(
    alice.context,
    alice.state!,
    { author: alice.self.member, entryId: fill(9) },
    fill(1, 20),
    group.now,
  )
  assert.ok(sealed.type === 'sealed' && sealed.step.publish.length > 0)
  // all but what was to be published
  alice.take({ ...sealed.step, publish: [] })
  group.now += SEED_AFTER_MS
  alice.say('a step that bob cannot follow')
  group.settle(11 * MINUTE_MS)
  const said = alice.say('told')
  group.settle()
  assert.equal(bob.reads(said), 'told')
})

test('no key and nonce ever seal twice, however often old backups are restored', () => {
  const { suite: counted, repeated } = counting()
  const group = founded(['alice', 'bob', 'carol'], counted)
  const alice = group.get('alice')
  const backup = new Map(alice.saved)
  for (let round = 0; round < 4; round += 1) {
    alice.saved.clear()
    for (const [name, value] of backup) alice.saved.set(name, value)
    alice.restart()
    for (const text of ['one', 'two']) alice.say(text)
    group.now += SEED_AFTER_MS * (round % 2)
    alice.say('with a seed, in every other round')
    group.settle()
  }
  assert.equal(repeated(), 0)
})

test('a member that came back from an old backup is understood again after a message and a question', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const alice = group.get('alice')
  const backup = new Map(alice.saved)
  group.now += SEED_AFTER_MS
  for (const actor of group.actors.values()) actor.say('seeds, steps and messages that the backup does not have')
  group.settle(MINUTE_MS)
  alice.saved.clear()
  for (const [name, value] of backup) alice.saved.set(name, value)
  alice.restart()
  for (let round = 0; round < 3; round += 1) {
    for (const actor of group.actors.values()) {
      actor.say('a step, and then a question')
      group.settle(SEED_AFTER_MS)
    }
  }
  for (const actor of group.actors.values()) {
    const said = actor.say('understood')
    group.settle(4000)
    for (const other of group.actors.values()) {
      if (other !== actor) assert.equal(other.reads(said), 'understood', `${other.name} reads ${actor.name}`)
    }
  }
})

test('what is cut, stretched or missing is found damaged', () => {
  const group = founded(['alice', 'bob', 'carol'])
  group.now += SEED_AFTER_MS
  group.get('alice').say('a seed')
  group.remove('alice', 'carol')
  const bob = group.get('bob')
  group.deliverAll()
  const own = [...bob.saved].filter(([name]) => name.startsWith('sender-keys/'))
  const kinds = new Set(own.map(([name]) => name.split('/')[1]))
  assert.deepEqual(
    [...kinds].sort(),
    ['own', 'peer', 'receiving', 'removal', 'secrets', 'seed', 'sending', 'skipped'],
    'all kinds of values are there',
  )
  assert.notEqual(senderKeys.restore(bob.context, bob.saved), undefined)
  for (const [name, value] of own) {
    for (const damaged of [value.subarray(0, value.length - 1), Uint8Array.of(...value, 0), new Uint8Array(0)]) {
      const saved = new Map(bob.saved).set(name, damaged)
      assert.equal(senderKeys.restore(bob.context, saved), undefined, name)
    }
  }
  for (const name of own.map(([name]) => name).filter(name => !/peer|removal|seed/.test(name))) {
    const saved = new Map(bob.saved)
    saved.delete(name)
    assert.equal(senderKeys.restore(bob.context, saved), undefined, `without ${name}`)
  }
})

test('a message writes one small value at each end', () => {
  const group = founded(['alice', 'bob', 'carol'])
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  assert.equal(bob.reads(alice.say('first')), 'first')
  const entry = { author: alice.self.member, entryId: fill(9) }
  const sealed = senderKeys.seal(alice.context, alice.state!, entry, fill(1, 20), group.now)
  assert.ok(sealed.type === 'sealed')
  const opened = senderKeys.open(bob.context, bob.state!, entry, sealed.sealed, group.now)
  assert.ok(opened.type === 'opened')
  for (const step of [sealed.step, opened.step]) {
    assert.equal(step.saved.length, 1)
    assert.ok(step.saved[0]![1]!.length < 64)
  }
})

test('values at rest are as they were', () => {
  const [bob, carol] = [memberIdOf(fill(0xb0)), memberIdOf(fill(0xc0))]
  const chain = { name: '0102030405060708', key: fill(0x0c), next: 5 }
  const publicKey = { key: fill(0x21), tag: keyTag(suite, fill(0xb0), fill(0x21)) }
  const seed = {
    author: bob,
    secret: fill(2),
    heardMs: 3,
    order: 4,
    recipients: new Set([carol]),
    lacking: new Set([bob]),
  }
  const peer: Peer = {
    ...STRANGER,
    keys: [publicKey],
    knows: true,
    owedMs: 6,
    ratchet: fill(7),
    ended: ['0807060504030201'],
    missed: ['1112131415161718'],
    receiving: { chain, skipped: new Map([['0807060504030201/258', fill(8)]]), skippedMs: 9 },
    secrets: new Map([['2122232425262728', { author: carol, secret: fill(10) }]]),
  }
  const state: SenderKeys = {
    channels: { own: { signed: [], oneTime: [], publishedMs: 0, renewals: 0 }, peers: new Map(), wakeMs: 0 },
    own: {
      ratchet: fill(1),
      keys: [{ ...publicKey, secret: fill(11) }],
      seededMs: 12,
      epoch: 13,
      steppedMs: undefined,
    },
    sending: { chain, sinceSeed: 14 },
    seeds: new Map([['3132333435363738', { ...seed, unsure: true }]]),
    peers: new Map([[bob, peer]]),
    removals: new Map([[carol, { sinceMs: 15, dueMs: 16, retryMs: undefined }]]),
  }
  const saved = new Map(savedChanges(undefined, state, [bob]))
  const time = (ms: number) => ms.toString(16).padStart(16, '0')
  const none = 'f'.repeat(16)
  const chainAtRest = `01${chain.name}${'0c'.repeat(32)}0005`
  const expected = {
    'sender-keys/own': `${'01'.repeat(32)}${time(12)}0000000d${none}0001${'0b'.repeat(32)}${'21'.repeat(32)}`,
    'sender-keys/sending': `0000000e${chainAtRest}`,
    'sender-keys/seed/3132333435363738': `${'b0'.repeat(8)}${'02'.repeat(32)}${time(3)}00000004010001${'c0'.repeat(8)}0001${'b0'.repeat(8)}`,
    [`sender-keys/removal/${carol}`]: time(15) + time(16) + none,
    [`sender-keys/peer/${bob}`]: `010100${none}${time(6)}${none.repeat(3)}0001${'21'.repeat(32)}01${'07'.repeat(32)}000108070605040302010001${'1112131415161718'}`,
    [`sender-keys/receiving/${bob}`]: chainAtRest + time(9),
    [`sender-keys/skipped/${bob}`]: `000108070605040302010102${'08'.repeat(32)}`,
    [`sender-keys/secrets/${bob}`]: `00012122232425262728${'c0'.repeat(32)}${'0a'.repeat(32)}`,
  }
  assert.deepEqual(Object.fromEntries([...saved].map(([name, value]) => [name, value && hexOf(value)])), expected)
})
