/**
 * One member in a process of its own: a peer of the library over its folder and its port, which does what the run orders
 * and reports what it was told. It reports a message in the turn in which `send` resolved, so that a kill finds either a
 * message nobody vouched for or one that must never be missing. It ends when the run does.
 */
import { SeededRandom } from '#src/base/random.js'
import { createTocsin, type EntryId, type Group, type Tocsin } from '#src/index.js'
import { chatter } from './chatter.ts'
import type { Life, Order, Said } from './said.ts'
import { Sockets } from './sockets.ts'

/** Shown messages are told in parcels: one record of IPC for each would be most of the work here. */
const PARCEL_MS = 250
/** A killed process leaves its port in no state that keeps it; another program may have it for a moment. */
const LISTEN_TRIES = 5
const LISTEN_AGAIN_MS = 1_000
/** Whom a ticket names may all be down or stopped for a while. */
const JOIN_TRIES = 30
const JOIN_AGAIN_MS = 1_000

const sockets = new Sockets()
let shown: EntryId[] = []
let talk: AbortController | undefined
let talking: Promise<void> = Promise.resolve()
let joining: Promise<unknown> = Promise.resolve()
let stopped = false

process.on('disconnect', () => process.exit(stopped ? 0 : 1))
// Ctrl-C reaches the whole group of processes; the run decides
process.on('SIGINT', () => {})

const life: Life = JSON.parse(process.argv[2] ?? '')
const tocsin = await started(life)
const group = await groupOf(tocsin, life)
const told = tellEvents(group)
process.on('message', (order: Order) => {
  obey(order).catch(fault)
})
tell({ type: 'ready' })

function tell(said: Said): void {
  if (process.connected) process.send?.(said)
}

function fault(error: unknown): void {
  tell({ type: 'fault', what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

async function started({ name, folder, port }: Life): Promise<Tocsin> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await createTocsin({ name, data: folder, listen: [`/ip4/127.0.0.1/tcp/${port}`] })
    } catch (error) {
      if (tries === LISTEN_TRIES) throw error
      console.error(error)
      await new Promise(resolve => setTimeout(resolve, LISTEN_AGAIN_MS))
    }
  }
}

async function groupOf(tocsin: Tocsin, { group }: Life): Promise<Group> {
  if (group.type === 'found') return tocsin.createGroup({ name: 'chaos', history: group.history })
  if (group.type === 'join') return joined(tocsin, group.ticket)
  const kept = tocsin.groups()[0]
  if (kept === undefined) throw new Error('the folder has no group any more')
  // it was killed between leaving and coming back
  return kept.joined ? kept : joined(tocsin, group.ticket)
}

async function joined(tocsin: Tocsin, ticket: string): Promise<Group> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tocsin.join(ticket)
    } catch (error) {
      if (tries === JOIN_TRIES) throw error
      console.error(error)
      await new Promise(resolve => setTimeout(resolve, JOIN_AGAIN_MS))
    }
  }
}

async function tellEvents(group: Group): Promise<void> {
  setInterval(tellShown, PARCEL_MS).unref()
  for await (const event of group.events()) {
    if (event.type === 'message') shown.push(event.id)
    // these members all tell the truth, read fast enough, and have whole disks
    else if (event.type === 'failed') fault(event.error)
    else if (event.type === 'fork' || event.type === 'lagged') fault(JSON.stringify(event))
    else if (event.type === 'liar') {
      const { reason, cutOff } = event
      const of = group.members.find(({ member }) => member === event.member)?.name ?? event.member
      if (reason === 'not-delivered' && !cutOff) tell({ type: 'doubt', of })
      else fault(`${reason} by ${of}${cutOff ? ', who is cut off for it' : ''}`)
    }
  }
}

function tellShown(): void {
  if (shown.length > 0) tell({ type: 'shown', ids: shown })
  shown = []
}

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'invite':
      return tell({ type: 'ticket', ticket: await group.invite({ uses: order.uses }) })
    case 'talk':
      return startTalking()
    case 'hush':
      talk?.abort()
      await talking
      return tell({ type: 'hushed' })
    case 'leave':
      // it may still be on its way in from the last time
      await joining
      talk?.abort()
      await talking
      await group.leave()
      return tell({ type: 'left' })
    case 'join':
      joining = joined(tocsin, order.ticket)
      await joining
      return tell({ type: 'joined' })
    case 'cut':
      return sockets.cut()
    case 'mend':
      return sockets.mend()
    case 'measure': {
      globalThis.gc?.()
      const { rss, heapUsed: heap, external: buffers } = process.memoryUsage()
      return tell({ type: 'measured', rss, heap, buffers })
    }
    case 'look': {
      const { closed, members } = group.ring
      const online = members.filter(member => member.online).length
      return tell({ type: 'look', closed, online, caughtUp: group.sync.caughtUp })
    }
    case 'hold': {
      const ids: EntryId[] = []
      for await (const { id } of group.history()) ids.push(id)
      return tell({ type: 'held', ids: ids.reverse() })
    }
    case 'stop':
      talk?.abort()
      await tocsin.stop()
      await Promise.all([talking, told])
      tellShown()
      stopped = true
      return process.disconnect()
  }
}

function startTalking(): void {
  talk?.abort()
  talk = new AbortController()
  const random = new SeededRandom(life.seed)
  const stored = ({ id }: { readonly id: EntryId }): void => tell({ type: 'stored', id })
  talking = chatter({ group, random, rate: life.rate, stored }, talk.signal).catch(fault)
}
