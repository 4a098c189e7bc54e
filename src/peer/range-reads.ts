/**
 * What is read for a member that asks for ranges, one after the other, and what it is answered. Serves docs/protocol.md, "Ranges". Bursts
 * are given whole and never below the asker's floor; where its part of the log begins is looked up and proven, so that
 * one question finds it in a log of any length.
 */
import { bytesOfHex, type MemberId } from '../base/ids.js'
import { MAX_BURST_ENTRIES, MAX_RECORD_BYTES } from '../base/limits.js'
import type { LogRange } from '../history/frontier.js'
import type { LogIndex } from '../history/log-index.js'
import { isContentLog } from '../history/log-key.js'
import type { Base } from '../history/log-state.js'
import type { StoredEntry } from '../history/stored.js'
import type { SyncEffect } from '../history/sync-messages.js'
import type { Frame } from '../wire/generated/link.js'
import { type BurstRows, burstsIn } from './burst-rows.js'
import type { ReadQuery } from './events.js'
import { packBursts } from './packed-bursts.js'

export type RangeStep =
  | { readonly type: 'read'; readonly read: number; readonly query: ReadQuery }
  | { readonly type: 'answer'; readonly to: MemberId; readonly requestId: number; readonly frame: Partial<Frame> }

type RangesRead = SyncEffect & { readonly type: 'read-ranges' }

/** What the ranges before gave. */
interface Given {
  readonly bursts: readonly BurstRows[]
  readonly bytes: number
  readonly bases: readonly Base[]
}

interface Reading {
  readonly request: RangesRead
  /** Place of the range that is read. */
  readonly at: number
  readonly range: LogRange
  readonly given: Given
  /** -1 where everything may be read. */
  readonly floor: bigint
  readonly stage: 'range' | 'seek' | 'edge'
  /** Rows of a burst whose end was not read yet. */
  readonly held: readonly StoredEntry[]
  /** Held seqs: `low` is at or below the floor, `high` above it or past the end. */
  readonly low: number
  readonly high: number
  /** Seq that is looked at. */
  readonly probe: number
}

/** A burst that touches the range may begin and end so far outside it. */
const REACH = MAX_BURST_ENTRIES - 1
/** Rows of one answer, the two sides of a fork included. */
const MAX_ROWS = 4096
/** Most newcomers joined a moment ago: the place is looked for near the end first. */
const NEAR_END = 48
/** Entries of one burst's length, each of the largest size. */
const EDGE_BYTES = MAX_BURST_ENTRIES * MAX_RECORD_BYTES

export class RangeReads {
  readonly #index: LogIndex
  readonly #nextRead: () => number
  /** As many as sync serves at a time. */
  readonly #readings = new Map<number, Reading>()

  constructor(index: LogIndex, nextRead: () => number) {
    this.#index = index
    this.#nextRead = nextRead
  }

  begin(request: RangesRead): RangeStep {
    return this.#begin(request, 0, { bursts: [], bytes: 0, bases: [] })
  }

  /** The next step; undefined for a read that was somebody else's. */
  done(read: number, rows: readonly StoredEntry[]): RangeStep | undefined {
    const reading = this.#readings.get(read)
    if (reading === undefined) return undefined
    this.#readings.delete(read)
    switch (reading.stage) {
      case 'range':
        return this.#ranged(reading, rows)
      case 'seek':
        return this.#sought(reading, rows)
      case 'edge':
        return this.#answer(reading, [], baseIn(rows, reading.floor) ?? this.#ownBase(reading))
    }
  }

  #ranged(reading: Reading, read: readonly StoredEntry[]): RangeStep {
    const rows = [...reading.held, ...read]
    const { range, floor } = reading
    const { from, to } = range
    const bursts = burstsIn(rows).filter(({ first, last }) => last.seq >= from && first.seq <= to)
    const readTo = read.at(-1)?.seq
    if (bursts.length === 0 && readTo !== undefined && this.#holdsIn(range, readTo, to + REACH)) {
      // one burst may be larger than a whole answer of usual ones
      const held = rows.slice(rows.findLastIndex(({ signature }) => signature.length > 0) + 1).slice(-MAX_BURST_ENTRIES)
      return this.#read({ ...reading, held, probe: readTo + 1 })
    }
    const served = bursts.filter(({ last }) => last.order > floor)
    if (served.length > 0) {
      const [first] = served
      const below = rows.filter(row => row.seq >= from && row.seq < first!.first.seq)
      return this.#answer(reading, served, baseIn(below, floor) ?? this.#ownBase(reading))
    }
    const low = bursts.at(-1)?.last.seq
    if (low === undefined) return this.#answer(reading, [], this.#ownBase(reading))
    const end = this.#index.state(range.log).intervals.at(-1)?.to ?? low
    return this.#seek(reading, low, Math.max(low, end) + 1)
  }

  #sought(reading: Reading, rows: readonly StoredEntry[]): RangeStep {
    const { floor, low, high, probe } = reading
    const row = rows[0]
    if (row === undefined || row.seq >= high || row.order > floor) return this.#seek(reading, low, probe)
    return this.#seek(reading, row.seq, high)
  }

  #seek(reading: Reading, low: number, high: number): RangeStep {
    if (high - low <= 1) return this.#read({ ...reading, stage: 'edge', low, high })
    const first = reading.stage !== 'seek' && high - NEAR_END > low
    const probe = first ? high - NEAR_END : low + Math.floor((high - low) / 2)
    return this.#read({ ...reading, stage: 'seek', low, high, probe })
  }

  #read(reading: Reading): RangeStep {
    const read = this.#nextRead()
    this.#readings.set(read, reading)
    return { type: 'read', read, query: queryOf(reading) }
  }

  #begin(request: RangesRead, at: number, given: Given): RangeStep {
    const range = request.ranges[at]
    if (range === undefined) return answerOf(request, at, given, false)
    // control logs are given whole to everyone
    const floor = isContentLog(range.log) ? request.floor : -1n
    const probe = Math.max(0, range.from - REACH)
    return this.#read({ request, at, range, given, floor, stage: 'range', held: [], low: 0, high: 0, probe })
  }

  /** The range is read: on to the next, unless the answer is full. */
  #answer(reading: Reading, bursts: readonly BurstRows[], base: Base | undefined): RangeStep {
    const { request, at, range, given } = reading
    const fitting: BurstRows[] = []
    let { bytes } = given
    for (const burst of bursts) {
      // one that is larger than an answer goes alone
      if (bytes > 0 && bytes + burst.bytes > request.maxBytes) break
      bytes += burst.bytes
      fitting.push(burst)
    }
    const last = fitting.at(-1)?.last.seq
    if (bursts.length > 0 && last === undefined) return answerOf(request, at, given, false)
    const more = last !== undefined && this.#holdsIn(range, last, range.to)
    const bases = base === undefined ? given.bases : [...given.bases, base]
    const now = { bursts: [...given.bursts, ...fitting], bytes, bases }
    return more ? answerOf(request, at + 1, now, true) : this.#begin(request, at + 1, now)
  }

  /** Whether something is held after `after` and up to `to`. */
  #holdsIn({ log }: LogRange, after: number, to: number): boolean {
    if (after >= to) return false
    return this.#index.state(log).intervals.some(interval => interval.to > after && interval.from <= to)
  }

  /** Where our own part begins, when that is why we have nothing: whoever asks then asks somebody else. */
  #ownBase({ range }: Reading): Base | undefined {
    const { base } = this.#index.state(range.log)
    return base !== undefined && base.seq > range.from ? base : undefined
  }
}

function answerOf({ to, requestId, ranges, left }: RangesRead, served: number, given: Given, more: boolean): RangeStep {
  const { bursts, bases } = given
  const rangeAnswer = {
    request: requestId,
    bursts: packBursts(bursts.map(({ rows, last }) => ({ entries: rows, signature: last.signature }))),
    more,
    bases: bases.map(({ seq, prev, proof }) => ({ ...proof, seq, prev: bytesOfHex(prev) })),
    served,
    left: ranges.length - served + left,
  }
  return { type: 'answer', to, requestId, frame: { rangeAnswer } }
}

function queryOf({ request, range, stage, low, probe }: Reading): ReadQuery {
  const { maxBytes } = request
  const { log, to } = range
  if (stage === 'seek') return { log, fromSeq: probe, limit: 1, maxBytes: 1 }
  if (stage === 'edge') {
    return { log, fromSeq: Math.max(0, low - REACH), limit: 2 * MAX_BURST_ENTRIES, maxBytes: EDGE_BYTES }
  }
  return { log, fromSeq: probe, limit: Math.min(MAX_ROWS, 2 * Math.max(1, to + REACH - probe + 1)), maxBytes }
}

/** The base after the last signed row at or below the floor: orders rise, so that nothing below it is above. */
function baseIn(rows: readonly StoredEntry[], floor: bigint): Base | undefined {
  const row = rows.findLast(({ order, signature }) => signature.length > 0 && order <= floor)
  if (row === undefined) return undefined
  return { seq: row.seq + 1, prev: row.entryId, proof: { header: row.header, signature: row.signature } }
}
