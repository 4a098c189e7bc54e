/**
 * What a member holds, in a few bytes per log, and what two members can give each other. Serves docs/protocol.md,
 * "Frontiers". Carries digests, never ids or entries; says nothing about where a member's own part of a log begins, so
 * that a newcomer and an old member agree once the newcomer holds all it may.
 */
import { fromString } from 'uint8arrays/from-string'
import { bytesOfHex, hexOf, type LogKey } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { LogIndex } from './log-index.js'
import { headId, heldBeyond, isSeq, MAX_INTERVALS, MAX_SEQ, nextSeq, type SeqRange, UNNAMED } from './log-state.js'
import { LEAF_BYTES, Root } from './root.js'

export interface LogFrontier {
  readonly log: LogKey
  /** The contiguous head's seq + 1. */
  readonly next: number
  /** Hex of 8 bytes of the head id's hash; empty when there is no head to compare. */
  readonly digest: string
  /** Held beyond the head; between them are the gaps. At most MAX_INTERVALS, ascending. */
  readonly beyond: readonly SeqRange[]
  /** Lowest seq where two branches are known to part. */
  readonly fork: number | undefined
}

export interface LogRange extends SeqRange {
  readonly log: LogKey
}

/** Logs told at a time: two each of the largest group's members. What is over comes with the next request. */
export const MAX_FRONTIER_LOGS = 20_000
/** Logs in one message, so that it is a batch of its own: 16 bytes a log, 300 where it is scattered. */
export const MESSAGE_LOGS = 1024
const DIGEST_BYTES = 8
/** Entries asked for at once when two branches part somewhere below: eight bursts, then eight more. */
const FORK_STEP = 64

interface Cached {
  readonly version: number
  readonly frontier: LogFrontier
}

export class Frontier {
  readonly #index: LogIndex
  readonly #suite: Suite
  readonly #cached = new Map<LogKey, Cached>()
  readonly #root: Root
  /** Version of the index that the root covers. */
  #rootVersion = 0

  constructor(index: LogIndex, suite: Suite) {
    this.#index = index
    this.#suite = suite
    this.#root = new Root(suite)
  }

  /** Hex of 16 bytes over everything held; equal roots mean equal histories. */
  root(): string {
    const { version } = this.#index
    if (version !== this.#rootVersion) {
      for (const log of this.#changedSince(this.#rootVersion)) this.#root.set(log, this.#leaf(log))
      this.#rootVersion = version
    }
    return this.#root.digest()
  }

  of(log: LogKey): LogFrontier {
    const version = this.#index.versionOf(log)
    const cached = this.#cached.get(log)
    if (cached?.version === version) return cached.frontier
    const frontier = this.#frontierOf(log)
    if (version > 0) this.#cached.set(log, { version, frontier })
    return frontier
  }

  /** Logs that changed after `version`, the first to change first: all of them for 0. */
  delta(version: number): LogFrontier[] {
    return this.#changedSince(version)
      .map(log => this.of(log))
      .reverse()
  }

  /**
   * Whether we hold something that they lack, of logs that have not changed since `version`. Up to `confirmed` of our
   * versions they have said to hold everything, so that a log is not missing there for not being named.
   */
  exceeds(theirs: ReadonlyMap<LogKey, LogFrontier>, confirmed: number, version: number): boolean {
    for (const log of this.#changedSince(confirmed)) {
      if (this.#index.versionOf(log) > version) continue
      const claimed = theirs.get(log)
      const their = claimed === undefined ? undefined : this.#within(claimed)
      if (their !== undefined && isPlain(their) && this.#index.next(log) > their.next) return true
      const mine = this.of(log)
      if (their === undefined ? !isEmpty(mine) : missing(their, mine).length > 0) return true
    }
    return false
  }

  /** Whether we hold everything that these claim. */
  dominates(claims: Iterable<LogFrontier>): boolean {
    for (const claim of claims) if (this.pullable(claim).length > 0) return false
    return true
  }

  /** Ranges of one log they claim and we lack; around a suspected fork, what is needed to prove it. */
  pullable(claimed: LogFrontier): LogRange[] {
    const their = this.#within(claimed)
    const state = this.#index.state(their.log)
    const base = state.base?.seq ?? 0
    const fork = state.fork
    if (fork !== undefined && !fork.exact) return this.#step(their.log, base, fork.seq)
    // what came over the arcs meanwhile, most often: no digest is needed to see it
    if (isPlain(their) && nextSeq(state) > their.next) return []
    const mine = this.of(their.log)
    if (their.fork !== undefined && fork === undefined && their.fork >= base) {
      return their.fork < mine.next
        ? [{ log: their.log, from: Math.max(base, their.fork - 1), to: their.fork }]
        : missing(mine, { ...their, beyond: [{ from: their.fork, to: their.fork }] })
    }
    const ranges = missing(mine, their)
    // where a removal ends a log without a name, whoever has not heard of it names the entry there all the same
    const isNamed = headId(state) !== UNNAMED && mine.digest !== '' && their.digest !== ''
    const parted = isNamed && mine.next === their.next && mine.digest !== their.digest
    return parted && mine.next > base ? [...this.#step(their.log, base, mine.next - 1), ...ranges] : ranges
  }

  /** What counts of a claim: whoever has not heard that an author is out claims more of its logs, and means no harm. */
  #within(their: LogFrontier): LogFrontier {
    const end = this.#index.endOf(their.log)
    if (their.next < end && their.beyond.length === 0) return their
    if (end === Number.POSITIVE_INFINITY) return their
    const beyond = their.beyond
      .filter(({ from }) => from < end)
      .map(({ from, to }) => ({ from, to: Math.min(to, end - 1) }))
    // the digest is of a head that does not count here
    const digest = their.next > end ? '' : their.digest
    const fork = their.fork !== undefined && their.fork >= end ? undefined : their.fork
    return { ...their, next: Math.min(their.next, end), digest, beyond, fork }
  }

  #step(log: LogKey, base: number, last: number): LogRange[] {
    return last < base ? [] : [{ log, from: Math.max(base, last - FORK_STEP + 1), to: last }]
  }

  /** Of logs that others may be given; the rest is nobody's business. */
  #changedSince(version: number): LogKey[] {
    return this.#index.changedSince(version).filter(log => !this.#index.rules.isLiveOnly(log))
  }

  #frontierOf(log: LogKey): LogFrontier {
    const state = this.#index.state(log)
    const head = headId(state)
    return {
      log,
      next: nextSeq(state),
      // a member that knows the author's return already holds the same under a named head
      digest:
        head === undefined || head === UNNAMED
          ? ''
          : hexOf(this.#suite.sha256(bytesOfHex(head)).subarray(0, DIGEST_BYTES)),
      beyond: heldBeyond(state).map(({ from, to }) => ({ from, to })),
      fork: state.fork?.seq,
    }
  }

  #leaf(log: LogKey): Uint8Array | undefined {
    const mine = this.of(log)
    if (isEmpty(mine)) return undefined
    const ends = heldBeyond(this.#index.state(log)).map(({ from, to, end }) => `${from}-${to}-${end}`)
    const text = [log, mine.next, mine.digest, mine.fork ?? '', ...ends].join(' ')
    return this.#suite.sha256(fromString(text, 'utf8')).subarray(0, LEAF_BYTES)
  }
}

/** Whether a frontier from the network keeps its bounds. */
export function isFrontier(frontier: LogFrontier): boolean {
  const { next, beyond, fork, digest } = frontier
  if (!(next === MAX_SEQ + 1 || isSeq(next)) || (fork !== undefined && !isSeq(fork)) || beyond.length > MAX_INTERVALS)
    return false
  if (digest.length !== 0 && digest.length !== 2 * DIGEST_BYTES) return false
  let after = next - 1
  for (const { from, to } of beyond) {
    if (!isSeq(from) || !isSeq(to) || from > to || from <= after) return false
    after = to
  }
  return true
}

/** Ranges `theirs` holds and `mine` does not. */
export function missing(mine: LogFrontier, theirs: LogFrontier): LogRange[] {
  const ranges: LogRange[] = []
  const claimed = theirs.next > mine.next ? [{ from: mine.next, to: theirs.next - 1 }] : []
  // a log closed by a fork is whole up to there
  const end = mine.fork ?? Number.MAX_SAFE_INTEGER
  for (const claim of [...claimed, ...theirs.beyond]) {
    let from = Math.max(claim.from, mine.next)
    const to = Math.min(claim.to, end - 1)
    for (const held of mine.beyond) {
      if (held.to < from || held.from > to) continue
      if (held.from > from) ranges.push({ log: theirs.log, from, to: held.from - 1 })
      from = held.to + 1
    }
    if (from <= to) ranges.push({ log: theirs.log, from, to })
  }
  return ranges
}

/** Whether `next` says it all but for the digest. */
function isPlain({ beyond, fork }: LogFrontier): boolean {
  return beyond.length === 0 && fork === undefined
}

function isEmpty(frontier: LogFrontier): boolean {
  return frontier.next === 0 && frontier.beyond.length === 0 && frontier.fork === undefined
}
