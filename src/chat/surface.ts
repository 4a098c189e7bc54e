/**
 * The shapes an embedder sees: events, messages, members, the ring. One vocabulary with the command line's JSON
 * (docs/cli.md). Shapes only; nothing here decides.
 */

import type { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import type { Verified } from '../group/marks.js'
import type { Status } from '../group/presence.js'
import type { BadKeyMessageEvent, RekeyedEvent, UnopenedEvent, UnreadEvent } from './surface-keys.js'
import type { ChangeEvent, RemovalEvent } from './surface-moderation.js'

export type * from './surface-keys.js'
export type * from './surface-moderation.js'

export type ChatEvent =
  | MessageEvent
  | CustomEvent
  | MemberEvent
  | SyncEvent
  | ReceiptEvent
  | RingEvent
  | ForkEvent
  | CloneEvent
  | LiarEvent
  | KeyChangedEvent
  | ClockEvent
  | ChangeEvent
  | RemovalEvent
  | RekeyedEvent
  | UnreadEvent
  | BadKeyMessageEvent
  | UnopenedEvent
  | LaggedEvent
  | FailedEvent

/** A message that is stored here, one's own included. `id` is also the cursor of `Group.events({ since })`. */
export interface MessageEvent {
  readonly type: 'message'
  readonly id: EntryId
  readonly group: GroupId
  /** Peer id. */
  readonly author: MemberId
  /** What the author calls itself; other people's words, not made safe for a terminal. */
  readonly name: string
  /** ISO 8601, by the author's clock. */
  readonly time: string
  /** The author's clock is over five minutes ahead of ours, or behind what it had seen; undefined where it is not. */
  readonly clock?: 'ahead' | 'behind' | undefined
  readonly kind: 'text' | 'action'
  readonly text: string
  /** True for what only its author and `to` can read: the other members hold it, and see nothing of it. */
  readonly private?: true | undefined
  /** Whom a private message is for: this member, or the one it told. */
  readonly to?: MemberId | undefined
  /** A private message whose key is gone, as after a restored backup: `text` is empty, and of one's own `to` is unknown. */
  readonly unreadable?: true | undefined
  /** Links it came over: 0 for one's own; undefined for what came by repair or from the store. */
  readonly hops: number | undefined
}

/** Data of an embedder's own, from `Group.sendCustom`; `id` is a cursor, too. */
export interface CustomEvent {
  readonly type: 'custom'
  readonly id: EntryId
  readonly group: GroupId
  readonly author: MemberId
  readonly name: string
  /** ISO 8601, by the author's clock. */
  readonly time: string
  /** What the author says that it is; within 64 bytes of UTF-8. Other people's words. */
  readonly customType: string
  /** To the byte what was sent. */
  readonly data: Uint8Array
}

/**
 * `joined`, `left` and `renamed` are in the signed log, `status` is what a member says of itself; `online` and `offline`
 * are this member's belief.
 */
export type MemberState = 'joined' | 'online' | 'offline' | 'status' | 'renamed' | 'left' | 'removed'

export interface MemberEvent {
  readonly type: 'member'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
  readonly role: string
  readonly state: MemberState
  /** With `renamed`: what it called itself before; `name` is the new one. */
  readonly oldName?: string | undefined
  /** With `status`. */
  readonly status?: Status | undefined
  /** With `status`: in its own words; empty when it says nothing. */
  readonly statusText?: string | undefined
  /** Who removed it. */
  readonly by?: MemberId
  /** With `left`: what it said on leaving; empty when it said nothing. */
  readonly message?: string
}

/** Entries of one author that are known to exist and are not shown here. */
export interface MissingEntries {
  /**
   * `claimed`: a linked member has them, and they are asked for. `key`: the author has not introduced the key that signed
   * them to us. `sealed`: no key that is here opens them yet.
   */
  readonly because: 'claimed' | 'key' | 'sealed'
  readonly author: MemberId
  readonly entries: number
  /** ISO 8601: when they were first known of. */
  readonly since: string
}

/** Catching up: `missing` falls to 0 and then `caughtUp` is true; both turn back when more is known to be missing. */
export interface SyncEvent extends SyncState {
  readonly type: 'sync'
  readonly group: GroupId
}

/**
 * How this machine's clock stands, as enough other members agree: `behind` or `ahead` of theirs by so many ms. While it is
 * not `right`, this member goes by their time in what decides where a message stands and whether an invite has expired.
 */
export interface ClockInfo {
  readonly state: 'right' | 'ahead' | 'behind'
  readonly byMs: number
}

/** The clock was found to be wrong, by more or less than before, or is right again. */
export interface ClockEvent extends ClockInfo {
  readonly type: 'clock'
  readonly group: GroupId
}

/** Who is proven to hold a message of one's own. */
export interface ReceiptEvent {
  readonly type: 'receipt'
  readonly group: GroupId
  readonly id: EntryId
  /** Members proven to hold it, and members it was sent to; the author is in neither. */
  readonly reached: number
  readonly members: number
  readonly missing: readonly MemberId[]
}

export interface RingEvent {
  readonly type: 'ring'
  readonly group: GroupId
  /** Whether both neighbours are linked. */
  readonly closed: boolean
  /** Members believed online, this one included. */
  readonly members: number
}

/** One author signed two entries for one place of its log; both are kept. */
export interface ForkEvent {
  readonly type: 'fork'
  readonly group: GroupId
  readonly author: MemberId
  readonly seq: number
}

/**
 * A member runs in two places at a time, since its folder was copied and both are started: this member, or another. All
 * that both say reaches everybody, later than usual; one of the two should be stopped, and its folder deleted.
 */
export interface CloneEvent {
  readonly type: 'clone'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
}

/** A member sent this one what no honest member sends, or may have; nobody else is told. */
export interface LiarEvent {
  readonly type: 'liar'
  readonly group: GroupId
  readonly member: MemberId
  readonly reason:
    | 'wrong-burst'
    | 'bad-record'
    | 'bad-frame'
    | 'bad-frontier'
    | 'bad-request'
    | 'bad-answer'
    | 'flood'
    | 'not-delivered'
  /** Whether it was once too often: it gets no link of this member until its faults have faded. */
  readonly cutOff: boolean
}

/**
 * A member that was verified has other keys now, or another key goes by a name that looks like that of one. What is
 * said goes on as before: it is for a person to compare the safety number again.
 */
export interface KeyChangedEvent {
  readonly type: 'key-changed'
  readonly group: GroupId
  readonly member: MemberId
  readonly name: string
  /** Whose keys were verified: the same member's, or those of another. */
  readonly was: MemberId
}

/** The reader was too slow and `missed` events were dropped for it; messages can be had again with `events({ since })`. */
export interface LaggedEvent {
  readonly type: 'lagged'
  readonly group: GroupId
  readonly missed: number
  /** The last message delivered before; undefined when there was none. */
  readonly since: EntryId | undefined
}

/** The group stopped: its store failed. Nothing follows. */
export interface FailedEvent {
  readonly type: 'failed'
  readonly group: GroupId
  readonly error: TocsinError
}

/** A member as the signed log has it, with this member's belief about it. */
export interface Member {
  readonly member: MemberId
  /** Names need not differ: this tells apart those who call themselves the same. */
  readonly shortId: string
  /** Other people's words, not made safe for anything. */
  readonly name: string
  /**
   * What to show for it, on one line and safe for a terminal: the name; with the short id, `alice (FjeQ5oby)`, where it looks
   * like another's, now or before, or like more than a name; the beginning of the peer id where the name shows nothing.
   */
  readonly displayName: string
  /** Some of the others, up to 16, whose names look like this one. */
  readonly looksLike: readonly MemberId[]
  /** What it was called before, the latest last. */
  readonly formerNames: readonly string[]
  readonly role: string
  readonly state: 'online' | 'offline' | 'left' | 'removed'
  readonly self: boolean
  /** ISO 8601; undefined when never seen by this member. */
  readonly lastSeen: string | undefined
  /** What it last said of itself, also while it is offline; undefined when it was never heard. */
  readonly status: Status | undefined
  /** In its own words; empty when it says nothing. */
  readonly statusText: string
  /** Whether this member does not want to see what it writes. */
  readonly ignored: boolean
  /** Whether a person here compared its safety number, and `changed` as in `KeyChangedEvent`. Oneself is. */
  readonly verified: Verified
  /** Of one who was removed: by whom, and how many have applied it. */
  readonly removal: { readonly by: MemberId; readonly applied: number; readonly members: number } | undefined
}

/** What two members compare; the same on both sides, and no secret. */
export interface Safety {
  readonly member: MemberId
  readonly name: string
  /** 60 digits in groups of five. */
  readonly digits: string
  /** The same number in 18 words: either may be compared. */
  readonly words: string
  readonly verified: Verified
  /** Whose keys were verified, where they have `changed`. */
  readonly was: MemberId | undefined
}

export interface Ring {
  /** In ring order, clockwise. */
  readonly members: readonly {
    readonly member: MemberId
    readonly name: string
    readonly online: boolean
    readonly linked: boolean
  }[]
  readonly predecessor: MemberId | undefined
  readonly successor: MemberId | undefined
  readonly fingers: readonly MemberId[]
  /** Whether both neighbours are linked; a member that is alone is closed. */
  readonly closed: boolean
  /** The picture that `tocsin ring` prints; safe for a terminal. */
  draw(): string
}

export interface SyncState {
  /** Entries that came in this catch-up, and those known to exist that have not come yet. */
  readonly have: number
  readonly missing: number
  /** Members the history comes from. */
  readonly from: readonly MemberId[]
  /** Two members were asked, where there are two, and nothing is known to be missing. */
  readonly caughtUp: boolean
  /** Two members were asked, where there are two, and all that they could give when they were asked is here. */
  readonly settled: boolean
  /** The missing entries, by author and reason. */
  readonly waiting: readonly MissingEntries[]
}

/** Who must hold a message before a wait is over: both ring neighbours, everyone (offline members too), or so many. */
export type Reach = 'neighbours' | 'all' | number

export interface Receipt {
  readonly id: EntryId
  readonly reached: number
  readonly members: number
  readonly missing: readonly MemberId[]
}
