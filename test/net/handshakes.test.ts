/** Handshakes over real TCP: a host that begins too many is refused before it costs anything. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import type { NetworkNode } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'

const AT_ONCE = 32
const TRIES = 40
const OPEN_MS = 10_000
const LISTEN = ['/ip4/127.0.0.1/tcp/0']

const suite = nodeSuite()
const random = new SeededRandom(1)

interface Listener {
  readonly seed: Uint8Array
  readonly node: NetworkNode
}

/** Sends back what it reads. */
async function listener(limitsLoopback: boolean): Promise<Listener> {
  const seed = random.bytes(32)
  const network = libp2pNetwork({ limitsLoopback })
  const node = await network.start(seed, LISTEN, channel => {
    channel.attach({ data: bytes => channel.write(bytes), drain: () => undefined, close: () => undefined })
  })
  return { seed, node }
}

/** Resolves when the far side has answered: false when it refused, at once or with the first byte that it read. */
function isLetIn({ seed, node }: Listener, dialler: NetworkNode): Promise<boolean> {
  const member = memberIdOf(suite.ed25519PublicKey(seed))
  return new Promise(resolve => {
    dialler.open(member, node.addresses, '/tocsin/join/1', OPEN_MS, result => {
      if (result instanceof Error) {
        resolve(false)
        return
      }
      result.attach({ data: () => resolve(true), drain: () => undefined, close: () => resolve(false) })
      result.write(Uint8Array.of(1))
    })
  })
}

async function letIn(limitsLoopback: boolean): Promise<number> {
  const alice = await listener(limitsLoopback)
  const dialler = await libp2pNetwork().start(random.bytes(32), LISTEN, () => undefined)
  const began = performance.now()
  let count = 0
  for (let index = 0; index < TRIES; index += 1) if (await isLetIn(alice, dialler)) count += 1
  // one more for each second that it took
  const grown = limitsLoopback ? Math.floor((performance.now() - began) / 1_000) : 0
  await dialler.stop()
  await alice.node.stop()
  return count - Math.min(grown, Math.max(0, count - AT_ONCE))
}

test('of 40 join channels of one host 32 are let in', async () => {
  assert.equal(await letIn(true), AT_ONCE)
})

test('the members of one machine are not counted', async () => {
  assert.equal(await letIn(false), TRIES)
})

test('a host that opens too many connections is let go before a handshake', async () => {
  const alice = await listener(true)
  const [, , , , port] = alice.node.addresses[0]!.split('/')
  const sockets: Socket[] = []
  const letGo = new Promise<void>(resolve => {
    let gone = 0
    for (let index = 0; index < TRIES; index += 1) {
      const socket = connect(Number(port), '127.0.0.1')
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        gone += 1
        // one may come a second later than the first, and be let through
        if (gone === TRIES - AT_ONCE - 1) resolve()
      })
    }
  })
  await letGo
  assert.ok(sockets.filter(socket => !socket.destroyed).length >= AT_ONCE, 'those within the rate stay')
  for (const socket of sockets) socket.destroy()
  await alice.node.stop()
})
