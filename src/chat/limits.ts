/**
 * The rate at which an embedder's peer spreads and takes what each author writes. Serves docs/protocol.md, "Rates". Left
 * out it is the one that all others have; a peer with a higher one is slowed down, and in the end cut off, by them.
 */
import { TocsinError } from '../base/errors.js'
import { DEFAULT_LIMITS, type RateLimits } from '../peer/allowance.js'

/** Throws TocsinError `bad-argument`. */
export function limitsOf(given: Partial<RateLimits> = {}): RateLimits {
  const limits = { ...DEFAULT_LIMITS, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (!(value > 0)) throw new TocsinError('bad-argument', `limits.${name} is more than 0, not ${value}`)
  }
  return limits
}
