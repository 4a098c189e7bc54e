/**
 * Outlives the run for a moment: when the run is gone, however it went, the processes it left are killed by their ids.
 * The members see for themselves that the run is gone, but not while they are stopped.
 */
import type { Guarded } from './guard.ts'

const alive = new Set<number>()

process.on('message', ({ pid, runs }: Guarded) => {
  if (runs) alive.add(pid)
  else alive.delete(pid)
})
process.on('disconnect', () => {
  for (const pid of alive) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it ended by itself
    }
  }
  process.exit(0)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
