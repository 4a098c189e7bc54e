/**
 * One member's view of the ring: whom it is to be linked with (docs/protocol.md, "The ring").
 *
 * Neighbours are computed from the signed member list and from who is usable (believed online and not suspect), never
 * negotiated: everyone with the same two inputs gets the same ring, with successor and predecessor each other's mirror.
 * Must never link to a member that is not usable, nor return something that a change has made stale.
 */
import type { MemberId } from '../base/ids.js'
import { Circle, type Step } from './circle.js'
import { MemberList, type RingMember } from './member-list.js'
import { clockwise, moved, type Position, RING_BITS } from './position.js'

export type { RingMember } from './member-list.js'

/** Known on each side: enough that eight adjacent deaths at once do not cut the circle. */
export const LEAVES_KNOWN = 8
/** Linked on each side: the neighbour, and the one that becomes it when the neighbour dies. */
export const LEAVES_LINKED = 2

export interface RingOptions {
  /** False gives the pure ring: the two neighbours, and the second on each side for repair. */
  readonly fingers: boolean
  /** Whether a member that is new in the list counts as usable until it is marked; false unless told. */
  readonly newcomersUsable?: boolean
}

/** Usable members on each side, nearest first; in a small ring the same member is on both sides. */
export interface LeafSet {
  readonly before: readonly RingMember[]
  readonly after: readonly RingMember[]
}

/** The first usable member at least 2^(64 − `level`) away on that side. */
export interface Finger extends RingMember {
  readonly side: 'before' | 'after'
  readonly level: number
}

export interface RingSnapshot {
  readonly self: MemberId
  /** All members clockwise from position 0; self counts as usable. */
  readonly order: readonly (RingMember & { readonly usable: boolean })[]
  readonly predecessor: MemberId | undefined
  readonly successor: MemberId | undefined
  readonly leafSet: LeafSet
  readonly fingers: readonly Finger[]
  readonly wanted: ReadonlySet<MemberId>
}

interface Neighbours {
  readonly leafSet: LeafSet
  readonly fingers: readonly Finger[]
  readonly wanted: ReadonlySet<MemberId>
}

const ALONE: Neighbours = { leafSet: { before: [], after: [] }, fingers: [], wanted: new Set() }

export class Ring {
  readonly self: MemberId
  readonly #options: RingOptions
  #circle = new Circle(new MemberList([]), () => false)
  #cached: Neighbours | undefined

  constructor(self: MemberId, options: RingOptions) {
    this.self = self
    this.#options = options
  }

  /**
   * Takes the signed member list, self included; without self (removed) there are no neighbours. Members that stay
   * keep their mark; new ones are not usable until `setUsable` says so.
   */
  setMembers(members: MemberList): void {
    const previous = this.#circle
    const { newcomersUsable = false } = this.#options
    const isUsable = (member: MemberId) =>
      previous.list.has(member) ? previous.isUsable(member) : newcomersUsable || member === this.self
    this.#circle = new Circle(members, isUsable)
    this.#cached = undefined
  }

  /** O(1). Self is always usable and strangers never are: both are left as they are. */
  setUsable(member: MemberId, usable: boolean): void {
    if (member === this.self) return
    if (this.#circle.mark(member, usable)) this.#cached = undefined
  }

  isUsable(member: MemberId): boolean {
    return this.#circle.isUsable(member)
  }

  /** Members believed online, self included. */
  get usableCount(): number {
    return this.#circle.usableCount
  }

  /** Whether a member that is not usable would be among the linked leaves if it were. */
  wouldBeLeaf(member: MemberId): boolean {
    const position = this.positionOf(member)
    const own = this.positionOf(this.self)
    if (position === undefined || own === undefined) return false
    const { before, after } = this.leafSet
    const lastAfter = after[LEAVES_LINKED - 1]
    const lastBefore = before[LEAVES_LINKED - 1]
    if (lastAfter === undefined || lastBefore === undefined) return true
    return (
      clockwise(own, position) < clockwise(own, lastAfter.position) ||
      clockwise(position, own) < clockwise(lastBefore.position, own)
    )
  }

  /**
   * Whom to look for at once when a leaf falls silent: the next ones on its side, since whole neighbourhoods fail
   * together and to find out one after the other takes as long as each of them does not answer.
   */
  sparesBehind(silent: MemberId): readonly RingMember[] {
    const { before, after } = this.leafSet
    for (const side of [before, after]) {
      if (side.some(leaf => leaf.member === silent)) return side
    }
    return []
  }

  /** Where a member stands; undefined for strangers. */
  positionOf(member: MemberId): bigint | undefined {
    return this.#circle.list.positionOf(member)
  }

  get predecessor(): MemberId | undefined {
    return this.leafSet.before[0]?.member
  }

  get successor(): MemberId | undefined {
    return this.leafSet.after[0]?.member
  }

  get leafSet(): LeafSet {
    return this.#neighbours().leafSet
  }

  /** Longest reach first, clockwise side first; each member once, and none that the linked leaves already hold. */
  get fingers(): readonly Finger[] {
    return this.#neighbours().fingers
  }

  /** Whom to be linked with: the linked leaves, nearest first, then the fingers. */
  wanted(): ReadonlySet<MemberId> {
    return this.#neighbours().wanted
  }

  /** Usable members on the clockwise arc [from, to), self left out; from = to is the whole circle. */
  usableInside(from: Position, to: Position): readonly RingMember[] {
    return this.#circle.inside(from, to).filter(({ member }) => member !== this.self)
  }

  /** All members clockwise from position 0, usable or not. */
  order(): readonly RingMember[] {
    return this.#circle.list.members
  }

  snapshot(): RingSnapshot {
    const { predecessor, successor } = this
    const order = this.order().map(entry => ({ ...entry, usable: this.isUsable(entry.member) }))
    return { self: this.self, order, predecessor, successor, ...this.#neighbours() }
  }

  #neighbours(): Neighbours {
    this.#cached ??= this.#compute()
    return this.#cached
  }

  #compute(): Neighbours {
    const here = this.#circle.list.indexOf(this.self)
    if (here === undefined) return ALONE
    const leafSet = {
      before: this.#circle.walk(here - 1, -1, here, LEAVES_KNOWN),
      after: this.#circle.walk(here + 1, 1, here, LEAVES_KNOWN),
    }
    const wanted = new Set<MemberId>()
    for (let distance = 0; distance < LEAVES_LINKED; distance += 1) {
      for (const leaf of [leafSet.before[distance], leafSet.after[distance]]) {
        if (leaf !== undefined) wanted.add(leaf.member)
      }
    }
    const fingers: Finger[] = []
    if (this.#options.fingers) {
      for (const finger of this.#candidates(here, leafSet)) {
        if (wanted.has(finger.member)) continue
        wanted.add(finger.member)
        fingers.push(finger)
      }
    }
    return { leafSet, fingers, wanted }
  }

  #candidates(here: number, leafSet: LeafSet): Finger[] {
    const candidates: Finger[] = []
    const sides = [
      { side: 'after', step: 1, last: leafSet.after[LEAVES_LINKED - 1] },
      { side: 'before', step: -1, last: leafSet.before[LEAVES_LINKED - 1] },
    ] as const
    const reach = sides.map(({ step, last }) => this.#distance(here, step, last))
    // At most log2 N levels, so that links are at most 2·log2 N + 4 even where the members happen to crowd.
    const levels = Math.floor(Math.log2(this.#circle.list.members.length))
    for (let level = 1; level <= levels; level += 1) {
      const offset = 1n << BigInt(RING_BITS - level)
      sides.forEach(({ side, step }, index) => {
        const limit = reach[index]
        if (limit === undefined || offset <= limit) return
        const found = this.#finger(here, step, offset)
        if (found !== undefined) candidates.push({ ...found, side, level })
      })
    }
    return candidates
  }

  /** How far a leaf is on its side; undefined without one: then all there are is linked and no finger is needed. */
  #distance(here: number, step: Step, leaf: RingMember | undefined): bigint | undefined {
    const self = this.#circle.list.members[here]
    if (self === undefined || leaf === undefined) return undefined
    return step === 1 ? clockwise(self.position, leaf.position) : clockwise(leaf.position, self.position)
  }

  #finger(here: number, step: Step, offset: bigint): RingMember | undefined {
    const self = this.#circle.list.members[here]
    if (self === undefined) return undefined
    const target = moved(self.position, step === 1 ? offset : -offset)
    const start = step === 1 ? this.#circle.list.firstAtOrAfter(target) : this.#circle.list.lastAtOrBefore(target)
    return this.#circle.walk(start, step, here, 1)[0]
  }
}
