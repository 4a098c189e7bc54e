/**
 * What a member remembers of one item it spreads: the arcs it answers for, who gave them, and who took each part. State
 * and its bounds only; the decisions are broadcast.ts'.
 */
import type { MemberId } from '../base/ids.js'
import type { Arc } from './arc.js'

/** An arc that somebody has yet to answer for: sent to a delegate, or waiting for a connection to one. */
export interface Duty {
  readonly state: 'sent' | 'dialing'
  readonly member: MemberId
  readonly arc: Arc
  /** Hops to here of the copy that brought the arc: per arc, so that no liar can lengthen another's way. */
  readonly hops: number
  readonly waitMs: number
  readonly sentAt: number
  readonly deadline: number
}

/** So often may a delegate be asked to answer for one more arc, whose own delegate failed. */
const MAX_EXTENSIONS = 2
/** Copies that may widen what we answer for: an honest item comes from one or two links. */
const MAX_DELEGATORS = 64

export class Item {
  readonly name: string
  readonly size: number
  stored = false
  /** Arcs taken on, whoever gave them. */
  readonly covered: Arc[] = []
  /** Links that delegated this item to us, and how often. */
  readonly #delegators = new Map<MemberId, number>()
  /** Parents to be acked once the item is stored, and whether their copy was a second one. */
  readonly owedAcks = new Map<MemberId, boolean>()
  /** Members the item was sent to: at most once each. */
  readonly sentTo = new Set<MemberId>()
  /** Delegates that answered. */
  readonly acked = new Set<MemberId>()
  /** Delegates that were given a failed one's arc as well, and how often. */
  readonly #extensions = new Map<MemberId, number>()
  /** Members that stayed silent, and the arc each had. */
  readonly skipped = new Map<MemberId, Arc>()
  duties: Duty[] = []
  dials = 0
  readonly unreached: Arc[] = []

  constructor(name: string, size: number) {
    this.name = name
    this.size = size
  }

  isDelegatedBy(from: MemberId): boolean {
    return this.#delegators.has(from)
  }

  /** Counts one: the link's first, or one more for the arc of a member that failed it; undefined beyond the bounds. */
  delegation(from: MemberId): 'first' | 'again' | undefined {
    const times = this.#delegators.get(from) ?? 0
    if (times > MAX_EXTENSIONS || (times === 0 && this.#delegators.size >= MAX_DELEGATORS)) return undefined
    this.#delegators.set(from, times + 1)
    return times === 0 ? 'first' : 'again'
  }

  /** Whether a delegate that answered may be given one more arc. */
  mayExtend(member: MemberId): boolean {
    return this.acked.has(member) && (this.#extensions.get(member) ?? 0) < MAX_EXTENSIONS
  }

  extended(member: MemberId): void {
    this.#extensions.set(member, (this.#extensions.get(member) ?? 0) + 1)
  }
}
