/** What a join under way has stored of it, and told. Serves docs/protocol.md, "Storage". */
import type { TocsinError } from '../base/errors.js'
import type { GroupId } from '../base/ids.js'
import { encodeKeptJoin, type JoinState, KEPT_JOIN, type KeptJoin } from '../group/kept-join.js'
import type { Ticket } from '../group/ticket.js'
import type { PeerEffect } from './events.js'
import { type OwnPrekeys, savedPrekeys } from './own-prekeys.js'

export function kept(
  join: Omit<KeptJoin, 'code' | 'prekey'> & {
    readonly error: TocsinError | undefined
    readonly prekeys: OwnPrekeys
  },
): PeerEffect {
  const { group } = join.ticket
  const prekey = savedPrekeys(join.prekeys.slice(0, 1))
  const value = encodeKeptJoin({ ...join, prekey, code: join.error?.code ?? '' })
  return { type: 'append', batch: { group, entries: [], values: [[KEPT_JOIN, value]] } }
}

export function forgotten(group: GroupId): PeerEffect {
  return { type: 'append', batch: { group, entries: [], values: [[KEPT_JOIN, undefined]] } }
}

export function show(
  { group, name }: Ticket,
  state: JoinState | 'joined' | 'cancelled',
  error?: TocsinError,
): PeerEffect {
  return { type: 'show', group, event: { type: 'join', name, state, error } }
}
