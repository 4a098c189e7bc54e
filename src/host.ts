/** What the host gives: the system's clock and generator. The only place that reads either. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Random } from './base/random.js'
import type { Scheduler } from './base/time.js'

export const systemRandom: Random = {
  bytes: length => Uint8Array.from(randomBytes(length)),
  next: () => randomInt(2 ** 32) / 2 ** 32,
}

export const systemScheduler: Scheduler = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  wall: () => Date.now(),
  after(delayMs, task) {
    if (delayMs <= 0) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
