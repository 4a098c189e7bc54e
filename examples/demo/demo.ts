/**
 * `npm run demo`: five members in five processes over TCP talk, lose one to SIGKILL, get it back, and must all hold
 * the same in the end. Usage: node examples/demo/demo.ts [--log FILE] [--lines N]. Exits 0 when they do, 1 with the
 * difference when not.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readChatLog } from '../chat-log.ts'
import { Company } from './company.ts'
import { plain } from './plain-text.ts'
import { inSeconds, type Outcome, play } from './play.ts'
import { CAST, type Score, scoreOf } from './score.ts'
import { Screen } from './screen.ts'

const USAGE = `Usage: npm run demo [-- --log FILE --lines N]

Five members as five processes on this machine: they talk, one is killed and
comes back, and all must hold the same messages in the same order.

  --log FILE   what they say: a chat log as JSON lines; default: a story of our own
  --lines N    how many lines of it (default 200)
`
const STORY = join(import.meta.dirname, 'story.jsonl')
/** Fewer leave nothing to say before, during and after the absence. */
const LEAST_MESSAGES = 4
/** The whole piece takes about a third of this; a log of more than the usual 200 lines gets more time. */
const LIMIT_MS = 27_000
const LIMIT_PER_MESSAGE_MS = 150
/** Whoever ends the demo early gets the usual exit code for it. */
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const

const began = performance.now()
const screen = new Screen()
try {
  process.exitCode = await main()
} catch (error) {
  screen.line()
  screen.bad(`The demo failed: ${plainError(error)}`)
  process.exitCode = 1
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      log: { type: 'string', default: STORY },
      lines: { type: 'string', default: '200' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) {
    screen.line(USAGE.trimEnd())
    return 0
  }
  const limit = Number(values.lines)
  if (!Number.isInteger(limit) || limit < 1)
    throw new Error(`--lines takes a whole number above 0, not ${values.lines}`)
  const log = readChatLog(values.log, limit)
  const score = scoreOf(log)
  if (score.lines.length < LEAST_MESSAGES) {
    throw new Error(
      `${values.log} has ${score.lines.length} messages in ${limit} lines; the demo needs ${LEAST_MESSAGES}`,
    )
  }
  const speakers = new Set(log.flatMap(line => (line.kind === 'message' ? [line.nick] : []))).size
  screen.heading('tocsin: a group chat with no server')
  screen.tell(
    values.log === STORY
      ? `Five members, each a process with a folder of its own, over TCP on this machine.`
      : `Five members, each a process with a folder of its own, over TCP on this machine. They say the ${score.lines.length} messages in the first ${log.length} lines of ${plain(values.log)}; its ${speakers} speakers are shared out among them.`,
  )
  return perform(score)
}

async function perform(score: Score): Promise<number> {
  const limitMs = Math.max(LIMIT_MS, score.lines.length * LIMIT_PER_MESSAGE_MS)
  const company = new Company(AbortSignal.timeout(limitMs))
  process.on('exit', () => company.clear())
  for (const [signal, code] of SIGNALS) process.on(signal, () => company.end().finally(() => process.exit(code)))
  try {
    const outcome = await play(score, company, screen)
    await company.stop()
    summary(score, company, outcome)
    return outcome.difference === undefined ? 0 : 1
  } finally {
    await company.end()
  }
}

function summary({ absentee }: Score, { ledger }: Company, { catchUp, difference, memoryBytes }: Outcome): void {
  const { said, hops, caughtUp, proven } = ledger
  const mean = hops.reduce((sum, count) => sum + count, 0) / hops.length
  const memory = Math.round(memoryBytes.reduce((sum, bytes) => sum + bytes, 0) / memoryBytes.length / 2 ** 20)
  screen.heading('What came of it')
  screen.fact('messages', `${said.length}, by ${CAST.length} members`)
  screen.fact('deliveries', `${hops.length + caughtUp}: ${hops.length} live, ${caughtUp} by catching up`)
  screen.fact('hops', `${mean.toFixed(2)} in the mean, ${Math.max(...hops)} at most`)
  screen.fact(
    'catch-up',
    `${CAST[absentee]} got ${catchUp.messages} messages in ${inSeconds(catchUp.caughtUpMs)}, after ${inSeconds(catchUp.openMs)} to start and open its folder`,
  )
  screen.fact('receipts', `${proven} of ${said.length} proven: the author knows that all others hold it`)
  screen.fact('memory', `${memory} MiB a process, in the mean`)
  screen.fact('time', inSeconds(performance.now() - began))
  screen.line()
  if (difference === undefined) screen.good(`All five hold the same ${said.length} messages in the same order.`)
  else screen.bad(`Not the same: ${difference}.`)
}

function plainError(error: unknown): string {
  return error instanceof Error ? error.message.split('\n').map(plain).join('\n  ') : plain(String(error))
}
