/**
 * The clocks of one actor's machine over the world's: a steady one that may drift, and one to read the time of day from,
 * which may be set as well. The tasks of a paused process wait, and then run all at once.
 */
import type { Scheduler } from '#src/base/time.js'

export class ActorClock implements Scheduler {
  readonly #world: Scheduler
  /** This clock said `#ownMs` when the world's said `#worldMs`. */
  #worldMs: number
  #ownMs: number
  #jumpedMs = 0
  #rate = 1
  #paused = false
  #dead = false
  #waiting: (() => void)[] = []

  /** `before`: the same machine, whose process ended; the steady clock of the next one starts with the time of day. */
  constructor(world: Scheduler, before?: ActorClock) {
    this.#world = world
    this.#worldMs = world.now()
    // a process that starts takes the clock as it finds it
    this.#ownMs = before === undefined ? world.now() : before.wall()
    if (before !== undefined) this.#rate = before.#rate
  }

  /** Whole ms, as a host gives them; no jump changes it. */
  now(): number {
    return Math.floor(this.#ownMs + (this.#world.now() - this.#worldMs) * this.#rate)
  }

  wall(): number {
    return this.now() + this.#jumpedMs
  }

  after(delayMs: number, task: () => void): () => void {
    let cancelled = false
    const fire = () => {
      if (cancelled || this.#dead) return
      if (this.#paused) this.#waiting.push(fire)
      else task()
    }
    const cancel = this.#world.after(delayMs / this.#rate, fire)
    return () => {
      cancelled = true
      cancel()
    }
  }

  /** The clock that people read is set. */
  jump(ms: number): void {
    this.#jumpedMs += ms
  }

  /** From now on it runs so many times as fast as the world's. */
  drift(rate: number): void {
    this.#ownMs = this.now()
    this.#worldMs = this.#world.now()
    this.#rate = rate
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const task of this.#waiting.splice(0)) this.#world.after(0, task)
  }

  /** A dead process runs nothing more. */
  end(): void {
    this.#dead = true
    this.#waiting = []
  }
}
