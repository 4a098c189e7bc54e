/**
 * The shapes an embedder sees of who may what: topic, invites, who waits, and what somebody changed. One vocabulary with
 * the command line's JSON (docs/cli.md). Shapes only; nothing here decides.
 */
import type { EntryId, GroupId, MemberId } from '../base/ids.js'

/** Somebody changed what a group is or who may what; whoever has no right to is never told of. */
export interface ChangeEvent {
  readonly type: 'change'
  readonly group: GroupId
  readonly id: EntryId
  readonly by: MemberId
  readonly name: string
  readonly what:
    | 'topic'
    | 'setting'
    | 'role'
    | 'handover'
    | 'ban'
    | 'unban'
    | 'invite'
    | 'revoke'
    | 'waiting'
    | 'declined'
  /** Whom it is about. */
  readonly member?: MemberId
  /** The topic, the role, the invite, or what was set: `limit=50`. */
  readonly value?: string
}

export interface TopicInfo {
  readonly text: string
  readonly by: MemberId
  readonly name: string
  /** ISO 8601, by the clock of who set it. */
  readonly time: string
}

export interface InviteInfo {
  /** Names it, in hex: no secret. */
  readonly invite: string
  readonly by: MemberId
  readonly name: string
  readonly uses: number
  /** May be over `uses`, where members apart admitted by it at once. */
  readonly used: number
  readonly expires: string
  /** Whether a moderator has to let its bearers in. */
  readonly approve: boolean
  readonly revokedBy: MemberId | undefined
}

export interface WaitingInfo {
  readonly member: MemberId
  /** What it calls itself. */
  readonly name: string
  /** Who was asked, and when. */
  readonly by: MemberId
  readonly time: string
}

/** A removal was applied by so many of so many members, whoever removed included. Only that member can say more than is so. */
export interface RemovalEvent {
  readonly type: 'removal'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
  readonly by: MemberId
  readonly applied: number
  readonly members: number
}
