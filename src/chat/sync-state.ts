/** How a member is with what it missed, as an embedder sees it. Translation only. */
import type { GroupPeer } from '../peer/group.js'
import { type SyncState as PeerSyncState, syncState } from '../peer/outstanding.js'
import { isoTime } from './iso-time.js'
import type { SyncState } from './surface.js'

/** Alone in a group there is nobody to ask. */
export function syncOf({ syncing, membership, present }: GroupPeer): SyncState {
  const others = (membership?.presentCount ?? 0) - (present ? 1 : 0)
  const { progress, missing } = syncing
  return shownSync(syncState(others === 0 ? { ...progress, returned: true } : progress, missing))
}

export function shownSync({ waiting, ...state }: PeerSyncState): SyncState {
  return { ...state, waiting: waiting.map(({ sinceMs, ...missing }) => ({ ...missing, since: isoTime(sinceMs) })) }
}
