/**
 * What a group decided in one step, as effects: all of it, or none. A step that an engine leaves in the middle has changed
 * half of the group, so that it is halted, as after a store that failed; it comes back from what is stored.
 */

import { isLoss } from '../base/errors.js'
import type { GroupId } from '../base/ids.js'
import type { PeerEffect } from './events.js'

export class Decided {
  readonly effects: PeerEffect[] = []
  readonly #group: GroupId
  #failed = false

  constructor(group: GroupId) {
    this.#group = group
  }

  /** Nothing after the first failure. */
  by(decide: () => void): PeerEffect[] {
    if (this.#failed) return []
    try {
      decide()
    } catch (cause) {
      if (!isLoss(cause)) throw cause
      this.#failed = true
      this.effects.length = 0
      return [{ type: 'failed', group: this.#group, error: cause }]
    }
    return this.effects.splice(0)
  }
}
