/** The in-memory network under virtual time: the same seed gives the same run, and the simulator's hooks lose what they say. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import type { MemberId } from '#src/base/ids.js'
import { memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type MemoryNetwork, memoryNetwork } from '#src/net/memory.js'
import type { Channel, NetworkNode } from '#src/net/network.js'
import { VirtualScheduler } from '../support/virtual-scheduler.ts'

const LINK = '/tocsin/link/1'
const LATENCY_MS = 10
const suite = { ed25519PublicKey: (seed: Uint8Array) => ed25519.getPublicKey(seed) }

describe('the in-memory network', () => {
  it('replays a run to the byte and the millisecond from its seed, and another seed gives another', async () => {
    const first = await lossyRun(7)
    assert.deepEqual(await lossyRun(7), first)
    assert.notDeepEqual(await lossyRun(8), first)
  })

  it('delivers in order although lost writes come late', async () => {
    const run = await lossyRun(3)
    const values = run.filter(line => line.startsWith('bob')).map(line => Number(line.split(' ')[2]))
    assert.deepEqual(
      values,
      Array.from({ length: 200 }, (_, index) => index),
    )
  })

  it('takes one latency for a write', async () => {
    const { scheduler, near, log } = await world()
    const sentMs = scheduler.now()
    near.write(Uint8Array.of(1))
    scheduler.run(sentMs + LATENCY_MS - 1)
    assert.deepEqual(log, [])
    scheduler.run(sentMs + LATENCY_MS)
    assert.deepEqual(log, ['bob data 1'])
  })

  it('lets a member come back at the address it had, and at none that is taken', async () => {
    const network = memoryNetwork({ scheduler: new VirtualScheduler(), suite })
    const seed = new Uint8Array(32).fill(1)
    const first = await network.start(seed, [], () => undefined)
    await assert.rejects(
      network.start(seed, first.addresses, () => undefined),
      { code: 'unreachable' },
    )
    await first.stop()
    const again = await network.start(seed, first.addresses, () => undefined)
    assert.deepEqual(again.addresses, first.addresses)
  })

  it('copies what is written', async () => {
    const { scheduler, near, log } = await world()
    const bytes = Uint8Array.of(1)
    near.write(bytes)
    bytes[0] = 2
    scheduler.run(1000)
    assert.deepEqual(log, ['bob data 1'])
  })

  it('holds everything at a cut, and loses nothing when it heals', async () => {
    const { scheduler, network, near, far, alice, bob, log } = await world()
    network.cut(alice, bob)
    near.write(Uint8Array.of(1))
    far.write(Uint8Array.of(2))
    scheduler.run(60_000)
    assert.deepEqual(log, [])
    near.write(Uint8Array.of(3))
    network.heal(bob, alice)
    scheduler.run(120_000)
    assert.deepEqual(log, ['bob data 1', 'alice data 2', 'bob data 3'])
  })

  it('lets a dial over a cut run into its timeout, and leaves nothing behind when it heals', async () => {
    const { scheduler, network, node, alice, bob, address, incoming } = await world()
    network.cut(alice, bob)
    const before = incoming.length
    const results: (Channel | Error)[] = []
    node.open(bob, [address], LINK, 5000, result => results.push(result))
    scheduler.run(scheduler.now() + 4999)
    assert.equal(results.length, 0)
    scheduler.run(scheduler.now() + 1)
    assert.ok(results[0] instanceof Error)
    network.heal(alice, bob)
    scheduler.run(scheduler.now() + 60_000)
    assert.equal(results.length, 1)
    for (const channel of incoming.slice(before)) assert.equal(channel.writable, false)
  })

  it('loses the bytes in flight when channels are severed, and both ends see one close', async () => {
    const { scheduler, network, near, alice, bob, log } = await world()
    near.write(Uint8Array.of(1))
    network.sever(alice, bob)
    scheduler.run(60_000)
    assert.deepEqual(log.sort(), ['alice close', 'bob close'])
  })

  it('lets a killed member hear nothing, its peer see one close, and its address answer no more', async () => {
    const { scheduler, network, near, far, node, bob, address, log } = await world()
    near.write(Uint8Array.of(1))
    far.write(Uint8Array.of(2))
    network.kill(bob)
    scheduler.run(60_000)
    assert.deepEqual(log, ['alice data 2', 'alice close'])
    const results: (Channel | Error)[] = []
    node.open(bob, [address], LINK, 5000, result => results.push(result))
    scheduler.run(120_000)
    assert.ok(results[0] instanceof Error)
  })

  it('runs tasks by time, then by order of asking, and not those cancelled', () => {
    const scheduler = new VirtualScheduler(100)
    const ran: number[] = []
    const delays = [5, 1, 3, 1, 9, 0, 3, 7, 1]
    const cancels = delays.map((delay, index) => scheduler.after(delay, () => ran.push(index)))
    cancels[2]?.()
    scheduler.run(107)
    assert.deepEqual(ran, [5, 1, 3, 8, 6, 0, 7])
    assert.equal(scheduler.now(), 107)
    assert.equal(scheduler.step(), true)
    assert.equal(scheduler.step(), false)
    assert.equal(scheduler.now(), 109)
  })
})

/** alice writes 200 numbers over a lossy line to bob, who answers each; what happened when. */
async function lossyRun(seed: number): Promise<string[]> {
  const { scheduler, network, near, far, log } = await world(seed, time => `${time} `)
  network.lose(0.2)
  log.length = 0
  for (let index = 0; index < 200; index += 1) {
    scheduler.after(index, () => {
      near.write(Uint8Array.of(index))
      far.write(Uint8Array.of(index))
    })
  }
  scheduler.run(600_000)
  return log.map(line => line.replace(/^(\S+) (\S+) data/, '$2 $1'))
}

interface World {
  readonly scheduler: VirtualScheduler
  readonly network: MemoryNetwork
  readonly node: NetworkNode
  readonly address: string
  readonly alice: MemberId
  readonly bob: MemberId
  readonly near: Channel
  readonly far: Channel
  /** Every channel that came in at bob. */
  readonly incoming: readonly Channel[]
  readonly log: string[]
}

/** alice and bob with one channel between them, both listening into the log. */
async function world(seed = 1, stamp: (nowMs: number) => string = () => ''): Promise<World> {
  const scheduler = new VirtualScheduler()
  const network = memoryNetwork({ scheduler, suite, random: new SeededRandom(seed), latencyMs: () => LATENCY_MS })
  const incoming: Channel[] = []
  const [aliceSeed, bobSeed] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const node = await network.start(aliceSeed, [], () => {})
  const bobNode = await network.start(bobSeed, [], channel => incoming.push(channel))
  const [alice, bob] = [memberIdOf(suite.ed25519PublicKey(aliceSeed)), memberIdOf(suite.ed25519PublicKey(bobSeed))]
  const address = bobNode.addresses[0] ?? ''
  const results: (Channel | Error)[] = []
  node.open(bob, [address], LINK, 1000, result => results.push(result))
  scheduler.run(100)
  const [near, far] = [results[0], incoming[0]]
  assert.ok(near !== undefined && !(near instanceof Error) && far !== undefined)
  const log: string[] = []
  const follow = (name: string, channel: Channel) =>
    channel.attach({
      data: bytes => log.push(`${stamp(scheduler.now())}${name} data ${bytes.join(' ')}`),
      drain: () => log.push(`${stamp(scheduler.now())}${name} drain`),
      close: () => log.push(`${stamp(scheduler.now())}${name} close`),
    })
  follow('alice', near)
  follow('bob', far)
  scheduler.run(200)
  return { scheduler, network, node, address, alice, bob, near, far, incoming, log }
}
