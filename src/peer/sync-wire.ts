/** Sync messages to frames and back. Translation only; bounds that the schema cannot say are checked here. */

import type { MemberId } from '../base/ids.js'
import { bytesOfHex, hexOf, type LogKey, logKeyOf, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { LogFrontier } from '../history/frontier.js'
import type { AskedRange, FrontierMessage, RangeRequest, SyncMessage } from '../history/sync-messages.js'
import type { Frame, LogHead } from '../wire/generated/link.js'
import type { LinkNames } from './link-names.js'
import { linesIn, namesIn, packLines, packNames, packRanges, rangesIn } from './sync-rows.js'

type Frontier = NonNullable<Frame['frontier']>
type RangeFrame = NonNullable<Frame['rangeRequest']>

/** By their numbers on the wire. */
const REASONS = ['asked', 'news', 'repair', 'names'] as const
const NO_BYTES = new Uint8Array(0)

/** Author and log number of a log key. */
export function partsOfLog(key: LogKey): { readonly author: MemberId; readonly log: bigint } {
  const slash = key.indexOf('/')
  return { author: key.slice(0, slash) as MemberId, log: BigInt(`0x${key.slice(slash + 1)}`) }
}

/** Bit 0 of a log number: 0 control, 1 content. */
export function isContent(log: bigint): boolean {
  return (log & 1n) === 1n
}

/** Nearly always one frame: two logs of one name are not asked for in the same. */
export function framesOfSync(names: LinkNames, message: SyncMessage): Partial<Frame>[] {
  switch (message.type) {
    case 'root': {
      const { digest, version, run } = message
      return [{ digest: { root: bytesOfHex(digest), control: false, version, run } }]
    }
    case 'frontier-request':
      return [{ frontierRequest: { since: message.since, inFull: message.inFull, names: NO_BYTES } }]
    case 'name-request':
      return [{ frontierRequest: { since: 0, inFull: false, names: packNames(message.names) } }]
    case 'frontier':
      return [{ frontier: frontierFrame(names, message) }]
    case 'range-later': {
      const { requestId, ranges } = message
      return [{ rangeAnswer: { request: requestId, bursts: NO_BYTES, more: true, bases: [], served: 0, left: ranges } }]
    }
    case 'range-request':
      return rangeFrames(names, message).map(rangeRequest => ({ rangeRequest }))
  }
}

/** The message in a frame within its bounds; undefined when the frame is none of sync's. */
export function syncOfFrame(names: LinkNames, frame: Frame): SyncMessage | undefined {
  const { digest, frontierRequest, frontier, rangeRequest } = frame
  if (digest !== undefined) {
    const { root, version, run } = digest
    return { type: 'root', digest: hexOf(root), version: version ?? 0, run: run === undefined ? run : run >>> 0 }
  }
  if (frontierRequest !== undefined) {
    const { since, inFull, names: asked } = frontierRequest
    if (asked.length > 0) return { type: 'name-request', names: namesIn(asked) }
    return { type: 'frontier-request', since, inFull }
  }
  if (frontier !== undefined) return frontierOfFrame(names, frontier)
  return rangeRequest === undefined ? undefined : requestOfFrame(names, rangeRequest)
}

function frontierFrame(names: LinkNames, message: FrontierMessage): Frontier {
  const { logs, delta, more, because, inFull, version } = message
  const isShort = (line: LogFrontier) => !inFull && isPlain(line) && !names.isShared(line.log)
  const short = logs.filter(isShort)
  return {
    heads: logs.filter(line => !isShort(line)).map(line => headOf(line, names.isShared(line.log))),
    delta,
    more: more ? true : undefined,
    because: REASONS.indexOf(because),
    lines: packLines(short.map(({ log, next, digest }) => ({ name: names.nameOf(log), next, digest }))),
    version,
  }
}

function frontierOfFrame(names: LinkNames, frontier: Frontier): FrontierMessage | undefined {
  const { heads, delta, more, because, version } = frontier
  const logs = heads.map(frontierOf)
  for (const [at, { shared }] of heads.entries()) if (shared) names.sharedThere(logs[at]!.log)
  const unknown: string[] = []
  for (const { name, next, digest } of linesIn(frontier.lines)) {
    const log = names.logOf(name)
    if (log === undefined) unknown.push(name)
    else logs.push({ log, next, digest, beyond: [], fork: undefined })
  }
  // a reason that is not known here is no reason to hurry
  const reason = REASONS[because] ?? 'news'
  return { type: 'frontier', logs, unknown, delta, more: more === true, because: reason, inFull: false, version }
}

function rangeFrames(names: LinkNames, { requestId, ranges, maxBytes }: RangeRequest): RangeFrame[] {
  const frames: RangeFrame[] = []
  let together: { readonly log: LogKey; readonly name: string; readonly from: number; readonly to: number }[] = []
  const flush = () => {
    const done = frames.reduce((sum, frame) => sum + rangesIn(frame.ranges).length, 0)
    const shared = new Set(together.map(({ log }) => log).filter(log => names.isShared(log)))
    const logs = [...shared].map(idOf)
    if (together.length > 0) frames.push({ request: requestId + done, maxBytes, ranges: packRanges(together), logs })
    together = []
  }
  for (const { log, from, to } of ranges) {
    if (log === undefined) continue
    const name = names.nameOf(log)
    if (together.some(other => other.name === name && other.log !== log)) flush()
    together.push({ log, name, from, to })
  }
  flush()
  return frames
}

function requestOfFrame(names: LinkNames, frame: RangeFrame): RangeRequest {
  const listed = new Map(frame.logs.map(({ author, log }) => keyOf(author, log)).map(log => [names.nameOf(log), log]))
  const ranges = rangesIn(frame.ranges).map(
    ({ name, from, to }): AskedRange => ({ log: listed.get(name) ?? names.logOf(name), from, to }),
  )
  return { type: 'range-request', requestId: frame.request, ranges, maxBytes: frame.maxBytes }
}

/** Whether a row says it all. */
function isPlain({ beyond, fork, digest }: LogFrontier): boolean {
  return beyond.length === 0 && fork === undefined && digest !== ''
}

function headOf({ log: key, next, digest, beyond, fork }: LogFrontier, shared: boolean): LogHead {
  return { ...idOf(key), next, digest: bytesOfHex(digest), beyond: [...beyond], fork, shared }
}

function frontierOf({ author, log, next, digest, beyond, fork }: LogHead): LogFrontier {
  return { log: keyOf(author, log), next, digest: hexOf(digest), beyond, fork }
}

function idOf(key: LogKey): { author: Uint8Array; log: bigint } {
  const { author, log } = partsOfLog(key)
  return { author: publicKeyOf(author)!, log }
}

function keyOf(author: Uint8Array, log: bigint): LogKey {
  return logKeyOf(memberIdOf(author), unsigned(log))
}

/** The decoder gives fixed64 as a signed number. */
export function unsigned(fixed64: bigint): bigint {
  return BigInt.asUintN(64, fixed64)
}
