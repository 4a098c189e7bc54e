/** The embedding API. Re-exports only. */
export { type ErrorCode, TocsinError } from './base/errors.js'
export type { EntryId, GroupId, MemberId } from './base/ids.js'
export type { Random } from './base/random.js'
export type { Scheduler } from './base/time.js'
export type { FeedOptions } from './chat/feed.js'
export { Group } from './chat/group.js'
export type { LeaveOptions, SendOptions, SetVerifiedOptions } from './chat/group-options.js'
export type { HistoryOptions, PageOptions, SearchOptions } from './chat/history.js'
export type { InviteOptions } from './chat/invite-terms.js'
export type { ClosingInfo, JoinEvent, PendingJoin } from './chat/join-surface.js'
export type { JoinOptions } from './chat/joins.js'
export { shortIdOfMember as shortIdOf } from './chat/members.js'
export { Message, type WaitOptions } from './chat/message.js'
export { Moderation } from './chat/moderation.js'
export type {
  BadKeyMessageEvent,
  ChangeEvent,
  ChatEvent,
  ClockEvent,
  ClockInfo,
  CloneEvent,
  CustomEvent,
  FailedEvent,
  ForkEvent,
  InviteInfo,
  KeyChangedEvent,
  KeyState,
  LaggedEvent,
  LiarEvent,
  Member,
  MemberEvent,
  MemberState,
  MessageEvent,
  MissingEntries,
  Reach,
  Receipt,
  ReceiptEvent,
  RekeyedEvent,
  RemovalEvent,
  Ring,
  RingEvent,
  Safety,
  SyncEvent,
  SyncState,
  TopicInfo,
  UnopenedEvent,
  UnreadEvent,
  WaitingInfo,
} from './chat/surface.js'
export { createTocsin, Tocsin } from './chat/tocsin.js'
export type { CreateGroupOptions, TocsinOptions } from './chat/tocsin-options.js'
export type { Allowed, Encryption, HistoryPolicy, Role, SettingName } from './group/control.js'
export type { Verified } from './group/marks.js'
export type { MemberStatus, Status } from './group/presence.js'
export type { Settings } from './group/settings.js'
export type { Network } from './net/network.js'
export type { RateLimits } from './peer/allowance.js'
export type { MessageKind } from './peer/content.js'
export type { Store } from './store/store.js'
