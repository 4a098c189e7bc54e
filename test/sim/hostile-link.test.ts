/**
 * What a member that lies, and a stranger, can do to one who listens: nothing but lose the link, and after the third
 * time the next ones. The clock is virtual; a throw anywhere would end the run. `npm run fuzz` sends more.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinBytes, label } from '#src/base/bytes.js'
import { bytesOfHex, type GroupId, logKeyOf, memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { writeBurst } from '#src/crypto/burst.js'
import { frameRecord, RecordSplitter } from '#src/crypto/records.js'
import { ControlKind } from '#src/group/control.js'
import { LogIndex } from '#src/history/log-index.js'
import { LogNames } from '#src/history/log-names.js'
import type { StoredEntry } from '#src/history/stored.js'
import { nodeSuite } from '#src/node-suite.js'
import { packRanges } from '#src/peer/sync-rows.js'
import { Frame } from '#src/wire/generated/link.js'
import { type Actor, World } from '../support/cast.ts'
import { fuzzSeed, rounds } from '../support/fuzzing.ts'
import { linkToAlice, membersOf, REAL_PRIMITIVES, seal, threeAndMallory } from '../support/hostile-story.ts'
import { Hostility, recordOf, whole } from '../support/hostility.ts'
import { Mallory } from '../support/mallory.ts'
import { Mutator } from '../support/mutations.ts'
import { sizesBelow } from '../support/sizes.ts'

const FRAMES = rounds(12_000, 100_000)
/** Frames on one link before the record that ends it. */
const FRAMES_PER_LINK = 1000
const FRAMES_PER_RECORD = 20
/** What is held is counted while every fourth flood is on. */
const LINKS_PER_LOOK = 4
/** In virtual time: whoever was cut off by three certain faults is let in again. */
const FADED_MS = 25 * 60_000
/** Links that mallory may need for a thousand frames, some of which are faults that only the listener can see. */
const MAX_LINKS = 40
/** In a group of three a collection that has no bound of its own in the list below holds less than this. */
const SMALL = 64
/** What each collection holds at most, whatever comes; where two things share a name, the larger bound. */
const BOUNDS: ReadonlyMap<string, number> = new Map([
  ['Offers.#wanted', 256],
  ['ItemTable.#active', 4096],
  ['ItemTable.#finished', 4096],
  ['ItemOrigins.#origins', 8192],
  // 8 MiB of the smallest items
  ['ItemCache.#items', 5461],
  ['ReceiptTree.#items', 4096],
  ['OwnRoots.#roots', 256],
  ['Presences.#early', 256],
  ['Journal.#notes', 4096],
  // 256 logs of each member
  ...[
    'Journal.#versions',
    'LogIndex.#states',
    'LogNames.#logs',
    'LogNames.#names',
    'Book.#heads',
    'Root.#placed',
    'Frontier.#cached',
  ].map(name => [name, 768] as const),
  // what a member claims: twice the logs that are told of a group
  ...['logs', 'due', 'openControl', 'openContent', '#early', '#waiting', '#voided', '#later', '#begins'].map(
    name => [`Claims.${name}`, 40_000] as const,
  ),
  // what it signed, and is stored
  ...['Roll.#bursts', 'Roll.#entries'].map(name => [name, Number.POSITIVE_INFINITY] as const),
])
const suite = nodeSuite()

test('a member that floods lies changes nothing, is cut off again and again, and the others talk on', async () => {
  const story = await threeAndMallory()
  const { world, alice, bob, group, mallory } = story
  const hostility = new Hostility(mallory, alice, group, fuzzSeed(26))
  let sent = 0
  let links = 0
  const largest = new Map<string, number>()
  let told = 0
  while (sent < FRAMES) {
    const link = linkToAlice(story)
    links += 1
    assert.ok(links < (MAX_LINKS * FRAMES) / FRAMES_PER_LINK, `${links} links for ${sent} frames`)
    for (let count = 0; count < FRAMES_PER_LINK && link !== undefined && !link.closed; count += FRAMES_PER_RECORD) {
      seal(story, link, recordOf(Array.from({ length: FRAMES_PER_RECORD }, () => hostility.frame())))
      sent += FRAMES_PER_RECORD
      world.run(20)
    }
    if (link !== undefined && links % LINKS_PER_LOOK === 1) {
      for (const [name, size] of sizesBelow(alice.group(group))) {
        largest.set(name, Math.max(size, largest.get(name) ?? 0))
      }
    }
    if (link !== undefined) {
      seal(story, link, hostility.noRecord())
    }
    world.run(500)
    assert.ok(link === undefined || link.closed, `after ${sent} frames`)
    if (link === undefined) world.run(FADED_MS)
    if (sent < told * 4000) continue
    bob.say(group, `still here ${told}`)
    told += 1
    world.run(1000)
  }
  alice.say(group, 'the end')
  world.run(60_000)
  assert.ok(bob.texts().includes('the end'))
  assert.equal(alice.texts().filter(text => text.startsWith('still here')).length, told)
  assert.deepEqual(alice.failures, [])
  const accused = alice.events.filter(event => event.type === 'liar')
  assert.deepEqual([...new Set(accused.map(({ member }) => member))], [mallory.member])
  assert.ok(accused.filter(({ cutOff }) => cutOff).length >= Math.floor(FRAMES / FRAMES_PER_LINK / 3) - 1)
  assert.deepEqual([...alice.group(group).membership!.members.keys()].sort(), membersOf(story))
  assert.ok([...alice.group(group).links.all()].length <= 2)
  const kept = alice.store.newest(group, undefined, 1_000_000)
  assert.deepEqual(
    kept.filter(entry => !isSigned(entry)).map(entry => entry.entryId),
    [],
  )
  assert.ok(largest.has('Offers.#wanted') && largest.has('ItemTable.#active'))
  assert.deepEqual(
    [...largest].filter(([name, size]) => size > (BOUNDS.get(name) ?? SMALL)),
    [],
  )
})

/** By the author its header names; every burst of this story has one entry. */
function isSigned({ entryId, header, signature }: StoredEntry): boolean {
  const signed = joinBytes(label('sig'), bytesOfHex(entryId))
  return suite.verify(header.subarray(35, 67), signed, signature)
}

test('a stranger that sends anything at all is let go, and a friend is still let in', async () => {
  const world = new World(REAL_PRIMITIVES)
  const alice = await world.actor('alice')
  const carol = await world.actor('carol')
  const { group } = alice.create('friends')
  world.run(100)
  const ticket = alice.invite(group)
  const stranger = new Mallory(world)
  await stranger.start()
  const mutator = new Mutator(new SeededRandom(27))
  const samples = [frameRecord(new Uint8Array(49).fill(1)), frameRecord(new Uint8Array(64)), new Uint8Array(4)]
  const lines = Array.from({ length: 600 }, () => {
    const line = stranger.open(ticket, mutator.oneOf(['/tocsin/link/1', '/tocsin/join/1'] as const))
    line.channel.write(mutator.mutant(samples))
    // whatever it began, more than a stranger may say
    line.channel.write(new Uint8Array(2048))
    return line
  })
  world.run(60_000)
  assert.equal(lines.filter(line => !line.closed).length, 0)
  assert.ok('group' in carol.join(alice.invite(group)))
  assert.deepEqual([...alice.group(group).membership!.members.keys()], [alice.member, carol.member])
})

test('who left and keeps its link hears nothing of what is said afterwards', async () => {
  const { world, alice, bob, group, mallory, ticket } = await threeAndMallory('per-peer')
  const link = mallory.link(ticket, group, alice.group(group).membership!.members.get(alice.member)!.linkKey)
  const splitter = new RecordSplitter()
  splitter.confirmed()
  link.received.splice(0, 1)
  const ask = { frontierRequest: { since: 0, inFull: true, names: new Uint8Array(0) } }
  const author = publicKeyOf(alice.member)!

  say(ask)
  world.run(500)
  alice.say(group, 'while it is here')
  world.run(2000)
  assert.ok(heard().includes('while it is here'))

  say({ forward: { arc: whole, hops: 1, burst: leaving(mallory, group) } })
  world.run(2000)
  assert.equal(bob.group(group).membership!.members.get(mallory.member)!.present, false)
  alice.say(group, 'after it left')
  for (const log of logsOf(alice, group)) say({ rangeRequest: rangeOf(author, log) })
  say(ask)
  world.run(60_000)
  assert.ok(bob.texts().includes('after it left'))
  assert.ok(!heard().includes('after it left'))

  function say(frame: Partial<Frame>): void {
    const sealed = link.ratchet.seal(recordOf([Frame.encode(frame)]), world.scheduler.now())
    if (sealed !== undefined) link.channel.write(frameRecord(sealed))
  }

  /** All that came over the link since the last time, in the clear. */
  function heard(): string {
    for (const bytes of link.received.splice(0)) splitter.push(bytes)
    let clear = ''
    for (let record = splitter.next(); record !== undefined; record = splitter.next()) {
      clear += Buffer.from(link.ratchet.open(record) ?? []).toString('latin1')
    }
    return clear
  }
})

function leaving(mallory: Mallory, group: GroupId) {
  const prev = new Uint8Array(32)
  const author = mallory.publicKey
  const tip = { scheme: 0, group: bytesOfHex(group), author, log: 2n, nextSeq: 0, prev, order: 1n << 57n }
  const salt = new Uint8Array(16)
  const draft = {
    kind: ControlKind.leave,
    epoch: 0,
    parents: [],
    time: 1,
    order: 2n ** 57n + 1n,
    salt,
    plaintext: prev.subarray(32),
  }
  const { entries, signature } = writeBurst(suite, mallory.seed, [draft], tip)
  return { entries: entries.map(({ header, body }) => ({ header, body })), signature }
}

/** Numbers of alice's own logs. */
function logsOf(alice: Actor, group: GroupId): bigint[] {
  const logs = alice.store.newest(group, undefined, 1000).map(entry => entry.log)
  const own = [...new Set(logs)].filter(log => log.startsWith(alice.member))
  return own.map(log => BigInt(`0x${log.slice(log.indexOf('/') + 1)}`))
}

/** The first 256 entries of a log. */
function rangeOf(author: Uint8Array, log: bigint): NonNullable<Frame['rangeRequest']> {
  const names = new LogNames(new LogIndex(() => false), suite)
  const ranges = packRanges([{ name: names.nameOf(logKeyOf(memberIdOf(author), log)), from: 0, to: 255 }])
  return { request: Number(log & 0xffffn), ranges, logs: [{ author, log }], maxBytes: 65_536 }
}
