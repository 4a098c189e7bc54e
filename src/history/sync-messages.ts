/**
 * What sync hears and says, as data. Serves docs/protocol.md, "Sync". The wire's layout is elsewhere; entries travel in
 * the answer to a read, which the peer makes and checks.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { Wake } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { LogFrontier } from './frontier.js'
import type { Base } from './log-state.js'

export type SyncMessage =
  | { readonly type: 'root'; readonly digest: string }
  /** `whole`: forget what you last sent me. */
  | { readonly type: 'frontier-request'; readonly whole: boolean }
  /**
   * `more`: the rest follows in another message. `repaired`: unasked; the arcs did not bring these here, so that whoever
   * lacks them, too, need not wait for the arcs.
   */
  | {
      readonly type: 'frontier'
      readonly logs: readonly LogFrontier[]
      readonly delta: boolean
      readonly more: boolean
      readonly repaired: boolean
    }
  | RangeRequest
  /** The answer to a range request that is to be made again in a while. */
  | { readonly type: 'range-later'; readonly requestId: number }

export interface RangeRequest {
  readonly type: 'range-request'
  readonly requestId: number
  readonly log: LogKey
  readonly fromSeq: number
  readonly toSeq: number
  readonly maxBytes: number
}

export type SyncEvent =
  | Wake
  | { readonly type: 'link-up'; readonly member: MemberId }
  | { readonly type: 'link-down'; readonly member: MemberId }
  /** This member was away: hear of two others what was said since. */
  | { readonly type: 'came-online' }
  /** An entry was written, sent or taken: rounds are quick for a while. */
  | { readonly type: 'traffic' }
  | { readonly type: 'message'; readonly from: MemberId; readonly message: SyncMessage }
  /**
   * An answer came and its entries are in the index and in the store. `base`: where our part of the log begins, proven;
   * `begins`: the answerer has nothing below this seq, which its own floor excuses; `more`: it was cut at `maxBytes`, or
   * with nothing in it, not now.
   */
  | {
      readonly type: 'range-answered'
      readonly from: MemberId
      readonly requestId: number
      readonly more: boolean
      readonly base: LogBase | undefined
      readonly begins?: { readonly log: LogKey; readonly seq: number } | undefined
    }
  /** An answer came and something in it did not verify. */
  | { readonly type: 'range-bad'; readonly from: MemberId; readonly requestId: number }
  /** A `read-range` is done and its answer has left. */
  | { readonly type: 'range-served'; readonly to: MemberId; readonly requestId: number }

/** A base, and of which log it is where that is known. */
export type LogBase = Base & { readonly log?: LogKey }

export type LiarReason = 'not-delivered' | 'bad-answer' | 'bad-frontier' | 'bad-request'

export type SyncEffect =
  | { readonly type: 'send'; readonly to: MemberId; readonly message: SyncMessage }
  /** Read entries with order above `floor` (control logs: all) and answer `to`. */
  | {
      readonly type: 'read-range'
      readonly requestId: number
      readonly to: MemberId
      readonly log: LogKey
      readonly fromSeq: number
      readonly toSeq: number
      readonly maxBytes: number
      readonly floor: bigint
    }
  | { readonly type: 'progress'; readonly have: number; readonly missing: number; readonly from: readonly MemberId[] }
  /** Tell it our root, when it is there: a difference with nobody we are linked with is found by it. */
  | { readonly type: 'dial'; readonly member: MemberId }
  | { readonly type: 'caught-up' }
  | { readonly type: 'liar'; readonly member: MemberId; readonly reason: LiarReason }

/** Between two roots while there is traffic. */
export const ROUND_MS = SECOND_MS
/** So long a difference, and then what a frontier claims, is left to the arcs. */
export const HALF_ROUND_MS = ROUND_MS / 2
/** What a difference that has lasted for half a round is made of is hardly on its way any more. */
export const LASTED_MS = 150
/** One answer: large enough to fill a link for a moment, small enough that live messages get between. */
export const MAX_ANSWER_BYTES = 256 * 1024
/** Requests open with one member: one on the way while one is read. */
export const MAX_OUTSTANDING = 2
/** Requests of one member waiting for our disk; an honest one has MAX_OUTSTANDING. */
export const MAX_SERVING = 8
/** A member that is not ready to answer is asked again after this, and so often before it counts as giving nothing. */
export const LATER_MS = 500
export const MAX_LATER = 20
/** A member that gives nothing for so long is asked no more for it. */
export const REQUEST_TIMEOUT_MS = 5000
