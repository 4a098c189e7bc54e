/**
 * The clock of one actor's machine over the world's: it may jump or drift, and stands still in a paused process, whose
 * tasks then run all at once. A delay is measured by this clock and is not changed by a jump.
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

  /** The clock of the same machine after its process ended. */
  constructor(world: Scheduler, before?: ActorClock) {
    this.#world = world
    this.#worldMs = world.now()
    this.#ownMs = before === undefined ? world.now() : before.now()
    if (before === undefined) return
    this.#rate = before.#rate
    this.#jumpedMs = before.#jumpedMs
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
    this.#set(this.now())
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

  #set(ownMs: number): void {
    this.#worldMs = this.#world.now()
    this.#ownMs = ownMs
  }
}
