/**
 * One suspicion: until when it runs, and what our own probe of the suspect has said so far (docs/protocol.md,
 * "Liveness"). Must never come due as offline before that probe is decided.
 */
import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import { PROBE_TIMEOUT_MS } from './liveness-events.js'
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

/** Begun with our own evidence, by a closed stream, say. `probing`: our probe of it goes out now; else it has failed. */
export function ofEvidence(asked: readonly MemberId[], probing: boolean, length: Length, now: number): Suspicion {
  const decidedAt = probing ? now + PROBE_TIMEOUT_MS * length.health.factor : now
  return { own: true, until: now + suspicionMs(length), probeAt: undefined, decidedAt, asked: new Set(asked) }
}

/** Begun with what somebody said. Probes are spread: most are refuted first, and a thousand do not dial at once. */
export function ofRumour(random: Pick<Random, 'next'>, length: Length, now: number): Suspicion {
  const probeAt = now + suspicionMs(length) * (0.25 + 0.5 * random.next())
  return {
    own: false,
    until: now + suspicionMs(length),
    probeAt,
    decidedAt: probeAt + PROBE_TIMEOUT_MS,
    asked: new Set(),
  }
}

/** When it is next to be looked at: to send the probe, or to end as offline. */
export function dueAt(suspicion: Suspicion): number {
  return suspicion.probeAt ?? Math.max(suspicion.until, suspicion.decidedAt)
}

/** What its length hangs on. */
export interface Length {
  readonly members: number
  readonly health: Pick<LocalHealth, 'factor'>
}

/** News takes log N hops to reach the accused and come back refuted. */
export function suspicionMs({ members, health }: Length): number {
  return 4 * SECOND_MS * Math.max(1, Math.log10(members)) * health.factor
}
