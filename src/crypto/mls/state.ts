/**
 * What a member of an `mls` group knows: epochs by their commits, the few it has secrets of, and the one it seals in.
 * Serves docs/protocol.md, "MLS". A value that never changes: a step makes another.
 */
import { type MemberId, memberIdOf } from '../../base/ids.js'
import { MINUTE_MS, SECOND_MS } from '../../base/time.js'
import type { Leaves, MlsEpoch, MlsTree } from './engine.js'
import type { EpochMessage, EpochName } from './key-messages.js'

/** An epoch as everybody can know it. */
export interface KnownEpoch extends EpochMessage {
  readonly name: EpochName
  readonly committer: MemberId
  readonly order: string
  /** False: it could not be followed from where it begins, so nobody goes there unless others build on it. */
  readonly sound: boolean
  readonly heardMs: number
}

/** An epoch that this member is in, or was a moment ago. */
export interface HeldEpoch {
  readonly epoch: MlsEpoch
  readonly leafOf: ReadonlyMap<MemberId, number>
  readonly ratchets: readonly (Uint8Array | undefined)[]
  /** Undefined: it is the one that is sealed in. */
  readonly leftMs: number | undefined
}

/** Where one that joins would come in. */
export interface View {
  readonly name: EpochName
  readonly tree: MlsTree
  readonly present: ReadonlySet<MemberId>
}

export interface MlsGroup {
  readonly members: ReadonlySet<MemberId>
  readonly known: ReadonlyMap<EpochName, KnownEpoch>
  readonly held: ReadonlyMap<EpochName, HeldEpoch>
  /** The epoch that all should be in, so far as is known here; held or not. */
  readonly best: EpochName | undefined
  /** The epoch that this member seals in: held. */
  readonly tip: EpochName | undefined
  readonly tipMs: number
  /** Leaves of the tip that are of no member any more. While there is one, nothing is sealed. */
  readonly strangers: readonly number[]
  readonly strangersMs: number
  readonly view: View | undefined
  /** When the last key message came. */
  readonly heardMs: number
  /** From when on this member acts; undefined after a start from disk, until it is woken. */
  readonly readyMs: number | undefined
  /** When this member's keys were last made anew. */
  readonly renewedMs: number
  /** When something last came that others made in the tip, as of what matters for `renewedMs`. */
  readonly confirmedMs: number
  readonly rekeyedMs: number | undefined
  readonly due: Due | undefined
}

/** What is to be done next. `begin`: look at the clock; `look`: see who is where one would join. */
export interface Due {
  readonly act: 'begin' | 'found' | 'look' | 'join' | 'remove' | 'outrun' | 'renew'
  readonly atMs: number
}

export function leavesByMember(leaves: Leaves): ReadonlyMap<MemberId, number> {
  const leafOf = new Map<MemberId, number>()
  for (const [leaf, key] of leaves.entries()) if (key !== undefined) leafOf.set(memberIdOf(key), leaf)
  return leafOf
}

/** Leaves of the tip where nobody is who is still a member. */
export function strangersOf({ tip, held, members }: Pick<MlsGroup, 'tip' | 'held' | 'members'>): readonly number[] {
  const leaves = tip === undefined ? [] : [...(held.get(tip)?.leafOf ?? [])]
  return leaves.filter(([member]) => !members.has(member)).map(([, leaf]) => leaf)
}

/** Each in turn has so long to commit before the next one does. */
export const TURN_MS = 500
/** A row of key messages is heard to its end before one acts on it. */
export const KEY_QUIET_MS = 200
/** After a start from disk, others are heard first: sync brings control logs within so long. */
export const START_MS = 10 * SECOND_MS
/** Epochs that were left, for bodies under way and for commits that win late. */
export const LEFT_MS = 2 * MINUTE_MS
/** Each is some 50 kB at 100 members. */
export const MAX_HELD = 16
/** A member's keys are made anew; by whoever hears of others, since a commit that nobody hears only makes a fork. */
export const RENEW_MS = 7 * 24 * 60 * MINUTE_MS
/** An epoch ahead that cannot be followed is overtaken. */
export const STUCK_MS = 10 * SECOND_MS
/** Further ahead, overtaking would cost too many commits. */
export const MAX_OUTRUN = 8
/** Where nobody seems to have founded the group. */
export const FOUND_MS = 30 * SECOND_MS
/** Every so many epochs one carries the tree, so that a newcomer has as few to follow. */
export const TREE_EVERY = 64
/** A removal carries it only when it is this late: a removal should be small. */
export const TREE_LATE = 96
/** Epochs behind the best that are still known; with `TREE_LATE` there is a tree among them. */
export const MAX_BEHIND = 128
/** Epochs known at all, forks and false ones included. */
export const MAX_KNOWN = 512
