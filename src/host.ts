/**
 * What the host gives: the system's clock and generator, and one crypto suite for all peers of the process, so that a
 * key is admitted once and not once a peer. The only place that reads clock or generator.
 */
import { randomBytes, randomInt } from 'node:crypto'
import type { Random } from './base/random.js'
import type { Scheduler } from './base/time.js'
import { nodeSuite } from './node-suite.js'

export const systemRandom: Random = {
  bytes: length => Uint8Array.from(randomBytes(length)),
  next: () => randomInt(2 ** 32) / 2 ** 32,
}

export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  after(delayMs, task) {
    if (delayMs <= 0) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

export const systemSuite = nodeSuite()
