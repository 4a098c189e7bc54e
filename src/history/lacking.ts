/**
 * What of one log is claimed by others and not here, and why. Serves docs/protocol.md, "What is missing". A claim counts
 * until it turns out that its claimant cannot give it.
 */
import type { LogKey } from '../base/ids.js'
import type { Claims } from './claims.js'
import type { LogFrontier, LogRange } from './frontier.js'
import type { LogIndex } from './log-index.js'
import { isKeyLog } from './log-key.js'
import type { Looks } from './looks.js'

/** `claimed`: somebody linked has it, and it is asked for. `key`: its author has not introduced the key that signed it. */
export interface Lacking {
  readonly log: LogKey
  readonly because: 'claimed' | 'key'
  readonly entries: number
}

export interface LackingOptions {
  readonly index: LogIndex
  readonly looks: Looks
  /** What the claimant can give of a claim. */
  readonly pullable: (claim: LogFrontier) => readonly LogRange[]
}

/** Of every log that this member may have more of, once. */
export function lackingOf(claims: Claims, options: LackingOptions): Lacking[] {
  return [...claims.openLogs, ...claims.unjudged].flatMap(log => {
    const lacking = lackingIn(log, claims, options)
    return lacking === undefined || lacking.entries === 0 ? [] : [lacking]
  })
}

function lackingIn(log: LogKey, claims: Claims, { index, looks, pullable }: LackingOptions): Lacking | undefined {
  const { rules } = index
  const claim = claims.logs.get(log)
  if (claim === undefined || claims.isVoid(log) || !rules.hasAuthor(log) || rules.isLiveOnly(log)) return undefined
  if (index.endOf(log) === 0) return undefined
  if (!rules.isIntroduced(log)) return { log, because: 'key', entries: looks.entriesOf(log) }
  // what introduces a key is no message: what the key signed is counted by itself
  if (isKeyLog(log) && claims.isEarly(log)) return undefined
  const entries = pullable(claim).reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return { log, because: 'claimed', entries }
}
