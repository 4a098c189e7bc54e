/** Time as an argument: the runtime hands in the system's clock and timers, the simulator a virtual one. */
export interface Scheduler {
  /** Steady time: milliseconds since the epoch as of the start, and since then counted by a clock that nobody sets. */
  now(): number
  /** What the machine's clock reads now, in milliseconds since the epoch; absent where that is `now`. */
  wall?(): number
  /** Runs `task` once after `delayMs` (0: as soon as what runs now is done). The result cancels it. */
  after(delayMs: number, task: () => void): () => void
}

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const DAY_MS = 24 * 60 * MINUTE_MS

/** The longest that a timer is set for; whoever wakes for nothing sets another. Hosts count in 31 bits, and take more for 1 ms. */
export const MAX_TIMER_MS = DAY_MS
