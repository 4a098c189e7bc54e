/**
 * Above which order a member keeps content and is given it: what it joined at, and what has expired since. Serves
 * docs/protocol.md, "Membership", "Disappearing messages" and "Ranges". What is at or below a floor is neither taken nor
 * served, and where a log begins above one is proven by a header.
 */
import { bytesEqual } from '../base/bytes.js'
import type { LogKey, MemberId } from '../base/ids.js'
import { decodeHeader, type EntryHeader } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import { hasLives } from '../group/expiry.js'
import type { LogIndex } from '../history/log-index.js'
import { isContentLog } from '../history/log-key.js'
import type { Base } from '../history/log-state.js'
import { highestCounted, MAX_AHEAD_MS } from '../history/order.js'
import { type BaseVerdict, judgeBase } from './base-proof.js'
import type { GroupTime } from './group-time.js'
import type { Roll } from './roll.js'
import type { Signers } from './signers.js'

export interface FloorsOptions {
  readonly suite: Suite
  readonly groupBytes: Uint8Array
  readonly self: MemberId
  readonly time: GroupTime
  readonly roll: Roll
  readonly index: LogIndex
  readonly signers: Pick<Signers, 'signs'>
}

/** Later than any clock that an entry can name. */
const END_OF_TIME_MS = 2 ** 47

export class Floors {
  readonly #options: FloorsOptions
  #horizon = 0n

  constructor(options: FloorsOptions) {
    this.#options = options
  }

  /**
   * The highest order of content that has expired by now. Within one run it never falls, whatever happens to the clock:
   * what was let go of would come again. Others can keep us from forgetting too early, and never make us forget.
   */
  horizon(now: number): bigint {
    const { roll, time } = this.#options
    const horizon = roll.horizon(time.expiresBy(now))
    if (horizon > this.#horizon) this.#horizon = horizon
    return this.#horizon
  }

  /** As of the last look at the clock; undefined for who is not in the group. */
  of(member: MemberId): bigint | undefined {
    const { membership } = this.#options.roll
    const known = membership?.members.get(member)
    if (known?.present !== true) return undefined
    return larger(membership?.history === 'all' ? 0n : known.joinedOrder, this.#horizon)
  }

  /** Our own. */
  get own(): bigint | undefined {
    return this.of(this.#options.self)
  }

  /** What a claim of `from` about where a part of this log begins is worth. */
  judge(log: LogKey, base: Base, from: MemberId, now: number): BaseVerdict {
    const { suite, groupBytes, self, roll, time } = this.#options
    const signs = (fields: EntryHeader) => this.#signs(log, fields)
    // control logs are given whole to everyone
    if (!isContentLog(log)) return judgeBase(suite, groupBytes, log, base, { own: undefined, theirs: undefined }, signs)
    // who was told of another key means no harm
    if (roll.isDeniable && !this.#isSigned(log, base)) return 'unproven'
    if (!this.#leadsToEnd(log, base)) return 'unproven'
    // its clock may be ahead of ours by what clocks are apart; what is further ahead has expired for it, and not for us
    // an entry that is ahead has expired where it is shown, which its header alone does not prove to others
    if (isAhead(base, time.at(now)) && hasLives(roll.membership?.lives ?? [])) return 'theirs'
    const own = larger(this.of(self), roll.horizon(time.at(now) + MAX_AHEAD_MS))
    const theirs = larger(this.of(from), roll.horizon(END_OF_TIME_MS))
    return judgeBase(suite, groupBytes, log, base, { own, theirs }, signs)
  }

  #isSigned(log: LogKey, { proof }: Base): boolean {
    const fields = proof && decodeHeader(proof.header)
    return fields === undefined || this.#options.signers.signs(log, fields.signer)
  }

  #signs(log: LogKey, { author, signer }: EntryHeader): boolean {
    const { roll, signers } = this.#options
    const byIdentity = bytesEqual(author, signer)
    return roll.isDeniable && isContentLog(log) ? signers.signs(log, signer) : byIdentity
  }

  /** Whoever likes signs for a log that is over: there a base has to be where we know that its log goes on. */
  #leadsToEnd(log: LogKey, { seq, prev }: Base): boolean {
    const end = this.#options.index.limitOf(log)
    if (end === undefined || seq === 0 || (seq === end.seq + 1 && prev === end.entryId)) return true
    return this.#options.index.state(log).intervals.some(interval => interval.from === seq && interval.prev === prev)
  }
}

function isAhead({ proof }: Base, wallMs: number): boolean {
  const order = proof && decodeHeader(proof.header)?.order
  return order !== undefined && order > highestCounted(wallMs)
}

/** Who may read nothing has no floor. */
function larger(floor: bigint | undefined, horizon: bigint): bigint | undefined {
  return floor === undefined || floor > horizon ? floor : horizon
}
