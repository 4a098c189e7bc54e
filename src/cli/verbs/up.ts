/** up: keeps this member online until it is told to stop, or until a group's store fails. */
import type { Group, Tocsin } from '../../index.js'
import { isLoopbackOnly, loopbackNote } from '../reach.js'
import type { Session } from '../session.js'
import { fromEvent } from './events.js'
import { groupLine } from './groups.js'

/** How often a group that came over the socket is noticed; a failed store is not urgent to the second. */
const LOOK_FOR_GROUPS_MS = 1000

/** Resolves at the signal. Rejects with the error of the first group that failed. */
export async function up(tocsin: Tocsin, session: Session): Promise<void> {
  const { emit, signal } = session
  const { peerId, addresses } = tocsin
  const loopbackOnly = isLoopbackOnly(addresses)
  await emit({ v: 1, type: 'ready', peerId, addresses, loopbackOnly })
  if (loopbackOnly) await emit(loopbackNote('it can be reached'))
  const watched = new Set<Group>()
  let looking: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const watchNew = (): void => {
        for (const group of tocsin.groups()) {
          if (watched.has(group)) continue
          watched.add(group)
          watch(tocsin, group, session).catch(reject)
        }
      }
      watchNew()
      tellJoins(tocsin, session).catch(reject)
      looking = setInterval(watchNew, LOOK_FOR_GROUPS_MS)
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    clearInterval(looking)
  }
}

/** Joins that go on by themselves are decided here, and somebody waits for that. */
async function tellJoins(tocsin: Tocsin, { emit, signal }: Session): Promise<void> {
  for await (const event of tocsin.joinEvents({ signal })) await emit({ v: 1, ...event })
}

/** Alarms go out, and that we were removed; the error of a group that failed rejects. */
async function watch({ peerId }: Tocsin, group: Group, { emit, signal }: Session): Promise<void> {
  for await (const event of group.events({ signal })) {
    if (event.type === 'member' && event.state === 'removed' && event.member === peerId) await emit(groupLine(group))
    if (event.type === 'clock' || event.type === 'key-changed' || event.type === 'clone' || event.type === 'fork')
      await emit(fromEvent(event, group))
    if (event.type === 'failed') throw event.error
  }
}
