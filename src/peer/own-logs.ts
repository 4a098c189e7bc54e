/**
 * Where our own next entries go: which logs this start writes, and how far each is. Serves docs/protocol.md, "Logs" and
 * "Signing keys". A log of before this start goes on only where no copy of it can: at once after a stop at the same
 * place, after an interruption once nobody is known to hold more of it, and never at another place. Anything else would
 * fork what was written after a backup was made, or beside a copy.
 */
import { bytesOfHex, logKeyOf } from '../base/ids.js'
import { MAX_BURST_ENTRIES } from '../base/limits.js'
import { type Random, random64 } from '../base/random.js'
import { type CheckedBurst, type LogTip, tipAfter } from '../crypto/burst.js'
import { decodeHeader, HASH_BYTES } from '../crypto/entry.js'
import type { LogIndex } from '../history/log-index.js'
import { MAX_SEQ } from '../history/log-state.js'
import type { Identity } from './book.js'
import type { OwnPlace } from './own-place.js'
import type { SigningKey, SigningKeys } from './signing-keys.js'

export interface OwnLogsOptions {
  readonly random: Random
  readonly identity: Identity
  readonly groupBytes: Uint8Array
  readonly index: LogIndex
  readonly signing: SigningKeys
  readonly schemeOf: (log: bigint) => number
  readonly place: OwnPlace
}

export const CONTROL_LOG = 0n
export const CONTENT_LOG = 1n

export class OwnLogs {
  readonly #options: OwnLogsOptions
  readonly #tips = new Map<bigint, LogTip>()
  #installation: bigint

  constructor(options: OwnLogsOptions) {
    this.#options = options
    // a log number of its own per start
    this.#installation = freshInstallation(options.random)
  }

  /** The number of the logs that our identity signs now. */
  get installation(): bigint {
    return this.#installation
  }

  /**
   * Goes on with what was written before this start, where nobody holds more of it. `deniable`: our identity signs no
   * content. `certain`: nobody has been asked, and only what nobody else can know more of goes on.
   */
  resume(deniable: boolean, certain: boolean): void {
    const { signing, place } = this.#options
    const mayGoOn = (log: bigint): boolean => (!certain || place.isCertain(log)) && this.#goesOn(log)
    if (deniable && signing.current === undefined) {
      const key = signing.resumable.find(({ log }) => mayGoOn(log) && this.#goesOn(log | CONTENT_LOG))
      if (key !== undefined) signing.resume(key)
    }
    const saved = place.savedLog
    if (saved === undefined || !mayGoOn(saved) || (!deniable && !this.#goesOn(saved | CONTENT_LOG))) return
    this.#installation = saved
    place.savedLog = undefined
  }

  /** For so many entries that our identity signs. A log whose seqs are used up, that was given up or forks, is left for a new one. */
  tipFor(kindOfLog: bigint, count: number): LogTip {
    const log = this.#installation | kindOfLog
    const tip = this.#tips.get(log)
    if (tip === undefined) return this.#emptyTip(log)
    if (tip.nextSeq + count - 1 <= MAX_SEQ && tip.nextSeq < this.#endOf(log) && !this.#forks(log)) return tip
    this.#installation = freshInstallation(this.#options.random)
    this.#options.place.savedLog = undefined
    return this.#emptyTip(this.#installation | kindOfLog)
  }

  /** For entries that a signing key signs: of the log that introduces it, or of its content log. */
  signingTip(log: bigint): LogTip {
    return this.#tips.get(log) ?? this.#emptyTip(log)
  }

  /** Whether a burst more fits into the content log of this key, and into the log that introduces it. */
  hasRoom({ log }: SigningKey): boolean {
    return [log, log | CONTENT_LOG].every(
      number =>
        this.signingTip(number).nextSeq + MAX_BURST_ENTRIES <= Math.min(MAX_SEQ, this.#endOf(number)) &&
        !this.#forks(number),
    )
  }

  /** Whether nobody is known to hold more than we do of the logs of a key of before. */
  goesOn({ log }: SigningKey): boolean {
    return this.#goesOn(log) && this.#goesOn(log | CONTENT_LOG)
  }

  /** Whether this key has introduced itself to nobody. */
  isEmpty({ log }: SigningKey): boolean {
    return this.signingTip(log).nextSeq === 0
  }

  /** Order of the last that was said with this key. */
  saidWith({ log }: Pick<SigningKey, 'log'>): bigint | undefined {
    return this.#tips.get(log | CONTENT_LOG)?.order
  }

  /** A burst of ours, of now or of before. */
  note(burst: CheckedBurst): void {
    const { log, seq } = burst.entries.at(-1)!.fields
    if ((this.#tips.get(log)?.nextSeq ?? 0) <= seq) this.#tips.set(log, tipAfter(burst))
  }

  /** Whether nobody holds more of a log of ours than we do, as far as is known. */
  #goesOn(log: bigint): boolean {
    const { index, identity } = this.#options
    const tip = this.#tips.get(log) ?? this.#expiredTip(log)
    if (index.next(logKeyOf(identity.member, log)) !== (tip?.nextSeq ?? 0)) return false
    if (tip !== undefined) this.#tips.set(log, tip)
    return true
  }

  /** Where an own log goes on of which everything has expired: after the entry that its base is proven by. */
  #expiredTip(log: bigint): LogTip | undefined {
    const { index, identity } = this.#options
    const base = index.state(logKeyOf(identity.member, log)).base
    const fields = base?.proof && decodeHeader(base.proof.header)
    if (base === undefined || fields === undefined) return undefined
    return { ...this.#emptyTip(log), nextSeq: base.seq, prev: bytesOfHex(base.prev), order: fields.order }
  }

  #emptyTip(log: bigint): LogTip {
    const { schemeOf, groupBytes: group, identity } = this.#options
    const author = identity.publicKey
    return { scheme: schemeOf(log), group, author, log, nextSeq: 0, prev: new Uint8Array(HASH_BYTES), order: 0n }
  }

  /** Somebody else wrote on in it, with our key: what we say in it from now on would not be given to everybody. */
  #forks(log: bigint): boolean {
    const { index, identity } = this.#options
    return index.state(logKeyOf(identity.member, log)).fork !== undefined
  }

  #endOf(log: bigint): number {
    const { index, identity } = this.#options
    return index.endOf(logKeyOf(identity.member, log))
  }
}

/** Bit 0 is the kind of log, and bit 1 is set where a key of our making signs. */
function freshInstallation(random: Random): bigint {
  return (random64(random) >> 2n) << 2n
}
