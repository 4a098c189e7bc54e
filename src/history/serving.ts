/**
 * Which reads of others we do. Serves docs/protocol.md, "Sync". It must never queue without bound, nor read for a member
 * below its floor.
 */
import type { MemberId } from '../base/ids.js'
import { MAX_ANSWER_BYTES, MAX_SERVING, type RangeRequest, type SyncEffect } from './sync-messages.js'

export class Serving {
  readonly #mayRead: (member: MemberId) => bigint | undefined
  readonly #reading = new Map<MemberId, Set<number>>()

  /** `mayRead`: the order above which a member may read; undefined when it may read nothing. */
  constructor(mayRead: (member: MemberId) => bigint | undefined) {
    this.#mayRead = mayRead
  }

  serve(to: MemberId, request: RangeRequest): SyncEffect[] {
    const { requestId, log, fromSeq, toSeq, maxBytes } = request
    if (!isCount(requestId) || !isCount(fromSeq) || !isCount(toSeq) || !isCount(maxBytes) || fromSeq > toSeq) {
      return [{ type: 'liar', member: to, reason: 'bad-request' }]
    }
    const floor = this.#mayRead(to)
    const reading = this.#reading.get(to) ?? new Set()
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
