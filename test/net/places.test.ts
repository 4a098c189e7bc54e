/** Strangers over real TCP that take all places, before and after they have proven a key: who is honest gets in. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Connection, Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import type { Channel, NetworkNode } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'

const LISTEN = ['/ip4/127.0.0.1/tcp/0']
const OPEN_MS = 20_000
/** Of each host: what its rate lets it begin at once. */
const OF_HOST = 32

const suite = nodeSuite()
const random = new SeededRandom(1)

interface Listener {
  readonly seed: Uint8Array
  readonly node: NetworkNode
}

/** Sends back what it reads, and counts loopback addresses as hosts. */
async function listener(streamlessMs?: number): Promise<Listener> {
  const seed = random.bytes(32)
  const options = streamlessMs === undefined ? {} : { streamlessMs }
  const network = libp2pNetwork({ limitsLoopback: true, ...options })
  const node = await network.start(seed, LISTEN, channel => {
    channel.attach({ data: bytes => channel.write(bytes), drain: () => undefined, close: () => undefined })
  })
  return { seed, node }
}

function portOf({ node }: Listener): number {
  return Number(node.addresses[0]!.split('/')[4])
}

/** A channel over which a byte came back; undefined when there was none. */
function tryChannel({ seed, node }: Listener, dialler: NetworkNode): Promise<Channel | undefined> {
  const member = memberIdOf(suite.ed25519PublicKey(seed))
  return new Promise(resolve => {
    dialler.open(member, node.addresses, '/tocsin/join/1', OPEN_MS, result => {
      if (result instanceof Error) {
        resolve(undefined)
        return
      }
      result.attach({ data: () => resolve(result), drain: () => undefined, close: () => resolve(undefined) })
      result.write(Uint8Array.of(1))
    })
  })
}

/** A silent socket from this address, once it is there. */
function silentSocket(port: number, localAddress: string): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }, () => resolve(socket))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(socket))
  })
}

/** A libp2p node that pings its connections all the time, and opens no stream. */
async function stranger(seed: Uint8Array, localAddress: string): Promise<Libp2p> {
  const dialOpts = { noDelay: true, localAddress }
  return createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [] },
    transports: [tcp({ dialOpts })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux({ enableKeepAlive: true, keepAliveInterval: 50 })],
    connectionMonitor: { enabled: false },
  })
}

function addressOf({ seed, node }: Listener) {
  return multiaddr(`${node.addresses[0]}/p2p/${memberIdOf(suite.ed25519PublicKey(seed))}`)
}

/** Resolves when so many of these have closed; each is counted once. */
function closings(connections: readonly Connection[], wanted: number): Promise<void> {
  return new Promise(resolve => {
    let gone = 0
    const count = () => {
      gone += 1
      if (gone === wanted) resolve()
    }
    for (const connection of connections) {
      if (connection.status === 'open') connection.addEventListener('close', count)
      else count()
    }
  })
}

test('whoever comes is let in while silent sockets of ten hosts take every place for handshakes', async () => {
  const alice = await listener()
  const hosts = Array.from({ length: 10 }, (_, at) => `127.0.1.${at + 1}`)
  const opening = hosts.flatMap(host => Array.from({ length: OF_HOST }, () => silentSocket(portOf(alice), host)))
  const sockets = await Promise.all(opening)
  const bob = await libp2pNetwork().start(random.bytes(32), [], () => undefined)
  assert.ok((await tryChannel(alice, bob)) !== undefined, 'bob is let in')
  for (const socket of sockets) socket.destroy()
  await bob.stop()
  await alice.node.stop()
})

test('of the connections of one key all but four are closed, and whoever comes is let in', async () => {
  const alice = await listener()
  const seed = random.bytes(32)
  const strangers = await Promise.all(['127.0.2.1', '127.0.2.2'].map(host => stranger(seed, host)))
  const connections: Connection[] = []
  for (let count = 0; count < 20; count += 1) {
    for (const node of strangers) connections.push(await node.dial(addressOf(alice), { force: true }))
  }
  await closings(connections, connections.length - 4)
  assert.equal(connections.filter(({ status }) => status === 'open').length, 4)
  const bob = await libp2pNetwork().start(random.bytes(32), [], () => undefined)
  assert.ok((await tryChannel(alice, bob)) !== undefined, 'bob is let in')
  await Promise.all(strangers.map(node => node.stop()))
  await bob.stop()
  await alice.node.stop()
})

test('a connection without a stream is closed whatever pings come, and one with a stream stays', async () => {
  const alice = await listener(300)
  const bob = await libp2pNetwork({ streamlessMs: 300 }).start(random.bytes(32), [], () => undefined)
  const channel = await tryChannel(alice, bob)
  assert.ok(channel !== undefined)
  const mallory = await stranger(random.bytes(32), '127.0.3.1')
  const connection = await mallory.dial(addressOf(alice))
  await closings([connection], 1)
  const answered = new Promise<void>((resolve, reject) => {
    channel.attach({ data: () => resolve(), drain: () => undefined, close: () => reject(new Error('closed')) })
  })
  channel.write(Uint8Array.of(2))
  await answered
  await mallory.stop()
  await bob.stop()
  await alice.node.stop()
})

test('strangers with a key each, from many hosts, take no member’s place', async () => {
  const alice = await listener()
  const bobsSeed = random.bytes(32)
  const bobsKey = memberIdOf(suite.ed25519PublicKey(bobsSeed))
  alice.node.favour?.(member => member === bobsKey)
  const bob = await libp2pNetwork().start(bobsSeed, [], () => undefined)
  const channel = await tryChannel(alice, bob)
  assert.ok(channel !== undefined)
  const strangers = await Promise.all(
    Array.from({ length: 136 }, (_, at) => stranger(random.bytes(32), `127.0.4.${1 + (at % 20)}`)),
  )
  const connections: Connection[] = []
  for (const node of strangers) connections.push(await node.dial(addressOf(alice)))
  await closings(connections, 8)
  const answered = new Promise<void>((resolve, reject) => {
    channel.attach({ data: () => resolve(), drain: () => undefined, close: () => reject(new Error('closed')) })
  })
  channel.write(Uint8Array.of(2))
  await answered
  await Promise.all(strangers.map(node => node.stop()))
  await bob.stop()
  await alice.node.stop()
})
