/**
 * What time of day it is to people. Machines count in steady time, which nobody can set: a clock that is set back an
 * hour must not stop every deadline for an hour. What people read, and what invites expire by, is this machine's clock,
 * however wrong it is. Serves docs/protocol.md, "Display order".
 */

/** More than this at once is a clock that was set, or a machine that slept; less is drift. */
const NOTICED_MS = 1000

export class WallClock {
  #offsetMs = 0

  /** The time of day, in ms since the epoch, at steady time `now`. */
  at(now: number): number {
    return now + this.#offsetMs
  }

  /** The machine's clock reads `wallMs` at steady time `now`. By how much it was set, in ms; 0 for drift. */
  read(wallMs: number, now: number): number {
    const set = wallMs - this.at(now)
    this.#offsetMs += set
    return Math.abs(set) >= NOTICED_MS ? set : 0
  }
}
