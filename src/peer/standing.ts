/**
 * What neighbours did wrong, in points that fade, and whom it cuts off. Serves docs/protocol.md, "Standing". Counts only
 * what the neighbour itself did over its own link; must never count what somebody else says of it.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'

export type Fault =
  /** It passed on what it should have verified: signature, chain, body or header is wrong. */
  | 'wrong-burst'
  /** After the handshake: a record that does not open, or breaks a bound of records or of the schema. */
  | 'bad-record'
  /** A frame with a field that has no such length. */
  | 'bad-frame'
  | 'bad-frontier'
  | 'bad-request'
  | 'bad-answer'
  /** It went on sending far over its rate what was neither taken nor acked. */
  | 'flood'
  | 'not-delivered'

/** Noise and the link's seal keep what they carry: who sends this is broken or lies, and the link it came over ends. */
const CERTAIN_POINTS = 40
/** A base is judged by what we know of the floors, which may be old; and who floods may have been set to another rate. */
const DOUBTFUL_POINTS = 10
/** A link that stalls gives one for each time it is opened; every 15 s for ever they stay below the mark. */
const MAYBE_POINTS = 1
/** The third certain fault in a row. */
const CUT_OFF_POINTS = 100
/** Let in again below this: twenty minutes after the third fault, and the next two are too many. */
const LET_IN_POINTS = 25
const HALF_LIFE_MS = 600 * SECOND_MS
/** Less is forgotten. */
const MIN_POINTS = 0.5

const POINTS: { readonly [fault in Fault]: number } = {
  'wrong-burst': CERTAIN_POINTS,
  'bad-record': CERTAIN_POINTS,
  'bad-frame': CERTAIN_POINTS,
  'bad-frontier': CERTAIN_POINTS,
  'bad-request': CERTAIN_POINTS,
  'bad-answer': DOUBTFUL_POINTS,
  flood: DOUBTFUL_POINTS,
  'not-delivered': MAYBE_POINTS,
}

interface Score {
  readonly points: number
  readonly at: number
}

/** Whether no honest member can have done it: the link is not worth keeping. */
export function isCertain(fault: Fault): boolean {
  return POINTS[fault] === CERTAIN_POINTS
}

/** One group's; bounded by the group, since only members are linked. A restart forgets it. */
export class Standing {
  readonly #scores = new Map<MemberId, Score>()
  /** And when each is let in again. */
  readonly #cutOff = new Map<MemberId, number>()

  /** When the first is let in again. */
  get deadline(): number | undefined {
    return earliest(...this.#cutOff.values())
  }

  isCutOff(member: MemberId): boolean {
    return this.#cutOff.has(member)
  }

  cutOff(): IterableIterator<MemberId> {
    return this.#cutOff.keys()
  }

  points(member: MemberId, now: number): number {
    const score = this.#scores.get(member)
    return score === undefined ? 0 : score.points * 2 ** ((score.at - now) / HALF_LIFE_MS)
  }

  /** Members with points; what faded is dropped with the next fault. */
  get size(): number {
    return this.#scores.size
  }

  /** True when it cuts the member off. What comes of one that is cut off already was on its way, and changes nothing. */
  fault(member: MemberId, fault: Fault, now: number): boolean {
    if (this.#cutOff.has(member)) return false
    for (const known of this.#scores.keys()) if (this.points(known, now) < MIN_POINTS) this.#scores.delete(known)
    const points = this.points(member, now) + POINTS[fault]
    this.#scores.set(member, { points, at: now })
    if (points < CUT_OFF_POINTS) return false
    this.#cutOff.set(member, now + HALF_LIFE_MS * Math.log2(points / LET_IN_POINTS))
    return true
  }

  /** Members that are let in again from now on. */
  wake(now: number): MemberId[] {
    const forgiven = [...this.#cutOff].filter(([, until]) => until <= now).map(([member]) => member)
    for (const member of forgiven) this.#cutOff.delete(member)
    return forgiven
  }
}
