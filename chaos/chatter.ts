/** What a member says: mostly a line at a time, now and then many at once or one that is over the 16 KiB of a forward. */

import type { Random } from '#src/base/random.js'
import { type Group, type Message, TocsinError } from '#src/index.js'

export interface ChatterOptions {
  readonly group: Group
  readonly random: Random
  /** Sends a second, in the mean. */
  readonly rate: number
  /** Called in the turn in which `send` resolved. */
  readonly stored: (message: Message) => void
}

const BURST_SHARE = 0.01
const LONGEST_BURST = 40
const LARGE_SHARE = 0.01
const LEAST_LARGE = 17 * 1024
const MOST_LARGE = 120 * 1024
const LONGEST_LINE = 300

/** Talks until `signal` is aborted, and resolves when what was said is stored. Rejects with the first error of a send. */
export async function chatter({ group, random, rate, stored }: ChatterOptions, signal: AbortSignal): Promise<void> {
  const say = async (text: string): Promise<void> => stored(await group.send(text))
  try {
    for (let number = 1; !signal.aborted; number += 1) {
      await pause((-Math.log(1 - random.next()) * 1000) / rate, signal)
      if (signal.aborted) return
      const kind = random.next()
      if (kind < BURST_SHARE) {
        const count = 2 + Math.floor(random.next() * LONGEST_BURST)
        await Promise.all(Array.from({ length: count }, (_, index) => say(`${number}.${index} at once`)))
      } else if (kind < BURST_SHARE + LARGE_SHARE) {
        await say(`${number} ${'large '.repeat((LEAST_LARGE + random.next() * (MOST_LARGE - LEAST_LARGE)) / 6)}`)
      } else {
        await say(`${number} ${'word '.repeat((random.next() * LONGEST_LINE) / 5)}`)
      }
    }
  } catch (error) {
    // it was stopped, or had left, in the middle of a word: nobody was told that it is stored
    const ended = error instanceof TocsinError && (error.code === 'stopped' || error.code === 'not-a-member')
    if (!ended) throw error
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
