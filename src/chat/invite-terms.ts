/** What a new ticket is good for, checked. */
import { TocsinError } from '../base/errors.js'
import { lifetimeMs } from './durations.js'

export interface InviteOptions {
  readonly uses?: number
  readonly expires?: string | number
  readonly approve?: boolean
}

export interface InviteTerms {
  readonly uses: number
  readonly lifetimeMs: number
  readonly approve: boolean
}

const DEFAULT_LIFETIME = '24h'
const MAX_USES = 1_000_000

/** Throws TocsinError `bad-argument`. */
export function inviteTerms({ uses = 1, expires = DEFAULT_LIFETIME, approve = false }: InviteOptions): InviteTerms {
  if (!Number.isInteger(uses) || uses < 1 || uses > MAX_USES) {
    throw new TocsinError('bad-argument', `an invite has 1 to ${MAX_USES} uses, not ${uses}`)
  }
  return { uses, lifetimeMs: lifetimeMs(expires), approve }
}
