/** The timers of one owner over a scheduler that others share: when it ends, none of them keeps the process alive. */
import type { Scheduler } from './time.js'

export class OwnTimers implements Scheduler {
  readonly wall?: () => number
  readonly #scheduler: Scheduler
  readonly #running = new Set<() => void>()
  #ended = false

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    if (scheduler.wall !== undefined) this.wall = () => scheduler.wall?.() ?? scheduler.now()
  }

  now(): number {
    return this.#scheduler.now()
  }

  after(delayMs: number, task: () => void): () => void {
    if (this.#ended) return () => undefined
    const stop = this.#scheduler.after(delayMs, () => {
      this.#running.delete(stop)
      task()
    })
    this.#running.add(stop)
    return () => {
      this.#running.delete(stop)
      stop()
    }
  }

  /** Nothing that waits happens any more. */
  clear(): void {
    for (const stop of this.#running) stop()
    this.#running.clear()
  }

  /** Nor does anything that is asked for later. */
  end(): void {
    this.#ended = true
    this.clear()
  }
}
