/**
 * What a member that lies, and a stranger, can do to one who listens: nothing but lose the link. The clock is virtual;
 * a throw anywhere would end the run. TOCSIN_LONG=1 raises the count.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinBytes, label } from '#src/base/bytes.js'
import { bytesOfHex, type GroupId, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { frameRecord, RecordSplitter } from '#src/crypto/records.js'
import { ControlKind } from '#src/group/control.js'
import { signPresence } from '#src/group/presence.js'
import type { StoredEntry } from '#src/history/stored.js'
import { nodeSuite } from '#src/node-suite.js'
import { decoded } from '#src/wire/decoded.js'
import { Frame, type LogHead, Presence, Record } from '#src/wire/generated/link.js'
import { type Actor, World } from '../support/cast.ts'
import { type HostileLink, Mallory } from '../support/mallory.ts'
import { Mutator, varint } from '../support/mutations.ts'

const FRAMES = process.env.TOCSIN_LONG === '1' ? 1_000_000 : 25_000
/** Frames on one link before the record that ends it. */
const FRAMES_PER_LINK = 200
const suite = nodeSuite()
/** The seed with which the world of the simulator seals and signs in earnest. */
const REAL_PRIMITIVES = 1

/** Frames that fit this group, some of them rightly signed by mallory: the ground for what is made of them. */
class Hostility {
  readonly mutator = new Mutator(new SeededRandom(26))
  readonly #mallory: Mallory
  readonly #group: Uint8Array
  readonly #samples: readonly Uint8Array[]
  #tip: LogTip

  constructor(mallory: Mallory, alice: Actor, group: GroupId) {
    this.#mallory = mallory
    this.#group = bytesOfHex(group)
    const author = mallory.publicKey
    const prev = new Uint8Array(32)
    this.#tip = { scheme: 1, group: this.#group, author, log: 1n, nextSeq: 0, prev, order: 1n << 57n }
    this.#samples = this.#framesOf(alice, group).map(frame => Frame.encode(frame))
  }

  /** A frame that decodes, and may be signed: nothing in it need be true. */
  frame(): Uint8Array {
    if (this.mutator.below(50) === 0) return Frame.encode({ forward: { arc: whole, hops: 1, burst: this.#signed() } })
    for (;;) {
      const bytes = this.mutator.mutant(this.#samples)
      if (decoded(Frame, bytes) !== undefined) return bytes
    }
  }

  /** Bytes that are no record, whatever they began as. */
  noRecord(): Uint8Array {
    for (;;) {
      const bytes = this.mutator.mutant([Record.encode({ frames: [Frame.decode(this.frame())] })])
      if (decoded(Record, bytes) === undefined) return bytes
    }
  }

  /** Signed by mallory: any kind, any plaintext, in its content log or a control log. */
  #signed() {
    const plaintext = this.mutator.mutant(this.#samples).subarray(0, 500)
    const draft = {
      kind: this.mutator.below(40),
      epoch: this.mutator.below(3),
      parents: [],
      time: this.mutator.below(2 ** 46),
      order: this.#tip.order + BigInt(1 + this.mutator.below(5)),
      salt: new Uint8Array(16),
      plaintext,
    }
    const log = this.mutator.below(4) === 0 ? BigInt(2 * this.mutator.below(1000)) : this.#tip.log
    const prev = new Uint8Array(32)
    const tip = log === this.#tip.log ? this.#tip : { ...this.#tip, log, scheme: 0, nextSeq: 0, prev, order: 1n }
    const burst = writeBurst(suite, this.#mallory.seed, [draft], tip)
    if (log === this.#tip.log) this.#tip = tipAfter(burst)
    return { entries: burst.entries.map(({ header, body }) => ({ header, body })), signature: burst.signature }
  }

  #framesOf(alice: Actor, group: GroupId): Partial<Frame>[] {
    const members = [publicKeyOf(alice.member)!, this.#mallory.publicKey, new Uint8Array(32).fill(1)]
    const item = new Uint8Array(32).fill(2)
    const entries = alice.store.newest(group, undefined, 10)
    const bursts = entries.map(({ header, body, signature }) => ({ entries: [{ header, body }], signature }))
    const record = signPresence(suite, this.#mallory.seed, this.#group, {
      member: this.#mallory.member,
      incarnation: 5,
      leaving: false,
      addresses: ['/memory/9'],
    })
    const forward = Frame.decode(Frame.encode({ forward: { arc: whole, hops: 1, presence: Presence.decode(record) } }))
    return [
      forward,
      ...bursts.map(burst => ({ forward: { arc: whole, hops: 1, burst } })),
      { rangeAnswer: { request: 1, bursts, more: false, base: { seq: 1, prev: item } } },
      ...members.flatMap((member): Partial<Frame>[] => [
        { forward: { arc: whole, hops: 1, doubt: { member, incarnation: 3n, offline: true, by: member } } },
        { rangeRequest: { request: 1, author: member, log: 1n, from: 0, to: 4_000_000_000, maxBytes: 4_000_000_000 } },
        { frontier: { heads: [headOf(member, 0n), headOf(member, 1n)], delta: true } },
        { livenessQuery: { member } },
        { probe: { item, arc: whole, hops: 1, author: member } },
        { roster: { lines: [{ member, incarnation: 1n, online: true }] } },
        { leaves: { members: [member, item] } },
        { livenessAnswer: { member, alive: true } },
      ]),
      { acks: { acks: [{ item, dup: true }] } },
      { receipt: { item, list: item.subarray(0, 8), holders: item, proof: item.subarray(0, 16), complete: true } },
      { announce: { item, arc: whole, hops: 1, size: 100_000 } },
      { pull: { item } },
      { digest: { root: item.subarray(0, 16), control: false } },
      { frontierRequest: { whole: true } },
      { rosterDigest: { hash: item.subarray(0, 16) } },
      { keep: { wanted: true } },
    ]
  }
}

const whole = { from: 0n, to: 0n }

function headOf(author: Uint8Array, log: bigint): LogHead {
  return { author, log, next: 90, digest: new Uint8Array(8), beyond: [{ from: 95, to: 99 }], fork: undefined }
}

test('a member that talks nonsense loses its link each time, and the others talk on as if it were not there', async () => {
  const { world, alice, bob, group, mallory, ticket } = await threeAndMallory()
  const hostility = new Hostility(mallory, alice, group)
  for (let sent = 0; sent < FRAMES; sent += FRAMES_PER_LINK) {
    const link = linkToAlice()
    for (let count = 0; count < FRAMES_PER_LINK; count += 20) {
      seal(link, recordOf(Array.from({ length: 20 }, () => hostility.frame())))
    }
    world.run(500)
    seal(link, hostility.noRecord())
    world.run(500)
    assert.ok(link.closed, `after ${sent} frames`)
    if (sent % 4000 === 0) {
      bob.say(group, `still here ${sent}`)
      world.run(1000)
    }
  }
  alice.say(group, 'the end')
  world.run(60_000)
  assert.ok(bob.texts().includes('the end'))
  assert.equal(alice.texts().filter(text => text.startsWith('still here')).length, Math.ceil(FRAMES / 4000))
  assert.deepEqual(alice.failures, [])
  const membership = alice.group(group).membership!
  assert.deepEqual([...membership.members.keys()].sort(), [alice.member, bob.member, mallory.member].sort())
  assert.ok([...alice.group(group).links.all()].length <= 2)
  const kept = alice.store.newest(group, undefined, 1_000_000)
  assert.ok(kept.length >= 4 + FRAMES / 4000)
  assert.deepEqual(
    kept.filter(entry => !isSigned(entry)).map(entry => entry.entryId),
    [],
  )

  function linkToAlice(): HostileLink {
    return mallory.link(ticket, group, alice.group(group).membership!.members.get(alice.member)!.linkKey)
  }

  function seal(link: HostileLink, record: Uint8Array): void {
    const sealed = link.ratchet.seal(record, world.scheduler.now())
    if (sealed !== undefined) link.channel.write(frameRecord(sealed))
  }
})

function recordOf(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(frames.flatMap(frame => [Uint8Array.of(0x0a), varint(frame.length), frame]))
}

/** By the author its header names; every burst of this story has one entry. */
function isSigned({ entryId, header, signature }: StoredEntry): boolean {
  const signed = joinBytes(label('sig'), bytesOfHex(entryId))
  return suite.verify(header.subarray(35, 67), signed, signature)
}

async function threeAndMallory() {
  const world = new World(REAL_PRIMITIVES)
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const { group } = alice.create('friends')
  world.run(100)
  bob.join(alice.invite(group))
  const mallory = new Mallory(world)
  await mallory.start()
  const ticket = alice.invite(group)
  mallory.join(ticket)
  world.run(2000)
  alice.say(group, 'welcome')
  bob.say(group, 'hello mallory')
  world.run(1000)
  return { world, alice, bob, group, mallory, ticket }
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
  const { world, alice, bob, group, mallory, ticket } = await threeAndMallory()
  const link = mallory.link(ticket, group, alice.group(group).membership!.members.get(alice.member)!.linkKey)
  const splitter = new RecordSplitter()
  splitter.confirmed()
  link.received.splice(0, 1)
  const ask = { frontierRequest: { whole: true } }
  const range = { author: publicKeyOf(alice.member)!, from: 0, to: 255, maxBytes: 65_536 }

  say(ask)
  world.run(500)
  alice.say(group, 'while it is here')
  world.run(2000)
  assert.ok(heard().includes('while it is here'))

  say({ forward: { arc: whole, hops: 1, burst: leaving(mallory, group) } })
  world.run(2000)
  assert.equal(bob.group(group).membership!.members.get(mallory.member)!.present, false)
  alice.say(group, 'after it left')
  for (const log of logsOf(alice, group)) say({ rangeRequest: { ...range, request: Number(log & 0xffffn), log } })
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
