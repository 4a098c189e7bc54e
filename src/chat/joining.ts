/**
 * From a ticket to a member in the ring with its history. Admission is decided by the peer; here it is only waited for,
 * so that `join` resolves when there is something to read and somebody to talk to.
 */
import { TocsinError } from '../base/errors.js'
import type { Scheduler } from '../base/time.js'
import type { Group } from './group.js'

/** A member that admitted us and then says nothing for this long is gone; the group works without the wait. */
const QUIET_MS = 10_000

/**
 * Resolves once the group's ring is closed and its history is here, or when nothing of either has moved for 10 s: then
 * nobody is online, and both come by themselves later. Rejects when `signal` gives up or the group fails.
 */
export async function settled(group: Group, scheduler: Scheduler, signal: AbortSignal | undefined): Promise<void> {
  const quiet = new AbortController()
  let cancel = scheduler.after(QUIET_MS, () => quiet.abort())
  const given = signal === undefined ? quiet.signal : AbortSignal.any([signal, quiet.signal])
  try {
    if (isSettled(group)) return
    for await (const event of group.events({ signal: given })) {
      if (event.type === 'failed') throw event.error
      if (isSettled(group)) return
      cancel()
      cancel = scheduler.after(QUIET_MS, () => quiet.abort())
    }
    if (signal?.aborted) throw new TocsinError('aborted', 'gave up waiting for the history', { cause: signal.reason })
  } finally {
    cancel()
  }
}

function isSettled({ ring, sync }: Group): boolean {
  return ring.closed && sync.settled
}
