/**
 * What a member holds, in a few bytes per log, and what two members can give each other. Serves docs/protocol.md,
 * "Frontiers". Carries digests, never ids or entries; says nothing about where a member's own part of a log begins, so
 * that a newcomer and an old member agree once the newcomer holds all it may.
 */
import { fromString } from 'uint8arrays/from-string'
import { bytesOfHex, hexOf, type LogKey } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { LogIndex } from './log-index.js'
import { headId, heldBeyond, MAX_INTERVALS, nextSeq, type SeqRange } from './log-state.js'

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

export interface Difference {
  /** What they claim and we lack, oldest first per log. */
  readonly pull: readonly LogRange[]
  /** Logs of which they lack something we hold. */
  readonly lacking: readonly LogKey[]
}

/** Logs in one frontier message: two each of the largest group's members. */
export const MAX_FRONTIER_LOGS = 20_000
const DIGEST_BYTES = 8
const LEAF_BYTES = 16
/** Entries asked for at once when two branches part somewhere below: eight bursts, then eight more. */
const FORK_STEP = 64

export class Frontier {
  readonly #index: LogIndex
  readonly #suite: Suite
  readonly #leaves = new Map<LogKey, { readonly version: number; readonly leaf: Uint8Array }>()
  #sorted: LogKey[] = []
  #root: { readonly version: number; readonly digest: string } | undefined

  constructor(index: LogIndex, suite: Suite) {
    this.#index = index
    this.#suite = suite
  }

  /** Hex of 16 bytes over everything held; equal roots mean equal histories. */
  root(): string {
    const version = this.#index.version
    if (this.#root?.version === version) return this.#root.digest
    const logs = [...this.#index.logs()]
    if (logs.length !== this.#sorted.length) this.#sorted = logs.sort()
    const leaves = this.#sorted.map(log => this.#leaf(log)).filter(leaf => leaf.length > 0)
    const digest = hexOf(this.#suite.sha256(...leaves).subarray(0, LEAF_BYTES))
    this.#root = { version, digest }
    return digest
  }

  of(log: LogKey): LogFrontier {
    const state = this.#index.state(log)
    const head = headId(state)
    return {
      log,
      next: nextSeq(state),
      digest: head === undefined ? '' : hexOf(this.#suite.sha256(bytesOfHex(head)).subarray(0, DIGEST_BYTES)),
      beyond: heldBeyond(state).map(({ from, to }) => ({ from, to })),
      fork: state.fork?.seq,
    }
  }

  /** Logs that changed after `version`: all of them for 0. */
  delta(version: number): LogFrontier[] {
    const changed: LogFrontier[] = []
    for (const log of this.#index.logs()) {
      if (this.#index.versionOf(log) > version) changed.push(this.of(log))
    }
    return changed
  }

  /** What `theirs` and we can give each other. */
  difference(theirs: ReadonlyMap<LogKey, LogFrontier>): Difference {
    const pull: LogRange[] = []
    const lacking: LogKey[] = []
    for (const their of theirs.values()) pull.push(...this.pullable(their))
    for (const log of this.#index.logs()) {
      const mine = this.of(log)
      const their = theirs.get(log)
      if (their === undefined ? !isEmpty(mine) : missing(their, mine).length > 0) lacking.push(log)
    }
    return { pull, lacking }
  }

  /** Ranges of one log they claim and we lack; around a suspected fork, what is needed to prove it. */
  pullable(their: LogFrontier): LogRange[] {
    const state = this.#index.state(their.log)
    const base = state.base?.seq ?? 0
    const fork = state.fork
    if (fork !== undefined && !fork.exact) return this.#step(their.log, base, fork.seq)
    const mine = this.of(their.log)
    if (their.fork !== undefined && fork === undefined && their.fork >= base) {
      return their.fork < mine.next
        ? [{ log: their.log, from: Math.max(base, their.fork - 1), to: their.fork }]
        : missing(mine, { ...their, beyond: [{ from: their.fork, to: their.fork }] })
    }
    const ranges = missing(mine, their)
    const parted = mine.next === their.next && mine.digest !== '' && their.digest !== '' && mine.digest !== their.digest
    return parted && mine.next > base ? [...this.#step(their.log, base, mine.next - 1), ...ranges] : ranges
  }

  #step(log: LogKey, base: number, last: number): LogRange[] {
    return last < base ? [] : [{ log, from: Math.max(base, last - FORK_STEP + 1), to: last }]
  }

  #leaf(log: LogKey): Uint8Array {
    const version = this.#index.versionOf(log)
    const cached = this.#leaves.get(log)
    if (cached?.version === version) return cached.leaf
    const mine = this.of(log)
    const ends = heldBeyond(this.#index.state(log)).map(({ from, to, end }) => `${from}-${to}-${end}`)
    const text = [log, mine.next, mine.digest, mine.fork ?? '', ...ends].join(' ')
    const leaf = isEmpty(mine)
      ? new Uint8Array(0)
      : this.#suite.sha256(fromString(text, 'utf8')).subarray(0, LEAF_BYTES)
    this.#leaves.set(log, { version, leaf })
    return leaf
  }
}

/** Whether a frontier from the network keeps its bounds. */
export function isFrontier(frontier: LogFrontier): boolean {
  const { next, beyond, fork, digest } = frontier
  if (!isSeq(next) || (fork !== undefined && !isSeq(fork)) || beyond.length > MAX_INTERVALS) return false
  if (digest.length !== 0 && digest.length !== 2 * DIGEST_BYTES) return false
  let after = next - 1
  for (const { from, to } of beyond) {
    if (!isSeq(from) || !isSeq(to) || from > to || from <= after) return false
    after = to
  }
  return true
}

/** Ranges `theirs` holds and `mine` does not. */
function missing(mine: LogFrontier, theirs: LogFrontier): LogRange[] {
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

function isEmpty(frontier: LogFrontier): boolean {
  return frontier.next === 0 && frontier.beyond.length === 0 && frontier.fork === undefined
}

function isSeq(seq: number): boolean {
  return Number.isSafeInteger(seq) && seq >= 0
}
