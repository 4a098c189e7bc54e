/**
 * One member in a process and a namespace of its own: a peer of the library over TCP and its folder, which does what the
 * test orders and reports what it was told. It ends when the test does.
 */
import { createTocsin, type EntryId, type Group } from '#src/index.js'
import type { Life, Order, Said } from './said.ts'

/** One port for all: each has an address of its own. */
const PORT = 4001

process.on('disconnect', () => process.exit(1))

const { name, folder, address }: Life = JSON.parse(process.argv[2] ?? '')
const tocsin = await createTocsin({ name, data: folder, listen: [`/ip4/${address}/tcp/${PORT}`] })
let group = tocsin.groups()[0]
let seen = ''
if (group !== undefined) tellEvents(group)
const held = group === undefined ? [] : await heldIn(group)
process.on('message', (order: Order) => {
  obey(order).catch(fault)
})
tell({ type: 'ready', held })

function tell(said: Said): void {
  if (process.connected) process.send?.(said)
}

function fault(error: unknown): void {
  tell({ type: 'fault', what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'found':
      return enter(await tocsin.createGroup({ name: 'netns', history: 'all' }))
    case 'join':
      return enter(await tocsin.join(order.ticket))
    case 'invite':
      return tell({ type: 'ticket', ticket: await entered().invite() })
    case 'say':
      for (const text of order.texts) tell({ type: 'stored', id: (await entered().send(text)).id })
      return
    case 'hold':
      return tell({ type: 'held', ids: await heldIn(entered()) })
    case 'leave':
      await entered().leave()
      return tell({ type: 'left' })
  }
}

function enter(one: Group): void {
  group = one
  tellEvents(one)
  tell({ type: 'joined' })
}

function entered(): Group {
  if (group === undefined) throw new Error('this member has no group yet')
  return group
}

async function heldIn(group: Group): Promise<EntryId[]> {
  const ids: EntryId[] = []
  for await (const { id } of group.history()) ids.push(id)
  return ids.reverse()
}

/** Subscribes at once; what comes before the first look is in the queue. */
function tellEvents(group: Group): void {
  const events = group.events()
  tellView(group)
  const read = async () => {
    for await (const event of events) {
      if (event.type === 'message') tell({ type: 'shown', id: event.id })
      else if (event.type === 'failed') fault(event.error)
      else if (event.type === 'fork' || event.type === 'lagged') fault(JSON.stringify(event))
      // who is cut off or killed owes answers; everybody here tells the truth
      else if (event.type === 'liar' && (event.cutOff || event.reason !== 'not-delivered')) fault(JSON.stringify(event))
      else tellView(group)
    }
  }
  read().catch(fault)
}

function tellView({ ring, members }: Group): void {
  const present = members.filter(({ state }) => state === 'online' || state === 'offline')
  const view: Said = {
    type: 'view',
    closed: ring.closed,
    members: present.map(({ name }) => name),
    online: present.filter(({ state }) => state === 'online').map(({ name }) => name),
  }
  const text = JSON.stringify(view)
  if (text !== seen) tell(view)
  seen = text
}
