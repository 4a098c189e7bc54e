/**
 * Presence records that overtook their member's join entry. Serves docs/protocol.md, "Presence". Unknown is not wrong, but
 * a stranger's record is neither stored nor passed on.
 */
import type { MemberId } from '../base/ids.js'
import type { KnownPresence } from './roster.js'

/** As many as may join at once. */
const MAX_EARLY = 256

export class EarlyRecords {
  readonly #records = new Map<MemberId, KnownPresence>()

  hold(record: KnownPresence): void {
    if (this.#records.size < MAX_EARLY) this.#records.set(record.member, record)
  }

  /** Those whose members are known now. */
  take(members: { readonly has: (member: MemberId) => boolean }): KnownPresence[] {
    const known = [...this.#records.values()].filter(({ member }) => members.has(member))
    for (const { member } of known) this.#records.delete(member)
    return known
  }
}
