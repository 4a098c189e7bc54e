/**
 * Announced items on their way here: which of those that offer one is asked for the body. Serves docs/protocol.md,
 * "Announce and pull". A body is asked of one member at a time, so that a duplicate costs an announcement; an announcer
 * that never delivers delays the item by one wait and no more.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { Arc } from '../gossip/arc.js'
import { unsigned } from './sync-wire.js'

/** The arc its sender delegates with the item. */
export interface Way {
  readonly arc: Arc
  readonly hops: number
}

interface Wanted {
  readonly offers: Map<MemberId, Way>
  asked: MemberId
  askAgainAt: number
}

/** A megabyte takes this long on a slow line; a silent announcer is then passed over. */
const PULL_MS = 5 * SECOND_MS
/** Bodies awaited at once; what is announced beyond it comes by sync. */
const MAX_WANTED = 256
/** Honest offers of one item come from one or two links. */
const MAX_OFFERS = 16

export class Offers {
  readonly #wanted = new Map<string, Wanted>()

  get deadline(): number | undefined {
    return earliest(...[...this.#wanted.values()].map(wanted => wanted.askAgainAt))
  }

  /** True when the body is to be pulled from whoever announced it. */
  announced(item: string, from: MemberId, way: Way, now: number): boolean {
    const wanted = this.#wanted.get(item)
    if (wanted !== undefined) {
      if (wanted.offers.size < MAX_OFFERS) wanted.offers.set(from, way)
      return false
    }
    if (this.#wanted.size >= MAX_WANTED) return false
    this.#wanted.set(item, { offers: new Map([[from, way]]), asked: from, askAgainAt: now + PULL_MS })
    return true
  }

  /** The body came, however: those that offered it too, each with the arc it delegated. */
  arrived(item: string, from: MemberId): readonly (readonly [MemberId, Way])[] {
    const offers = [...(this.#wanted.get(item)?.offers ?? [])]
    this.#wanted.delete(item)
    return offers.filter(([member]) => member !== from)
  }

  /** The pulls to make now that this member is gone. */
  gone(member: MemberId, now: number): { readonly item: string; readonly from: MemberId }[] {
    const pulls: { item: string; from: MemberId }[] = []
    for (const [item, wanted] of this.#wanted) {
      wanted.offers.delete(member)
      if (wanted.asked === member) pulls.push(...this.#askNext(item, wanted, now))
    }
    return pulls
  }

  wake(now: number): { readonly item: string; readonly from: MemberId }[] {
    const pulls: { item: string; from: MemberId }[] = []
    for (const [item, wanted] of this.#wanted) {
      if (wanted.askAgainAt > now) continue
      wanted.offers.delete(wanted.asked)
      pulls.push(...this.#askNext(item, wanted, now))
    }
    return pulls
  }

  #askNext(item: string, wanted: Wanted, now: number): { item: string; from: MemberId }[] {
    const next = wanted.offers.keys().next().value
    if (next === undefined) {
      this.#wanted.delete(item)
      return []
    }
    wanted.asked = next
    wanted.askAgainAt = now + PULL_MS
    return [{ item, from: next }]
  }
}

/** The way in a frame, whose numbers the decoder gives signed. */
export function wayOf(frame: { readonly arc?: Arc | undefined; readonly hops: number }): Way {
  return { arc: { from: unsigned(frame.arc?.from ?? 0n), to: unsigned(frame.arc?.to ?? 0n) }, hops: frame.hops }
}
