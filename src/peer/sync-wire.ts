/** Sync messages to frames and back. Translation only; bounds that the schema cannot say are checked here. */

import type { MemberId } from '../base/ids.js'
import { bytesOfHex, hexOf, type LogKey, logKeyOf, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { LogFrontier } from '../history/frontier.js'
import type { SyncMessage } from '../history/sync-messages.js'
import type { Frame, LogHead } from '../wire/generated/link.js'

/** Author and log number of a log key. */
export function partsOfLog(key: LogKey): { readonly author: MemberId; readonly log: bigint } {
  const slash = key.indexOf('/')
  return { author: key.slice(0, slash) as MemberId, log: BigInt(`0x${key.slice(slash + 1)}`) }
}

/** Bit 0 of a log number: 0 control, 1 content. */
export function isContent(log: bigint): boolean {
  return (log & 1n) === 1n
}

export function frameOfSync(message: SyncMessage): Partial<Frame> {
  switch (message.type) {
    case 'root':
      return { digest: { root: bytesOfHex(message.digest), control: false } }
    case 'frontier-request':
      return { frontierRequest: { whole: message.whole } }
    case 'frontier':
      return {
        frontier: {
          heads: message.logs.map(headOf),
          delta: message.delta,
          more: message.more,
          repaired: message.repaired,
        },
      }
    case 'range-later':
      return { rangeAnswer: { request: message.requestId, bursts: [], more: true } }
    case 'range-request': {
      const { author, log } = partsOfLog(message.log)
      return {
        rangeRequest: {
          request: message.requestId,
          author: publicKeyOf(author)!,
          log,
          from: message.fromSeq,
          to: message.toSeq,
          maxBytes: message.maxBytes,
        },
      }
    }
  }
}

/** The message in a frame; undefined when the frame is none of sync's or breaks a bound. */
export function syncOfFrame(frame: Frame): SyncMessage | undefined {
  if (frame.digest !== undefined) return { type: 'root', digest: hexOf(frame.digest.root) }
  if (frame.frontierRequest !== undefined) return { type: 'frontier-request', whole: frame.frontierRequest.whole }
  if (frame.frontier !== undefined) {
    const { heads, delta, more, repaired } = frame.frontier
    if (heads.some(head => head.author.length !== 32)) return undefined
    return { type: 'frontier', logs: heads.map(frontierOf), delta, more: more === true, repaired: repaired === true }
  }
  const asked = frame.rangeRequest
  if (asked === undefined || asked.author.length !== 32) return undefined
  return {
    type: 'range-request',
    requestId: asked.request,
    log: logKeyOf(memberIdOf(asked.author), unsigned(asked.log)),
    fromSeq: asked.from,
    toSeq: asked.to,
    maxBytes: asked.maxBytes,
  }
}

function headOf(frontier: LogFrontier): LogHead {
  const { author, log } = partsOfLog(frontier.log)
  return {
    author: publicKeyOf(author)!,
    log,
    next: frontier.next,
    digest: bytesOfHex(frontier.digest),
    beyond: [...frontier.beyond],
    fork: frontier.fork,
  }
}

function frontierOf(head: LogHead): LogFrontier {
  return {
    log: logKeyOf(memberIdOf(head.author), unsigned(head.log)),
    next: head.next,
    digest: hexOf(head.digest),
    beyond: head.beyond,
    fork: head.fork,
  }
}

/** The decoder gives fixed64 as a signed number. */
export function unsigned(fixed64: bigint): bigint {
  return BigInt.asUintN(64, fixed64)
}
