/**
 * Removals and demotions that reach back. Serves docs/protocol.md, "Cuts". What a target wrote above the cut is void, or
 * counts as its new role's, although it stands before the removal: it was written without knowing of it. Who outranks the
 * other can so never be undone by what it removed. What the remover's own standing rests on is spared.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { type Cut, isAbove } from './closings.js'
import type { Role } from './control.js'
import { type ControlEntry, type Invite, type Member, rankOf } from './membership.js'

export interface Reach {
  readonly target: MemberId
  readonly order: bigint
  readonly cut: Cut
  /** Whom it demotes to; undefined when it removes. */
  readonly role: Role | undefined
  readonly spared: ReadonlySet<EntryId>
}

/** A removal that was found to reach back, and to what. */
export interface Found {
  readonly removal: ControlEntry
  readonly reach: Reach
  readonly reached: readonly ControlEntry[]
}

export class Reaches {
  readonly #reaches = new Map<EntryId, Reach>()
  readonly #dropped = new Set<EntryId>()
  #left: number

  /** `limit`: how often they may change. Entries made to undo each other end in the same place everywhere. */
  constructor(limit: number) {
    this.#left = limit
  }

  /** Whether this removal may still come to be known as one that reaches back. */
  mayAdd(removal: EntryId): boolean {
    return this.#left > 0 && !this.#reaches.has(removal) && !this.#dropped.has(removal)
  }

  /**
   * Takes what a fold found, all of it at once but for what others found reach themselves: that may not stand. True when
   * the fold has to start anew.
   */
  learn(found: readonly Found[]): boolean {
    this.#left -= 1
    const free = found.filter(({ removal }) => !found.some(({ reach }) => isReached(reach, removal)))
    for (const { removal, reach, reached } of free.length > 0 ? free : found.slice(0, 1)) {
      // what those reached removed in their turn does not reach any more
      for (const { entryId } of reached) this.#reaches.delete(entryId)
      this.#reaches.set(removal.entryId, reach)
    }
    return found.length > 0
  }

  /** The author as this entry may use its role; undefined when a removal reaches the entry. */
  acting(author: Member, entry: ControlEntry): Member | undefined {
    let acting = author
    for (const reach of this.#reaches.values()) {
      if (!isReached(reach, entry)) continue
      if (reach.role === undefined) return undefined
      if (rankOf(reach.role) < rankOf(acting.role)) acting = { ...acting, role: reach.role }
    }
    return acting
  }

  /** Drops for good what had no effect after all; true when the fold has to start anew. */
  dropVain(effective: ReadonlySet<EntryId>): boolean {
    const vain = [...this.#reaches.keys()].filter(removal => !effective.has(removal))
    for (const removal of vain) {
      this.#reaches.delete(removal)
      this.#dropped.add(removal)
    }
    return vain.length > 0
  }
}

export function isReached(reach: Reach, entry: ControlEntry): boolean {
  return (
    entry.author === reach.target &&
    entry.order < reach.order &&
    isAbove(reach.cut, entry) &&
    !reach.spared.has(entry.entryId)
  )
}

/** The entries that let a member in and gave it its role, and those that their authors owe the same to. */
export function standingOf(
  member: MemberId,
  members: ReadonlyMap<MemberId, Member>,
  invites: ReadonlyMap<string, Invite>,
  authorOf: (entryId: EntryId) => MemberId | undefined,
): Set<EntryId> {
  const standing = new Set<EntryId>()
  const seen = new Set<MemberId>()
  for (let waiting = [member]; waiting.length > 0; ) {
    const next = waiting.flatMap(one => (seen.has(one) ? [] : (members.get(one) ?? [])))
    for (const one of next) seen.add(one.member)
    const rests = next.flatMap(({ joinedBy, roleBy, invite }) => {
      const bearing = invites.get(invite ?? '')?.entryId
      return bearing === undefined ? [joinedBy, roleBy] : [joinedBy, roleBy, bearing]
    })
    for (const entryId of rests) standing.add(entryId)
    // a member owes join, role and invite to one other, mostly: each is looked at once, or a chain takes 3^length steps
    waiting = [...new Set(rests.flatMap(entryId => authorOf(entryId) ?? []))]
  }
  return standing
}
