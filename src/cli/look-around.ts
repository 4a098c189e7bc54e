/**
 * What a verb with an engine of its own does before it looks or writes: it finds the others. What it wrote while nobody
 * was there it says so of, since a person would think that it is done.
 */
import type { Group } from '../index.js'
import type { Invocation } from './arguments.js'
import { note } from './lines.js'
import type { Session } from './session.js'
import { LOOK_AROUND_MS, othersOf, settled, someoneOnline } from './settled.js'

/** An engine that has just started speaks to nobody yet: nobody seems online, and what it writes lies here unheard. */
export async function lookAround(
  groups: readonly Group[],
  { timeoutMs = LOOK_AROUND_MS }: Invocation,
  session: Session,
): Promise<void> {
  if (!session.fresh) return
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(timeoutMs)])
  await Promise.all(groups.map(group => settled(group, signal)))
}

export async function noteUnheard(group: Group, { emit }: Pick<Session, 'emit'>): Promise<void> {
  if (othersOf(group).length === 0 || someoneOnline(group)) return
  await emit(note('nobody is online to hear it: it is stored here, and goes out when somebody is'))
}
