/**
 * Which entries of which logs are held, without the entries. Serves docs/protocol.md, "Logs". Takes verified bursts
 * only; what it refuses must not be stored, what it calls a fork must be (both sides).
 */
import type { EntryId, LogKey } from '../base/ids.js'
import { MAX_BURST_ENTRIES, MAX_LOGS_PER_MEMBER } from '../base/limits.js'
import { parseLog, serialiseLog } from './log-codec.js'
import {
  type Base,
  covers,
  EMPTY_LOG,
  type LogState,
  nextSeq,
  place,
  type SeqRange,
  tooScattered,
} from './log-state.js'

/** A burst as far as its place in the log goes. `prev`: the id before `firstSeq`, 64 hex digits. */
export interface BurstSummary {
  readonly log: LogKey
  readonly firstSeq: number
  readonly lastSeq: number
  readonly prev: string
  readonly ids: readonly EntryId[]
}

export type Refusal = 'malformed' | 'below-base' | 'too-scattered' | 'too-many-logs'
export type Added = 'new' | 'held' | { readonly fork: number } | { readonly refused: Refusal }

const HASH_HEX = /^[0-9a-f]{64}$/

export class LogIndex {
  readonly #stored: (entryId: EntryId) => boolean
  readonly #states = new Map<LogKey, LogState>()
  readonly #versions = new Map<LogKey, number>()
  readonly #logsOf = new Map<string, number>()
  #version = 0

  /** `stored` tells whether an entry is in the store or about to be committed: that is how a fork inside shows. */
  constructor(stored: (entryId: EntryId) => boolean) {
    this.#stored = stored
  }

  /** Rises with every change; `versionOf` tells when a log last did. */
  get version(): number {
    return this.#version
  }

  /** Call before the burst is stored. Either the whole burst is taken or nothing changes. */
  add(burst: BurstSummary): Added {
    const { log, firstSeq, lastSeq, ids } = burst
    if (!wellFormed(burst)) return { refused: 'malformed' }
    const before = this.state(log)
    if (before.base !== undefined && firstSeq < before.base.seq) return { refused: 'below-base' }
    if (!this.#mayOpen(log)) return { refused: 'too-many-logs' }
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
    if (tooScattered(state)) return { refused: 'too-scattered' }
    if (state !== before) this.#set(log, state)
    if (parted !== undefined) return { fork: parted }
    return state === before ? 'held' : 'new'
  }

  /** Says where this member's part of the log begins. Islands below stay stored but are no longer counted. */
  setBase(log: LogKey, base: Base): boolean {
    if (!isSeq(base.seq) || !HASH_HEX.test(base.prev) || !this.#mayOpen(log)) return false
    const state = this.state(log)
    if (state.base?.seq === base.seq) return state.base.prev === base.prev
    this.#set(log, { ...state, base, intervals: state.intervals.filter(interval => interval.from >= base.seq) })
    return true
  }

  state(log: LogKey): LogState {
    return this.#states.get(log) ?? EMPTY_LOG
  }

  next(log: LogKey): number {
    return nextSeq(this.state(log))
  }

  covers(log: LogKey, range: SeqRange): boolean {
    return covers(this.state(log), range)
  }

  versionOf(log: LogKey): number {
    return this.#versions.get(log) ?? 0
  }

  logs(): IterableIterator<LogKey> {
    return this.#states.keys()
  }

  serialise(log: LogKey): Uint8Array {
    return serialiseLog(this.state(log))
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
    this.#version += 1
    this.#states.set(log, state)
    this.#versions.set(log, this.#version)
  }
}

function wellFormed(burst: BurstSummary): boolean {
  const { firstSeq, lastSeq, ids, prev } = burst
  if (!isSeq(firstSeq) || !isSeq(lastSeq) || ids.length !== lastSeq - firstSeq + 1) return false
  if (ids.length < 1 || ids.length > MAX_BURST_ENTRIES) return false
  return HASH_HEX.test(prev) && ids.every(entryId => HASH_HEX.test(entryId))
}

function isSeq(seq: number): boolean {
  return Number.isSafeInteger(seq) && seq >= 0
}

function authorOf(log: LogKey): string {
  return log.slice(0, log.indexOf('/'))
}
