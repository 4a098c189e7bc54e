/**
 * The signed presence records one member holds of its group, and how two members make theirs equal. Serves
 * docs/protocol.md, "Presence". Holds one record a member, the newest; a record is passed on to the byte.
 */
import { bytesEqual } from '../base/bytes.js'
import { type MemberId, memberIdOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import { isSigned, type Presence, parsePresence } from '../group/presence.js'
import type { Frame, Presence as PresenceMessage } from '../wire/generated/link.js'

export type KnownPresence = Presence & { readonly bytes: Uint8Array; readonly message: PresenceMessage }

type RosterFrame = NonNullable<Frame['roster']>

/** Two rosters of one group that differ and share this are no attack worth making: records are refuted anyway. */
const HASH_BYTES = 16
/** Key (32), incarnation (8), whether online. */
const LINE_BYTES = 41

export class Roster {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #records = new Map<MemberId, KnownPresence>()
  /** Members by name; sorted anew when there is another one. */
  #inOrder: readonly MemberId[] | undefined

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
    if (!this.#records.has(record.member)) this.#inOrder = undefined
    this.#records.set(record.member, record)
  }

  /** Hash over who is known, with which incarnation and whether online, in member order. */
  hash(isOnline: (member: MemberId) => boolean): Uint8Array {
    this.#inOrder ??= [...this.#records.keys()].sort()
    const lines = new Uint8Array(LINE_BYTES * this.#inOrder.length)
    const view = new DataView(lines.buffer)
    for (const [place, member] of this.#inOrder.entries()) {
      const { message } = this.#records.get(member)!
      const at = LINE_BYTES * place
      lines.set(message.member, at)
      view.setBigUint64(at + 32, message.incarnation)
      view.setUint8(at + 40, isOnline(member) ? 1 : 0)
    }
    return this.#suite.sha256(lines).slice(0, HASH_BYTES)
  }

  lines(isOnline: (member: MemberId) => boolean): RosterFrame {
    const lines = [...this.#records.values()].map(({ member: name, message: { member, incarnation } }) => ({
      member,
      incarnation,
      online: isOnline(name),
    }))
    return { lines }
  }

  /** Members whom these lines call online, in no earlier life than we know of. */
  *hints({ lines }: RosterFrame): Iterable<MemberId> {
    for (const { member, incarnation, online } of lines) {
      const name = online && member.length === 32 ? memberIdOf(member) : undefined
      const known = name === undefined ? undefined : this.#records.get(name)
      if (name !== undefined && known !== undefined && incarnation >= known.message.incarnation) yield name
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
