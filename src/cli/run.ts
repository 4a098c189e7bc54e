/** An invocation → exit code: what is read from stdin, where the verb runs, how its lines are printed. */
import { TocsinError } from '../base/errors.js'
import { checkFolder } from '../data-folder/trust.js'
import { checkIdentity } from '../identity.js'
import { type Invocation, isLasting, type Verb } from './arguments.js'
import { PipedInput } from './chat-input.js'
import type { Output } from './output.js'
import { runSomewhere } from './place.js'
import { Printer } from './printer.js'
import { Prompt } from './prompt.js'
import type { Session } from './session.js'
import { absoluteSince, withSince } from './since.js'
import { stopSignal } from './stop-signal.js'
import { readText } from './text-input.js'

/** Verbs that take a text from stdin, and which of their words it is. */
const TEXT_PLACES: { readonly [verb in Verb]?: number } = { join: 0, send: 1, me: 1, msg: 2 }
/** Verbs that are over when nobody reads them; all others do what they were asked to. */
const ONLY_PRINT: readonly Verb[] = [
  'groups',
  'members',
  'status',
  'ring',
  'tail',
  'search',
  'export',
  'invites',
  'waiting',
  'whoami',
]
/** What a person who opens a chat on a terminal sees of before. */
const RECENT = 20

/** Rejects with TocsinError or OwnerFailure. */
export async function run(asked: Invocation, words: readonly string[], output: Output): Promise<number> {
  const since = asked.since === undefined ? undefined : absoluteSince(asked.since, Date.now())
  const invocation: Invocation = { ...asked, since }
  const argv = since === undefined ? words : withSince(words, since)
  checkFolder(invocation.data)
  if (invocation.verb === 'init') {
    const { makeIdentity } = await import('./own-identity.js')
    await new Printer(invocation, output).print(makeIdentity(invocation))
    return 0
  }
  checkIdentity(invocation.data)
  const stopped = stopSignal(invocation.verb === 'up')
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
    signal: ONLY_PRINT.includes(invocation.verb) ? AbortSignal.any([stopped, output.gone]) : stopped,
  })
  await printer.finish()
  output.check()
  // what was broken off is not the whole, however many lines it has
  if (ONLY_PRINT.includes(invocation.verb) && !isLasting(invocation) && stopped.aborted) {
    throw new TocsinError('aborted', 'stopped before it was done: the output may be only a part')
  }
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
    let refused = 0
    const emit: Session['emit'] = line => {
      if (line.type === 'answer' && line.exitCode !== 0) refused = line.exitCode
      return printer.print(line)
    }
    await runSomewhere(invocation, argv, { ...session, emit, input, recent: 0, signal: stopped })
    return input.exitCode || refused
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
async function textOf({ verb, words, before, quiet }: Invocation): Promise<string | undefined> {
  const place = TEXT_PLACES[verb]
  const word = place === undefined ? undefined : words[place]
  if (place === undefined) return undefined
  // no ticket is a dash, but a message may be
  const isDash = word === '-' && (verb === 'join' ? words.length === 1 : place < before)
  if (!isDash && (word !== undefined || verb === 'join')) return undefined
  if (process.stdin.isTTY && !quiet) process.stderr.write('type it here and end with Ctrl-D on a line of its own\n')
  return readText(process.stdin)
}

async function* nothing(): AsyncGenerator<never> {}
