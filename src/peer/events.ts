/**
 * What goes into a peer and what comes out: the vocabulary between the pure core and the one loop (runtime.ts).
 *
 * Order rule: an `append` is durable before any effect after it in the same result is carried out. Writes to channels
 * are not effects of single events: frames queue inside the peer and `flush` seals them, once a tick and link.
 */
import type { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, LogKey, MemberId } from '../base/ids.js'
import type { Wake } from '../base/machine.js'
import type { ControlBody } from '../group/control.js'
import type { JoinState } from '../group/kept-join.js'
import type { Status } from '../group/presence.js'
import type { Batch, StoredEntry } from '../history/stored.js'
import type { SyncState } from './outstanding.js'
import type { Fault } from './standing.js'

export type PeerEvent =
  | Wake
  /** The machine's clock reads this now. */
  | { readonly type: 'clock'; readonly wallMs: number }
  | { readonly type: 'incoming'; readonly channel: number; readonly remote: MemberId; readonly protocol: string }
  | { readonly type: 'opened'; readonly dial: number; readonly channel: number }
  | { readonly type: 'open-failed'; readonly dial: number }
  | { readonly type: 'data'; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly type: 'writable'; readonly channel: number; readonly writable: boolean }
  | { readonly type: 'closed'; readonly channel: number }
  | { readonly type: 'read-done'; readonly read: number; readonly entries: readonly StoredEntry[] }

export type PeerEffect =
  | {
      readonly type: 'open'
      readonly dial: number
      readonly to: MemberId
      readonly addresses: readonly string[]
      readonly protocol: '/tocsin/link/1' | '/tocsin/join/1'
      /** Given up by then. */
      readonly timeoutMs: number
    }
  | { readonly type: 'write'; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly channel: number; readonly abort: boolean }
  | { readonly type: 'append'; readonly batch: Batch }
  | { readonly type: 'read'; readonly read: number; readonly group: GroupId; readonly query: ReadQuery }
  /** Answered as a read: where what has expired ends in each content log. */
  | {
      readonly type: 'read-edges'
      readonly read: number
      readonly group: GroupId
      readonly upTo: bigint
      readonly counted: bigint
    }
  /** What has expired is forgotten for good, a share a tick. */
  | { readonly type: 'shred'; readonly group: GroupId; readonly upTo: bigint; readonly counted: bigint }
  | { readonly type: 'show'; readonly group: GroupId; readonly event: GroupEvent }
  /** What the group needs is gone: it is halted, and nothing else that it decided in this tick is carried out. */
  | { readonly type: 'failed'; readonly group: GroupId; readonly error: TocsinError }

/** A membership entry of ours, and what is to be done with it. */
export interface Written {
  readonly entryId: EntryId
  readonly effects: PeerEffect[]
}

/** Entries of one log, ascending from `fromSeq`, bounded by count and bytes. */
export interface ReadQuery {
  readonly log: LogKey
  readonly fromSeq: number
  readonly limit: number
  readonly maxBytes: number
}

/** A member's keys are not those that were verified under that name; `was` is whose they were: its own, or another's. */
export interface KeyChange {
  readonly member: MemberId
  readonly name: string
  readonly was: MemberId
}

/** What happens in a group, shown once it is stored; src/chat makes of it what an embedder sees. */
export type GroupEvent =
  | {
      readonly type: 'message'
      readonly id: EntryId
      readonly author: MemberId
      readonly kind: 'text' | 'action'
      readonly time: number
      /** The author's clock is over five minutes ahead of ours, or behind what it had seen. */
      readonly clock: 'ahead' | 'behind' | undefined
      readonly text: string
      /** Whom it is for alone; undefined when it is for all. */
      readonly to: MemberId | undefined
      /** Links it came over; 0 for one's own, undefined for what came by repair. */
      readonly hops: number | undefined
    }
  /** An embedder's own; what it means is not known here. */
  | {
      readonly type: 'custom'
      readonly id: EntryId
      readonly author: MemberId
      readonly time: number
      readonly customType: string
      readonly data: Uint8Array
    }
  | {
      readonly type: 'member'
      readonly member: MemberId
      readonly name: string
      readonly role: string
      readonly state: 'joined' | 'online' | 'offline' | 'left' | 'removed' | 'status' | 'renamed'
      /** With `renamed`: what it called itself before. */
      readonly oldName?: string
      /** With `status`: what it says of itself from now on. */
      readonly status?: Status
      readonly statusText?: string
      /** Who removed it, and what it said when it left; empty otherwise. */
      readonly by?: MemberId
      readonly message?: string
    }
  /** A membership entry had its effect: who did what. Joins, leaves and removals are told as `member`. */
  | { readonly type: 'change'; readonly by: MemberId; readonly id: EntryId; readonly body: ControlBody }
  /** A removal was applied by so many of so many members, this one included. */
  | {
      readonly type: 'removal'
      readonly member: MemberId
      readonly by: MemberId
      readonly applied: number
      readonly members: number
    }
  | ({ readonly type: 'sync' } & SyncState)
  /** What we write from now on is under new keys. */
  | { readonly type: 'rekeyed'; readonly epoch: number }
  /** So many messages came and cannot be read yet. */
  | { readonly type: 'unread'; readonly count: number }
  /** A member published a key message that no honest member writes. */
  | { readonly type: 'bad-key-message'; readonly member: MemberId; readonly reason: string }
  /** A body came from a member that no key will ever open; sync brings the message if it is one. */
  | { readonly type: 'unopened'; readonly member: MemberId; readonly error: TocsinError }
  /** A join of ours, which is no group yet: it goes on by itself, or is decided. `name`: as the ticket has it. */
  | {
      readonly type: 'join'
      readonly name: string
      readonly state: JoinState | 'joined' | 'cancelled'
      /** What is in the way. */
      readonly error: TocsinError | undefined
    }
  /** Somebody new is proven to hold our burst that ends in `item`. */
  | { readonly type: 'proven'; readonly item: EntryId }
  /** As many hold it as the waiter of this name asked for. */
  | { readonly type: 'reached'; readonly item: EntryId; readonly waiter: string }
  /** Our clock is off, as enough others agree, or right again. */
  | { readonly type: 'clock'; readonly state: 'right' | 'ahead' | 'behind'; readonly byMs: number }
  | { readonly type: 'ring'; readonly closed: boolean; readonly members: number }
  | { readonly type: 'fork'; readonly author: MemberId; readonly seq: number }
  /** A member runs in two places at a time, from copies of one folder: this one, or another. */
  | { readonly type: 'clone'; readonly member: MemberId }
  | (KeyChange & { readonly type: 'key-changed' })
  | { readonly type: 'liar'; readonly member: MemberId; readonly reason: Fault; readonly cutOff: boolean }
