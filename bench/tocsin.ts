/**
 * Tocsin through its embedding API, with in-memory stores. Hops are those the message event tells; copies are counted
 * at the one place where frames are queued for links.
 */
import { createTocsin, type Group } from '#src/chat.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import { Links } from '#src/peer/links.js'
import { eachOf, type Fleet, type Heard, type Started, until } from './fleet.ts'

const JOIN_TIMEOUT_MS = 120_000
const JOINS_AT_ONCE = 10

export async function tocsin(members: number, heard: Heard): Promise<Started> {
  const sends = countForwards()
  const network = libp2pNetwork({ manyPerHost: true })
  const began = performance.now()
  const peers = await Promise.all(
    Array.from({ length: members }, (_, index) => createTocsin({ name: `member ${index}`, network })),
  )
  const founder = peers[0]!
  const founded = await founder.createGroup({ name: 'benchmark' })
  const ticket = await founded.invite({ uses: members })
  const groups: Group[] = [founded]
  const others = peers.map((peer, index) => ({ peer, index })).slice(1)
  await eachOf(others, JOINS_AT_ONCE, async ({ peer, index }) => {
    groups[index] = await peer.join(ticket, { signal: AbortSignal.timeout(JOIN_TIMEOUT_MS) })
  })
  await until(() => groups.every(group => isClosed(group, members)), JOIN_TIMEOUT_MS, 'closing the ring')
  const readyMs = performance.now() - began

  groups.forEach((group, index) => {
    listen(group, peers[index]!.peerId, (text, hops) => heard(index, text, hops))
  })
  const fleet: Fleet = {
    publish: (author, text) => void groups[author]!.send(text),
    sends,
    stop: async () => void (await Promise.all(peers.map(peer => peer.stop()))),
  }
  return { fleet, readyMs }
}

/** Every member is known and usable, and the neighbours are those next to self in the order. */
function isClosed(group: Group, members: number): boolean {
  const { self, order, predecessor, successor } = group.ring
  if (order.length !== members || !order.every(({ usable }) => usable)) return false
  const here = order.findIndex(({ member }) => member === self)
  return order.at(here - 1)?.member === predecessor && order[(here + 1) % members]?.member === successor
}

async function listen(group: Group, self: string, heard: (text: string, hops: number) => void): Promise<void> {
  for await (const event of group.events()) {
    if (event.type === 'lagged') throw new Error(`a reader lagged: ${event.missed} events`)
    if (event.type === 'message' && event.author !== self) heard(event.text, event.hops ?? Number.NaN)
  }
}

function countForwards(): () => number {
  let forwards = 0
  const send = Links.prototype.send
  Links.prototype.send = function (member, frame, phase) {
    if (frame.forward?.burst !== undefined) forwards += 1
    return send.call(this, member, frame, phase)
  }
  return () => forwards
}
