/** The shapes an embedder sees of how it comes into a group and goes out of it. Shapes only; nothing here decides. */
import type { ErrorCode } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'

/** A join that goes on by itself, or was refused after it had. */
export interface PendingJoin {
  readonly group: GroupId
  /** What the ticket calls the group; other people's words. */
  readonly name: string
  /** `queued`: nobody asked has let us in yet. `waiting`: a moderator has to. `refused`: nobody will. */
  readonly state: 'queued' | 'waiting' | 'refused'
  /** ISO 8601. */
  readonly since: string
  /** When the ticket expires. */
  readonly expires: string
  /** What is in the way; undefined while it only waits for a moderator. */
  readonly code: ErrorCode | undefined
  readonly message: string | undefined
}

/** A join of this peer went on by itself, or was decided. After `joined` the group is among its groups. */
export interface JoinEvent {
  readonly type: 'join'
  readonly group: GroupId
  readonly name: string
  readonly state: PendingJoin['state'] | 'joined' | 'cancelled'
  readonly code: ErrorCode | undefined
  readonly message: string | undefined
}

/** Why this peer is no member any more. */
export interface ClosingInfo {
  readonly state: 'left' | 'removed' | 'banned'
  readonly by: MemberId
  readonly name: string
  /** ISO 8601, by the clock of who wrote it. */
  readonly time: string
}
