/**
 * The alarm that a verb which speaks to a group, or shows it, gives first: most verbs are short, and an event that was
 * told while another one ran was read by nobody.
 */
import type { Group } from '../index.js'
import type { Session } from './session.js'
import { fromEvent } from './verbs/events.js'

/**
 * Says that a member runs in two places, this one above all, or that a log was continued twice; once each. It begins with what
 * was known before, and says what was noticed meanwhile when it is called again.
 */
export class CopyAlarm {
  readonly #told = new Set<string>()

  async tell(groups: readonly Group[], { emit }: Pick<Session, 'emit'>): Promise<void> {
    for (const group of groups) {
      for (const event of [...group.clones, ...group.forks]) {
        const name =
          event.type === 'clone' ? `${event.group} ${event.member}` : `${event.group} ${event.author} ${event.seq}`
        if (this.#told.has(name)) continue
        this.#told.add(name)
        await emit(fromEvent(event, group))
      }
    }
  }
}

/**
 * Says whose keys are not those that were verified, and that the clock is wrong. It never stops the verb: whom to trust is
 * for a person to say.
 */
export async function warnOfChanges(group: Group, { emit }: Pick<Session, 'emit'>): Promise<void> {
  for (const change of group.keyChanges) await emit({ v: 1, ...change })
  const { clock, id } = group
  if (clock.state !== 'right') await emit({ v: 1, type: 'clock', group: id, ...clock })
}
