/**
 * What a member remembers of one item it spreads: the arcs it answers for and who took each part. State only; the
 * decisions are broadcast.ts'.
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

export class Item {
  readonly name: string
  readonly size: number
  stored = false
  /** Arcs taken on, whoever gave them. */
  readonly covered: Arc[] = []
  /** Links that delegated this item to us. */
  readonly delegators = new Set<MemberId>()
  /** Parents to be acked once the item is stored, and whether their copy was a second one. */
  readonly owedAcks = new Map<MemberId, boolean>()
  /** Members the item was sent to: at most once each. */
  readonly sentTo = new Set<MemberId>()
  /** Members that stayed silent, and the arc each had. */
  readonly skipped = new Map<MemberId, Arc>()
  duties: Duty[] = []
  dials = 0
  readonly unreached: Arc[] = []

  constructor(name: string, size: number) {
    this.name = name
    this.size = size
  }
}
