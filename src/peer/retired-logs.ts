/**
 * Content logs whose keys are everybody's, and where they end. Serves docs/protocol.md, "Signing keys". Told by an author
 * to each member, as a key is introduced; a key alone ends nothing, since it may be everybody's by now.
 */

import { joinBytes } from '../base/bytes.js'
import { bytesOfHex, entryIdOf, hexOf, type LogKey, logKeyOf, type MemberId } from '../base/ids.js'
import { MAX_LOGS_PER_MEMBER } from '../base/limits.js'
import { FieldReader, flag, u32 } from '../crypto/pairwise/fields.js'
import type { Suite } from '../crypto/suite.js'
import type { RetiredLog } from '../group/signing.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf, numberOf } from '../history/log-key.js'
import type { Saved } from './signing-keys.js'

interface Known {
  readonly retired: RetiredLog
  /** The key that signed it, in hex. */
  readonly signer: string
  /** Told to us, or by the author itself; else others vouch for it, and its word gives way. */
  readonly isFirstHand: boolean
}

const NAME = 'retired/'
/** Name of a stored value: the state of the log that follows. */
export const STATE = 'log/'

export class RetiredLogs {
  readonly #suite: Suite
  readonly #index: LogIndex
  readonly #known = new Map<MemberId, Map<LogKey, Known>>()

  constructor(suite: Suite, index: LogIndex) {
    this.#suite = suite
    this.#index = index
  }

  /** The key that signed a content log that is over, and whether that is known first hand. */
  signerOf(content: LogKey): { readonly key: string; readonly isFirstHand: boolean } | undefined {
    const known = this.#known.get(authorOf(content))?.get(content)
    return known && { key: known.signer, isFirstHand: known.isFirstHand }
  }

  /** The author has introduced the key itself: what others said of that log is worth nothing. What is to be forgotten. */
  forgetHearsay(content: LogKey): Saved[] {
    const logs = this.#known.get(authorOf(content))
    if (logs?.get(content)?.isFirstHand !== false) return []
    logs.delete(content)
    this.#index.goesOn(content)
    return [[NAME + content, undefined]]
  }

  /** A member's, ascending. */
  of(member: MemberId): RetiredLog[] {
    const known = [...(this.#known.get(member)?.values() ?? [])].map(({ retired }) => retired)
    return known.sort((one, other) => (one.log < other.log ? -1 : 1))
  }

  /**
   * Takes an author's word that a log of its own is over; `known`: the key that is known to sign it. Of two ends the lower
   * counts, whichever is heard first, and what was told to us before what others vouch for. `isLast`: its key log stays, as
   * nothing comes after. What is to be kept of it.
   */
  retire(
    author: MemberId,
    retired: RetiredLog,
    known: string | undefined,
    { isLast, isFirstHand }: { readonly isLast: boolean; readonly isFirstHand: boolean },
  ): Saved[] {
    const content = logKeyOf(author, retired.log)
    const logs = this.#known.get(author) ?? new Map<LogKey, Known>()
    const before = logs.get(content)
    const givesWay = before?.isFirstHand === false && isFirstHand
    if (before?.isFirstHand === true && !isFirstHand) return []
    if (before !== undefined && !givesWay && isAtMost(before.retired, retired)) return []
    if (before === undefined && logs.size >= MAX_LOGS_PER_MEMBER) return []
    const signer = hexOf(this.#suite.ed25519PublicKey(retired.seed))
    if (known !== undefined && known !== signer) return []
    this.#put(author, content, { retired, signer, isFirstHand })
    const { seed, seq, entry } = retired
    return [[NAME + content, joinBytes(seed, u32(seq), entry, bytesOfHex(signer), flag(isLast), flag(isFirstHand))]]
  }

  /** Takes a stored value; undefined when it was none of ours. `drops`: the log whose key log is dropped. */
  restore(name: string, value: Uint8Array): { readonly drops: LogKey | undefined } | undefined {
    if (!name.startsWith(NAME)) return undefined
    const content = name.slice(NAME.length) as LogKey
    const reader = new FieldReader(value)
    const [seed, seq, entry, signer] = [reader.take(32), reader.u32(), reader.take(32), hexOf(reader.take(32))]
    const [isLast, isFirstHand] = [reader.flag(), reader.flag()]
    if (!reader.done) return { drops: undefined }
    this.#put(authorOf(content), content, {
      retired: { log: BigInt(`0x${numberOf(content)}`), seed, seq, entry },
      signer,
      isFirstHand,
    })
    return { drops: isLast || !isFirstHand ? undefined : content }
  }

  #put(author: MemberId, content: LogKey, known: Known): void {
    const logs = this.#known.get(author) ?? new Map<LogKey, Known>()
    this.#known.set(author, logs.set(content, known))
    this.#index.end(content, { seq: known.retired.seq, entryId: entryIdOf(known.retired.entry) })
  }
}

function isAtMost(one: RetiredLog, other: RetiredLog): boolean {
  if (one.seq !== other.seq) return one.seq < other.seq
  return entryIdOf(one.entry) <= entryIdOf(other.entry)
}

/** Logs whose state is kept no more: their entries go with it. */
export function droppedIn(values: readonly Saved[]): LogKey[] | undefined {
  const dropped = values.flatMap(([name, value]) =>
    value === undefined && name.startsWith(STATE) ? [name.slice(STATE.length) as LogKey] : [],
  )
  return dropped.length === 0 ? undefined : dropped
}
