/**
 * The shapes an embedder sees of a group's encryption: rekeys, and what cannot be read yet. One vocabulary with the command
 * line's JSON (docs/cli.md). Shapes only; nothing here decides.
 */
import type { ErrorCode } from '../base/errors.js'
import type { GroupId, MemberId } from '../base/ids.js'

/** What this member writes from now on is under new keys. */
export interface RekeyedEvent {
  readonly type: 'rekeyed'
  readonly group: GroupId
  readonly epoch: number
}

/** So many bursts of messages came before their keys and wait; 0 once all are read, or came in another way. */
export interface UnreadEvent {
  readonly type: 'unread'
  readonly group: GroupId
  readonly count: number
}

/** A member published a key message that no honest member writes. */
export interface BadKeyMessageEvent {
  readonly type: 'bad-key-message'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
  readonly reason: string
}

/**
 * A body came that no key will ever open: altered on its way, not meant for this member, or so old that its key is gone. If
 * it is a message, it comes again in another way. `member` passed it on; who wrote it is not proven.
 */
export interface UnopenedEvent {
  readonly type: 'unopened'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
  /** `bad-body`. */
  readonly code: ErrorCode
  readonly message: string
}

/** Under which keys a member writes. */
export interface KeyState {
  /** Rises with each rekey. */
  readonly epoch: number
  /** ISO 8601; undefined before the first rekey. */
  readonly rekeyed: string | undefined
  /** Bursts of messages that came before their keys. */
  readonly waiting: number
}
