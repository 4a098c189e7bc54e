/**
 * A program that stops its peers in the middle of things: `node stopping-process.ts tcp|memory STORY [FOLDER]`. Prints a line
 * of JSON: what became of the waits, and what still keeps the process once all has stopped.
 */
import { join } from 'node:path'
import { createTocsin, type Encryption, TocsinError } from '#src/index.js'
import { testNetwork } from '#src/testing.js'

const [kind, story, folder] = process.argv.slice(2)
const before = process.getActiveResourcesInfo()
const network = kind === 'memory' ? testNetwork('memory') : undefined
const open = (name: string) => createTocsin({ name, network, data: folder && join(folder, name) })

/** `ok`, or the code of the error that it was. */
function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TocsinError ? error.code : `${error}`),
  )
}

async function drained(all: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of all);
}

async function stopInTheMiddle(): Promise<Record<string, string>> {
  const [alice, bob, carol] = [await open('alice'), await open('bob'), await open('carol')]
  const encryption: Encryption = story === 'mls' ? 'mls' : 'per-peer'
  const group = await alice.createGroup({ name: 'friends', encryption })
  const ticket = await group.invite({ uses: 9 })
  const waits: Record<string, Promise<string>> = {}
  if (story === 'joining') {
    waits.join = outcome(bob.join(ticket))
  } else {
    const atBob = await bob.join(ticket)
    const gone = await carol.join(ticket)
    await carol.stop()
    waits.carolsSend = outcome(gone.send('too late'))
    const message = await group.send('for all three')
    waits.reached = outcome(message.reached('all'))
    waits.events = outcome(drained(group.events()))
    waits.joinEvents = outcome(drained(alice.joinEvents()))
    waits.send = outcome(group.send('at the last moment'))
    waits.leave = outcome(atBob.leave())
    waits.history = outcome(drained(group.history()))
  }
  const outcomes = Object.entries(waits).map(async ([name, wait]) => [name, await wait] as const)
  const stopping = [alice.stop(), bob.stop(), carol.stop()]
  await Promise.all([...stopping, alice.stop()])
  await alice.stop()
  return Object.fromEntries(await Promise.all(outcomes))
}

async function failToStart(): Promise<Record<string, string>> {
  const alice = await open('alice')
  const [taken] = alice.addresses
  const second = outcome(createTocsin({ name: 'bob', network, listen: [taken!] }))
  const result = { second: await second }
  await alice.stop()
  return result
}

const outcomes = await (story === 'taken' ? failToStart() : stopInTheMiddle())
// timers come in the order in which they are due: libp2p's queues set some of 1 ms as the last peer stops
await new Promise(resolve => setTimeout(resolve, 50))
const left = process.getActiveResourcesInfo()
for (const kept of before) left.splice(left.indexOf(kept), 1)
process.stdout.write(`${JSON.stringify({ outcomes, left })}\n`)
