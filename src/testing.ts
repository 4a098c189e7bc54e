/**
 * `tocsin/testing`: whole groups in one process, for the tests of whoever embeds tocsin. Serves docs/architecture.md,
 * "Testing an embedder". It knows no test framework, and nothing of it may be needed by a peer in earnest: it hands
 * seeded randomness to keys.
 */

import { type Random, SeededRandom } from './base/random.js'
import { call, list } from './chat/arguments.js'
import { checkSignal } from './chat/message.js'
import { createTocsin, type Encryption, type Group, type HistoryPolicy, type RateLimits, type Tocsin } from './index.js'
import type { Network } from './net/network.js'
import { oneOf, testingCalls } from './testing/arguments.js'
import { eachOf } from './testing/each-of.js'
import { MortalNetwork } from './testing/mortal-network.js'
import { memberName } from './testing/names.js'
import { type TestNetwork, type TestNetworkKind, testNetwork } from './testing/network.js'
import { untilClosed } from './testing/until.js'

export { type TestNetwork, type TestNetworkKind, testNetwork } from './testing/network.js'
export { untilAllHeard, untilClosed, untilHeard, untilTrue } from './testing/until.js'

export interface SpawnOptions {
  /** `tcp`: libp2p on the loopback interface. `memory` (default): no sockets, 1 ms a hop. */
  readonly network?: TestNetworkKind | undefined
  /** The group's encryption; `per-peer` when absent. */
  readonly encryption?: Encryption | undefined
  /** Whether messages prove their authors, as `createGroup` has it; deniable when absent. */
  readonly notarised?: boolean | undefined
  /** The group's history policy; `from-join` when absent. */
  readonly history?: HistoryPolicy | undefined
  /** Same seed, same keys, same places in the ring. Timers stay real: what is concurrent may still come in any order. */
  readonly seed?: number | undefined
  /** 0 gives the pure ring. */
  readonly fingers?: 0 | undefined
  /** How fast each author's messages are spread; see `createTocsin`. */
  readonly limits?: Partial<RateLimits> | undefined
  /** The group's name. */
  readonly name?: string | undefined
  /** Gives up; what was started is stopped. */
  readonly signal?: AbortSignal | undefined
}

export interface SpawnedMember {
  readonly tocsin: Tocsin
  readonly group: Group
  /** alice, bob, carol, …, then member-11 and so on. The first is the founder. */
  readonly name: string
}

/** The members, in the order of their names, and what can happen to them. */
export interface SpawnedGroup extends ReadonlyArray<SpawnedMember> {
  /** For further peers: `createTocsin({ network })` reaches these members. */
  readonly network: Network
  /** Nothing passes between these and everyone else until `heal`; what is sent waits. Memory network only. */
  partition(side: readonly SpawnedMember[]): void
  /** Undoes every partition; what waited arrives. */
  heal(): void
  /** Takes the member off the network without a goodbye, for good. It must still be stopped. */
  kill(member: SpawnedMember): Promise<void>
  /** Stops all members. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** More at once only make one another late on the few cores of a build machine. */
const STARTS_AT_ONCE = 16
/** Each join moves the links of others: 50 members over TCP cost 13 s of processor time so, 18 to 24 s with 8 or 16. */
const JOINS_AT_ONCE = 3

interface Cast {
  readonly tocsin: Tocsin
  readonly name: string
  readonly wire: MortalNetwork
}

/**
 * Starts so many peers and brings them into one group. Resolves when each sees all others online and is linked to both
 * its neighbours. Rejects with the first error, with
 * TocsinError `bad-argument`, or with `aborted` when the signal gives up; nothing is left running then.
 */
export async function spawnGroup(members: number, wishes: SpawnOptions = {}): Promise<SpawnedGroup> {
  const { count, options } = testingCalls.spawnGroup({ count: members, options: wishes })
  checkSignal(options.signal)
  const network = testNetwork(options.network ?? 'memory', { seed: options.seed })
  const started: Cast[] = []
  try {
    await eachOf(seedsFor(count, options.seed), STARTS_AT_ONCE, async (random, index) => {
      checkSignal(options.signal)
      started[index] = await start(index, network, random, options)
    })
    const gathered = await gather(started, options)
    await untilClosed(gathered, { signal: options.signal })
    return spawned(gathered, started, network)
  } catch (error) {
    await stopAll(started)
    throw error
  }
}

/** One generator for each member, so that what one draws does not shift what another gets. */
function seedsFor(count: number, seed: number | undefined): (Random | undefined)[] {
  if (seed === undefined) return Array.from({ length: count }, () => undefined)
  const root = new SeededRandom(seed)
  return Array.from({ length: count }, () => new SeededRandom(Math.floor(root.next() * 2 ** 32)))
}

async function start(
  index: number,
  network: Network,
  random: Random | undefined,
  { fingers, limits }: SpawnOptions,
): Promise<Cast> {
  const name = memberName(index)
  const wire = new MortalNetwork(network)
  const tocsin = await createTocsin({ name, network: wire, random, fingers, limits })
  return { tocsin, name, wire }
}

/** The first founds the group, the others join with one ticket. */
async function gather(cast: readonly Cast[], options: SpawnOptions): Promise<SpawnedMember[]> {
  const [founder, ...others] = cast
  if (founder === undefined) return []
  const { name = 'spawned', encryption, notarised, history, signal } = options
  const group = await founder.tocsin.createGroup({ name, encryption, notarised, history })
  const members: SpawnedMember[] = [{ tocsin: founder.tocsin, name: founder.name, group }]
  if (others.length === 0) return members
  const ticket = await group.invite({ uses: others.length })
  await eachOf(others, JOINS_AT_ONCE, async ({ tocsin, name: memberCalled }, index) => {
    const joined = await tocsin.join(ticket, { signal })
    members[index + 1] = { tocsin, name: memberCalled, group: joined }
  })
  return members
}

function spawned(members: SpawnedMember[], cast: readonly Cast[], network: TestNetwork): SpawnedGroup {
  const stop = () => stopAll(cast)
  const member = oneOf(members, 'a member of this group')
  const partition = call<{ side: readonly SpawnedMember[] }>('partition', { side: list(member, members.length) })
  const kill = call<{ member: SpawnedMember }>('kill', { member })
  const idsOf = (side: readonly SpawnedMember[]) => side.map(({ tocsin }) => tocsin.peerId)
  return Object.assign(members, {
    network,
    partition: (given: readonly SpawnedMember[]) => {
      const { side } = partition({ side: given })
      const others = members.filter(member => !side.includes(member))
      network.partition(idsOf(side), idsOf(others))
    },
    heal: () => network.heal(),
    kill: async (given: SpawnedMember) => {
      const dead = kill({ member: given }).member
      await cast.find(({ tocsin }) => tocsin === dead.tocsin)?.wire.kill()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}

async function stopAll(cast: readonly (Cast | undefined)[]): Promise<void> {
  await Promise.all(cast.map(one => one?.tocsin.stop()))
}
