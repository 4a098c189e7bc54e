/**
 * What liveness is told, what it asks the runtime to do, and its times: the vocabulary of liveness.ts, without rules.
 */
import type { MemberId } from '../base/ids.js'
import type { Wake } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'
import type { LocalHealth } from './local-health.js'
import type { MemberSet } from './member-list.js'

export type LivenessState = 'online' | 'suspect' | 'offline'

export type LivenessEvent =
  | Wake
  | MemberEvent
  /** The signed member list, self included; all state is bounded by it. New members start offline. */
  | { readonly type: 'members'; readonly members: MemberSet }
  /** What we say of ourselves is not what our record says. */
  | { readonly type: 'restated' }
  /** At start, after sleep, or when the addresses of this machine changed. */
  | { readonly type: 'network-changed' }

/** Events about one member; about a stranger they are ignored. */
export type MemberEvent =
  | { readonly type: 'link-up'; readonly member: MemberId }
  /** The member's last open stream closed. */
  | { readonly type: 'link-down'; readonly member: MemberId }
  /** It owes us an answer: a heartbeat over its open link, or a dial that goes on, and takes longer than it should. */
  | { readonly type: 'unanswered'; readonly member: MemberId }
  /** Closed because neither side's ring wants it any more, which says nothing about the member. */
  | { readonly type: 'link-released'; readonly member: MemberId }
  /** A valid frame from the member over its own link. */
  | { readonly type: 'heard'; readonly member: MemberId }
  /** A presence record whose signature was verified; `waitMs`: how long one of ours may stay unanswered. */
  | {
      readonly type: 'presence'
      readonly member: MemberId
      readonly incarnation: number
      readonly leaving: boolean
      readonly waitMs?: number
    }
  /** Somebody we are linked with believes it online, with no earlier life than we know of. */
  | { readonly type: 'hinted'; readonly member: MemberId }
  | { readonly type: 'suspicion'; readonly member: MemberId; readonly incarnation: number; readonly from: MemberId }
  | { readonly type: 'verdict'; readonly member: MemberId; readonly incarnation: number; readonly from: MemberId }
  /** The outcome of a `probe` (no `via`), of any other dial, or of an `ask`. */
  | { readonly type: 'probe-result'; readonly member: MemberId; readonly reachable: boolean; readonly via?: MemberId }

export type LivenessEffect =
  /** Dial it directly, for at most PROBE_TIMEOUT_MS. */
  | { readonly type: 'probe'; readonly member: MemberId }
  /** Have `via` probe `target`. */
  | { readonly type: 'ask'; readonly via: MemberId; readonly target: MemberId }
  /** Pass a verdict of others on to every link, as a suspicion until our own probe has failed. */
  | { readonly type: 'tell-suspect'; readonly member: MemberId; readonly incarnation: number }
  | { readonly type: 'tell-offline'; readonly member: MemberId; readonly incarnation: number }
  /** Tell the accused alone, over its link, so that it can refute. */
  | { readonly type: 'warn'; readonly member: MemberId; readonly incarnation: number }
  /** Others hear it and we do not: give up the stream and open another. */
  | { readonly type: 'reopen'; readonly member: MemberId }
  /** We were called dead: sign and announce presence with this incarnation. */
  | { readonly type: 'refute'; readonly incarnation: number }
  | { readonly type: 'changed'; readonly member: MemberId; readonly state: LivenessState }

export interface LivenessOptions {
  readonly random: Random
  /** Our last announced incarnation. */
  readonly incarnation: number
  /** What a member is taken for until anything is known of it: offline unless told. */
  readonly assumed?: LivenessState
  readonly health?: LocalHealth
}

/** Three helpers: with 20 % of members dead, the odds that none of three answers are below 1 %. */
export const INDIRECT_PROBES = 3
/** A probe counts as unanswered by then: two lost SYNs (1 s + 2 s). The dial goes on, and its success is heard. */
export const PROBE_TIMEOUT_MS = 3 * SECOND_MS
/** One offline member per this long: 10,000 of them cost a dial per 30 s, not a storm. */
export const OFFLINE_PROBE_MS = 30 * SECOND_MS
/** Probes at once when the network changed: with a quarter of members up, nine times in ten one of eight answers. */
export const CHANGE_PROBES = 8
/** A hint is not believed against a failed dial of our own for so long: else a liar could bring the dead back for ever. */
export const HINT_AFTER_MS = 10 * SECOND_MS
/** A dial that fails so soon after a member came online began before we knew where it is; the next one tells. */
export const FRESH_MS = SECOND_MS
