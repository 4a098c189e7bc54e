/**
 * Which reads of others we do. Serves docs/protocol.md, "Sync". It must never queue without bound, nor read for a member
 * below its floor, or content before our own membership log is up to date.
 */
import type { MemberId } from '../base/ids.js'
import type { LogIndex } from './log-index.js'
import { isContentLog } from './log-key.js'
import { MAX_ANSWER_BYTES, MAX_SERVING, type RangeRequest, type SyncEffect } from './sync-messages.js'

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
    const { requestId, log, fromSeq, toSeq, maxBytes } = request
    if (!isCount(requestId) || !isCount(fromSeq) || !isCount(toSeq) || !isCount(maxBytes) || fromSeq > toSeq) {
      return [{ type: 'liar', member: to, reason: 'bad-request' }]
    }
    const floor = this.#mayRead(to)
    const reading = this.#reading.get(to) ?? new Set()
    if (this.#index.rules.isLiveOnly(log)) return []
    if (controlOnly && isContentLog(log)) return [{ type: 'send', to, message: { type: 'range-later', requestId } }]
    if (floor === undefined || reading.size >= MAX_SERVING || reading.has(requestId)) return []
    this.#reading.set(to, reading.add(requestId))
    const bytes = Math.min(maxBytes, MAX_ANSWER_BYTES)
    return [{ type: 'read-range', requestId, to, log, fromSeq, toSeq, maxBytes: bytes, floor }]
  }

  served(to: MemberId, requestId: number): void {
    this.#reading.get(to)?.delete(requestId)
  }

  forget(member: MemberId): void {
    this.#reading.delete(member)
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
