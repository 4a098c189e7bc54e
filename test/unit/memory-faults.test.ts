/** What the simulator's network can do to two members beyond a cut: each fault does what it says and loses nothing else. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { type MemoryNetwork, memoryNetwork } from '#src/net/memory.js'
import type { Channel, NetworkNode } from '#src/net/network.js'
import { cheapSuite } from '../support/cheap-suite.ts'
import { VirtualScheduler } from '../support/virtual-scheduler.ts'

const LINK = '/tocsin/link/1'
const LATENCY_MS = 10

describe('the in-memory network under faults', () => {
  it('lets a one-way cut pass what goes the other way, and gives the rest back in order when it heals', async () => {
    const { scheduler, network, alice, bob, near, far, log } = await pair()
    network.cutOneWay(alice, bob)
    near.write(Uint8Array.of(1))
    near.write(Uint8Array.of(2))
    far.write(Uint8Array.of(3))
    scheduler.run(10_000)
    assert.deepEqual(log, ['alice data 3'])
    network.heal(alice, bob)
    scheduler.run(20_000)
    assert.deepEqual(log, ['alice data 3', 'bob data 1', 'bob data 2'])
  })

  it('keeps what is sent to a frozen member, a dial too, and delivers it in order when it thaws', async () => {
    const { scheduler, network, node, address, bob, near, log } = await pair()
    network.freeze(bob)
    near.write(Uint8Array.of(1))
    near.write(Uint8Array.of(2))
    const dialled: string[] = []
    node.open(bob, [address], LINK, 60_000, result => dialled.push(result instanceof Error ? 'failed' : 'open'))
    scheduler.run(30_000)
    assert.deepEqual([log, dialled], [[], []])
    network.thaw(bob)
    scheduler.run(31_000)
    assert.deepEqual([log, dialled], [['bob data 1', 'bob data 2'], ['open']])
  })

  it('has a slow member take no more bytes than it can', async () => {
    const { scheduler, network, bob, near, log } = await pair()
    const begunMs = scheduler.now()
    network.readAt(bob, 100)
    for (let count = 0; count < 10; count += 1) near.write(new Uint8Array(50))
    scheduler.run(begunMs + 2_000)
    assert.equal(log.length, 4)
    network.readAt(bob, undefined)
    scheduler.run(begunMs + 3_000)
    assert.equal(log.length, 10)
  })

  it('kills streams at a rate, at both ends, with what is in flight', async () => {
    const { scheduler, network, near, log } = await pair()
    network.killStreams(30)
    scheduler.run(scheduler.now() + 60_000)
    assert.deepEqual(log.sort(), ['alice close', 'bob close'])
    near.write(Uint8Array.of(1))
    scheduler.run(scheduler.now() + 60_000)
    assert.equal(log.length, 2)
  })

  it('lets one channel overtake another, and never one write another in one channel', async () => {
    const { scheduler, network, near, far, bob, node, address, incoming, log } = await pair()
    const results: (Channel | Error)[] = []
    node.open(bob, [address], LINK, 1_000, result => results.push(result))
    scheduler.run(scheduler.now() + 1_000)
    const second = incoming[1]
    assert.ok(second !== undefined && results[0] !== undefined && !(results[0] instanceof Error))
    follow('second', second, log)
    network.jitter(500)
    for (let count = 0; count < 20; count += 1) {
      near.write(Uint8Array.of(count))
      results[0].write(Uint8Array.of(count))
    }
    scheduler.run(scheduler.now() + 10_000)
    far.close()
    const of = (name: string) => log.filter(line => line.startsWith(name)).map(line => Number(line.split(' ')[2]))
    const ascending = Array.from({ length: 20 }, (_, index) => index)
    assert.deepEqual([of('bob'), of('second')], [ascending, ascending])
    const alternating = ascending.flatMap(count => [`bob data ${count}`, `second data ${count}`])
    assert.notDeepEqual(log, alternating)
  })

  it('shows a tap each write, with who wrote it to whom', async () => {
    const { scheduler, alice, bob, near, tapped } = await pair()
    tapped.length = 0
    near.write(Uint8Array.of(7))
    scheduler.run(1_000)
    assert.deepEqual(tapped, [{ from: alice, to: bob, bytes: [7] }])
  })
})

interface Pair {
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
  readonly tapped: { readonly from: MemberId; readonly to: MemberId; readonly bytes: readonly number[] }[]
}

/** alice and bob with one channel between them, both listening into the log. */
async function pair(): Promise<Pair> {
  const scheduler = new VirtualScheduler()
  const tapped: { from: MemberId; to: MemberId; bytes: number[] }[] = []
  const network = memoryNetwork({
    scheduler,
    suite: cheapSuite,
    random: new SeededRandom(1),
    latencyMs: () => LATENCY_MS,
    tap: (from, to, bytes) => tapped.push({ from, to, bytes: [...bytes] }),
  })
  const incoming: Channel[] = []
  const [aliceSeed, bobSeed] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const node = await network.start(aliceSeed, [], () => undefined)
  const bobNode = await network.start(bobSeed, [], channel => incoming.push(channel))
  const [alice, bob] = [aliceSeed, bobSeed].map(seed => memberIdOf(cheapSuite.ed25519PublicKey(seed)))
  const address = bobNode.addresses[0] ?? ''
  const results: (Channel | Error)[] = []
  assert.ok(alice !== undefined && bob !== undefined)
  node.open(bob, [address], LINK, 1_000, result => results.push(result))
  scheduler.run(100)
  const [near, far] = [results[0], incoming[0]]
  assert.ok(near !== undefined && !(near instanceof Error) && far !== undefined)
  const log: string[] = []
  follow('alice', near, log)
  follow('bob', far, log)
  scheduler.run(200)
  return { scheduler, network, node, address, alice, bob, near, far, incoming, log, tapped }
}

function follow(name: string, channel: Channel, log: string[]): void {
  channel.attach({
    data: bytes => log.push(`${name} data ${bytes.length === 1 ? bytes[0] : `${bytes.length} bytes`}`),
    drain: () => log.push(`${name} drain`),
    close: () => log.push(`${name} close`),
  })
}
