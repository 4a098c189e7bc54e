/**
 * What a member knows of another to talk to it in secret. Serves docs/protocol.md, "Channels". Two that begin at the same
 * moment have two sessions, and agree by using them: each sends with the one it last heard something new over.
 */
import type { Session } from './double-ratchet.js'
import type { Party, Prekeys } from './x3dh.js'

export interface Peer extends Party {
  /** What it published last; one-time prekeys only while there is no channel. */
  readonly prekeys: Prekeys | undefined
  /** The one we send with first; over the others something may still come. */
  readonly sessions: readonly Session[]
  /** When we initiate, unless it is done or no longer needed by then. */
  readonly initiateMs: number | undefined
  /** When we last made a channel anew because something did not open. */
  readonly mendedMs: number | undefined
}

/** Two that began at the same time, and one that was mended. */
export const MAX_SESSIONS = 3

export function newPeer({ identityKey, linkKey }: Party, initiateMs: number | undefined): Peer {
  return { identityKey, linkKey, prekeys: undefined, sessions: [], initiateMs, mendedMs: undefined }
}

/** With a session just agreed on, which is the one to send with; the one unused for longest leaves. */
export function withSession(peer: Peer, session: Session): Peer {
  const prekeys = peer.prekeys === undefined ? undefined : { ...peer.prekeys, oneTime: [] }
  const sessions = [session, ...peer.sessions].slice(0, MAX_SESSIONS)
  return { ...peer, prekeys, sessions, initiateMs: undefined }
}

/** When a channel with this peer is to be begun; never before it has published prekeys. */
export function dueMs(peer: Peer | undefined): number | undefined {
  return peer?.prekeys === undefined ? undefined : peer.initiateMs
}
