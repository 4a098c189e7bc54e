/** What becomes of a member that sends what no honest member sends: each kind is scored, the third fault cuts it off. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, type GroupId, publicKeyOf } from '#src/base/ids.js'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { writeBurst } from '#src/crypto/burst.js'
import { frameRecord } from '#src/crypto/records.js'
import { nodeSuite } from '#src/node-suite.js'
import { packBursts } from '#src/peer/packed-bursts.js'
import { type Burst, Frame } from '#src/wire/generated/link.js'
import type { Actor } from '../support/cast.ts'
import { type HostileStory, linkToAlice, say, seal, threeAndMallory } from '../support/hostile-story.ts'
import { recordOf, whole } from '../support/hostility.ts'
import type { HostileLink, Mallory } from '../support/mallory.ts'

const suite = nodeSuite()
const MINUTE = 60_000
const item = new Uint8Array(32).fill(2)

/** What each fault looks like on the wire. */
const FAULTS: readonly (readonly [reason: string, commit: (story: HostileStory, link: HostileLink) => void])[] = [
  ['wrong-burst', (story, link) => say(story, link, { forward: { arc: whole, hops: 1, burst: forged(story) } })],
  ['wrong-burst', (story, link) => say(story, link, { rangeAnswer: answerOf(forged(story)) })],
  ['bad-record', (_, link) => link.channel.write(Uint8Array.of(0, 0, 0, 17, ...new Uint8Array(17)))],
  ['bad-record', (_, link) => link.channel.write(new Uint8Array(4))],
  ['bad-record', (_, link) => link.channel.write(lengthOf(MAX_RECORD_BYTES + 1))],
  ['bad-record', (story, link) => seal(story, link, Uint8Array.of(0x0a, 0x7f))],
  ['bad-frame', (story, link) => say(story, link, { pull: { item: item.subarray(1) } })],
  ['bad-frame', (story, link) => say(story, link, { leaves: { members: [item, new Uint8Array(33)] } })],
  ['bad-frame', (story, link) => say(story, link, { acks: { acks: [{ item: new Uint8Array(0), dup: false }] } })],
  [
    'bad-frontier',
    (story, link) =>
      say(story, link, {
        frontier: { heads: [backwards(story)], delta: true, because: 1, lines: new Uint8Array(0) },
      }),
  ],
  ['bad-request', (story, link) => say(story, link, { rangeRequest: pastTheEnd(story) })],
]

for (const [index, [reason, commit]] of FAULTS.entries()) {
  test(`fault ${index} is told as ${reason}, and ends the link it came over`, async () => {
    const story = await threeAndMallory()
    const link = linkToAlice(story)!
    story.world.run(500)
    commit(story, link)
    story.world.run(500)
    const { member } = story.mallory
    assert.deepEqual(liarsOf(story.alice), [{ type: 'liar', member, reason, cutOff: false }])
    assert.ok(link.closed)
  })
}

test('a frame of a kind that nobody knows yet is no fault', async () => {
  const story = await threeAndMallory()
  const link = linkToAlice(story)!
  seal(story, link, Uint8Array.of(0x0a, 0x04, 0xfa, 0x01, 0x01, 0x07))
  story.world.run(500)
  assert.deepEqual(liarsOf(story.alice), [])
  assert.equal(link.closed, false)
})

test('a handshake that fails is no fault', async () => {
  const story = await threeAndMallory()
  const { alice, group, mallory, ticket, world } = story
  const { linkKey } = alice.group(group).membership!.members.get(alice.member)!
  for (let count = 0; count < 5; count += 1) {
    const line = mallory.open(ticket, '/tocsin/link/1')
    line.channel.write(frameRecord(mallory.initiator(ticket, group, linkKey).hello))
    line.channel.write(frameRecord(new Uint8Array(32)))
    world.run(500)
    assert.ok(line.closed)
  }
  assert.ok(linkToAlice(story) !== undefined)
  assert.deepEqual(liarsOf(alice), [])
})

test('after the third wrong burst a liar gets no link, the ring goes past it, and the others talk on', async () => {
  const story = await cutOff()
  const { world, alice, bob, group, mallory } = story
  assert.deepEqual(
    liarsOf(alice).map(({ cutOff }) => cutOff),
    [false, false, true],
  )
  assert.equal(linkToAlice(story), undefined)
  const { order } = alice.group(group).ring
  assert.equal(order.find(({ member }) => member === mallory.member)?.usable, false)
  assert.ok(alice.group(group).closed)
  alice.say(group, 'without mallory')
  bob.say(group, 'hear, hear')
  world.run(2000)
  assert.ok(bob.texts().includes('without mallory') && alice.texts().includes('hear, hear'))
})

test('nobody else hears of it: bob goes on with a member that lied to alice alone', async () => {
  const { bob, group, mallory } = await cutOff()
  assert.deepEqual(liarsOf(bob), [])
  assert.equal(bob.group(group).membership!.members.get(mallory.member)?.present, true)
})

test('nothing that a cut-off says is taken for a sign that the member is dead', async () => {
  const { world, alice, bob, mallory } = await cutOff()
  world.run(20_000)
  for (const { events } of [alice, bob]) {
    const dead = events.filter(event => event.type === 'member' && event.state === 'offline')
    assert.ok(!dead.some(event => event.type === 'member' && event.member === mallory.member))
  }
})

test('what a member wrote that is cut off still comes by way of others', async () => {
  const story = await cutOff('per-peer')
  const { world, alice, bob, group, mallory, ticket } = story
  const toBob = { ...ticket, contacts: [{ member: bob.member, addresses: bob.addresses }] }
  const link = mallory.link(toBob, group, bob.group(group).membership!.members.get(bob.member)!.linkKey)
  say(story, link, { forward: { arc: whole, hops: 1, burst: written(mallory, group, 'the truth for once') } })
  world.run(5000)
  assert.ok(alice.texts().includes('the truth for once'))
})

test('a liar is let in again when its faults have faded, and is cut off sooner the next time', async () => {
  const story = await cutOff()
  const { world, alice } = story
  world.run(20 * MINUTE)
  assert.equal(linkToAlice(story), undefined)
  world.run(5 * MINUTE)
  for (let count = 0; count < 2; count += 1) lie(story)
  assert.equal(linkToAlice(story), undefined)
  assert.equal(liarsOf(alice).length, 5)
})

test('what rides in one record with the last fault is not read any more', async () => {
  const story = await threeAndMallory()
  for (let count = 0; count < 2; count += 1) lie(story)
  const link = linkToAlice(story)!
  const bursts = [forged(story), written(story.mallory, story.group, 'too late')]
  const frames = bursts.map(burst => Frame.encode({ forward: { arc: whole, hops: 1, burst } }))
  seal(story, link, recordOf(frames))
  story.world.run(100)
  assert.ok(!story.alice.texts().includes('too late'))
})

function liarsOf({ events }: Actor) {
  return events.filter(event => event.type === 'liar')
}

async function cutOff(encryption?: 'per-peer'): Promise<HostileStory> {
  const story = await threeAndMallory(encryption)
  for (let count = 0; count < 3; count += 1) lie(story)
  return story
}

function lie(story: HostileStory): void {
  say(story, linkToAlice(story)!, { forward: { arc: whole, hops: 1, burst: forged(story) } })
  story.world.run(500)
}

/** Alice's own burst with one bit of its signature turned. */
function forged({ alice, group }: HostileStory): Burst {
  const { header, body, signature } = alice.store.newest(group, undefined, 1)[0]!
  return { entries: [{ header, body }], signature: signature.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) }
}

function written(mallory: Mallory, group: GroupId, text: string): Burst {
  const prev = new Uint8Array(32)
  const tip = {
    scheme: 1,
    group: bytesOfHex(group),
    author: mallory.publicKey,
    log: 7n,
    nextSeq: 0,
    prev,
    order: 1n << 57n,
  }
  const plaintext = new TextEncoder().encode(text)
  const draft = { kind: 1, epoch: 0, parents: [], time: 1, order: 2n ** 57n + 1n, salt: new Uint8Array(16), plaintext }
  const { entries, signature } = writeBurst(suite, mallory.seed, [draft], tip)
  return { entries: entries.map(({ header, body }) => ({ header, body })), signature }
}

function answerOf(burst: Burst): NonNullable<Frame['rangeAnswer']> {
  return { request: 9, bursts: packBursts([burst]), more: false, bases: [], served: 1, left: 0 }
}

function backwards({ alice }: HostileStory) {
  const author = publicKeyOf(alice.member)!
  return {
    author,
    log: 1n,
    next: 9,
    digest: new Uint8Array(8),
    beyond: [{ from: 12, to: 11 }],
    fork: undefined,
    shared: false,
  }
}

function pastTheEnd({ alice }: HostileStory): NonNullable<Frame['rangeRequest']> {
  // five entries from the last one that a log can have
  const ranges = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 254, 4)
  return { request: 1, ranges, logs: [{ author: publicKeyOf(alice.member)!, log: 1n }], maxBytes: 1000 }
}

function lengthOf(bytes: number): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes)
  return length
}
