/** What liveness remembers of one other member; nothing in it is anybody's word but the member's own and ours. */
import type { LivenessState } from './liveness-events.js'

export interface Peer {
  state: LivenessState
  /** Undefined until its first presence record. */
  incarnation: number | undefined
  lastSeen: number | undefined
  /** When it last came to be believed online. */
  onlineAt: number
  /** When a dial of ours last failed. */
  failedAt: number | undefined
  linked: boolean
  /** It said that it leaves: frames still under way do not bring it back. */
  left: boolean
  /** The highest incarnation it was warned about: one warning each, whatever a liar sends. */
  warned: number
}

/** A member that nothing is known of: offline until it shows itself. */
export function stranger(): Peer {
  return {
    state: 'offline',
    incarnation: undefined,
    lastSeen: undefined,
    onlineAt: 0,
    failedAt: undefined,
    linked: false,
    left: false,
    warned: -1,
  }
}
