/** up: keeps this member online until it is told to stop, or until a group's store fails. */
import type { Group, Tocsin } from '../../index.js'
import type { Session } from '../session.js'

/** How often a group that came over the socket is noticed; a failed store is not urgent to the second. */
const LOOK_FOR_GROUPS_MS = 1000

/** Resolves at the signal. Rejects with the error of the first group that failed. */
export async function up(tocsin: Tocsin, { emit, signal }: Session): Promise<void> {
  const { peerId, addresses } = tocsin
  await emit({ v: 1, type: 'ready', peerId, addresses })
  const watched = new Set<Group>()
  let looking: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const watchNew = (): void => {
        for (const group of tocsin.groups()) {
          if (watched.has(group)) continue
          watched.add(group)
          failureOfGroup(group, signal).catch(reject)
        }
      }
      watchNew()
      looking = setInterval(watchNew, LOOK_FOR_GROUPS_MS)
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    clearInterval(looking)
  }
}

async function failureOfGroup(group: Group, signal: AbortSignal): Promise<void> {
  for await (const event of group.events({ signal })) {
    if (event.type === 'failed') throw event.error
  }
}
