/**
 * The group's roll: its control entries, and the membership they reduce to. Serves docs/protocol.md, "Membership" and
 * "Cuts". Reduces when it is asked and not with each entry, and tells the log index whose logs are closed, and where.
 */
import { bytesOfHex, type EntryId, hexOf, type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { HASH_BYTES, SALT_BYTES } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import { checkAdmission } from '../group/admissions.js'
import type { Admission, ControlBody, CutLine } from '../group/control.js'
import { decodeControl, isForeign } from '../group/control-codec.js'
import { horizonOf } from '../group/expiry.js'
import { type ControlEntry, closingOf, isVoid, type Membership } from '../group/membership.js'
import { reduceMembership } from '../group/reduce.js'
import { type Refusal, refusalOf } from '../group/rules.js'
import { isKeySigned } from '../group/signing.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf, isContentLog, numberOf } from '../history/log-key.js'
import { headId } from '../history/log-state.js'
import type { Signers } from './signers.js'

export class Roll {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #index: LogIndex
  readonly #signers: Pick<Signers, 'retiredOf'>
  readonly #entries = new Map<EntryId, ControlEntry>()
  /** The membership log as it came, for newcomers. Membership is small: a thousand joins are half a megabyte. */
  readonly #bursts: CheckedBurst[] = []
  /** Who is out, and by which entry. */
  readonly #closed = new Map<MemberId, EntryId>()
  #membership: Membership | undefined
  /** Control entries came since it was reduced. */
  #stale = false
  #foreign = false

  /** `restsUntil`: nothing more is taken of this log before. */
  constructor(
    suite: Suite,
    group: Uint8Array,
    index: LogIndex,
    signers: Pick<Signers, 'has' | 'retiredOf'>,
    restsUntil: (log: LogKey) => number | undefined = () => undefined,
  ) {
    this.#signers = signers
    this.#suite = suite
    this.#group = group
    this.#index = index
    index.govern({
      hasAuthor: log => this.hasAuthor(authorOf(log)),
      restsUntil,
      isIntroduced: log => !isContentLog(log) || !this.isDeniable || signers.has(log),
      // the genesis says it once and for all
      isLiveOnly: log => isContentLog(log) && (this.#membership ?? this.membership)?.history === 'none',
    })
  }

  /** The genesis says it once and for all. */
  get isDeniable(): boolean {
    return (this.#membership ?? this.membership)?.deniable === true
  }

  get membership(): Membership | undefined {
    if (this.#stale) {
      this.#stale = false
      this.#membership = reduceMembership(this.#suite, this.#group, [...this.#entries.values()])
      this.#close()
    }
    return this.#membership
  }

  /** Whether the genesis names a way to encrypt that this version does not know: there never is a membership then. */
  get isForeign(): boolean {
    return this.#foreign
  }

  /** In an order in which each author is a member before its own entries come. */
  get bursts(): readonly CheckedBurst[] {
    return this.#bursts
  }

  /**
   * For a newcomer. Of a log whose author is out nothing comes after its last entry that had an effect: what a removed member
   * wrote in vain is handed to nobody. Nothing is left out before that, or the log would have gaps.
   */
  get handedOver(): readonly CheckedBurst[] {
    const { membership } = this
    if (membership === undefined) return this.#bursts
    const ends = new Map<string, number>()
    for (const { entries } of this.#bursts) {
      for (const { entryId, fields } of entries) {
        const key = logKeyOf(memberIdOf(fields.author), fields.log)
        if (membership.effective.has(entryId)) ends.set(key, Math.max(ends.get(key) ?? 0, fields.seq))
      }
    }
    return this.#bursts.filter(({ entries }) => {
      const { author, log, seq } = entries[0]!.fields
      const member = memberIdOf(author)
      return membership.members.get(member)?.present === true || seq <= (ends.get(logKeyOf(member, log)) ?? -1)
    })
  }

  /** Who left or was removed stays an author: what it wrote before is taken from whoever holds it. */
  hasAuthor(member: MemberId): boolean {
    // most lists only grow, so that a stale one that has the member will do until it is looked at
    return this.#membership?.members.has(member) === true || this.membership?.members.has(member) === true
  }

  /** A verified burst of a control log. */
  note(author: MemberId, burst: CheckedBurst): void {
    this.#stale = true
    this.#bursts.push(burst)
    for (const { entryId, fields, body: bytes } of burst.entries) {
      const body = decodeControl(fields.kind, bytes.subarray(SALT_BYTES))
      if (entryId === hexOf(this.#group)) this.#foreign = isForeign(fields.kind, bytes.subarray(SALT_BYTES))
      if (body === undefined) continue
      // two signatures cost more than a thousand entries take to reduce
      if (body.type === 'join' || body.type === 'knock') checkAdmission(this.#suite, this.#group, body)
      const { seq, order, time, log } = fields
      this.#entries.set(entryId, { entryId, author, log: log.toString(16), seq, order, time, body })
    }
  }

  /** What a control entry says; undefined for one that says nothing here. */
  entry(entryId: EntryId): ControlEntry | undefined {
    return this.#entries.get(entryId)
  }

  /** Whether invite and member both signed it. */
  isSigned(body: Admission): boolean {
    return checkAdmission(this.#suite, this.#group, body).signed
  }

  /** Why `self` may not write this; undefined when it may. */
  refusal(self: MemberId, body: ControlBody, wallMs: number): Refusal | undefined {
    const { membership } = this
    const author = membership?.members.get(self)
    if (membership === undefined || author === undefined) return 'not-present'
    return refusalOf(membership, author, body, wallMs, admission => checkAdmission(this.#suite, this.#group, admission))
  }

  /** Whether content in this place of this log has nothing to say. */
  isVoid(log: LogKey, seq: number, order: bigint): boolean {
    const { membership } = this
    return membership !== undefined && isVoid(membership, authorOf(log), { log: numberOf(log), seq, order })
  }

  /** The highest order of content that is gone when a clock reads `wallMs`. */
  horizon(wallMs: number): bigint {
    const { membership } = this
    return membership === undefined ? 0n : horizonOf(membership.lives, wallMs)
  }

  /** The last entry held of each of a member's logs: what a removal lets stand. */
  cut(member: MemberId): CutLine[] {
    const lines: CutLine[] = []
    for (const key of this.#index.logs()) {
      if (authorOf(key) !== member) continue
      // of one that is over its author has said where it ends, whatever of it is here yet
      if (this.#index.limitOf(key) !== undefined) continue
      const next = this.#index.next(key)
      const head = headId(this.#index.state(key))
      if (next === 0 || head === undefined) continue
      const log = BigInt(`0x${numberOf(key)}`)
      // an identity signs this: it must not sign for what was said
      const isNamed = !this.isDeniable || !isKeySigned(log)
      lines.push({ log, seq: next - 1, entry: isNamed ? bytesOfHex(head) : new Uint8Array(HASH_BYTES) })
    }
    for (const { log, seq } of this.#signers.retiredOf(member))
      lines.push({ log, seq, entry: new Uint8Array(HASH_BYTES) })
    return lines.sort((one, other) => (one.log < other.log ? -1 : 1))
  }

  /** Logs of who is out end at the cut; of who came back they do not any more. */
  #close(): void {
    for (const member of this.#membership?.members.values() ?? []) {
      const closing = closingOf(member)
      if (this.#closed.get(member.member) === closing?.entryId) continue
      if (closing === undefined) {
        this.#closed.delete(member.member)
        this.#index.reopen(member.member)
      } else {
        this.#closed.set(member.member, closing.entryId)
        this.#index.close(member.member, closing.cut)
      }
    }
  }
}
