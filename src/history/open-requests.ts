/**
 * What is asked of whom and not answered yet. Serves docs/protocol.md, "Ranges". Several ranges travel as one request,
 * with numbers one after the other; no entry is asked of two members at once.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import type { LogRange } from './frontier.js'

export interface Asked extends LogRange {
  readonly of: MemberId
  readonly deadline: number
  /** The log's version and whether it was whole when asked: a probe for a fork must change something. */
  readonly version: number
  readonly wasHeld: boolean
  /** Its last entry is only looked at: whoever has none to show said nothing wrong. */
  readonly isLook: boolean
}

interface Open extends Asked {
  /** The first number of the request that it is part of. */
  readonly request: number
}

/** Numbers begin anew before they outgrow 32 bits. */
const LAST_REQUEST = 2 ** 31

export class OpenRequests {
  readonly #open = new Map<number, Open>()
  #last = 0

  /** The number of the next request. */
  next(): number {
    if (this.#last > LAST_REQUEST) this.#last = 0
    return this.#last + 1
  }

  /** Part of the request that has this first number; parts are added one after the other. */
  add(request: number, asked: Asked): void {
    this.#last += 1
    this.#open.set(this.#last, { ...asked, request })
  }

  /** The log of an open one. */
  logOf(requestId: number): LogKey | undefined {
    return this.#open.get(requestId)?.log
  }

  /** Ends it, where this member was asked. */
  settle(from: MemberId, requestId: number): Asked | undefined {
    const asked = this.#open.get(requestId)
    if (asked?.of !== from) return undefined
    this.#open.delete(requestId)
    return asked
  }

  forget(member: MemberId): void {
    for (const [requestId, asked] of this.#open) if (asked.of === member) this.#open.delete(requestId)
  }

  clear(): void {
    this.#open.clear()
  }

  /** Ends those that ran out. */
  expire(now: number): Asked[] {
    const expired: Asked[] = []
    for (const [requestId, asked] of this.#open) {
      if (asked.deadline > now) continue
      this.#open.delete(requestId)
      expired.push(asked)
    }
    return expired
  }

  deadline(): number | undefined {
    let first: number | undefined
    for (const { deadline } of this.#open.values()) first = Math.min(first ?? deadline, deadline)
    return first
  }

  /** Requests that a member has not answered. */
  countOf(member: MemberId): number {
    const requests = new Set<number>()
    for (const asked of this.#open.values()) if (asked.of === member) requests.add(asked.request)
    return requests.size
  }

  /** Whether another request than this asks for any of the log. */
  isAskedBeside(request: number, log: LogKey): boolean {
    for (const asked of this.#open.values()) if (asked.log === log && asked.request !== request) return true
    return false
  }

  /** Whether any of the log is asked for. */
  isAsked(log: LogKey): boolean {
    return this.isAskedBeside(0, log)
  }

  /** The first part of these ranges, up to `limit`, that nobody is asked for. */
  firstFree(ranges: readonly LogRange[], limit: number): LogRange | undefined {
    for (const range of ranges) {
      const free = this.freePart(range, limit)
      if (free !== undefined) return free
    }
    return undefined
  }

  /** The first part of the range, up to `limit`, that nobody is asked for. */
  freePart(range: LogRange, limit: number): LogRange | undefined {
    let { from } = range
    let to = Math.min(range.to, limit)
    const asked = [...this.#open.values()].filter(other => other.log === range.log)
    for (const other of asked.sort((left, right) => left.from - right.from)) {
      if (other.to < from || other.from > to) continue
      if (other.from > from) to = Math.min(to, other.from - 1)
      else from = other.to + 1
    }
    return from > to ? undefined : { log: range.log, from, to }
  }

  /** Whether any of it is asked for. */
  includes(range: LogRange): boolean {
    for (const { log, from, to } of this.#open.values()) {
      if (log === range.log && from <= range.to && to >= range.from) return true
    }
    return false
  }
}
