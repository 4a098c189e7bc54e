/**
 * What sync hears and says, as data. Serves docs/protocol.md, "Sync". The wire's layout is elsewhere; entries travel in
 * the answer to a read, which the peer makes and checks.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { Wake } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { LogFrontier, LogRange } from './frontier.js'
import type { Base, SeqRange } from './log-state.js'

export type SyncMessage =
  /**
   * `version`: the teller's own count of changes as of this root. `run` is with the first root of a link: another start of
   * the process counts anew.
   */
  | { readonly type: 'root'; readonly digest: string; readonly version: number; readonly run: number | undefined }
  /** What came after this version of yours. The first on a link says, too, that all up to there is held. */
  | { readonly type: 'frontier-request'; readonly since: number; readonly inFull: boolean }
  | FrontierMessage
  /** Short names in a frontier that mean no log here, or more than one. */
  | { readonly type: 'name-request'; readonly names: readonly string[] }
  | RangeRequest
  /** The answer to a range request that is to be made again in a while; for so many ranges. */
  | { readonly type: 'range-later'; readonly requestId: number; readonly ranges: number }

export interface FrontierMessage {
  readonly type: 'frontier'
  readonly logs: readonly LogFrontier[]
  /** Short names whose lines could not be read here; empty in what is sent. */
  readonly unknown: readonly string[]
  readonly delta: boolean
  /** The rest follows in another message. */
  readonly more: boolean
  /**
   * `repair`: unasked; the arcs did not bring these to the teller, or its own they will not bring to others, so that whoever
   * lacks them need not wait for the arcs. `names`: the answer to a name request.
   */
  readonly because: 'asked' | 'news' | 'repair' | 'names'
  /** Logs by their whole names, for one who may not know them. */
  readonly inFull: boolean
  /** With the last message: the version that its reader has now heard all of. */
  readonly version: number | undefined
}

/** Ranges of `requestId` and the numbers after it, one each, for one answer. */
export interface RangeRequest {
  readonly type: 'range-request'
  readonly requestId: number
  readonly ranges: readonly AskedRange[]
  readonly maxBytes: number
}

export interface AskedRange extends SeqRange {
  /** Undefined where its short name means no log here, or more than one. */
  readonly log: LogKey | undefined
}

export type SyncEvent =
  | Wake
  | { readonly type: 'link-up'; readonly member: MemberId }
  | { readonly type: 'link-down'; readonly member: MemberId }
  /** This member was away: hear of two others what was said since. */
  | { readonly type: 'came-online' }
  /** An entry was written, sent or taken: rounds are quick for a while. */
  | { readonly type: 'traffic' }
  /** Entries of our own log do not go over the arcs: whoever is linked may pull them. */
  | { readonly type: 'offered'; readonly log: LogKey }
  | { readonly type: 'message'; readonly from: MemberId; readonly message: SyncMessage }
  /**
   * An answer came and its entries are in the index and in the store. `bases`: where our parts of logs begin, proven;
   * `begins`: the answerer has nothing below these seqs, which its own floor excuses. `early`: logs whose entries cannot be
   * taken yet, which is nobody's fault, and how many of the given ones are above our floor.
   */
  | {
      readonly type: 'range-answered'
      readonly from: MemberId
      readonly parts: readonly RangePart[]
      readonly bases: readonly LogBase[]
      readonly begins: readonly LogBegin[]
      readonly early: ReadonlyMap<LogKey, number>
    }
  /** An answer came and something in it did not verify. */
  | { readonly type: 'range-bad'; readonly from: MemberId; readonly requestIds: readonly number[] }
  /** A `read-ranges` is done and its answer has left. */
  | { readonly type: 'range-served'; readonly to: MemberId; readonly requestId: number }

/** What an answer says of one range: `more`: it was cut, or with nothing in it, not now; `left`: not looked at at all. */
export interface RangePart {
  readonly requestId: number
  readonly got: 'all' | 'more' | 'left'
}

export type LogBase = Base & { readonly log: LogKey }

export interface LogBegin {
  readonly log: LogKey
  readonly seq: number
}

export type LiarReason = 'not-delivered' | 'bad-answer' | 'bad-frontier' | 'bad-request'

export type SyncEffect =
  | { readonly type: 'send'; readonly to: MemberId; readonly message: SyncMessage }
  /** Read entries with order above `floor` (control logs: all) and answer `to`; `left` more ranges are not served. */
  | {
      readonly type: 'read-ranges'
      readonly requestId: number
      readonly to: MemberId
      readonly ranges: readonly LogRange[]
      readonly left: number
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
/** Ranges of one request: what is missing of many logs, and little of each, is one question and one answer. */
export const MAX_RANGES = 64
/** Requests open with one member: one on the way while one is read. */
export const MAX_OUTSTANDING = 2
/** Requests of one member waiting for our disk; an honest one has MAX_OUTSTANDING. */
export const MAX_SERVING = 8
/** A member that is not ready to answer is asked again after this, and so often before it counts as giving nothing. */
export const LATER_MS = 500
export const MAX_LATER = 20
/** A member that gives nothing for so long is asked no more for it. */
export const REQUEST_TIMEOUT_MS = 5000

/** What an answer says besides its entries. */
export interface RangeAnswer {
  readonly bases: readonly LogBase[]
  readonly begins: readonly LogBegin[]
  readonly early: ReadonlyMap<LogKey, number>
}
