/**
 * One member in a process of its own: opens the folder it is given, does what the parent says and tells it what it
 * sees. Ends with its parent. Usage: node member.ts FOLDER NAME, started with an IPC channel.
 */
import { createTocsin, type Group } from 'tocsin'
import { type Command, type Held, isCommand, type Report } from './messages.ts'

const [folder = '', name = ''] = process.argv.slice(2)
// Ctrl-C reaches every process of the terminal; who ends, and when, is for the parent to say
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit(1))

const tocsin = await createTocsin({ data: folder, name, listen: ['/ip4/127.0.0.1/tcp/0'] })
let group: Group | undefined
const [resumed] = tocsin.groups()
if (resumed !== undefined) enter(resumed)
const held = resumed === undefined ? [] : await holdings(resumed)
report({ type: 'started', address: tocsin.addresses[0] ?? '', held: held.map(({ id }) => id) })

process.on('message', (command: unknown) => {
  if (!isCommand(command)) return
  obey(command).catch((error: unknown) => {
    report({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
  })
})

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'found':
      enter(await tocsin.createGroup({ name: command.group }))
      return report({ type: 'founded', ticket: await entered().invite({ uses: command.uses }) })
    case 'join':
      enter(await tocsin.join(command.ticket))
      return report({ type: 'joined' })
    case 'say':
      return say(command.text, command.kind)
    case 'draw':
      return report({ type: 'drawn', picture: entered().ring.draw() })
    case 'recount':
      return report({
        type: 'recounted',
        messages: await holdings(entered()),
        memoryBytes: process.memoryUsage.rss(),
      })
    case 'stop':
      await tocsin.stop()
      process.disconnect()
  }
}

function enter(joined: Group): void {
  group = joined
  void watch(joined)
}

function entered(): Group {
  if (group === undefined) throw new Error('not in a group yet')
  return group
}

async function watch(watched: Group): Promise<void> {
  reportRing(watched)
  for await (const event of watched.events()) {
    if (event.type === 'ring') reportRing(watched)
    if (event.type !== 'message' || event.author === tocsin.peerId) continue
    report({ type: 'heard', id: event.id, ...(event.hops === undefined ? {} : { hops: event.hops }) })
  }
}

function reportRing({ ring }: Group): void {
  const neighbours = ring.members.filter(({ member }) => member === ring.predecessor || member === ring.successor)
  report({ type: 'ring', closed: ring.closed, neighbours: neighbours.map(neighbour => neighbour.name) })
}

async function say(text: string, kind: 'text' | 'action'): Promise<void> {
  const message = await entered().send(text, { kind })
  report({ type: 'said', id: message.id })
  const { reached, members } = await message.reached('all')
  report({ type: 'proven', id: message.id, reached, members })
}

/** All messages here, in the order this member shows them. */
async function holdings(from: Group): Promise<Held[]> {
  const newestFirst: Held[] = []
  for await (const { id, name: author, text } of from.history()) newestFirst.push({ id, name: author, text })
  return newestFirst.reverse()
}

function report(what: Report): void {
  if (process.connected) process.send?.(what)
}
