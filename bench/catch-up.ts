/**
 * How long one returner takes for a long history: three members over TCP with stores on disk, two of them online. The
 * newcomer joins after everything was said; the returner was a member before, was away, and opens its folder again.
 * Everyone shares this process, so the givers' work counts too. It must never count a message twice.
 */
import { join } from 'node:path'
import { createTocsin, type Group, type Tocsin } from '#src/index.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import { report } from './child.ts'
import { until } from './fleet.ts'
import { PAYLOAD_BYTES } from './meter.ts'

export type CatchUpVariant = 'newcomer' | 'returner'

export interface CatchUpResult {
  readonly variant: CatchUpVariant
  readonly messages: number
  /** From opening the folder to the last missing message; the newcomer redeems a ticket on the way. */
  readonly caughtUpMs: number
  readonly cpuMs: number
  /** How long the two who stayed took to write and exchange them. */
  readonly writtenMs: number
}

/** Sent in one go before the next are awaited: less than a reader's queue holds. */
const SENT_AT_ONCE = 50
const PATIENCE_MS = 25_000

async function catchUp(variant: CatchUpVariant, messages: number, root: string): Promise<CatchUpResult> {
  const network = libp2pNetwork({ manyPerHost: true })
  const open = (name: string): Promise<Tocsin> => createTocsin({ name, network, data: join(root, name) })
  const alice = await open('alice')
  const founded = await alice.createGroup({ name: 'long talk', history: 'all' })
  const ticket = await founded.invite({ uses: 3 })
  const bob = await open('bob')
  const joined = await bob.join(ticket)
  if (variant === 'returner') await leaveBehind(await open('carol'), ticket, [founded, joined])

  const began = performance.now()
  await talk([founded, joined], messages)
  const writtenMs = performance.now() - began

  const cpuBefore = process.cpuUsage()
  const back = performance.now()
  const carol = await open('carol')
  const group = variant === 'returner' ? carol.groups()[0]! : await carol.join(ticket)
  const caughtUpMs = (await allHeldAt(group, messages)) - back
  const { user, system } = process.cpuUsage(cpuBefore)
  await Promise.all([alice, bob, carol].map(member => member.stop()))
  return { variant, messages, caughtUpMs, cpuMs: (user + system) / 1000, writtenMs }
}

/** A member joins, is seen by the others, and goes away. */
async function leaveBehind(carol: Tocsin, ticket: string, others: readonly Group[]): Promise<void> {
  const group = await carol.join(ticket)
  const linked = () => [...others, group].every(({ ring }) => ring.closed && ring.members.every(({ online }) => online))
  await until(linked, PATIENCE_MS, 'three members in one ring')
  await carol.stop()
}

/** Both write in turn; done when each holds all. */
async function talk(groups: readonly Group[], messages: number): Promise<void> {
  const held = Promise.all(groups.map(group => allHeldAt(group, messages)))
  for (let sent = 0; sent < messages; sent += SENT_AT_ONCE) {
    const author = groups[(sent / SENT_AT_ONCE) % groups.length]!
    const texts = Array.from({ length: Math.min(SENT_AT_ONCE, messages - sent) }, (_, index) => `${sent + index} `)
    await Promise.all(texts.map(text => author.send(text.padEnd(PAYLOAD_BYTES, 'x'))))
    await new Promise(resolve => setImmediate(resolve))
  }
  await held
}

/** When the last of them was there; in the store already (a join resolves with the history in place) or shown since. */
async function allHeldAt(group: Group, messages: number): Promise<number> {
  const opened = performance.now()
  const events = group.events({ signal: AbortSignal.timeout(PATIENCE_MS) })
  const held = new Set<string>()
  for await (const { id } of group.history()) held.add(id)
  if (held.size === messages) return opened
  for await (const event of events) {
    if (event.type === 'lagged') throw new Error(`a reader lagged: ${event.missed} events`)
    if (event.type === 'message') held.add(event.id)
    if (held.size === messages) return performance.now()
  }
  throw new Error(`only ${held.size} of ${messages} messages came`)
}

function isVariant(name: string | undefined): name is CatchUpVariant {
  return name === 'newcomer' || name === 'returner'
}

if (import.meta.main) {
  const [variant, messages, root] = process.argv.slice(2)
  if (!isVariant(variant) || root === undefined) throw new Error('takes newcomer or returner, a count and a folder')
  report(await catchUp(variant, Number(messages), root))
}
