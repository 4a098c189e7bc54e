/**
 * The alarm that a verb which speaks to a group, or shows it, gives first: most verbs are short, and an event that was
 * told while another one ran was read by nobody.
 */
import type { Group } from '../index.js'
import type { Session } from './session.js'

/** Says whose keys are not those that were verified. It never stops the verb: whom to trust is for a person to say. */
export async function warnOfChanges(group: Group, { emit }: Pick<Session, 'emit'>): Promise<void> {
  for (const change of group.keyChanges) await emit({ v: 1, ...change })
}
