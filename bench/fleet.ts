/**
 * What the benchmark asks of each system: N members in this process that talk over TCP and Noise, a way to publish as
 * one of them, and a call for each delivery. It must never give one system a shortcut that the others lack.
 */

export interface Fleet {
  /** Publishes as the member with this index. */
  publish(author: number, text: string): void
  /** Copies of messages put on links so far, by publishers and by those who forward. */
  sends(): number
  stop(): Promise<void>
}

/** Called once for each message and member that shows it, its author left out; no hops for what came by repair. */
export type Heard = (member: number, text: string, hops: number | undefined) => void

export interface Started {
  readonly fleet: Fleet
  /** From the first member's start until every member can talk with every other. */
  readonly readyMs: number
}

export type System = (members: number, heard: Heard) => Promise<Started>

/** Waits until `done` says so; a poll, because each system tells its readiness in another way. */
export async function until(done: () => boolean, timeoutMs: number, what: string): Promise<void> {
  const giveUp = performance.now() + timeoutMs
  while (!done()) {
    if (performance.now() > giveUp) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** Runs `work` on each item, at most `width` at a time: hundreds of handshakes at once only time one another out. */
export async function eachOf<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
