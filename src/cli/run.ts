/** An invocation → exit code: what is read from stdin, where the verb runs, how its lines are printed. */
import { TocsinError } from '../base/errors.js'
import { hasIdentity } from '../identity.js'
import type { Invocation } from './arguments.js'
import { PipedInput } from './chat-input.js'
import type { Output } from './output.js'
import { runSomewhere } from './place.js'
import { Printer } from './printer.js'
import { Prompt } from './prompt.js'
import type { Session } from './session.js'
import { stopSignal } from './stop-signal.js'
import { readText } from './text-input.js'

/** What a person who opens a chat on a terminal sees of before. */
const RECENT = 20

/** Rejects with TocsinError or OwnerFailure. */
export async function run(invocation: Invocation, argv: readonly string[], output: Output): Promise<number> {
  if (invocation.verb === 'init') {
    const { makeIdentity } = await import('./own-identity.js')
    await new Printer(invocation, output).print(makeIdentity(invocation))
    return 0
  }
  if (!hasIdentity(invocation.data)) {
    throw new TocsinError('no-identity', `${invocation.data} has no identity yet; run: tocsin init`)
  }
  const stopped = stopSignal()
  return invocation.verb === 'chat'
    ? runChat(invocation, argv, output, stopped)
    : runVerb(invocation, argv, output, stopped)
}

async function runVerb(
  invocation: Invocation,
  argv: readonly string[],
  output: Output,
  stopped: AbortSignal,
): Promise<number> {
  const printer = new Printer(invocation, output)
  await runSomewhere(invocation, argv, {
    emit: line => printer.print(line),
    text: await textOf(invocation),
    input: nothing(),
    recent: 0,
    fresh: true,
    signal: onlyPrints(invocation) ? AbortSignal.any([stopped, output.gone]) : stopped,
  })
  await printer.finish()
  return 0
}

async function runChat(
  invocation: Invocation,
  argv: readonly string[],
  output: Output,
  stopped: AbortSignal,
): Promise<number> {
  const session = { text: undefined, fresh: true }
  if (!process.stdin.isTTY || !process.stdout.isTTY || invocation.json) {
    const input = new PipedInput(invocation.json)
    const printer = new Printer(invocation, output)
    const piped: Session = { ...session, emit: line => printer.print(line), input, recent: 0, signal: stopped }
    await runSomewhere(invocation, argv, piped)
    return input.exitCode
  }
  const interrupted = new AbortController()
  const signal = AbortSignal.any([stopped, interrupted.signal])
  const prompt = new Prompt(() => interrupted.abort())
  const printer = new Printer(invocation, prompt)
  try {
    const emit: Session['emit'] = line => printer.print(line)
    await runSomewhere(invocation, argv, { ...session, emit, input: prompt.input(), recent: RECENT, signal })
    return 0
  } finally {
    prompt.close()
  }
}

/** What `-` stands for, or a missing TEXT. Read before anything starts, so that what cannot be sent costs nothing. */
async function textOf({ verb, words, quiet }: Invocation): Promise<string | undefined> {
  const word = words[verb === 'send' ? 1 : 0]
  const reads = verb === 'send' ? word === undefined || word === '-' : verb === 'join' && word === '-'
  if (!reads) return undefined
  if (process.stdin.isTTY && !quiet) process.stderr.write('type it here and end with Ctrl-D on a line of its own\n')
  return readText(process.stdin)
}

/** Verbs that are over when nobody reads them. */
function onlyPrints({ verb }: Invocation): boolean {
  return verb !== 'send' && verb !== 'join' && verb !== 'leave' && verb !== 'create' && verb !== 'up'
}

async function* nothing(): AsyncGenerator<never> {}
