/**
 * How far this member may trust its own judgement, after Lifeguard: who wrongly took others for silent, or was itself
 * taken for silent, is probably the slow one, and gives everyone more time (docs/protocol.md, "Liveness"). Must never
 * make the time shorter than it is for a member in good health.
 */

/** Five times the patience is the most: more would call the dead alive for longer than people accept. */
const MAX_SCORE = 4

export class LocalHealth {
  #score = 0

  /** By how much every time-out is stretched: 1 in good health, 5 at worst. */
  get factor(): number {
    return 1 + this.#score
  }

  /** We suspected somebody who lives, or are suspected ourselves. */
  worse(): void {
    this.#score = Math.min(MAX_SCORE, this.#score + 1)
  }

  /** Somebody answered in time. */
  better(): void {
    this.#score = Math.max(0, this.#score - 1)
  }
}
