/**
 * What a member gave of a range that it was asked for. Serves docs/protocol.md, "Ranges". Every burst is judged by the
 * book, and so is the word on where our part begins; entries that are early or have no room are nobody's fault.
 */
import { hexOf, type LogKey, type MemberId } from '../base/ids.js'
import { decodeHeader } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import { type LogBase, type LogBegin, MAX_RANGES, type RangePart, type SyncEvent } from '../history/sync-messages.js'
import type { Base, Burst, RangeAnswer } from '../wire/generated/link.js'
import { baseAfter, logOfHeader } from './base-proof.js'
import type { Book, Verdict } from './book.js'
import type { Floors } from './floors.js'
import { unpackBursts } from './packed-bursts.js'

type New = Verdict & { readonly type: 'new' }
type Held = Verdict & { readonly type: 'held' }

export interface AnswerOptions {
  readonly suite: Suite
  readonly book: Pick<Book, 'take' | 'isOver'> & { readonly floors: Pick<Floors, 'judge' | 'own'> }
  /** Called for each burst that is new, before the next one is judged. */
  readonly stored: (news: New) => void
  readonly held?: (again: Held) => void
  /** Whether a burst is to be looked at; left out, all are. */
  readonly mayTake?: (burst: Burst) => boolean
  /** A burst is what nobody who verified it would have served. */
  readonly wrong: () => void
}

/** What sync is to be told. */
export function takeAnswer(options: AnswerOptions, from: MemberId, answer: RangeAnswer, now: number): SyncEvent {
  const { suite, book, stored, held, wrong, mayTake = () => true } = options
  const parts = partsOf(answer)
  const below = new Map<LogKey, LogBase>()
  const bursts = unpackBursts(answer.bursts)
  let bad = bursts === undefined
  if (bursts === undefined) wrong()
  /** By log: what cannot be taken yet. */
  const early = new Map<LogKey, Burst[]>()
  const judge = (burst: Burst): void => {
    const verdict = book.take(burst, now, true, from)
    const log = verdict.type === 'early' ? logOfHeader(burst.entries.at(-1)!.header) : undefined
    if (log !== undefined) early.set(log, [...(early.get(log) ?? []), burst])
    if (verdict.type === 'wrong') wrong()
    if (verdict.type === 'wrong') bad = true
    if (verdict.type === 'new') stored(verdict)
    if (verdict.type === 'held') held?.(verdict)
    // it does not know how high our floor is, or ours has risen: what it gave shows where our part begins
    const base = verdict.type === 'below-floor' ? baseAfter(suite, burst) : undefined
    if (base !== undefined) below.set(base.log, base)
  }
  for (const burst of inOrder(bursts ?? [], book)) if (mayTake(burst)) judge(burst)
  // what came first of a log may be known by what came after it: a key is introduced to us in a later entry
  for (const [log, again] of [...early]) {
    early.delete(log)
    for (const burst of again) judge(burst)
  }
  const bases: LogBase[] = []
  const begins: LogBegin[] = []
  for (const claimed of answer.bases.flatMap(claimedBase)) {
    const verdict = book.floors.judge(claimed.log, claimed, from, now)
    if (verdict === 'wrong') bad = true
    if (verdict === 'ours') bases.push(claimed)
    if (verdict === 'unproven') early.set(claimed.log, [])
    if (verdict === 'theirs') begins.push({ log: claimed.log, seq: claimed.seq })
  }
  if (bad) return { type: 'range-bad', from, requestIds: parts.map(({ requestId }) => requestId) }
  bases.push(...[...below.values()].filter(base => book.floors.judge(base.log, base, from, now) === 'ours'))
  const unjudged = new Map([...early].map(([log, bursts]) => [log, entriesAbove(book.floors.own, bursts)]))
  return { type: 'range-answered', from, parts, bases, begins, early: unjudged }
}

/** Where a log lies below our floor altogether its holder gives a base and no burst. */
function entriesAbove(floor: bigint | undefined, bursts: readonly Burst[]): number {
  const orders = bursts.flatMap(({ entries }) => entries.map(({ header }) => decodeHeader(header)?.order ?? 0n))
  return floor === undefined ? 0 : orders.filter(order => order > floor).length
}

/** Of a log that is over each burst is known by the one after it: the last comes first. */
function inOrder(bursts: readonly Burst[], book: Pick<Book, 'isOver'>): Burst[] {
  const over = bursts.filter(({ entries }) => {
    const log = logOfHeader(entries.at(-1)?.header ?? new Uint8Array(0))
    return log !== undefined && book.isOver(log)
  })
  return over.length === 0 ? [...bursts] : [...bursts.filter(burst => !over.includes(burst)), ...over.reverse()]
}

/** Of which ranges it speaks; the asker knows which of them it asked for. */
function partsOf({ request, more, served, left }: RangeAnswer): RangePart[] {
  const parts: RangePart[] = []
  const count = Math.min(MAX_RANGES, served + left)
  for (let at = 0; at < count; at += 1) {
    const cut = more && (served === 0 || at === served - 1)
    parts.push({ requestId: request + at, got: cut ? 'more' : at < served ? 'all' : 'left' })
  }
  return parts
}

/** The base in an answer; a claim without a proof says nothing. */
function claimedBase({ seq, prev, header, signature }: Base): LogBase[] {
  if (header === undefined || signature === undefined) return []
  const log = logOfHeader(header)
  return log === undefined ? [] : [{ log, seq, prev: hexOf(prev), proof: { header, signature } }]
}
