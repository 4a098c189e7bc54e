/** How far a member is with what it missed, as an embedder sees it. Translation only. */
import type { GroupPeer } from '../peer/group.js'
import type { SyncState } from './surface.js'

/** Alone in a group there is nothing to catch up with. */
export function syncOf({ syncing, membership, present }: GroupPeer): SyncState {
  const others = (membership?.presentCount ?? 0) - (present ? 1 : 0)
  return others === 0 ? { ...syncing.progress, caughtUp: true } : syncing.progress
}
