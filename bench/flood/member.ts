/**
 * One member of the flood bench, in a process of its own with a folder of its own: talks, floods, and keeps account of
 * what it wrote, of what it was shown, and of how late that was. Told what to do over the process's channel.
 */
import { keepHeapSmall } from '#src/cli/heap.js'
import type { Group, Tocsin } from '#src/index.js'

export type Order =
  | { readonly type: 'found'; readonly uses: number }
  | { readonly type: 'join'; readonly ticket: string }
  /** One line now and then, until it is told otherwise. */
  | { readonly type: 'talk'; readonly phase: Phase; readonly perSecond: number }
  | { readonly type: 'hush' }
  /** Done when each line is stored here. */
  | { readonly type: 'flood'; readonly count: number; readonly perSecond: number }
  | { readonly type: 'tell' }
  | { readonly type: 'stop' }

/** What is said carries it, with a number of its own and the time. */
export type Phase = 'quiet' | 'flooded'
type Kind = Phase | 'flood'

export type Answer =
  | { readonly type: 'ready'; readonly residentBytes: number }
  | { readonly type: 'ticket'; readonly ticket: string }
  | { readonly type: 'done' }
  | ({ readonly type: 'told' } & Told)

export interface Told {
  readonly name: string
  /** Lines whose `send` resolved, of each kind. */
  readonly acked: Readonly<Record<Kind, number>>
  /** Different lines that were shown, by author and kind: "bob flood". */
  readonly shown: Readonly<Record<string, number>>
  /** Lines that were shown again. */
  readonly twice: number
  /** Of others' talk, from being said to being shown here, ms. */
  readonly latencies: Readonly<Record<Phase, readonly number[]>>
  /** Resident at most since the process began, as the kernel counts it. */
  readonly mostBytes: number
}

const READY_MS = 60_000
/** A flooder writes what is due since the last turn of its timer. */
const FLOOD_TICK_MS = 20
const FILLER = 'this member has lost control of its program'

const [name = '', folder = ''] = process.argv.slice(1)
// as the command does, before all else is loaded
keepHeapSmall()
const { createTocsin } = await import('#src/index.js')
const tocsin: Tocsin = await createTocsin({ name, data: folder })
const acked: Record<Kind, number> = { quiet: 0, flooded: 0, flood: 0 }
const said: Record<Kind, number> = { quiet: 0, flooded: 0, flood: 0 }
const shown = new Map<string, Set<number>>()
const latencies: Record<Phase, number[]> = { quiet: [], flooded: [] }
let twice = 0
let group: Group | undefined
let talking: NodeJS.Timeout | undefined

process.on('message', (order: Order) => {
  obey(order).then(answer, (error: Error) => {
    process.stderr.write(`${name}: ${error.stack}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(1))
answer({ type: 'ready', residentBytes: process.memoryUsage.rss() })

async function obey(order: Order): Promise<Answer> {
  switch (order.type) {
    case 'found': {
      const founded = await tocsin.createGroup({ name: 'flood', history: 'all' })
      listen(founded)
      return { type: 'ticket', ticket: await founded.invite({ uses: order.uses }) }
    }
    case 'join':
      listen(await tocsin.join(order.ticket, { signal: AbortSignal.timeout(READY_MS) }))
      return { type: 'done' }
    case 'talk':
      clearInterval(talking)
      talking = setInterval(() => void say(order.phase), 1_000 / order.perSecond)
      return { type: 'done' }
    case 'hush':
      clearInterval(talking)
      return { type: 'done' }
    case 'flood':
      await flood(order.count, order.perSecond)
      return { type: 'done' }
    case 'tell':
      return { type: 'told', name, acked, shown: counted(), twice, latencies, mostBytes: mostResident() }
    case 'stop':
      await tocsin.stop()
      setImmediate(() => process.exit(0))
      return { type: 'done' }
  }
}

function answer(message: Answer): void {
  process.send?.(message)
}

async function say(kind: Kind): Promise<void> {
  const number = said[kind]
  said[kind] += 1
  await group?.send(`${name} ${kind} ${number} ${Date.now()} ${FILLER}`)
  acked[kind] += 1
}

async function flood(count: number, perSecond: number): Promise<void> {
  const began = performance.now()
  const sends: Promise<void>[] = []
  while (sends.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1_000) * perSecond))
    while (sends.length < due) sends.push(say('flood'))
    await new Promise(resolve => setTimeout(resolve, FLOOD_TICK_MS))
  }
  await Promise.all(sends)
}

function listen(opened: Group): void {
  group = opened
  void (async () => {
    for await (const event of opened.events()) {
      if (event.type === 'lagged') throw new Error(`${name} missed ${event.missed} events`)
      if (event.type === 'message') note(event.text)
    }
  })()
}

function note(text: string): void {
  const [author = '', kind = '', number = '', at = ''] = text.split(' ', 4)
  const which = `${author} ${kind}`
  const numbers = shown.get(which) ?? new Set()
  shown.set(which, numbers)
  if (numbers.has(Number(number))) twice += 1
  numbers.add(Number(number))
  if (author !== name && (kind === 'quiet' || kind === 'flooded')) latencies[kind].push(Date.now() - Number(at))
}

function counted(): Record<string, number> {
  return Object.fromEntries([...shown].map(([which, { size }]) => [which, size]))
}

function mostResident(): number {
  return process.resourceUsage().maxRSS * 1024
}
