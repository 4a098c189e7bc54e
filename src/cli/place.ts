/**
 * Where a verb runs: in the process that owns the data folder when there is one, in this one otherwise. Only this file
 * waits for a folder to become free.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { TocsinError } from '../base/errors.js'
import { type Invocation, isLasting } from './arguments.js'
import { connectToOwner, type OwnerConnection } from './client.js'
import { note } from './lines.js'
import type { Session } from './session.js'

/** A verb of another process takes a second or two; one that takes longer is worth an error. */
const FOLDER_MS = 10_000
/** Between two looks at a folder that another process is about to leave or has just taken. */
const RETRY_MS = 50

/** `argv` is what a running owner is asked with. Rejects with TocsinError or OwnerFailure. */
export async function runSomewhere(invocation: Invocation, argv: readonly string[], session: Session): Promise<void> {
  const deadline = performance.now() + (invocation.timeoutMs ?? FOLDER_MS)
  let inUse = new TocsinError('folder-in-use', `${invocation.data} is in use by another process: stop it first`)
  for (;;) {
    const owner = await connectToOwner(invocation.data)
    if (owner !== undefined) {
      inUse = inUseBy(owner, invocation)
      if (await askOwner(owner, invocation, argv, session)) return
    } else {
      try {
        return await runHere(invocation, session)
      } catch (cause) {
        if (!(cause instanceof TocsinError) || cause.code !== 'folder-in-use') throw cause
      }
    }
    if (session.signal.aborted) throw new TocsinError('aborted', 'stopped before anything was done')
    if (performance.now() > deadline) throw inUse
    await delay(RETRY_MS)
  }
}

/** False when the folder must first become free. Throws `folder-in-use` when it will not. */
async function askOwner(
  owner: OwnerConnection,
  invocation: Invocation,
  argv: readonly string[],
  session: Session,
): Promise<boolean> {
  const { lasting, pid } = owner.hello
  if (invocation.verb === 'up' && lasting) {
    owner.close()
    throw inUseBy(owner, invocation)
  }
  // a stream would be cut when the other's verb is done
  if (isLasting(invocation) && !lasting) {
    owner.close()
    return false
  }
  if (invocation.listen.length > 0) {
    await session.emit(note(`--listen is left aside: process ${pid} runs this member already`))
  }
  const { text, recent, emit, signal } = session
  const input = invocation.verb === 'chat' ? session.input : undefined
  return owner.ask({ argv, text, recent, input, emit, signal })
}

async function runHere(invocation: Invocation, session: Session): Promise<void> {
  if (invocation.verb === 'whoami') {
    const { readIdentity } = await import('./own-identity.js')
    return session.emit(readIdentity(invocation))
  }
  const { runWithOwnEngine } = await import('./own-engine.js')
  await runWithOwnEngine(invocation, session)
}

function inUseBy({ hello: { pid, verb } }: OwnerConnection, { data }: Invocation): TocsinError {
  return new TocsinError('folder-in-use', `${data} is in use by process ${pid} (tocsin ${verb}): stop it first`)
}
