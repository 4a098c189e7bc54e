/** Key messages that no honest member writes: named, without effect on what others say to each other, and never costly. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { SEED_AFTER_MS } from '#src/crypto/sender-keys/due.js'
import { ASK_AGAIN_MS, MAX_LEFT_OUT } from '#src/crypto/sender-keys/hearing.js'
import { seedCommit } from '#src/crypto/sender-keys/key-schedule.js'
import { decodeMessage, encodeAsk, encodeHello, shortName } from '#src/crypto/sender-keys/messages.js'
import { MAX_AUTHOR_SECRETS, type SenderKeys } from '#src/crypto/sender-keys/state.js'
import { nodeSuite } from '#src/node-suite.js'
import { cheapSuite } from '../support/cheap-suite.ts'
import { type KeyActor, KeyGroup } from '../support/key-group.ts'
import { type Forgery, forgedStep } from '../support/sender-keys-forger.ts'

const suite = nodeSuite()
const MINUTE_MS = 60_000
const fill = (byte: number, length = 32) => new Uint8Array(length).fill(byte)
/** Gives zeros with every secret. */
const SMALL_ORDER = fill(0)

interface Cast {
  readonly group: KeyGroup<SenderKeys>
  readonly alice: KeyActor<SenderKeys>
  readonly bob: KeyActor<SenderKeys>
  readonly mallory: KeyActor<SenderKeys>
}

function cast(): Cast {
  const group = new KeyGroup(senderKeys, suite, 1)
  group.found(['alice', 'bob', 'mallory'])
  for (const actor of group.actors.values()) actor.say('hello')
  group.settle()
  const [alice, bob, mallory] = ['alice', 'bob', 'mallory'].map(name => group.get(name))
  return { group, alice: alice!, bob: bob!, mallory: mallory! }
}

/** What others say of mallory after this payload. */
function blamesFor({ group, mallory }: Cast, payload: Uint8Array): readonly string[] {
  const before = group.notices.length
  mallory.publish({ type: 'key', payload })
  group.deliverAll()
  return group.notices.slice(before).flatMap(notice => {
    if (notice.type !== 'wrong-key-message') return []
    assert.equal(notice.from, mallory.self.member)
    return [notice.reason]
  })
}

/** Alice and bob understand each other at once, whatever mallory did. */
function assertUnharmed({ group, alice, bob }: Cast): void {
  group.settle(4000)
  for (const [from, to] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const said = from.say('unharmed')
    group.settle(4000)
    assert.equal(to.reads(said), 'unharmed')
  }
}

const FORGERIES: Readonly<Record<string, (at: Cast) => Forgery>> = {
  'a seed that is not the one it commits to': () => ({
    commit: seedCommit(suite, fill(1)),
    seeds: { alice: fill(1), bob: fill(2) },
  }),
  'a ratchet that does not lead where its step says': () => ({ joints: { alice: fill(3), bob: fill(3) } }),
  'a key of small order': () => ({ key: SMALL_ORDER }),
}

for (const [reason, forgery] of Object.entries(FORGERIES)) {
  test(`${reason} is named`, () => {
    const at = cast()
    const blames = blamesFor(at, forgedStep(at.mallory, forgery(at)))
    assert.ok(blames.length >= 1)
    assert.deepEqual([...new Set(blames)], [reason])
    assertUnharmed(at)
  })
}

test('a hello, a question or slots with a key of small order are named', () => {
  for (const payload of [
    () => encodeHello(SMALL_ORDER),
    ({ alice }: Cast) => encodeAsk(SMALL_ORDER, [shortName(alice.self.member)], []),
    ({ mallory }: Cast) => forgedStep(mallory, { ephemeral: SMALL_ORDER, joints: { alice: fill(1), bob: fill(1) } }),
  ]) {
    const at = cast()
    assert.deepEqual(blamesFor(at, payload(at)), ['a key of small order', 'a key of small order'])
    assertUnharmed(at)
  }
})

test('bytes that are no key message are named', () => {
  const at = cast()
  for (const payload of [new Uint8Array(0), fill(0x21, 3), fill(0xff, 100), fill(0x21, 300_000)]) {
    assert.equal(blamesFor(at, payload).length, 2)
  }
  assertUnharmed(at)
})

test('a seed that comes twice is named', () => {
  const at = cast()
  const step = () =>
    forgedStep(at.mallory, { commit: seedCommit(suite, fill(1)), seeds: { alice: fill(1), bob: fill(1) } })
  assert.deepEqual(blamesFor(at, step()), [])
  assert.deepEqual(blamesFor(at, step()), ['a seed that came before', 'a seed that came before'])
  assertUnharmed(at)
})

test('whom a liar gives another seed loses nobody: it says that it lacks the seed, and is told by who takes it in', () => {
  const at = cast()
  const { group, alice, bob, mallory } = at
  blamesFor(at, forgedStep(mallory, { commit: seedCommit(suite, fill(1)), seeds: { alice: fill(1), bob: fill(2) } }))
  assert.deepEqual([alice.state!.seeds.size, bob.state!.seeds.size], [1, 0])
  group.settle(MINUTE_MS)
  group.now += SEED_AFTER_MS
  const from = group.events.length
  const said = alice.say('took it in')
  const step = group.events
    .slice(from)
    .flatMap(({ what }) => (what.type === 'key' ? [decodeMessage(what.payload)] : []))[0]
  assert.ok(step?.type === 'step' && step.acks.length === 1 && step.jointTags.length === 1)
  group.settle()
  assert.equal(bob.reads(said), 'took it in')
})

test('steps that take in seeds nobody knows, or say that a thousand messages are missing, harm their author alone', () => {
  for (const forgery of [{ acks: [fill(1, 8)] }, { sent: 1000 }, {}]) {
    const at = cast()
    blamesFor(at, forgedStep(at.mallory, forgery))
    assert.equal(at.alice.state!.peers.get(at.mallory.self.member)!.ratchet, undefined)
    assertUnharmed(at)
  }
})

test('who passes another’s key off as its own is not taken for the other', () => {
  const at = cast()
  const { group, alice, bob, mallory } = at
  blamesFor(at, encodeHello(bob.state!.own.keys.at(-1)!.key))
  group.now += SEED_AFTER_MS
  alice.say('a seed')
  group.deliverAll()
  const [seed] = bob.state!.seeds.values()
  assert.deepEqual([...seed!.recipients], [mallory.self.member], 'bob and she, each under a tag of their own')
  assert.equal(seed!.unsure, false)
  assertUnharmed(at)
})

test('what a member publishes that is in no member list changes nothing', () => {
  const at = cast()
  const { group, alice, mallory } = at
  group.remove('alice', 'mallory')
  group.settle()
  const before = alice.state
  for (const payload of [
    encodeHello(fill(9)),
    forgedStep(mallory, { joints: { alice: fill(1) } }),
    encodeAsk(fill(9), [shortName(alice.self.member)], []),
    fill(0xff, 9),
  ]) {
    const step = senderKeys.hear(
      alice.context,
      alice.state!,
      { from: mallory.self.member, entryId: fill(1), payload },
      group.now,
    )
    assert.equal(step.state, before)
    assert.deepEqual([step.publish, step.saved, step.notices], [[], [], []])
  }
})

test('who asks again and again, or begins anew again and again, is told once in ten minutes', () => {
  for (const payload of [
    ({ alice }: Cast) => encodeAsk(suite.x25519PublicKey(fill(9)), [shortName(alice.self.member)], []),
    () => encodeHello(suite.x25519PublicKey(fill(9))),
  ]) {
    const at = cast()
    const { group, alice } = at
    group.now += ASK_AGAIN_MS
    const from = group.events.length
    for (let count = 0; count < 20; count += 1) {
      blamesFor(at, payload(at))
      alice.say('to all')
      group.now += MINUTE_MS / 2
    }
    const told = group.events
      .slice(from)
      .filter(({ author, what }) => author === alice.self.member && what.type === 'key')
    assert.equal(told.length, 1)
  }
})

test('a seed that leaves out many of those who follow us is not taken in, as each would cost a slot', () => {
  const group = new KeyGroup(senderKeys, cheapSuite, 1)
  const names = ['alice', 'mallory', ...Array.from({ length: MAX_LEFT_OUT + 1 }, (_, at) => `member ${at}`)]
  group.found(names)
  const [alice, mallory] = [group.get('alice'), group.get('mallory')]
  alice.say('hello')
  group.settle()
  const leavingOut = (count: number): Uint8Array => {
    const seed = fill(count)
    const others = names.filter(name => name !== 'mallory').slice(0, names.length - 1 - count)
    const seeds = Object.fromEntries(others.map(name => [name, seed]))
    return forgedStep(mallory, { commit: seedCommit(cheapSuite, seed), seeds })
  }
  mallory.publish({ type: 'key', payload: leavingOut(MAX_LEFT_OUT + 1) })
  group.deliverAll()
  assert.equal(alice.state!.seeds.size, 0)
  mallory.publish({ type: 'key', payload: leavingOut(MAX_LEFT_OUT) })
  group.deliverAll()
  assert.equal(alice.state!.seeds.size, 1)
})

test('what a liar’s seeds take up at others is bounded, and drives out nobody else’s', () => {
  const at = cast()
  const { group, alice, bob, mallory } = at
  group.now += SEED_AFTER_MS
  alice.say('an honest seed')
  group.deliverAll()
  const [honest] = bob.state!.seeds.keys()
  for (let count = 0; count < 300; count += 1) {
    const seed = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? count & 255 : count >> 8))
    blamesFor(at, forgedStep(mallory, { commit: seedCommit(suite, seed), seeds: { alice: seed, bob: seed } }))
  }
  const kept = alice.state!.peers.get(bob.self.member)!.secrets
  assert.equal(kept.size, MAX_AUTHOR_SECRETS + 1)
  assert.ok(kept.has(honest!))
})
