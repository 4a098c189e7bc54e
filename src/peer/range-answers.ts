/**
 * What a member gave of a range that it was asked for. Serves docs/protocol.md, "Ranges". Every burst is judged by the
 * book, and so is the word on where our part begins; entries that are early or have no room are nobody's fault.
 */
import { hexOf, type LogKey, type MemberId } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { Base } from '../history/log-state.js'
import type { SyncEvent } from '../history/sync-messages.js'
import type { RangeAnswer } from '../wire/generated/link.js'
import { baseAfter, logOfHeader } from './base-proof.js'
import type { Book, Verdict } from './book.js'

type New = Verdict & { readonly type: 'new' }
type LogBase = Base & { readonly log: LogKey }

export interface AnswerOptions {
  readonly suite: Suite
  readonly book: Book
  /** Called for each burst that is new, before the next one is judged. */
  readonly stored: (news: New) => void
  /** A burst is what nobody who verified it would have served. */
  readonly wrong: () => void
}

/** What sync is to be told. */
export function takeAnswer(options: AnswerOptions, from: MemberId, answer: RangeAnswer, now: number): SyncEvent {
  const { suite, book, stored, wrong } = options
  const { request: requestId, more } = answer
  let base: LogBase | undefined
  let bad = false
  for (const burst of answer.bursts) {
    const verdict = book.take(burst, now)
    if (verdict.type === 'wrong') wrong()
    if (verdict.type === 'wrong') bad = true
    if (verdict.type === 'new') stored(verdict)
    // it does not know how high our floor is, or ours has risen: what it gave shows where our part begins
    if (verdict.type === 'below-floor') base = baseAfter(suite, burst) ?? base
  }
  const claimed = claimedBase(answer)
  const verdict = claimed === undefined ? undefined : book.judgeBase(claimed.log, claimed, from)
  if (bad || verdict === 'wrong') return { type: 'range-bad', from, requestId }
  if (claimed !== undefined && verdict === 'ours') base = claimed
  else if (base !== undefined && book.judgeBase(base.log, base, from) !== 'ours') base = undefined
  const begins = claimed !== undefined && verdict === 'theirs' ? { log: claimed.log, seq: claimed.seq } : undefined
  return { type: 'range-answered', from, requestId, more, base, begins }
}

/** The base in an answer; a claim without a proof says nothing. */
function claimedBase({ base }: RangeAnswer): LogBase | undefined {
  if (base?.header === undefined || base.signature === undefined) return undefined
  const log = logOfHeader(base.header)
  if (log === undefined) return undefined
  const proof = { header: base.header, signature: base.signature }
  const claimed: Base = { seq: base.seq, prev: hexOf(base.prev), proof }
  return { ...claimed, log }
}
