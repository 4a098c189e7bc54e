/**
 * @libp2p/gossipsub with strict signing and its defaults, on a random graph. One default is changed: the score for
 * many peers on one address, which would silence every member of a one-process run.
 */
import { type GossipSub, gossipsub, type Message } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p, ServiceMap } from '@libp2p/interface'
import { eachOf, type Fleet, type Heard, type Started, until } from './fleet.ts'
import { startHost } from './host.ts'

const TOPIC = 'benchmark'
/** Each dials this many, so has about twice as many links: above gossipsub's D of 6 and its upper bound of 12. */
const DIALS = 8
/** The mesh is built at heartbeats, one a second. */
const HEARTBEATS = 4
const READY_TIMEOUT_MS = 60_000

interface Services extends ServiceMap {
  readonly identify: unknown
  readonly pubsub: GossipSub
}

export async function gossipsubFleet(members: number, heard: Heard): Promise<Started> {
  let received = 0
  let published = 0
  const began = performance.now()
  const named = (message: Message): Uint8Array => {
    received += 1
    return messageId(message)
  }
  const hosts = await Promise.all(
    Array.from({ length: members }, () =>
      startHost<Services>({
        identify: identify(),
        pubsub: gossipsub({ scoreParams: { IPColocationFactorWeight: 0 }, msgIdFn: named }),
      }),
    ),
  )
  const hopsOf = new Map<string, number>()
  hosts.forEach((host, index) => {
    const self = host.peerId.toString()
    host.services.pubsub.addEventListener('gossipsub:message', ({ detail }) => {
      const text = new TextDecoder().decode(detail.msg.data)
      // whoever sent it here has shown it before, in this same process
      const hops = (hopsOf.get(`${detail.propagationSource.toString()} ${text}`) ?? 0) + 1
      hopsOf.set(`${self} ${text}`, hops)
      heard(index, text, hops)
    })
    host.services.pubsub.subscribe(TOPIC)
  })
  await connect(hosts)
  const heartbeats = hosts.map(({ services }) => {
    let beats = 0
    services.pubsub.addEventListener('gossipsub:heartbeat', () => {
      beats += 1
    })
    return () => beats
  })
  await until(() => heartbeats.every(beats => beats() >= HEARTBEATS), READY_TIMEOUT_MS, 'building the mesh')
  const readyMs = performance.now() - began

  const fleet: Fleet = {
    publish(author, text) {
      published += 1
      void hosts[author]!.services.pubsub.publish(TOPIC, new TextEncoder().encode(text))
    },
    // each message is named once by its publisher and once at each arrival
    sends: () => received - published,
    stop: async () => void (await Promise.all(hosts.map(host => host.stop()))),
  }
  return { fleet, readyMs }
}

async function connect(hosts: readonly Libp2p<Services>[]): Promise<void> {
  const links = hosts.flatMap((from, here) =>
    steps(hosts.length).map(step => ({ from, to: hosts[(here + step) % hosts.length]! })),
  )
  await eachOf(links, 20, ({ from, to }) => from.dial(to.getMultiaddrs()))
  const known = ({ services }: Libp2p<Services>) => services.pubsub.getSubscribers(TOPIC).length
  const enough = Math.min(hosts.length - 1, DIALS)
  await until(() => hosts.every(host => known(host) >= enough), READY_TIMEOUT_MS, 'learning who subscribed')
}

/** Distances on a circle, drawn once for all: a random regular graph that is certain to be connected. */
function steps(members: number): number[] {
  const drawn = new Set([1])
  const possible = Math.floor(members / 2)
  while (drawn.size < Math.min(DIALS, possible)) drawn.add(1 + Math.floor(Math.random() * possible))
  return [...drawn]
}

/** The default name of a signed message: author and sequence number. */
function messageId(message: Message): Uint8Array {
  if (message.type !== 'signed') throw new Error('strict signing lets no unsigned message in')
  const { raw } = message.key
  const name = new Uint8Array(raw.length + 8)
  name.set(raw)
  new DataView(name.buffer).setBigUint64(raw.length, message.sequenceNumber)
  return name
}
