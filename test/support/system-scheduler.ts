/** The system's clock and timers, for tests that run on real sockets. */
import type { Scheduler } from '#src/base/time.js'

export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
