/** What every network must do, said once and asked of each: in memory, and libp2p over TCP and Noise. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, describe, it } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import { memoryNetwork } from '#src/net/memory.js'
import type { Channel, Network, NetworkNode, Protocol } from '#src/net/network.js'
import { systemScheduler } from '../support/system-scheduler.ts'

const LINK = '/tocsin/link/1'
const TIMEOUT_MS = 30_000

const suite = { ed25519PublicKey: (seed: Uint8Array) => ed25519.getPublicKey(seed) }
const networks: readonly { readonly name: string; readonly listen: string; readonly make: () => Network }[] = [
  { name: 'memory', listen: '/memory/0', make: () => memoryNetwork({ scheduler: systemScheduler, suite }) },
  { name: 'libp2p', listen: '/ip4/127.0.0.1/tcp/0', make: () => libp2pNetwork({ manyPerHost: true }) },
  { name: 'libp2p with production limits', listen: '/ip4/127.0.0.1/tcp/0', make: () => libp2pNetwork() },
]

interface Member {
  readonly member: MemberId
  readonly node: NetworkNode
  /** The next inbound channel. */
  next(): Promise<Channel>
}

let seeds = 0

class Cast {
  readonly #network: Network
  readonly #listen: string
  readonly #members: Member[] = []
  #probe: { readonly near: Channel; readonly far: Channel } | undefined

  constructor(network: Network, listen: string) {
    this.#network = network
    this.#listen = listen
  }

  async member(): Promise<Member> {
    seeds += 1
    const seed = seedOf(seeds)
    const ready: Channel[] = []
    const waiting: ((channel: Channel) => void)[] = []
    const node = await this.#network.start(seed, [this.#listen], channel => {
      const first = waiting.shift()
      if (first === undefined) ready.push(channel)
      else first(channel)
    })
    const next = () =>
      new Promise<Channel>(resolve => {
        const first = ready.shift()
        if (first === undefined) waiting.push(resolve)
        else resolve(first)
      })
    const member = { member: memberIdOf(suite.ed25519PublicKey(seed)), node, next }
    this.#members.push(member)
    return member
  }

  async pair(alice?: Member, bob?: Member, protocol: Protocol = LINK): Promise<{ near: Channel; far: Channel }> {
    const from = alice ?? (await this.member())
    const to = bob ?? (await this.member())
    const near = await opened(from.node, to.member, to.node.addresses, protocol)
    return { near, far: await to.next() }
  }

  /** Several trips there and back on a channel of its own: what was on its way elsewhere has arrived. */
  async roundTrip(): Promise<void> {
    for (let trips = 0; trips < 5; trips += 1) {
      this.#probe ??= await this.pair()
      const { near, far } = this.#probe
      await new Promise<void>(resolve => {
        far.attach({ data: bytes => far.write(bytes), drain: () => {}, close: () => {} })
        near.attach({ data: () => resolve(), drain: () => {}, close: () => {} })
        near.write(Uint8Array.of(1))
      })
      near.abort()
      this.#probe = undefined
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ node }) => node.stop()))
  }
}

interface Listener {
  readonly length: number
  readonly drains: number
  readonly closes: number
  bytes(): Buffer
  /** Waits for events until the condition holds. */
  until(condition: () => boolean): Promise<void>
}

function listenTo(channel: Channel, also: { data?: () => void; drain?: () => void } = {}): Listener {
  const pieces: Uint8Array[] = []
  const state = { length: 0, drains: 0, closes: 0 }
  let check = () => {}
  channel.attach({
    data(bytes) {
      assert.equal(state.closes, 0, 'nothing follows a close')
      pieces.push(bytes)
      state.length += bytes.length
      also.data?.()
      check()
    },
    drain() {
      state.drains += 1
      also.drain?.()
      check()
    },
    close() {
      state.closes += 1
      check()
    },
  })
  return {
    get length() {
      return state.length
    },
    get drains() {
      return state.drains
    },
    get closes() {
      return state.closes
    },
    bytes: () => Buffer.concat(pieces),
    until: condition =>
      new Promise(resolve => {
        check = () => {
          if (condition()) resolve()
        }
        check()
      }),
  }
}

async function opened(
  node: NetworkNode,
  to: MemberId,
  addresses: readonly string[],
  protocol: Protocol = LINK,
): Promise<Channel> {
  const result = await openResult(node, to, addresses, protocol, TIMEOUT_MS)
  if (result instanceof Error) throw result
  return result
}

function openResult(
  node: NetworkNode,
  to: MemberId,
  addresses: readonly string[],
  protocol: Protocol,
  timeoutMs: number,
): Promise<Channel | Error> {
  return new Promise(resolve => node.open(to, addresses, protocol, timeoutMs, resolve))
}

function seedOf(number: number): Uint8Array {
  const seed = new Uint8Array(32)
  new DataView(seed.buffer).setUint32(0, number)
  return seed
}

/** Takes connections and says nothing: what hangs a dialer that has no timeout. */
function silentServer(): Promise<{ readonly address: string; close(): void }> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.on('error', () => {}).resume())
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      if (at === null || typeof at === 'string') return reject(new Error('no port'))
      resolve({ address: `/ip4/127.0.0.1/tcp/${at.port}`, close: () => server.close() })
    })
  })
}

for (const { name, listen, make } of networks) {
  describe(`a network (${name})`, () => {
    const cast = new Cast(make(), listen)
    after(() => cast.stop())

    it('delivers the bytes of 1,000 writes in order', async () => {
      const { near, far } = await cast.pair()
      const heard = listenTo(far)
      const sent: Uint8Array[] = []
      listenTo(near)
      for (let index = 0; index < 1000; index += 1) {
        const bytes = new Uint8Array(1 + (index % 300)).fill(index)
        sent.push(bytes)
        near.write(bytes)
      }
      const total = sent.reduce((sum, bytes) => sum + bytes.length, 0)
      await heard.until(() => heard.length >= total)
      assert.deepEqual(heard.bytes(), Buffer.concat(sent))
    })

    it('keeps what comes before attach, in both directions', async () => {
      const { near, far } = await cast.pair()
      near.write(Buffer.from('hello'))
      far.write(Buffer.from('welcome'))
      await cast.roundTrip()
      const [atFar, atNear] = [listenTo(far), listenTo(near)]
      await atFar.until(() => atFar.length >= 5)
      await atNear.until(() => atNear.length >= 7)
      assert.equal(atFar.bytes().toString(), 'hello')
      assert.equal(atNear.bytes().toString(), 'welcome')
    })

    it('hands over to new handlers, each byte once', async () => {
      const { near, far } = await cast.pair()
      const first = listenTo(far)
      near.write(Buffer.from('one'))
      await first.until(() => first.length >= 3)
      const second = listenTo(far)
      near.write(Buffer.from('two'))
      near.close()
      await second.until(() => second.closes > 0)
      assert.deepEqual([first.bytes().toString(), second.bytes().toString()], ['one', 'two'])
      assert.deepEqual([first.closes, second.closes], [0, 1])
    })

    it('tells the writer to stop for a slow reader, and drains when it reads again', async () => {
      const { near, far } = await cast.pair()
      const atFar = listenTo(far)
      const atNear = listenTo(near)
      far.pause()
      const chunk = new Uint8Array(64 * 1024).fill(7)
      let written = 0
      for (; near.writable && written < 64 * 1024 * 1024; written += chunk.length) near.write(chunk)
      assert.equal(near.writable, false)
      // while the writer already waits nothing is lost
      near.write(chunk)
      written += chunk.length
      await cast.roundTrip()
      far.resume()
      await atNear.until(() => atNear.drains > 0 && near.writable)
      await atFar.until(() => atFar.length === written)
      assert.equal(atNear.closes + atFar.closes, 0)
    })

    it("holds a paused reader's bytes back at the writer, for far more than any buffer", async () => {
      const { near, far } = await cast.pair()
      const goal = 16 * 1024 * 1024
      const chunk = new Uint8Array(256 * 1024).fill(3)
      let written = 0
      const pump = () => {
        for (; near.writable && written < goal; written += chunk.length) near.write(chunk)
      }
      listenTo(near, { drain: pump })
      // pauses at every piece, from within the delivery
      const atFar = listenTo(far, {
        data: () => {
          far.pause()
          setImmediate(() => far.resume())
        },
      })
      pump()
      await atFar.until(() => atFar.length === goal || atFar.closes > 0)
      assert.equal(atFar.closes, 0)
      assert.equal(written, goal)
    })

    it('keeps the writer waiting for a reader that pauses within the delivery a resume brought', async () => {
      const { near, far } = await cast.pair()
      const goal = 32 * 1024 * 1024
      const chunk = new Uint8Array(64 * 1024).fill(5)
      let written = 0
      const pump = () => {
        for (; near.writable && written < goal; written += chunk.length) near.write(chunk)
      }
      listenTo(near, { drain: pump })
      const atFar = listenTo(far, { data: () => far.pause() })
      far.pause()
      pump()
      await cast.roundTrip()
      far.resume()
      await atFar.until(() => atFar.length > 0)
      for (let trips = 0; trips < 5; trips += 1) await cast.roundTrip()
      assert.equal(atFar.closes, 0)
      assert.ok(written < goal, 'the writer was held back')
    })

    it('delivers everything that was written before a close, then closes both ends once', async () => {
      const { near, far } = await cast.pair()
      const atNear = listenTo(near)
      const bytes = new Uint8Array(3_000_000).map((_, index) => index * 31)
      near.write(bytes)
      near.close()
      near.write(Buffer.from('too late'))
      await cast.roundTrip()
      const atFar = listenTo(far)
      await atFar.until(() => atFar.closes > 0)
      await atNear.until(() => atNear.closes > 0)
      await cast.roundTrip()
      assert.ok(atFar.bytes().equals(bytes))
      assert.deepEqual([atNear.closes, atFar.closes], [1, 1])
    })

    it('delivers everything before a close to a reader that pauses', async () => {
      const { near, far } = await cast.pair()
      listenTo(near)
      const atFar = listenTo(far)
      far.pause()
      near.write(Buffer.from('last words'))
      near.close()
      await cast.roundTrip()
      assert.equal(atFar.closes, 0)
      far.resume()
      await atFar.until(() => atFar.closes > 0)
      assert.equal(atFar.bytes().toString(), 'last words')
    })

    it('shows an abort as exactly one close at each end', async () => {
      const { near, far } = await cast.pair()
      const [atNear, atFar] = [listenTo(near), listenTo(far)]
      near.abort()
      near.abort()
      near.close()
      assert.equal(atNear.closes, 0, 'never from inside the call')
      await atFar.until(() => atFar.closes > 0)
      await atNear.until(() => atNear.closes > 0)
      far.abort()
      await cast.roundTrip()
      assert.deepEqual([atNear.closes, atFar.closes], [1, 1])
      assert.deepEqual([near.writable, far.writable], [false, false])
    })

    it('shows a close that came before attach', async () => {
      const { near, far } = await cast.pair()
      listenTo(near)
      near.abort()
      await cast.roundTrip()
      const atFar = listenTo(far)
      await atFar.until(() => atFar.closes > 0)
      assert.equal(atFar.closes, 1)
    })

    it('gives an error when nobody answers, within the timeout', async () => {
      const alice = await cast.member()
      const nobody = memberIdOf(suite.ed25519PublicKey(seedOf(99_999)))
      const silent = await silentServer()
      const addresses = [[], ['no address'], ['/memory/999999'], ['/ip4/127.0.0.1/tcp/1'], [silent.address]]
      const started = Date.now()
      for (const list of addresses) {
        const result = await openResult(alice.node, nobody, list, LINK, 500)
        assert.ok(result instanceof Error, `${list}`)
      }
      silent.close()
      assert.ok(Date.now() - started < 10_000)
    })

    it('does not take another member for the one that was meant', async () => {
      const [alice, mallory] = [await cast.member(), await cast.member()]
      const bob = memberIdOf(suite.ed25519PublicKey(seedOf(99_998)))
      const result = await openResult(alice.node, bob, mallory.node.addresses, LINK, TIMEOUT_MS)
      assert.ok(result instanceof Error)
    })

    it('names the authenticated member, and who opened', async () => {
      const [alice, bob] = [await cast.member(), await cast.member()]
      const { near, far } = await cast.pair(alice, bob)
      assert.deepEqual([near.remote, far.remote], [bob.member, alice.member])
      assert.deepEqual([near.initiator, far.initiator], [true, false])
    })

    it('opens a second channel without any address while a first one lives', async () => {
      const [alice, bob] = [await cast.member(), await cast.member()]
      const first = await cast.pair(alice, bob)
      const incoming = alice.next()
      const back = await opened(bob.node, alice.member, [])
      assert.equal((await incoming).remote, bob.member)
      assert.equal(back.remote, first.far.remote)
    })

    it('does not mix two protocols', async () => {
      const [alice, bob] = [await cast.member(), await cast.member()]
      const link = await cast.pair(alice, bob, '/tocsin/link/1')
      const join = await cast.pair(alice, bob, '/tocsin/join/1')
      assert.deepEqual([link.far.protocol, join.far.protocol], ['/tocsin/link/1', '/tocsin/join/1'])
      const [atLink, atJoin] = [listenTo(link.far), listenTo(join.far)]
      link.near.write(Buffer.from('link'))
      join.near.write(Buffer.from('join'))
      await atLink.until(() => atLink.length >= 4)
      await atJoin.until(() => atJoin.length >= 4)
      assert.deepEqual([atLink.bytes().toString(), atJoin.bytes().toString()], ['link', 'join'])
    })

    it('closes the channels of a node that stops', async () => {
      const [alice, bob] = [await cast.member(), await cast.member()]
      const { far } = await cast.pair(alice, bob)
      const atFar = listenTo(far)
      await alice.node.stop()
      await atFar.until(() => atFar.closes > 0)
      assert.equal(atFar.closes, 1)
    })

    it('lets 30 members of one host dial one at once', async () => {
      const bob = await cast.member()
      const dialers = await Promise.all(Array.from({ length: 30 }, () => cast.member()))
      const channels = await Promise.all(dialers.map(({ node }) => opened(node, bob.member, bob.node.addresses)))
      for (const channel of channels) channel.write(Buffer.from('here'))
      const heard: MemberId[] = []
      while (heard.length < 30) {
        const far = await bob.next()
        const atFar = listenTo(far)
        await atFar.until(() => atFar.length >= 4)
        heard.push(far.remote)
      }
      assert.deepEqual(heard.sort(), dialers.map(({ member }) => member).sort())
    })
  })
}
