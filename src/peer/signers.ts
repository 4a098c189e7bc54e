/**
 * Which key signs which log, as far as this member knows it: the logs of others that a key of their making signs. Serves
 * docs/protocol.md, "Signing keys". Believes an introduction that is for us, the author itself over its link, and for what
 * was begun before we joined two members who hold it; never less, and never the key alone.
 */
import { bytesEqual } from '../base/bytes.js'
import { bytesOfHex, type EntryId, hexOf, type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import { isIntroduced, isOwn, type OwnMark, type ReaderSecrets } from '../crypto/authorship/introduction.js'
import type { CheckedBurst, CheckedEntry } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { Membership } from '../group/membership.js'
import { decodeIntroduction, type Introduction, isKeySigned, type RetiredLog, toldIn } from '../group/signing.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf, isContentLog, numberOf } from '../history/log-key.js'
import { RetiredLogs } from './retired-logs.js'
import type { Saved } from './signing-keys.js'
import { Vouching } from './vouching.js'

export interface SignersOptions {
  readonly suite: Suite
  readonly groupBytes: Uint8Array
  readonly self: MemberId
  readonly index: LogIndex
  readonly membership: () => Membership | undefined
  readonly isDeniable: () => boolean
  /** Our side of introductions. */
  readonly reader: () => ReaderSecrets
  readonly mark: () => OwnMark | undefined
}

interface Signer {
  /** In hex. */
  readonly key: string
  /** Introduced to us, or by the author itself; else others vouch for it. */
  readonly isFirstHand: boolean
}

/** Name of the value that says of a log which key was introduced to us first hand. */
const FIRST_HAND = 'signer/'

/** The log that introduces the key of a content log: the one before it in number. */
export function keyLogOf(content: LogKey): LogKey {
  return logKeyOf(authorOf(content), BigInt(`0x${numberOf(content)}`) & ~1n)
}

export class Signers {
  readonly #options: SignersOptions
  /** By the log with the introduction. */
  readonly #signers = new Map<LogKey, Signer>()
  readonly #vouching = new Vouching()
  readonly #retired: RetiredLogs
  /** Logs that introduced keys which are over by what was stored: a version before may have left their entries. */
  readonly restoredDrops: LogKey[] = []
  /** Entries of which we believe what they retire, and whether first hand: to be noted once they are taken. */
  readonly #believed = new Map<EntryId, boolean>()

  constructor(options: SignersOptions) {
    this.#options = options
    this.#retired = new RetiredLogs(options.suite, options.index)
  }

  /** Whether this key signs this log, of either kind, as far as is known. */
  signs(log: LogKey, signer: Uint8Array): boolean {
    return this.#keyOf(log) === hexOf(signer)
  }

  /** Whether it is known which key signs this log. */
  has(log: LogKey): boolean {
    return this.#keyOf(log) !== undefined
  }

  /** A member's content logs that are over, ascending. */
  retiredOf(member: MemberId): RetiredLog[] {
    return this.#retired.of(member)
  }

  /**
   * Whether a burst's signer may sign its log: an identity, or where content is deniable a key that is known to be its
   * author's, each in logs of its own numbers. `from`: who gave it, and vouches for it. Who hears of two keys of one log must
   * not blame who heard of the other.
   */
  standingOf(burst: CheckedBurst, from: MemberId | undefined): 'right' | 'early' | 'wrong' {
    this.#believed.clear()
    const { author, log, signer } = burst.entries[0]!.fields
    const byIdentity = bytesEqual(author, signer)
    const deniable = this.#options.isDeniable()
    if (byIdentity === (deniable && isKeySigned(log))) return 'wrong'
    const isContent = (log & 1n) === 1n
    if (byIdentity) return deniable && isContent ? 'wrong' : 'right'
    if (isContent) return this.signs(logKeyOf(memberIdOf(author), log), signer) ? 'right' : 'early'
    if (burst.entries.some(entry => introductionOf(entry) === undefined)) return 'wrong'
    return this.#believes(burst, from) ? 'right' : 'early'
  }

  /** Our own, just written. */
  own(burst: CheckedBurst): void {
    for (const { entryId } of burst.entries) this.#believed.set(entryId, true)
    this.#learn(burst, true)
  }

  /** What was taken. What is to be kept of it. */
  note(burst: CheckedBurst): Saved[] {
    const { author: key, log } = burst.entries[0]!.fields
    const keyLog = logKeyOf(memberIdOf(key), log)
    const known = this.#signers.get(keyLog)
    // after a restart nothing says it any more: the prekey that showed it may be gone
    const saved: Saved[] = known?.isFirstHand === true ? [[FIRST_HAND + keyLog, bytesOfHex(known.key)]] : []
    if (known?.isFirstHand === true) saved.push(...this.#retired.forgetHearsay(logKeyOf(memberIdOf(key), log | 1n)))
    for (const entry of burst.entries) {
      const isFirstHand = this.#believed.get(entry.entryId)
      if (isFirstHand === undefined) continue
      this.#believed.delete(entry.entryId)
      const author = memberIdOf(entry.fields.author)
      for (const retired of introductionOf(entry)?.retired ?? []) {
        saved.push(...this.#retire(author, retired, { isLast: retired.log === (log | 1n), isFirstHand }))
      }
    }
    return saved
  }

  /** What was taken before this start. What it retired is known by itself. */
  noteSaved(burst: CheckedBurst): void {
    const { author, log } = burst.entries[0]!.fields
    const keyLog = logKeyOf(memberIdOf(author), log)
    if (this.#options.index.endOf(keyLog) > 0 && !this.#signers.has(keyLog)) this.#learn(burst, false)
  }

  /** We have caught up: of what was begun before we came nothing is believed any more that was not heard of by now. */
  settle(): Saved[] {
    const joinedBy = this.#options.membership()?.members.get(this.#options.self)?.joinedBy
    return joinedBy === undefined ? [] : this.#vouching.settle(joinedBy)
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (name.startsWith(FIRST_HAND)) {
      this.#signers.set(name.slice(FIRST_HAND.length) as LogKey, { key: hexOf(value), isFirstHand: true })
      return true
    }
    return this.#vouching.restore(name, value) || this.#restoreRetired(name, value)
  }

  #keyOf(log: LogKey): string | undefined {
    if (!isContentLog(log)) return this.#signers.get(log)?.key
    const retired = this.#retired.signerOf(log)
    const introduced = this.#signers.get(keyLogOf(log))
    return retired?.isFirstHand === true || introduced?.isFirstHand !== true
      ? (retired ?? introduced)?.key
      : introduced.key
  }

  #learn(burst: CheckedBurst, isFirstHand: boolean): void {
    const { author, log, signer } = burst.entries[0]!.fields
    this.#signers.set(logKeyOf(memberIdOf(author), log), { key: hexOf(signer), isFirstHand })
  }

  #believes(burst: CheckedBurst, from: MemberId | undefined): boolean {
    const { fields } = burst.entries[0]!
    const author = memberIdOf(fields.author)
    const known = this.#signers.get(logKeyOf(author, fields.log))
    const isSame = known?.key === hexOf(fields.signer)
    const firstHand = burst.entries.filter(entry => from === author || this.#isForUs(entry))
    if (firstHand.length > 0) {
      // of two that are for us the first counts; what others vouch for gives way
      if (known?.isFirstHand === true && !isSame) return false
      for (const { entryId } of firstHand) this.#believed.set(entryId, true)
      this.#learn(burst, true)
      return true
    }
    // what is not for us of one that was introduced to us: its key says so, and retires nothing
    if (known?.isFirstHand === true) return isSame
    if ((known !== undefined && !isSame) || !this.#isVouchedFor(burst, from)) return false
    for (const { entryId } of burst.entries) this.#believed.set(entryId, false)
    this.#learn(burst, false)
    return true
  }

  #isForUs(entry: CheckedEntry): boolean {
    const { suite, groupBytes: group, self, membership, reader, mark } = this.#options
    const { author, log, signer } = entry.fields
    const introduction = introductionOf(entry)
    const linkKey = membership()?.members.get(memberIdOf(author))?.linkKey
    if (introduction === undefined || linkKey === undefined) return false
    const told = toldIn(introduction.retired)
    const introduced = { group, author: { identityKey: author, linkKey }, log, signer, told }
    if (memberIdOf(author) !== self) return isIntroduced(suite, introduced, introduction, reader())
    const own = mark()
    return own !== undefined && isOwn(suite, introduced, introduction, own)
  }

  /**
   * Who was a member when it was written has a slot in it, or gets one: what is not for it, others cannot make good. Of
   * ourselves nobody tells us.
   */
  #isVouchedFor(burst: CheckedBurst, from: MemberId | undefined): boolean {
    const { author, order } = burst.entries.at(-1)!.fields
    const self = this.#options.membership()?.members.get(this.#options.self)
    // who founded the group came before everything
    if (self?.invite === undefined || from === undefined || order > self.joinedOrder) return false
    return memberIdOf(author) !== self.member && this.#vouching.vouched(burst, from, self.joinedBy)
  }

  /** Others' word ends no log whose key was introduced to us. `isLast`: who leaves says it of the very log. */
  #retire(
    author: MemberId,
    retired: RetiredLog,
    how: { readonly isLast: boolean; readonly isFirstHand: boolean },
  ): Saved[] {
    const content = logKeyOf(author, retired.log)
    const known = this.#signers.get(keyLogOf(content))
    if (!how.isFirstHand && known?.isFirstHand === true) return []
    const saved = this.#retired.retire(author, retired, known?.isFirstHand === true ? known.key : undefined, how)
    return saved.length === 0 || how.isLast || !how.isFirstHand ? saved : [...saved, ...this.#drop(content)]
  }

  #restoreRetired(name: string, value: Uint8Array): boolean {
    const restored = this.#retired.restore(name, value)
    if (restored === undefined) return false
    if (restored.drops !== undefined) {
      this.#drop(restored.drops)
      this.restoredDrops.push(keyLogOf(restored.drops))
    }
    return true
  }

  /** What introduced its key says nothing any more, and is given to nobody. */
  #drop(content: LogKey): Saved[] {
    const keyLog = keyLogOf(content)
    this.#signers.delete(keyLog)
    this.#options.index.end(keyLog, undefined)
    return [
      [`log/${keyLog}`, undefined],
      [FIRST_HAND + keyLog, undefined],
    ]
  }
}

function introductionOf({ fields, body }: CheckedEntry): Introduction | undefined {
  return decodeIntroduction(fields.kind, body.subarray(SALT_BYTES))
}
