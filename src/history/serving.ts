/**
 * Which reads of others we do. Serves docs/protocol.md, "Sync". It must never queue without bound, nor read for a member
 * below its floor, or content before our own membership log is up to date.
 */
import type { MemberId } from '../base/ids.js'
import type { LogRange } from './frontier.js'
import type { LogIndex } from './log-index.js'
import { isContentLog } from './log-key.js'
import { isSeq } from './log-state.js'
import {
  type AskedRange,
  MAX_ANSWER_BYTES,
  MAX_RANGES,
  MAX_SERVING,
  type RangeRequest,
  type SyncEffect,
} from './sync-messages.js'

export class Serving {
  readonly #index: LogIndex
  readonly #mayRead: (member: MemberId) => bigint | undefined
  readonly #reading = new Map<MemberId, Set<number>>()

  /** `mayRead`: the order above which a member may read; undefined when it may read nothing. */
  constructor(index: LogIndex, mayRead: (member: MemberId) => bigint | undefined) {
    this.#index = index
    this.#mayRead = mayRead
  }

  /** `controlOnly`: our own membership log may be behind, and with it our idea of who may read. */
  serve(to: MemberId, request: RangeRequest, controlOnly: boolean): SyncEffect[] {
    const { requestId, ranges, maxBytes } = request
    if (!isRequest(request)) return [{ type: 'liar', member: to, reason: 'bad-request' }]
    const floor = this.#mayRead(to)
    const reading = this.#reading.get(to) ?? new Set()
    const known = leadingKnown(ranges)
    if (known.some(({ log }) => this.#index.rules.isLiveOnly(log))) return []
    if (known.length === 0 || (controlOnly && known.some(({ log }) => isContentLog(log)))) {
      return [{ type: 'send', to, message: { type: 'range-later', requestId, ranges: ranges.length } }]
    }
    if (floor === undefined || reading.size >= MAX_SERVING || reading.has(requestId)) return []
    this.#reading.set(to, reading.add(requestId))
    const left = ranges.length - known.length
    return [
      {
        type: 'read-ranges',
        requestId,
        to,
        ranges: known,
        left,
        maxBytes: Math.min(maxBytes, MAX_ANSWER_BYTES),
        floor,
      },
    ]
  }

  served(to: MemberId, requestId: number): void {
    this.#reading.get(to)?.delete(requestId)
  }

  forget(member: MemberId): void {
    this.#reading.delete(member)
  }
}

/** What stands before the first that is named by a name we cannot read: answers name ranges by their places. */
function leadingKnown(ranges: readonly AskedRange[]): LogRange[] {
  const known: LogRange[] = []
  for (const { log, from, to } of ranges) {
    if (log === undefined) break
    known.push({ log, from, to })
  }
  return known
}

function isRequest({ requestId, ranges, maxBytes }: RangeRequest): boolean {
  if (!isCount(requestId) || !isCount(maxBytes) || ranges.length < 1 || ranges.length > MAX_RANGES) return false
  return ranges.every(({ from, to }) => isSeq(from) && isSeq(to) && from <= to)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
