/**
 * Replays a chat log in one process: whoever speaks is a member, joins and leaves when the log says so, and must hold in
 * the end exactly the messages its membership allows, in one order. Exits 0 when all do, 1 when not.
 */
import { parseArgs, stripVTControlCharacters } from 'node:util'
import type { Encryption } from 'tocsin'
import { readChatLog } from './chat-log.ts'
import { allowedBy, type Plan, planOf } from './replay/plan.ts'
import { Town } from './replay/town.ts'

const ENCRYPTIONS: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const USAGE = `Usage: node examples/replay.ts FILE [--lines N] [--network memory|tcp] [--encryption ${ENCRYPTIONS.join('|')}] [--notarised]`
const NAME_COLUMNS = 20

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string' },
    network: { type: 'string', default: 'memory' },
    encryption: { type: 'string', default: 'per-peer' },
    notarised: { type: 'boolean', default: false },
  },
})
const [file] = positionals
const { network, notarised } = values
const encryption = ENCRYPTIONS.find(name => name === values.encryption)
const limit = values.lines === undefined ? undefined : Number(values.lines)
if (
  file === undefined ||
  encryption === undefined ||
  (network !== 'memory' && network !== 'tcp') ||
  Number.isNaN(limit)
) {
  console.error(USAGE)
  process.exit(1)
}

const began = performance.now()
const plan = planOf(readChatLog(file, limit))
const town = new Town(plan, network, { encryption, notarised })
try {
  await carryOut(plan, town)
  process.exitCode = (await tell(plan, town)) ? 0 : 1
} finally {
  await town.stop()
}

async function carryOut({ steps }: Plan, stage: Town): Promise<void> {
  const inPlace = process.stderr.isTTY === true
  const opening = steps.findIndex(({ type }) => type !== 'join')
  await stage.gather(steps.slice(0, opening).map(({ person }) => person))
  for (const [index, step] of steps.entries()) {
    if (index < opening) continue
    if (inPlace) process.stderr.write(`\rstep ${index + 1} of ${steps.length} `)
    await stage.take(step)
  }
  await stage.settled()
  if (inPlace) process.stderr.write('\r\u001b[2K')
}

/** One line for each member; true when each holds what it may and nothing else. */
async function tell(replayed: Plan, stage: Town): Promise<boolean> {
  const { names, steps } = replayed
  let right = 0
  console.log(`${'member'.padEnd(NAME_COLUMNS)}  may hold  holds`)
  for (const [person, allowed] of allowedBy(replayed).entries()) {
    const held = await stage.holdings(person)
    const verdict = verdictOf(allowed, held)
    if (verdict === 'exactly') right += 1
    const name = stripVTControlCharacters(names[person] ?? '').padEnd(NAME_COLUMNS)
    console.log(`${name}  ${String(allowed.length).padStart(8)}  ${String(held.length).padStart(5)}  ${verdict}`)
  }
  const count = (type: string): number => steps.filter(step => step.type === type).length
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`\n${count('say')} messages, ${count('join')} joins, ${count('leave')} leaves in ${seconds} s`)
  console.log(`${right} of ${names.length} members hold exactly what their membership allows, in one order`)
  return right === names.length
}

function verdictOf(allowed: readonly number[], held: readonly number[]): string {
  const lacks = allowed.filter(message => !held.includes(message))
  if (lacks.length > 0) return `lacks ${lacks.length}, the first is message ${(lacks[0] ?? 0) + 1}`
  const more = held.filter(message => !allowed.includes(message))
  if (more.length > 0) return `holds ${more.length} that it may not, the first is message ${(more[0] ?? 0) + 1}`
  const misplaced = allowed.findIndex((message, index) => held[index] !== message)
  if (misplaced >= 0) return `holds message ${(allowed[misplaced] ?? 0) + 1} in another place`
  return 'exactly'
}
