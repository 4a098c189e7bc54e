/**
 * What somebody can do to a member over a real stream: lengths out of bounds, halves of records, single bytes, noise
 * below libp2p. It ends the stream at most; the friends of whoever listens hear nothing of it.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { bytesOfHex, type MemberId, memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import { decodeHeader } from '#src/crypto/entry.js'
import { Initiator } from '#src/crypto/handshake.js'
import type { Ratchet } from '#src/crypto/ratchet.js'
import { frameRecord, RecordSplitter } from '#src/crypto/records.js'
import { decodeControl } from '#src/group/control-codec.js'
import { decodeTicket, type Ticket } from '#src/group/ticket.js'
import { type ChatEvent, createTocsin, type Group, type LiarEvent, type Tocsin } from '#src/index.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import type { Channel, NetworkNode, Protocol } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'
import { Bearer } from '#src/peer/bearer.js'
import { fuzzSeed, rounds } from '../support/fuzzing.ts'
import { Mutator } from '../support/mutations.ts'

const suite = nodeSuite()
const TIMEOUT_MS = 30_000
const STREAMS = rounds(40, 400)

/** A channel whose bytes are waited for. */
class Stream {
  readonly channel: Channel
  readonly closed: Promise<void>
  readonly #splitter = new RecordSplitter()
  #wake: () => void = () => undefined
  #ended = false

  constructor(channel: Channel) {
    this.channel = channel
    this.#splitter.confirmed()
    this.closed = new Promise(resolve => {
      channel.attach({
        data: bytes => {
          this.#splitter.push(bytes)
          this.#wake()
        },
        drain: () => undefined,
        close: () => {
          this.#ended = true
          resolve()
          this.#wake()
        },
      })
    })
  }

  /** The next record in the clear; undefined when the far side ends the stream instead. */
  async record(): Promise<Uint8Array | undefined> {
    for (;;) {
      const record = this.#splitter.next()
      if (record !== undefined || this.#ended) return record
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  /** Byte by byte, each a write of its own. */
  drip(bytes: Uint8Array): void {
    for (const byte of bytes) this.channel.write(Uint8Array.of(byte))
  }
}

/** Speaks the protocol by hand over TCP. */
class Liar {
  readonly seed: Uint8Array
  readonly publicKey: Uint8Array
  readonly member: MemberId
  readonly linkSecret = new Uint8Array(32).fill(0x67)
  readonly linkKey = suite.x25519PublicKey(this.linkSecret)
  readonly #node: NetworkNode
  readonly #ticket: Ticket
  /** Alice's link key, as her genesis names it. */
  #aliceKey = new Uint8Array(32)

  private constructor(seed: Uint8Array, node: NetworkNode, ticket: Ticket) {
    this.seed = seed
    this.publicKey = suite.ed25519PublicKey(seed)
    this.member = memberIdOf(this.publicKey)
    this.#node = node
    this.#ticket = ticket
  }

  static async start(byte: number, ticket: string): Promise<Liar> {
    const seed = new Uint8Array(32).fill(byte)
    const node = await libp2pNetwork({ manyPerHost: true }).start(seed, [], channel => channel.abort())
    return new Liar(seed, node, decodeTicket(suite, ticket))
  }

  stop(): Promise<void> {
    return this.#node.stop()
  }

  open(protocol: Protocol): Promise<Stream> {
    const { member, addresses } = this.#ticket.contacts[0]!
    return new Promise((resolve, reject) => {
      this.#node.open(member, addresses, protocol, TIMEOUT_MS, result => {
        if (result instanceof Error) reject(result)
        else resolve(new Stream(result))
      })
    })
  }

  async join(): Promise<void> {
    const stream = await this.open('/tocsin/join/1')
    const bearer = new Bearer(suite, this, 'mallory', this.#ticket)
    stream.channel.write(bearer.hello)
    for (;;) {
      const record = await stream.record()
      assert.ok(record !== undefined, 'admitted before the stream ends')
      const result = bearer.receive(frameRecord(record))
      if (result.type === 'refused') throw result.error
      assert.ok(result.type !== 'waits')
      if (result.type === 'admitted') {
        const { header, body } = result.bursts[0]!.entries[0]!
        const genesis = decodeControl(decodeHeader(header)!.kind, body.subarray(16))
        assert.ok(genesis?.type === 'create')
        this.#aliceKey.set(genesis.linkKey)
        return
      }
      for (const reply of result.replies) stream.channel.write(reply)
    }
  }

  /** A handshake, each byte of it a write of its own; undefined when alice ends the stream instead. */
  async link(): Promise<{ readonly stream: Stream; readonly ratchet: Ratchet } | undefined> {
    const initiator = new Initiator(suite, new SeededRandom(1), {
      group: bytesOfHex(this.#ticket.group),
      ownMember: this.publicKey,
      ownStaticSecret: this.linkSecret,
      peerMember: publicKeyOf(this.#ticket.contacts[0]!.member)!,
      peerStaticKey: this.#aliceKey,
    })
    const stream = await this.open('/tocsin/link/1')
    stream.drip(frameRecord(initiator.hello))
    const reply = await stream.record()
    if (reply === undefined) return undefined
    const done = initiator.receive(reply, Date.now())
    assert.ok(done.type === 'confirmed')
    stream.drip(frameRecord(done.confirm))
    return { stream, ratchet: done.link }
  }
}

async function heard<Event extends ChatEvent>(
  group: Group,
  wanted: (event: ChatEvent) => event is Event,
): Promise<Event> {
  for await (const event of group.events()) if (wanted(event)) return event
  throw new Error('the group ended before the event came')
}

const accuses = (event: ChatEvent): event is LiarEvent => event.type === 'liar'

async function assertTheyTalk(from: Group, to: Group, text: string): Promise<void> {
  const came = heard(to, (event): event is ChatEvent => event.type === 'message' && event.text === text)
  await from.send(text)
  await came
}

async function withFriends(story: (alice: Group, bob: Group, ticket: string) => Promise<void>): Promise<void> {
  const peers: Tocsin[] = []
  for (const name of ['alice', 'bob']) peers.push(await createTocsin({ name }))
  const [alice, bob] = peers
  try {
    const atAlice = await alice!.createGroup({ name: 'friends' })
    const ticket = await atAlice.invite({ uses: 100 })
    await story(atAlice, await bob!.join(ticket), ticket)
  } finally {
    await Promise.all(peers.map(peer => peer.stop()))
  }
}

test('a stranger that writes anything to streams, or below them, is let go, and friends talk on', async () => {
  await withFriends(async (alice, bob, ticket) => {
    const stranger = await Liar.start(0x55, ticket)
    const mutator = new Mutator(new SeededRandom(fuzzSeed(28)))
    try {
      const ends: Promise<void>[] = []
      for (let count = 0; count < STREAMS; count += 1) {
        const stream = await stranger.open(mutator.oneOf(['/tocsin/link/1', '/tocsin/join/1'] as const))
        const bytes = mutator.mutant([frameRecord(new Uint8Array(49).fill(1)), frameRecord(new Uint8Array(64))])
        if (bytes.length < 200) stream.drip(bytes)
        else stream.channel.write(bytes)
        // whatever it began, more than a stranger may say
        stream.channel.write(new Uint8Array(2048).fill(0xff))
        ends.push(stream.closed)
      }
      await assertTheyTalk(alice, bob, 'while it goes on')
      await Promise.all(ends)
      // from one address; libp2p itself takes so many connections a second and no more
      const { addresses } = decodeTicket(suite, ticket).contacts[0]!
      const noise = Array.from({ length: STREAMS }, () => noiseTo(addresses[0]!, mutator.mutant([new Uint8Array(300)])))
      await Promise.all(noise)
      await assertTheyTalk(bob, alice, 'after it')
    } finally {
      await stranger.stop()
    }
  })
})

test('a member whose records are too long, none or no record is told of, and the third time it is cut off', async () => {
  await withFriends(async (alice, bob, ticket) => {
    const mallory = await Liar.start(0x66, ticket)
    try {
      await mallory.join()
      for (const [count, bytes] of [
        lengthOf(MAX_RECORD_BYTES + 1),
        lengthOf(0),
        frameRecord(new Uint8Array(40)),
      ].entries()) {
        const accused = heard(alice, accuses)
        const link = await mallory.link()
        assert.ok(link !== undefined)
        link.stream.drip(bytes)
        const { member, reason, cutOff } = await accused
        assert.deepEqual([member, reason, cutOff], [mallory.member, 'bad-record', count === 2])
        await link.stream.closed
      }
      assert.equal(await mallory.link(), undefined)
      await assertTheyTalk(alice, bob, 'without mallory')
    } finally {
      await mallory.stop()
    }
  })
})

test('a member that stops in the middle of a record holds up nobody', async () => {
  await withFriends(async (alice, bob, ticket) => {
    const mallory = await Liar.start(0x66, ticket)
    try {
      await mallory.join()
      const link = await mallory.link()
      assert.ok(link !== undefined)
      link.stream.channel.write(lengthOf(MAX_RECORD_BYTES))
      link.stream.channel.write(new Uint8Array(MAX_RECORD_BYTES - 1))
      await assertTheyTalk(alice, bob, 'meanwhile')
      await assertTheyTalk(bob, alice, 'and back')
    } finally {
      await mallory.stop()
    }
  })
})

/** Bytes that are not even libp2p's; resolves when alice has had enough of them, or we have. */
function noiseTo(address: string, bytes: Uint8Array): Promise<void> {
  const [, host, port] = /^\/ip4\/([\d.]+)\/tcp\/(\d+)$/.exec(address) ?? []
  return new Promise(resolve => {
    const socket = connect({ host: host ?? '', port: Number(port) }, () => socket.end(bytes))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve())
    socket.resume()
  })
}

function lengthOf(bytes: number): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes)
  return length
}
