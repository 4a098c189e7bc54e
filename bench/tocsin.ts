/**
 * Tocsin through its embedding API, with in-memory stores. Hops are those the message event tells; copies are counted
 * where every burst that came from a link is judged. It must use nothing that an embedder could not.
 */
import { Book } from '#src/peer/book.js'
import { type SpawnedMember, spawnGroup } from '#src/testing.js'
import type { Fleet, Heard, Started } from './fleet.ts'

const READY_TIMEOUT_MS = 120_000

export async function tocsin(members: number, heard: Heard): Promise<Started> {
  const copies = countCopies()
  const began = performance.now()
  const spawned = await spawnGroup(members, { network: 'tcp', signal: AbortSignal.timeout(READY_TIMEOUT_MS) })
  const readyMs = performance.now() - began

  // a reader that fails ends the process, since nobody handles it
  for (const [index, member] of spawned.entries()) void listen(member, (text, hops) => heard(index, text, hops))
  const fleet: Fleet = {
    publish: (author, text) => void spawned[author]!.group.send(text),
    sends: copies,
    stop: () => spawned.stop(),
  }
  return { fleet, readyMs }
}

async function listen(
  { tocsin: self, group }: SpawnedMember,
  heard: (text: string, hops: number | undefined) => void,
): Promise<void> {
  for await (const event of group.events()) {
    if (event.type === 'lagged') throw new Error(`a reader lagged: ${event.missed} events`)
    if (event.type === 'message' && event.author !== self.peerId) heard(event.text, event.hops)
  }
}

/** Messages that arrived over links, each as often as it came: forwarded, repeated or repaired. */
function countCopies(): () => number {
  let copies = 0
  const { take } = Book.prototype
  Book.prototype.take = function (burst, now) {
    copies += burst.entries.length
    return take.call(this, burst, now)
  }
  return () => copies
}
