/**
 * per-peer: what travels is sealed by each link on its way, for the neighbour alone, and opened there. Serves
 * docs/protocol.md, "Per peer". So there is nothing to seal here, and no key to tell anybody: a body stays what it is, and
 * who is no member any more has no link. It keeps relays from nothing: each is a member and reads.
 */
import { type GroupCipher, Scheme, still } from './group-cipher.js'

/** Nothing: what changes lives in the links. */
export interface PerPeer {
  readonly scheme: typeof Scheme.perPeer
}

const STATE: PerPeer = { scheme: Scheme.perPeer }

export const perPeer: GroupCipher<PerPeer> = {
  scheme: Scheme.perPeer,
  start: () => still(STATE),
  restore: () => STATE,
  members: (_context, state) => still(state),
  hear(_context, state, { from }) {
    const notices = [{ type: 'wrong-key-message', from, reason: 'this scheme has no key messages' }] as const
    return { ...still(state), notices }
  },
  seal: (_context, state, _entry, body) => ({ type: 'sealed', sealed: body, step: still(state) }),
  open: (_context, state, _entry, sealed) => ({ type: 'opened', body: sealed, step: still(state) }),
  deadline: () => undefined,
  wake: (_context, state) => still(state),
  status: () => ({ epoch: 0, rekeyedMs: undefined }),
}
