/**
 * One suspicion: until when it runs, and what our own probe of the suspect has said so far (docs/protocol.md,
 * "Liveness"). Must never come due as offline before that probe is decided.
 */
import type { MemberId } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'
import type { LocalHealth } from './local-health.js'

export interface Suspicion {
  /** Began with our own evidence, not with what somebody said. */
  readonly own: boolean
  readonly until: number
  /** When our probe goes out; undefined once it has. */
  probeAt: number | undefined
  /** When our probe counts as unanswered: never offline before. */
  decidedAt: number
  /** Who was asked and has not answered: only their word on it counts. */
  readonly asked: Set<MemberId>
}

/** When it is next to be looked at: to send the probe, or to end as offline. */
export function dueAt(suspicion: Suspicion): number {
  return suspicion.probeAt ?? Math.max(suspicion.until, suspicion.decidedAt)
}

/** How long it lasts among `members`: news takes log N hops to reach the accused and come back refuted. */
export function suspicionMs(members: number, health: Pick<LocalHealth, 'factor'>): number {
  return 4 * SECOND_MS * Math.max(1, Math.log10(members)) * health.factor
}
