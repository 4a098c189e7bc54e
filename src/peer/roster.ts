/**
 * The signed presence records one member holds of its group, and how two members make theirs equal. Serves
 * docs/protocol.md, "Presence". Holds one record a member, the newest; a record is passed on to the byte.
 */
import { bytesEqual, joinBytes } from '../base/bytes.js'
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import { isSigned, type Presence, parsePresence } from '../group/presence.js'
import type { Frame, Presence as PresenceMessage } from '../wire/generated/link.js'

export type KnownPresence = Presence & { readonly bytes: Uint8Array; readonly message: PresenceMessage }

type RosterFrame = NonNullable<Frame['roster']>

/** Two rosters of one group that differ and share this are no attack worth making: records are refuted anyway. */
const HASH_BYTES = 16

export class Roster {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #records = new Map<MemberId, KnownPresence>()
  #hash: Uint8Array | undefined

  constructor(suite: Suite, group: Uint8Array) {
    this.#suite = suite
    this.#group = group
  }

  of(member: MemberId): KnownPresence | undefined {
    return this.#records.get(member)
  }

  members(): IterableIterator<MemberId> {
    return this.#records.keys()
  }

  /** The record, when it is well formed, signed, and newer than what is held; it is not put yet. */
  news(bytes: Uint8Array): KnownPresence | undefined {
    const claimed = parsePresence(bytes)
    if (claimed === undefined) return undefined
    const { presence, message } = claimed
    const known = this.#records.get(presence.member)
    if (known !== undefined && known.incarnation >= presence.incarnation) return undefined
    if (!isSigned(this.#suite, this.#group, claimed)) return undefined
    return { ...presence, bytes, message }
  }

  /** Whether this record, to the byte, is the one held. */
  holds(bytes: Uint8Array): boolean {
    const claimed = parsePresence(bytes)
    const known = claimed === undefined ? undefined : this.#records.get(claimed.presence.member)
    return known !== undefined && bytesEqual(known.bytes, bytes)
  }

  put(record: KnownPresence): void {
    this.#records.set(record.member, record)
    this.#hash = undefined
  }

  /** Hash over who is known with which incarnation, in member order: equal rosters, equal hashes. */
  hash(): Uint8Array {
    if (this.#hash !== undefined) return this.#hash
    const parts = [...this.#records.keys()].sort().map(member => {
      const incarnation = new Uint8Array(8)
      new DataView(incarnation.buffer).setBigUint64(0, this.#records.get(member)!.message.incarnation)
      return joinBytes(publicKeyOf(member)!, incarnation)
    })
    this.#hash = this.#suite.sha256(...parts).slice(0, HASH_BYTES)
    return this.#hash
  }

  lines(): RosterFrame {
    return {
      lines: [...this.#records.values()].map(({ message: { member, incarnation } }) => ({ member, incarnation })),
    }
  }

  /** The records that are newer here than in these lines, or missing there. */
  newerThan({ lines }: RosterFrame): KnownPresence[] {
    const theirs = new Map(
      lines.filter(({ member }) => member.length === 32).map(line => [memberIdOf(line.member), line.incarnation]),
    )
    return [...this.#records.values()].filter(({ member, message }) => {
      const known = theirs.get(member)
      return known === undefined || known < message.incarnation
    })
  }
}
