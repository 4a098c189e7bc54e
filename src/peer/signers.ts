/**
 * Which key signs which log, as far as this member knows it: the logs of others that a key of their making signs. Serves
 * docs/protocol.md, "Signing keys". Believes an introduction that is for us, the author itself over its link, and for what
 * was begun before we joined two members who hold it; never less, and never the key alone.
 */
import { bytesEqual } from '../base/bytes.js'
import {
  bytesOfHex,
  type EntryId,
  entryIdOf,
  hexOf,
  type LogKey,
  logKeyOf,
  type MemberId,
  memberIdOf,
} from '../base/ids.js'
import { isIntroduced, type ReaderSecrets } from '../crypto/authorship/introduction.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { Member, Membership } from '../group/membership.js'
import { decodeSigning, type RetiredLog, type SigningBody } from '../group/signing.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf, isContentLog, numberOf } from '../history/log-key.js'
import type { Saved } from './signing-keys.js'

export interface SignersOptions {
  readonly suite: Suite
  readonly groupBytes: Uint8Array
  readonly self: MemberId
  readonly index: LogIndex
  readonly membership: () => Membership | undefined
  /** Our side of introductions. */
  readonly reader: () => ReaderSecrets
}

/** Members that have to hold what began before we came, where there are so many. */
const VOUCHERS = 2
/** Introductions heard of that are not believed yet; a group has about one for each member. */
const MAX_DOUBTED = 4096
const SETTLED = 'settled'
const DOUBTED = 'doubted/'

interface Doubted {
  readonly signer: string
  readonly vouchers: Set<MemberId>
  /** Heard of before we had caught up for the first time. */
  readonly inTime: boolean
}

/** The log that introduces the key of a content log: the one before it in number. */
export function keyLogOf(content: LogKey): LogKey {
  return logKeyOf(authorOf(content), BigInt(`0x${numberOf(content)}`) & ~1n)
}

export class Signers {
  readonly #options: SignersOptions
  /** By the log with the introduction; the key in hex. */
  readonly #signers = new Map<LogKey, string>()
  readonly #doubted = new Map<LogKey, Doubted>()
  readonly #retired = new Map<LogKey, RetiredLog>()
  /** The join since which we have once caught up: what others vouch for was heard of by then. */
  #settled: EntryId | undefined

  constructor(options: SignersOptions) {
    this.#options = options
  }

  /** Whether this key signs this log, of either kind, as far as is known. */
  signs(log: LogKey, signer: Uint8Array): boolean {
    return this.#signers.get(isContentLog(log) ? keyLogOf(log) : log) === hexOf(signer)
  }

  /** Whether it is known which key signs this log. */
  has(log: LogKey): boolean {
    return this.#signers.has(isContentLog(log) ? keyLogOf(log) : log)
  }

  isDoubted(log: LogKey): boolean {
    return this.#doubted.has(isContentLog(log) ? keyLogOf(log) : log)
  }

  /** A member's content logs that are over, ascending. */
  retiredOf(member: MemberId): RetiredLog[] {
    return [...this.#retired]
      .filter(([log]) => authorOf(log) === member)
      .map(([, retired]) => retired)
      .sort((one, other) => (one.log < other.log ? -1 : 1))
  }

  /**
   * Whether a burst's signer may sign its log: an identity, or where content is deniable a key that is known to be its
   * author's. `from`: who gave it, and vouches for it. Who hears of two keys of one log must not blame who heard of the other.
   */
  standingOf(burst: CheckedBurst, from: MemberId | undefined): 'right' | 'early' | 'wrong' {
    const { author, log, signer } = burst.entries[0]!.fields
    const byIdentity = isByIdentity(burst)
    if (this.#options.membership()?.deniable !== true) return byIdentity ? 'right' : 'wrong'
    if ((log & 1n) === 1n) {
      if (byIdentity) return 'wrong'
      return this.signs(logKeyOf(memberIdOf(author), log), signer) ? 'right' : 'early'
    }
    // an identity introduces no key: that would prove whose it is
    const introduces = bodiesOf(burst).length
    if (introduces !== (byIdentity ? 0 : burst.entries.length)) return 'wrong'
    return byIdentity || this.#believes(burst, from) ? 'right' : 'early'
  }

  #believes(burst: CheckedBurst, from: MemberId | undefined): boolean {
    const { fields } = burst.entries[0]!
    const author = memberIdOf(fields.author)
    const log = logKeyOf(author, fields.log)
    const signer = hexOf(fields.signer)
    const known = this.#signers.get(log)
    if (known !== undefined) return known === signer
    // a log that an identity signs is no other key's
    if (this.#options.index.next(log) > 0) return false
    if (from !== author && !this.#isForUs(burst) && !this.#isVouchedFor(log, burst, from)) return false
    this.#learn(log, signer)
    return true
  }

  /**
   * We have caught up: of what was begun before we came nothing is believed any more that was not heard of by now, since
   * whoever likes can date it back. What is to be kept of that.
   */
  settle(): Saved[] {
    const self = this.#self
    if (self === undefined || this.#settled === self.joinedBy) return []
    this.#settled = self.joinedBy
    const doubted = [...this.#doubted].map(([log, { signer }]): Saved => [DOUBTED + log, bytesOfHex(signer)])
    return [[SETTLED, bytesOfHex(self.joinedBy)], ...doubted]
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (name === SETTLED) this.#settled = entryIdOf(value)
    if (name.startsWith(DOUBTED)) {
      this.#doubted.set(name.slice(DOUBTED.length) as LogKey, {
        signer: hexOf(value),
        vouchers: new Set(),
        inTime: true,
      })
    }
    return name === SETTLED || name.startsWith(DOUBTED)
  }

  /** What was taken, or was in our store. */
  note(burst: CheckedBurst): void {
    const { fields } = burst.entries[0]!
    const author = memberIdOf(fields.author)
    this.#learn(logKeyOf(author, fields.log), hexOf(fields.signer))
    for (const body of bodiesOf(burst)) {
      if (body.type === 'retirement') for (const retired of body.logs) this.#retire(author, fields.log, retired)
    }
  }

  #learn(log: LogKey, signer: string): void {
    this.#doubted.delete(log)
    this.#signers.set(log, signer)
  }

  #isForUs(burst: CheckedBurst): boolean {
    const { suite, groupBytes: group, membership, reader } = this.#options
    const { author, log, signer } = burst.entries[0]!.fields
    const linkKey = membership()?.members.get(memberIdOf(author))?.linkKey
    if (linkKey === undefined) return false
    const introduced = { group, author: { identityKey: author, linkKey }, log, signer }
    return bodiesOf(burst).some(body => body.type === 'introduction' && isIntroduced(suite, introduced, body, reader()))
  }

  /**
   * Who was a member when it was written has a place in it, or gets one: what is not for it, others cannot make good. What
   * was written before we came is for those who were there.
   */
  #isVouchedFor(log: LogKey, burst: CheckedBurst, from: MemberId | undefined): boolean {
    const { fields } = burst.entries[0]!
    const signer = hexOf(fields.signer)
    const self = this.#self
    const doubted = this.#doubted.get(log) ?? {
      signer,
      vouchers: new Set<MemberId>(),
      inTime: this.#settled !== self?.joinedBy,
    }
    if (!this.#doubted.has(log) && this.#doubted.size >= MAX_DOUBTED) return false
    this.#doubted.set(log, doubted)
    if (self === undefined || self.invite === undefined || from === undefined || doubted.signer !== signer) return false
    if (fields.order > self.joinedOrder || !doubted.inTime) return false
    doubted.vouchers.add(from)
    const author = memberIdOf(fields.author)
    const members = [...(this.#options.membership()?.members.values() ?? [])]
    const others = members.filter(({ member, present }) => present && member !== author && member !== self.member)
    return doubted.vouchers.size >= Math.min(VOUCHERS, others.length)
  }

  get #self(): Member | undefined {
    return this.#options.membership()?.members.get(this.#options.self)
  }

  /** From now on whoever likes signs for that log: what still counts of it leads to its last entry. */
  #retire(author: MemberId, own: bigint, retired: RetiredLog): void {
    const { suite, index } = this.#options
    const content = logKeyOf(author, retired.log)
    const keyLog = keyLogOf(content)
    const signer = hexOf(suite.ed25519PublicKey(retired.seed))
    const known = this.#signers.get(keyLog)
    if (retired.log === (own | 1n) || (known !== undefined && known !== signer)) return
    const before = this.#retired.get(content)
    // an author that names two ends is held to the lower, whichever is heard first
    if (before !== undefined && isLower(before, retired)) return
    this.#learn(keyLog, signer)
    this.#retired.set(content, retired)
    index.end(content, { seq: retired.seq, entryId: entryIdOf(retired.entry) })
    index.end(keyLog, undefined)
  }
}

/** Whether the key that signs is the author's name. */
export function isByIdentity({ entries }: CheckedBurst): boolean {
  const { author, signer } = entries[0]!.fields
  return bytesEqual(author, signer)
}

function isLower(one: RetiredLog, other: RetiredLog): boolean {
  if (one.seq !== other.seq) return one.seq < other.seq
  return entryIdOf(one.entry) <= entryIdOf(other.entry)
}

function bodiesOf({ entries }: CheckedBurst): SigningBody[] {
  return entries.flatMap(({ fields, body }) => decodeSigning(fields.kind, body.subarray(SALT_BYTES)) ?? [])
}
