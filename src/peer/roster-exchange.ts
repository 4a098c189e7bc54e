/**
 * How two linked members make their rosters equal: a hash, the lines where it differs, and the records that are newer
 * here. Serves docs/protocol.md, "Presence". What a line says of a member is a hint and is never believed here.
 */
import { bytesEqual } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import type { Frame } from '../wire/generated/link.js'
import type { GroupContext } from './context.js'
import type { KnownPresence, Roster } from './roster.js'

export class RosterExchange {
  readonly #context: GroupContext
  readonly #roster: Roster
  readonly #isOnline: (member: MemberId) => boolean

  constructor(context: GroupContext, roster: Roster, isOnline: (member: MemberId) => boolean) {
    this.#context = context
    this.#roster = roster
    this.#isOnline = isOnline
  }

  sendDigest(to: MemberId): void {
    this.#context.send(to, { rosterDigest: { hash: this.#roster.hash(this.#isOnline) } }, 'after-commit')
  }

  sendOwn(to: MemberId): void {
    const own = this.#roster.of(this.#context.identity.member)
    if (own !== undefined) this.#sendRecord(to, own)
  }

  /** The far side's records have this hash: where ours have another, it is told which we hold. */
  digest(from: MemberId, { hash }: NonNullable<Frame['rosterDigest']>): void {
    if (bytesEqual(hash, this.#roster.hash(this.#isOnline))) return
    this.#context.send(from, { roster: this.#roster.lines(this.#isOnline) }, 'after-commit')
  }

  /** What we hold and the far side does not goes to it; whom its lines call online is given back. */
  lines(from: MemberId, roster: NonNullable<Frame['roster']>): Iterable<MemberId> {
    for (const record of this.#roster.newerThan(roster)) this.#sendRecord(from, record)
    return this.#roster.hints(roster)
  }

  #sendRecord(to: MemberId, { message }: KnownPresence): void {
    // without an arc: for the receiver alone, which publishes what is news to it
    this.#context.send(to, { forward: { arc: undefined, hops: 0, presence: message } }, 'after-commit')
  }
}
