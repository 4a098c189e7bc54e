/**
 * A verb with an engine of its own: the process owns the folder while it runs, and serves whoever else asks meanwhile.
 * It must never leave before what it wrote is stored and its neighbours were told.
 */
import type { Tocsin } from '../index.js'
import { type Invocation, isLasting, parseFor } from './arguments.js'
import { startEngine } from './engine.js'
import { keptStatus } from './kept-status.js'
import { Owner } from './owner.js'
import { perform } from './perform.js'
import type { Session } from './session.js'

/** What was asked of a process that was to stay is broken off soon, so that stopping is quick. */
const LASTING_GRACE_MS = 2000
/** A process that came for one verb has time: whoever asked it did not know. */
const PASSING_GRACE_MS = 30_000

/** Rejects `folder-in-use`, before anything is done, when another process has the folder. */
export async function runWithOwnEngine(invocation: Invocation, session: Session): Promise<void> {
  const tocsin = await startEngine(invocation)
  const lasting = isLasting(invocation)
  const { data, verb } = invocation
  await sayAgain(tocsin, data)
  const owner = new Owner({ folder: data, verb, lasting, serve: (argv, asked) => serve(tocsin, data, argv, asked) })
  try {
    await owner.listen()
    await perform(tocsin, invocation, session)
  } finally {
    await owner.close(lasting ? LASTING_GRACE_MS : PASSING_GRACE_MS)
    await tocsin.stop()
  }
}

/** A text that the library refuses, in a file that somebody changed, is as none. */
async function sayAgain(tocsin: Tocsin, data: string): Promise<void> {
  const kept = keptStatus(data)
  if (kept !== undefined) await tocsin.setStatus(kept.status, kept.statusText).catch(() => undefined)
}

async function serve(tocsin: Tocsin, data: string, argv: readonly string[], session: Session): Promise<void> {
  const parsed = parseFor(argv, () => data)
  if (parsed.type === 'run') await perform(tocsin, parsed.invocation, session)
}
