/**
 * Which entries of which logs are held, without the entries. Serves docs/protocol.md, "Logs". Takes verified bursts
 * only; what it refuses must not be stored, what it calls a fork must be (both sides).
 */
import type { EntryId, LogKey, MemberId } from '../base/ids.js'
import { MAX_BURST_ENTRIES, MAX_HELD_ENTRIES, MAX_LOGS_PER_MEMBER } from '../base/limits.js'
import { Journal } from './journal.js'
import { parseLog, serialiseLog } from './log-codec.js'
import { authorOf, isContentLog, numberOf } from './log-key.js'
import type { Added, BurstSummary, Limits, LogRules } from './log-rules.js'
import {
  type Base,
  covers,
  EMPTY_LOG,
  ENDED_LOG,
  heldBeyond,
  isEnded,
  isSeq,
  type Limit,
  type LogState,
  leadsToKnown,
  limited,
  MAX_INTERVALS,
  nextSeq,
  place,
  rebased,
  type SeqRange,
  tooScattered,
  withoutFirstGap,
} from './log-state.js'

export type { Added, BurstSummary, Limits, LogRules, Refusal } from './log-rules.js'

const HASH_HEX = /^[0-9a-f]{64}$/

export class LogIndex {
  readonly #stored: (entryId: EntryId) => boolean
  readonly #states = new Map<LogKey, LogState>()
  readonly #journal = new Journal()
  readonly #logsOf = new Map<string, number>()
  /** Authors that are out: what they wrote beyond these limits is neither claimed nor taken, whatever is held of it. */
  readonly #closed = new Map<MemberId, Limits>()
  readonly #limited = new Map<LogKey, LogState>()
  /** Logs whose authors have said where they end, or that nothing of them counts any more. */
  readonly #ends = new Map<LogKey, Limit | undefined>()
  #controlVersion = 0
  #reopened = 0
  #rules: LogRules = {
    hasAuthor: () => true,
    isIntroduced: () => true,
    isLiveOnly: () => false,
    restsUntil: () => undefined,
  }

  /** `stored` tells whether an entry is in the store or about to be committed: that is how a fork inside shows. */
  constructor(stored: (entryId: EntryId) => boolean) {
    this.#stored = stored
  }

  get rules(): LogRules {
    return this.#rules
  }

  govern(rules: LogRules): void {
    this.#rules = rules
  }

  /** Rises with every change; `versionOf` tells when a log last did. */
  get version(): number {
    return this.#journal.version
  }

  /** The version when a control log last changed, and with it perhaps who is a member. */
  get controlVersion(): number {
    return this.#controlVersion
  }

  /** How often an author came back whose logs had ended: what was claimed of them counts again. */
  get reopened(): number {
    return this.#reopened
  }

  /** Call before the burst is stored. Either the whole burst is taken or nothing changes. */
  add(burst: BurstSummary): Added {
    const { log, firstSeq, lastSeq, ids } = burst
    if (!wellFormed(burst)) return { refused: 'malformed' }
    const before = this.#states.get(log) ?? EMPTY_LOG
    if (firstSeq >= this.endOf(log)) return { refused: 'closed' }
    if (!this.leadsToEnd(log, lastSeq, ids.at(-1)!)) {
      return ids.every(entryId => this.#stored(entryId)) ? 'held' : { refused: 'unlinked' }
    }
    const liveOnly = this.#rules.isLiveOnly(log)
    // where gaps are given up, the store alone remembers what came before them
    if (liveOnly && ids.every(entryId => this.#stored(entryId))) return 'held'
    if (before.base !== undefined && firstSeq < before.base.seq) return liveOnly ? 'new' : { refused: 'below-base' }
    if (!this.#mayOpen(log)) {
      if (!liveOnly) return { refused: 'too-many-logs' }
      this.#forgetOldest(authorOf(log))
    }
    // nothing comes before seq 0, so that where the log begins is then known
    let state = before.base === undefined && firstSeq === 0 ? { ...before, base: { seq: 0, prev: burst.prev } } : before
    let parted: number | undefined
    for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
      const entryId = ids[seq - firstSeq]!
      const prev = seq === firstSeq ? burst.prev : ids[seq - firstSeq - 1]!
      const known = this.#stored(entryId)
      const next = place(state, { seq, prev, entryId, known, prevKnown: this.#stored(prev as EntryId) })
      if (next.fork !== state.fork) parted = Math.min(parted ?? seq, next.fork?.seq ?? seq)
      else if (!known && next === state) parted ??= state.fork?.seq
      state = next
    }
    while (liveOnly && tooScattered(state)) state = withoutFirstGap(state)
    // what leads to a known end is no scattering: it comes from there
    if (this.limitOf(log) === undefined && tooScattered(state)) return { refused: 'too-scattered' }
    if (state !== before) this.#set(log, state)
    if (parted !== undefined) return { fork: parted }
    return state === before ? 'held' : 'new'
  }

  /** Says where this member's part of the log begins. Islands below stay stored but are no longer counted. */
  setBase(log: LogKey, base: Base): boolean {
    if (!isSeq(base.seq) || !HASH_HEX.test(base.prev) || !this.#mayOpen(log) || this.endOf(log) === 0) return false
    const state = this.#states.get(log) ?? EMPTY_LOG
    if (state.base?.seq === base.seq) return state.base.prev === base.prev
    this.#set(log, rebased(state, base))
    return true
  }

  /**
   * What lies below this base has expired and is let go of. A log that forks there ends for good: what came after on either
   * side was closed, and of what came before others may hold more or less. True when something changed.
   */
  expire(log: LogKey, base: Base): boolean {
    const state = this.#states.get(log)
    if (state === undefined || isEnded(state) || base.seq <= (state.base?.seq ?? 0)) return false
    const ends = state.fork !== undefined && base.seq > state.fork.seq
    this.#set(log, ends ? ENDED_LOG : rebased(state, base))
    return true
  }

  /** As far as it counts. */
  state(log: LogKey): LogState {
    const state = this.#states.get(log) ?? EMPTY_LOG
    if (isEnded(state)) return EMPTY_LOG
    if (this.#closed.size === 0 && this.#ends.size === 0) return state
    const limits = this.#closed.get(authorOf(log))
    if (limits === undefined && !this.#ends.has(log)) return state
    const known = this.#limited.get(log)
    if (known !== undefined) return known
    let within = this.#ends.has(log) ? limited(state, this.#ends.get(log), this.#stored) : state
    if (limits !== undefined) within = limited(within, limits.get(numberOf(log)), this.#stored)
    if (this.#states.has(log)) this.#limited.set(log, within)
    return within
  }

  /** Where the author of a log has said that it ends; undefined while it may go on. */
  limitOf(log: LogKey): Limit | undefined {
    return this.#ends.get(log)
  }

  /** The first seq of a log that does not count any more. */
  endOf(log: LogKey): number {
    const state = this.#states.get(log)
    if (state !== undefined && isEnded(state)) return 0
    const limits = this.#closed.get(authorOf(log))
    const closed = limits === undefined ? Number.POSITIVE_INFINITY : (limits.get(numberOf(log))?.seq ?? -1) + 1
    return this.#ends.has(log) ? Math.min(closed, (this.#ends.get(log)?.seq ?? -1) + 1) : closed
  }

  /** What was said of its end was not so. */
  goesOn(log: LogKey): void {
    this.#ends.delete(log)
    this.#limited.delete(log)
    if (this.#states.has(log)) this.#journal.note(log)
  }

  /** Whether an author may begin so many logs more. */
  hasPlaces(author: MemberId, more: number): boolean {
    return (this.#logsOf.get(author) ?? 0) + more <= MAX_LOGS_PER_MEMBER
  }

  /** Whether a burst that ends so can be of the log: of one that has ended, what is held after it or its end says so. */
  leadsToEnd(log: LogKey, lastSeq: number, last: EntryId): boolean {
    const end = this.#ends.get(log)
    return end === undefined || leadsToKnown(this.#states.get(log) ?? EMPTY_LOG, end, lastSeq, last)
  }

  /**
   * The log ends here for good: what is still to come of it must lead to this entry. Without a limit nothing of it counts.
   * True when that is news.
   */
  end(log: LogKey, limit: Limit | undefined): boolean {
    const known = this.#ends.get(log)
    if (this.#ends.has(log) && known?.seq === limit?.seq && known?.entryId === limit?.entryId) return false
    this.#ends.set(log, limit)
    this.#limited.delete(log)
    if (!this.#states.has(log)) return true
    this.#journal.note(log)
    // its place is for another
    if (limit === undefined) this.#drop(log)
    return true
  }

  /** The author is out: its logs end here, until it is back. */
  close(author: MemberId, limits: Limits): void {
    this.#closed.set(author, limits)
    this.#changed(author)
  }

  reopen(author: MemberId): void {
    if (!this.#closed.delete(author)) return
    this.#reopened += 1
    this.#changed(author)
  }

  next(log: LogKey): number {
    return nextSeq(this.state(log))
  }

  covers(log: LogKey, range: SeqRange): boolean {
    return covers(this.state(log), range)
  }

  /** Whether so many more entries beyond the head may be refused. */
  isCrowded(log: LogKey, more: number): boolean {
    if (this.#ends.get(log) !== undefined) return false
    const beyond = heldBeyond(this.state(log))
    const held = beyond.reduce((sum, { from, to }) => sum + to - from + 1, 0)
    return beyond.length >= MAX_INTERVALS || held + more > MAX_HELD_ENTRIES
  }

  versionOf(log: LogKey): number {
    return this.#journal.versionOf(log)
  }

  /** Logs that changed after `version`, the latest first. */
  changedSince(version: number): LogKey[] {
    return this.#journal.since(version)
  }

  logs(): IterableIterator<LogKey> {
    return this.#states.keys()
  }

  serialise(log: LogKey): Uint8Array {
    return serialiseLog(this.#states.get(log) ?? EMPTY_LOG)
  }

  /** Takes a log's state from the store; false when the bytes are not one. */
  restore(log: LogKey, bytes: Uint8Array): boolean {
    const state = parseLog(bytes)
    if (state === undefined || !this.#mayOpen(log)) return false
    this.#set(log, state)
    return true
  }

  #mayOpen(log: LogKey): boolean {
    return this.#states.has(log) || (this.#logsOf.get(authorOf(log)) ?? 0) < MAX_LOGS_PER_MEMBER
  }

  #set(log: LogKey, state: LogState): void {
    if (!this.#states.has(log)) {
      const author = authorOf(log)
      this.#logsOf.set(author, (this.#logsOf.get(author) ?? 0) + 1)
    }
    this.#states.set(log, state)
    this.#limited.delete(log)
    this.#journal.note(log)
    if (!isContentLog(log)) this.#controlVersion = this.#journal.version
  }

  /** Others are told of what counts, so that a limit is a change like any other. */
  #changed(author: MemberId): void {
    for (const log of this.#states.keys()) {
      if (authorOf(log) !== author) continue
      this.#limited.delete(log)
      this.#journal.note(log)
    }
  }

  /** A member writes a log a start: without history only the latest matter, and no start may be one too many. */
  #forgetOldest(author: string): void {
    let oldest: LogKey | undefined
    for (const log of this.#states.keys()) {
      if (authorOf(log) !== author || !this.#rules.isLiveOnly(log)) continue
      if (oldest === undefined || this.versionOf(log) < this.versionOf(oldest)) oldest = log
    }
    if (oldest !== undefined) this.#drop(oldest)
  }

  #drop(log: LogKey): void {
    const author = authorOf(log)
    this.#states.delete(log)
    this.#logsOf.set(author, (this.#logsOf.get(author) ?? 1) - 1)
  }
}

function wellFormed(burst: BurstSummary): boolean {
  const { firstSeq, lastSeq, ids, prev } = burst
  if (!isSeq(firstSeq) || !isSeq(lastSeq) || ids.length !== lastSeq - firstSeq + 1) return false
  if (ids.length < 1 || ids.length > MAX_BURST_ENTRIES) return false
  return HASH_HEX.test(prev) && ids.every(entryId => HASH_HEX.test(entryId))
}
