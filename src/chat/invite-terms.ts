/** What a new ticket is good for, checked. */
import { lifetimeMs } from './durations.js'

export interface InviteOptions {
  readonly uses?: number | undefined
  readonly expires?: string | number | undefined
  readonly approve?: boolean | undefined
}

export interface InviteTerms {
  readonly uses: number
  readonly lifetimeMs: number
  readonly approve: boolean
}

const DEFAULT_LIFETIME = '24h'
export const MAX_USES = 1_000_000

/** Throws TocsinError `bad-argument`. */
export function inviteTerms({ uses = 1, expires = DEFAULT_LIFETIME, approve = false }: InviteOptions): InviteTerms {
  return { uses, lifetimeMs: lifetimeMs(expires), approve }
}
