/**
 * What is held of one log: disjoint seq intervals with the hash that leads in and the id that leads out. Serves
 * docs/protocol.md, "Logs". It must never depend on the order of arrival, and never drop one side of a fork: the lowest
 * seq where two branches part closes the log for sync, the entries of both stay in the store.
 */
import type { EntryId } from '../base/ids.js'
import { MAX_HELD_ENTRIES } from '../base/limits.js'

/** Seqs, both ends included. */
export interface SeqRange {
  readonly from: number
  readonly to: number
}

/** `prev` is the id before `from`, `end` the id at `to`; both 64 hex digits. */
export interface Interval extends SeqRange {
  readonly prev: string
  readonly end: EntryId
}

/** The last seq of a log: the seq after it still fits the 32 bits that frontiers give it. */
export const MAX_SEQ = 2 ** 32 - 2

export function isSeq(seq: number): boolean {
  return Number.isSafeInteger(seq) && seq >= 0 && seq <= MAX_SEQ
}

/** Two entries claim one seq. `exact` once the entries before them are known to be the same. */
export interface Fork {
  readonly seq: number
  readonly exact: boolean
}

/**
 * First seq this member may hold, and the id before it: where the contiguous part begins. With the signed header of the
 * entry before, which shows anyone whose floor is not lower that nothing it may hold was left out.
 */
export interface Base {
  readonly seq: number
  readonly prev: string
  readonly proof?: BaseProof | undefined
}

/** Header of the entry before a base, the last of its burst, and its signature. */
export interface BaseProof {
  readonly header: Uint8Array
  readonly signature: Uint8Array
}

export interface LogState {
  readonly base: Base | undefined
  /** Ascending and disjoint; neighbours that touch are apart only where their hashes do not meet. */
  readonly intervals: readonly Interval[]
  readonly fork: Fork | undefined
}

/** Islands of one log: a sync request answered in parts makes one or two; more is somebody scattering. */
export const MAX_INTERVALS = 16

export const EMPTY_LOG: LogState = { base: undefined, intervals: [], fork: undefined }
/** Nothing is held of it and nothing is taken any more: it forked, and that has expired. */
export const ENDED_LOG: LogState = { base: undefined, intervals: [], fork: { seq: 0, exact: true } }

/** Two entries of seq 0 are held while a log forks there. */
export function isEnded({ intervals, fork }: LogState): boolean {
  return fork?.seq === 0 && intervals.length === 0
}

/** One entry's place in its log. `known` tells whether the id, and the one before it, are already stored. */
export interface Placed {
  readonly seq: number
  readonly prev: string
  readonly entryId: EntryId
  readonly known: boolean
  readonly prevKnown: boolean
}

/** The state with the entry in it; the very same state when it was held. */
export function place(state: LogState, entry: Placed): LogState {
  const { seq, entryId, prev } = entry
  const at = state.intervals.findIndex(interval => interval.to >= seq)
  const covering = at < 0 ? undefined : state.intervals[at]
  if (covering !== undefined && covering.from <= seq) {
    const differs = covering.to === seq ? covering.end !== entryId : !entry.known
    if (!differs) return seq === covering.from ? withPrevChecked(state, covering, prev) : state
    const agreed = covering.from === seq ? covering.prev === prev : entry.prevKnown
    return withFork(state, { seq, exact: agreed || state.base?.seq === seq })
  }
  const index = at < 0 ? state.intervals.length : at
  const left = state.intervals[index - 1]
  const right = state.intervals[index]
  const joinsLeft = left?.to === seq - 1 && left.end === prev
  const joinsRight = right?.from === seq + 1 && right.prev === entryId
  const joined: Interval = {
    from: joinsLeft ? left.from : seq,
    prev: joinsLeft ? left.prev : prev,
    to: joinsRight ? right.to : seq,
    end: joinsRight ? right.end : entryId,
  }
  const intervals = state.intervals.toSpliced(
    index - (joinsLeft ? 1 : 0),
    (joinsLeft ? 1 : 0) + (joinsRight ? 1 : 0),
    joined,
  )
  let next: LogState = { ...state, intervals }
  if (left?.to === seq - 1 && !joinsLeft) next = withFork(next, { seq: seq - 1, exact: false })
  if (right?.from === seq + 1 && !joinsRight) next = withFork(next, { seq, exact: false })
  if (state.base?.seq === seq && state.base.prev !== prev) next = withFork(next, { seq: seq - 1, exact: false })
  return next
}

/** Seq after the contiguous part: what is asked for next. Never beyond a fork, where heads cannot be compared. */
export function nextSeq(state: LogState): number {
  const base = state.base?.seq ?? 0
  const first = contiguous(state)
  const next = first === undefined ? base : first.to + 1
  return state.fork === undefined ? next : Math.max(base, Math.min(next, state.fork.seq))
}

/** Id before `nextSeq`; undefined where nothing says (no base yet, or a forked log). */
export function headId(state: LogState): string | undefined {
  if (state.fork !== undefined) return undefined
  return contiguous(state)?.end ?? state.base?.prev
}

/** Held islands beyond the contiguous part, below any fork. */
export function heldBeyond(state: LogState): readonly Interval[] {
  if (state.fork !== undefined) return []
  const next = nextSeq(state)
  return state.intervals.filter(interval => interval.from >= next)
}

/** Whether a burst leads to what is known: to the end of its log, or to what is held after it. */
export function leadsToKnown(state: LogState, end: Limit, lastSeq: number, last: EntryId): boolean {
  if (lastSeq === end.seq) return last === end.entryId
  return lastSeq < end.seq && state.intervals.some(({ from, prev }) => from === lastSeq + 1 && prev === last)
}

/** True when the state is more than one member may make us hold. */
export function tooScattered(state: LogState): boolean {
  const islands = state.intervals.length - (contiguous(state) === undefined ? 0 : 1)
  // what joins the head always has room, or a log with all its islands used up could never be filled
  if (islands > MAX_INTERVALS) return true
  const next = nextSeq(state)
  let held = 0
  for (const interval of state.intervals) {
    if (interval.to >= next) held += interval.to - Math.max(interval.from, next) + 1
  }
  if (state.fork === undefined) return held > MAX_HELD_ENTRIES
  // behind a fork what is stored already may be long; only islands apart from it count
  const first = contiguous(state)
  return held - (first === undefined ? 0 : Math.max(0, first.to - next + 1)) > MAX_HELD_ENTRIES
}

/** Whether every seq of the range is held; past a proven fork the log is closed and counts as held. */
export function covers(state: LogState, range: SeqRange): boolean {
  const to = state.fork?.exact === true ? Math.min(range.to, state.fork.seq - 1) : range.to
  let seq = Math.max(range.from, state.base?.seq ?? 0)
  for (const interval of state.intervals) {
    if (interval.from <= seq && interval.to >= seq) seq = interval.to + 1
  }
  return seq > to
}

/** The state from this base on: what lies below stays stored and is no longer counted. */
export function rebased(state: LogState, base: Base): LogState {
  const intervals = state.intervals
    .filter(interval => interval.to >= base.seq)
    .map(interval => (interval.from < base.seq ? { ...interval, from: base.seq, prev: base.prev } : interval))
  return { ...state, base, intervals }
}

/** Gives up the first gap: the part of a log whose gaps nobody fills begins after it. */
export function withoutFirstGap(state: LogState): LogState {
  const from = state.intervals[contiguous(state) === undefined ? 0 : 1]
  return from === undefined ? state : rebased(state, { seq: from.from, prev: from.prev })
}

export const UNNAMED = '0'.repeat(64) as EntryId

/** Where a log ends: its last entry, or no more than the seq of it. */
export interface Limit {
  readonly seq: number
  readonly entryId: EntryId | undefined
}

/**
 * What of a log counts that ends at a limit, whatever more is held; without one nothing counts. `isHeld` tells whether an
 * entry is stored: where another one stands in the limit's place, the branch that counts is still to be fetched.
 */
export function limited(state: LogState, limit: Limit | undefined, isHeld: (entryId: EntryId) => boolean): LogState {
  if (limit === undefined) return EMPTY_LOG
  const { seq, entryId } = limit
  if (entryId === undefined) return limitedBySeq(state, seq)
  const base = state.base !== undefined && state.base.seq > seq + 1 ? { seq: seq + 1, prev: entryId } : state.base
  const intervals = state.intervals
    .filter(interval => interval.from <= seq)
    .map(interval => (interval.to > seq ? { ...interval, to: seq, end: entryId } : interval))
  const fork = state.fork !== undefined && state.fork.seq > seq ? undefined : state.fork
  const within: LogState = { base, intervals, fork }
  return intervals.at(-1)?.to === seq && !isHeld(entryId) ? withFork(within, { seq, exact: false }) : within
}

/** Which entry is the last nobody says: who holds more, and who holds no more, say the same of it. */
function limitedBySeq(state: LogState, seq: number): LogState {
  const base = state.base !== undefined && state.base.seq > seq + 1 ? { seq: seq + 1, prev: UNNAMED } : state.base
  const intervals = state.intervals
    .filter(interval => interval.from <= seq)
    .map(interval => (interval.to >= seq ? { ...interval, to: seq, end: UNNAMED } : interval))
  const fork = state.fork !== undefined && state.fork.seq > seq ? undefined : state.fork
  return { base, intervals, fork }
}

function contiguous(state: LogState): Interval | undefined {
  const first = state.intervals[0]
  return state.base !== undefined && first?.from === state.base.seq ? first : undefined
}

function withPrevChecked(state: LogState, interval: Interval, prev: string): LogState {
  return interval.prev === prev ? state : withFork(state, { seq: interval.from - 1, exact: false })
}

function withFork(state: LogState, fork: Fork): LogState {
  const known = state.fork
  if (known !== undefined && (known.seq < fork.seq || (known.seq === fork.seq && (known.exact || !fork.exact)))) {
    return state
  }
  return { ...state, fork: { seq: Math.max(0, fork.seq), exact: fork.exact } }
}
